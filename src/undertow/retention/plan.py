"""What the rules of a case say must go by now, and what of it has to stay and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import duckdb

from undertow.case import Case
from undertow.engine import connect
from undertow.errors import CaseError, InputError, VerificationError
from undertow.handles import handles_of, telling
from undertow.ingest.archive import is_zip
from undertow.ingest.container import Limits, open_container
from undertow.ingest.custody import CustodyLog
from undertow.ingest.erasure import erasures
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.places import Place
from undertow.pseudonyms import Pseudonyms
from undertow.retention.listing import Listing, read_listing
from undertow.schema import (
    AccountFindings,
    Accounts,
    AccountSnapshots,
    CampaignPosts,
    Evidence,
    MediaFiles,
    MediaPlaces,
    MediaSightings,
    NarrativeQuotes,
    Observations,
    Posts,
    Quarantine,
    TableSpec,
    ThreatHits,
)

_READ: Final[tuple[type[TableSpec], ...]] = (
    AccountFindings,
    AccountSnapshots,
    Accounts,
    CampaignPosts,
    Evidence,
    MediaFiles,
    MediaPlaces,
    MediaSightings,
    NarrativeQuotes,
    Observations,
    Posts,
    Quarantine,
    ThreatHits,
)

# Evidence names a post or an account; whatever else lies in the same physical record stays with it.
_STAYS_SQL = """
CREATE TABLE rested AS SELECT DISTINCT raw_sha256 FROM evidence;
CREATE TABLE involved AS SELECT account_uid FROM account_findings WHERE verdict <> 'none';
CREATE TABLE stays AS
    SELECT record_uid AS uid FROM evidence
    UNION SELECT record_uid FROM observations SEMI JOIN rested USING (raw_sha256)
    UNION SELECT post_uid FROM campaign_posts
    UNION SELECT post_uid FROM threat_hits
    UNION SELECT post_uid FROM narrative_quotes
    UNION SELECT record_uid FROM observations ANTI JOIN due ON due.file = file_sha256;
"""
_GOES_SQL = """
CREATE TABLE posts_go AS
    SELECT post_uid AS uid, account_uid FROM posts
    ANTI JOIN stays ON stays.uid = post_uid
    ANTI JOIN involved ON involved.account_uid = posts.account_uid;
CREATE TABLE accounts_go AS
    SELECT account_uid AS uid FROM accounts
    ANTI JOIN stays ON stays.uid = account_uid
    ANTI JOIN involved USING (account_uid)
    ANTI JOIN (
        SELECT account_uid FROM posts ANTI JOIN posts_go ON posts_go.uid = post_uid
        UNION SELECT account_uid FROM accounts SEMI JOIN rested USING (raw_sha256)
        UNION SELECT account_uid FROM account_snapshots SEMI JOIN rested USING (raw_sha256)
    ) AS speaking USING (account_uid);
CREATE TABLE goes AS SELECT uid FROM posts_go UNION SELECT uid FROM accounts_go;
CREATE TABLE media_go AS
    SELECT media_uid AS uid FROM media_places
    ANTI JOIN rested ON raw_sha256 = media_uid
    ANTI JOIN (SELECT media_uid FROM media_sightings ANTI JOIN posts_go ON uid = post_uid)
        USING (media_uid)
    GROUP BY media_uid HAVING bool_and(file_sha256 IN (SELECT file FROM due));
"""
# A media file goes when every post that carries it does; the bytes of one inside a web archive are
# no range of their own, so they go with the archive.
# A record goes when everything that was read from it does; where captures are due, when nothing
# rests on it. What could not be read belongs to nobody known, and goes with its file. Media that a
# claim rests on stay, and with them the file that holds them.
_PLACES_SQL = """
WITH seen AS (
    SELECT file_sha256, coalesce(member, '') AS member, byte_offset, byte_length, raw_sha256,
        record_uid IN (SELECT uid FROM goes) AS goes
    FROM observations
    UNION ALL
    SELECT file_sha256, coalesce(member, ''), byte_offset, byte_length, raw_sha256,
        file_sha256 IN (SELECT file FROM due)
    FROM quarantine
    UNION ALL
    SELECT DISTINCT file_sha256, member, byte_offset,
        CASE WHEN file_sha256 = media_uid THEN n_bytes ELSE 0 END, media_uid,
        media_uid IN (SELECT uid FROM media_go)
    FROM media_places JOIN media_files USING (media_uid)
), places AS (
    SELECT file_sha256, member, byte_offset, byte_length, raw_sha256, bool_and(goes) AS goes
    FROM seen GROUP BY ALL
)
SELECT file_sha256, member, byte_offset, byte_length, raw_sha256,
    (goes OR file_sha256 IN (SELECT file FROM due_captures))
    AND raw_sha256 NOT IN (SELECT raw_sha256 FROM rested) AS goes
FROM places ORDER BY ALL
"""

Row = tuple[str, str, int, int, str, bool]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be deleted now.

    Attributes
    ----------
    listing : Listing
        What goes.
    n_rested : int
        Captured records that stay because a claim rests on them.
    n_held : int
        Records that would go and stay, because the file that holds them is compressed or an
        archive, or the same bytes hold something that stays.
    """

    listing: Listing
    n_rested: int
    n_held: int


