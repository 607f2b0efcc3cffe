"""Claims against evidence: the links, and the very bytes at their end."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import duckdb

from undertow.case import Case
from undertow.engine import connect
from undertow.errors import CaseError
from undertow.ingest.custody import CustodyLog
from undertow.ingest.erasure import GONE, left_of_files
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.places import Place, read_places
from undertow.review.foreign import foreign_files
from undertow.review.outcomes import Outcome, Problem
from undertow.schema import (
    Accounts,
    AccountSnapshots,
    Claims,
    Evidence,
    MediaPlaces,
    Observations,
)

# An account is evidence by the record that carried its profile, which is observed as a post; a
# media file by the hash of its bytes, where a place in the store is known to hold them.
LINKS_SQL = """
CREATE TABLE n_rows AS SELECT claim_id, count(*) AS n FROM evidence GROUP BY claim_id;
CREATE TABLE observed AS
    SELECT record_uid, raw_sha256 FROM observations
    UNION
    SELECT account_uid, raw_sha256
    FROM (
        SELECT account_uid, raw_sha256 FROM accounts
        UNION SELECT account_uid, raw_sha256 FROM account_snapshots
    ) SEMI JOIN observations USING (raw_sha256)
    UNION
    SELECT media_uid, media_uid FROM media_places;
"""
FAULTS = {
    "the claim rests on no evidence": "SELECT claim_id FROM claims WHERE n_evidence < 1",
    "the number of evidence rows is not what the claim says": """
        SELECT claim_id FROM claims LEFT JOIN n_rows USING (claim_id)
        WHERE n_evidence <> coalesce(n, 0)""",
    "evidence is given for a claim that does not exist": """
        SELECT DISTINCT claim_id FROM evidence ANTI JOIN claims USING (claim_id)""",
    "an evidence id stands for more than one record": """
        SELECT DISTINCT claim_id FROM evidence SEMI JOIN (
            SELECT evidence_id FROM evidence GROUP BY evidence_id
            HAVING count(DISTINCT (record_uid, raw_sha256)) > 1) USING (evidence_id)""",
    "evidence names a record that was never observed with these bytes": """
        SELECT DISTINCT claim_id FROM evidence ANTI JOIN observed USING (record_uid, raw_sha256)""",
}
PLACES_SQL = """
SELECT DISTINCT file_sha256, member, byte_offset, byte_length, raw_sha256
FROM observations SEMI JOIN evidence USING (raw_sha256)
ORDER BY ALL NULLS FIRST
"""

WHOLE_FILE = 1 << 62
_HASH = re.compile(r"[0-9a-f]{64}")
_FOREIGN = "nobody vouches for it; move it out of the case"
"""A damaged range that ends beyond this is the evidence store's word for "all of it"."""


def check_links(case: Case) -> Outcome:
    """Check that every claim has its evidence rows and every row leads to an observed record."""
    problems: list[Problem] = []
    falls: set[str] = set()
    with _connect(case) as connection:
        connection.execute(LINKS_SQL)
        for what, query in FAULTS.items():
            ids = sorted(row[0] for row in connection.execute(query).fetchall())
            falls.update(ids)
            problems += [Problem(what, f"claim {claim}", "the claim falls") for claim in ids]
        n_rows = connection.execute("SELECT count(*) FROM evidence").fetchall()[0][0]
    return Outcome("links", n_rows, tuple(problems), frozenset(falls))


def check_files(case: Case) -> tuple[Outcome, frozenset[str]]:
    """Recompute the hash of every file that is stored, or was; return also those that are lost.

    What lies beside them and beside the tables is a problem too. A file from which something was
    deleted under retention must be what the custody log says is left of it.
    """
    store = EvidenceStore(case.path / "evidence")
    files = sorted(_observed_files(case) | _logged_files(case) | set(store.hashes()))
    problems = [Problem("is not part of a case", where, _FOREIGN) for where in foreign_files(case)]
    lost: set[str] = set()
    left = left_of_files(case)
    for sha256 in files:
        if left.get(sha256) == GONE and not store.path(sha256).exists():
            continue
        damaged = store.check(sha256, left.get(sha256))
        if damaged:
            extent = " and ".join(f"{begin} to {end}" for begin, end in damaged)
            if damaged[0][1] >= WHOLE_FILE:
                extent = "of the whole file"
                lost.add(sha256)
            problems.append(
                Problem(
                    f"bytes {extent} are missing or damaged",
                    f"evidence/{sha256[:2]}/{sha256}.zst",
                    "claims that rest on records in it fall; restore it from a copy or the source",
                )
            )
    return Outcome("files", len(files), tuple(problems)), frozenset(lost)


def check_records(case: Case, distrusted: frozenset[str]) -> Outcome:
    """Recompute the hash of every record that a claim rests on, from the bytes of its file.

    A record that was captured more than once stands as long as one of its places is sound.

    Parameters
    ----------
    case : Case
        The case.
    distrusted : frozenset of str
        Files whose records do not count as sound whatever their bytes say.
    """
    store = EvidenceStore(case.path / "evidence")
    problems = []
    sound: set[str] = set()
    needed: set[str] = set()
    with _connect(case) as connection:
        places = _places(connection)
        for file, in_file in places.items():
            intact = set() if file in distrusted else _intact(store, file, in_file)
            sound.update(place.sha256 for place in intact)
            needed.update(place.sha256 for place in in_file)
            if len(intact) < len(in_file):
                problems.append(
                    Problem(
                        f"{len(in_file) - len(intact)} of {len(in_file)} records that claims rest "
                        "on cannot be recomputed",
                        f"evidence/{file[:2]}/{file}.zst",
                        "claims that rest on them fall",
                    )
                )
        falls = _claims_on(connection, needed - sound)
    n_places = sum(len(in_file) for in_file in places.values())
    return Outcome("records", n_places, tuple(problems), falls)


def _logged_files(case: Case) -> set[str]:
    """Return the files that the custody log says are stored."""
    return {
        str(entry[name])
        for entry in CustodyLog.of(case).entries()
        for name in ("sha256", "pages_log_sha256")
        if name in entry and _HASH.fullmatch(str(entry[name]))
    }


def _observed_files(case: Case) -> set[str]:
    """Return the files that records were read from; none when the table cannot be read."""
    try:
        column = case.read(Observations).arrow.column("file_sha256")
    except CaseError:
        return set()
    return set(column.unique().to_pylist())


def _connect(case: Case) -> duckdb.DuckDBPyConnection:
    """Return a connection that sees the tables between claims and bytes."""
    connection = connect()
    for spec in (Claims, Evidence, Observations, Accounts, AccountSnapshots, MediaPlaces):
        connection.register(spec.name, case.read(spec).arrow)
    return connection


def _places(connection: duckdb.DuckDBPyConnection) -> dict[str, list[Place]]:
    """Return the places of needed records by file, in order."""
    places: dict[str, list[Place]] = {}
    for file, member, offset, length, sha256 in connection.execute(PLACES_SQL).fetchall():
        places.setdefault(file, []).append(Place(member or "", offset, length, sha256))
    return {file: sorted(in_file) for file, in_file in places.items()}


def _claims_on(connection: duckdb.DuckDBPyConnection, lost: set[str]) -> frozenset[str]:
    query = "SELECT DISTINCT claim_id FROM evidence WHERE list_contains($lost, raw_sha256)"
    if not lost:
        return frozenset()
    return frozenset(row[0] for row in connection.execute(query, {"lost": sorted(lost)}).fetchall())


def _intact(store: EvidenceStore, file: str, places: Sequence[Place]) -> set[Place]:
    """Return the places at which the bytes have the recorded hash."""
    read = read_places(store, file, places, hashlib.sha256)
    return {place for place, digest in read if digest.hexdigest() == place.sha256}