def plan(case: Case, now: datetime | None = None) -> Plan:
    """Return what the rules of a case say must go.

    Parameters
    ----------
    case : Case
        Analysed.
    now : datetime or None
        With zone; now by default.

    Raises
    ------
    InputError
        ``case.toml`` says nothing of retention.
    """
    rules, at = case.rules.retention, now or datetime.now(UTC)
    if rules.bystanders_days is None and rules.captures_days is None:
        raise InputError(
            f"{case.path / 'case.toml'}: says nothing of retention; add [retention] with "
            "bystanders_days or captures_days"
        )
    stored = _stored(case)
    due = _due(stored, rules.bystanders_days, at)
    with connect() as connection:
        for spec in _READ:
            connection.register(spec.name, case.read(spec).arrow)
        _fill(connection, "due", due)
        _fill(connection, "due_captures", _due(stored, rules.captures_days, at))
        connection.execute(_STAYS_SQL)
        connection.execute(_GOES_SQL)
        gone = _already(case)
        rows: list[Row] = connection.execute(_PLACES_SQL).fetchall()
        posts, accounts = _uids(connection, "posts_go"), _uids(connection, "accounts_go")
        n_rested = _count(connection, "rested")
        media = _uids(connection, "media_go")
    places, whole, n_held = _sorted_out(EvidenceStore(case.path / "evidence"), rows, gone)
    texts, profiles, pictures = _gone_before(case)
    accounts = [uid for uid in accounts if uid not in profiles]
    listing = Listing(
        places,
        whole,
        tuple(uid for uid in posts if uid not in texts),
        tuple(accounts),
        _keyed_handles(case, accounts),
        tuple(uid for uid in media if uid not in pictures),
    )
    return Plan(listing, n_rested, n_held)


def _stored(case: Case) -> dict[str, datetime]:
    """Return when each file was first stored."""
    found: dict[str, datetime] = {}
    for entry in CustodyLog.of(case).entries():
        if entry.get("action") == "stored":
            found.setdefault(str(entry["sha256"]), datetime.fromisoformat(str(entry["at"])))
    return found


def _due(stored: Mapping[str, datetime], days: int | None, now: datetime) -> list[str]:
    if days is None:
        return []
    return [file for file, at in stored.items() if at + timedelta(days=days) <= now]


def _fill(connection: duckdb.DuckDBPyConnection, name: str, files: Sequence[str]) -> None:
    connection.execute(f"CREATE TABLE {name} (file VARCHAR)")
    connection.execute(f"INSERT INTO {name} SELECT unnest(?)", [list(files)])


def _uids(connection: duckdb.DuckDBPyConnection, name: str) -> list[str]:
    query = f"SELECT uid FROM {name} ORDER BY uid"  # noqa: S608
    return [row[0] for row in connection.execute(query).fetchall()]


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    [(n,)] = connection.execute(f"SELECT count(*) FROM {name}").fetchall()  # noqa: S608
    return int(n)


def _already(case: Case) -> set[tuple[str, Place]]:
    """Return the places that are blank by now."""
    return {
        (file, place)
        for own in erasures(case)
        if own.is_done
        for listing in (read_listing(case, own.list_sha256),)
        for part in (listing.places, listing.whole)
        for file, places in part.items()
        for place in places
    }


def _gone_before(case: Case) -> tuple[set[str], set[str], set[str]]:
    """Return the posts, accounts and media files of which everything is gone by now."""
    done = [read_listing(case, own.list_sha256) for own in erasures(case) if own.is_done]
    return (
        {uid for own in done for uid in own.posts},
        {uid for own in done for uid in own.accounts},
        {uid for own in done for uid in own.media},
    )


def _keyed_handles(case: Case, accounts: Iterable[str]) -> tuple[str, ...]:
    """Return keyed hashes of the handles of accounts, in no order that tells anything.

    None where the key of the case is lost: no product can be made then, and what is due goes.
    """
    borne = handles_of(case)
    going = {handle for uid in accounts for handle in borne.get(uid, ())}
    keep = {handle for uid in borne.keys() - set(accounts) for handle in borne[uid]}
    found = telling(case, going - keep)
    try:
        keyed = Pseudonyms.open(case).of_handle if found else str
    except (CaseError, VerificationError):
        return ()
    return tuple(sorted(map(keyed, found)))


def _sorted_out(
    store: EvidenceStore, rows: Iterable[Row], gone: set[tuple[str, Place]]
) -> tuple[dict[str, tuple[Place, ...]], dict[str, tuple[Place, ...]], int]:
    """Return what is written over, what goes as a whole, and how much has to stay."""
    going: dict[str, list[Place]] = defaultdict(list)
    staying: dict[str, list[Place]] = defaultdict(list)
    for file, member, offset, length, sha256, goes in rows:
        place = Place(member, offset, length, sha256)
        if (file, place) not in gone:
            (going if goes else staying)[file].append(place)
    over: dict[str, tuple[Place, ...]] = {}
    whole: dict[str, tuple[Place, ...]] = {}
    n_held = 0
    for file, own in going.items():
        if not staying[file]:
            whole[file] = tuple(own)
        elif _is_plain(store, file):
            free = _apart([place for place in own if place.length], staying[file])
            n_held += len(own) - len(free)
            if free:
                over[file] = free
        else:
            n_held += len(own)
    return over, whole, n_held


def _is_plain(store: EvidenceStore, file: str) -> bool:
    """Whether offsets of records are offsets in the file itself."""
    try:
        with store.open(file) as source:
            return not is_zip(source) and open_container(source, Limits()).compression is None
    except VerificationError:
        return False


def _apart(going: Iterable[Place], staying: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places that share no byte with any that stays."""
    ends = sorted((place.offset, place.offset + place.length) for place in staying)
    free, index, reached = [], 0, 0
    for place in sorted(going, key=lambda own: (own.offset, own.length)):
        while index < len(ends) and ends[index][0] <= place.offset:
            reached = max(reached, ends[index][1])
            index += 1
        is_before = index == len(ends) or ends[index][0] >= place.offset + place.length
        if reached <= place.offset and is_before:
            free.append(place)
    return tuple(free)
