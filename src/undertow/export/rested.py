"""What claims rest on: their evidence, and for each record one place where it was captured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from undertow.bundle import EvidenceRow, MediaPart, MediaPlace, Observation, Path, RecordPart
from undertow.case import Case
from undertow.engine import connect
from undertow.errors import VerificationError
from undertow.ingest.places import Place
from undertow.schema import Evidence, MediaFiles, MediaPlaces, Observations

# Of a record captured more than once the first sight is taken.
PLACES_SQL = """
CREATE TABLE wanted AS SELECT * FROM evidence SEMI JOIN chosen USING (claim_id);
CREATE TABLE place AS
    SELECT
        raw_sha256, file_sha256, byte_offset, byte_length, coalesce(member, '') AS member
    FROM observations SEMI JOIN wanted USING (raw_sha256)
    QUALIFY row_number() OVER (PARTITION BY raw_sha256 ORDER BY outcome, obs_id) = 1;
"""
OBSERVED_SQL = """
SELECT o.*, strftime(o.observed_at, '%Y-%m-%dT%H:%M:%SZ') AS observed_text,
    w.record_uid IS NOT NULL AS is_evidence
FROM observations o
SEMI JOIN place p ON p.raw_sha256 = o.raw_sha256 AND p.file_sha256 = o.file_sha256
    AND p.byte_offset = o.byte_offset AND p.byte_length = o.byte_length
    AND p.member = coalesce(o.member, '')
LEFT JOIN (SELECT DISTINCT record_uid, raw_sha256 FROM wanted) w USING (record_uid, raw_sha256)
ORDER BY o.raw_sha256, o.obs_id
"""
MEDIA_SQL = """
SELECT DISTINCT p.media_uid, p.file_sha256, p.member, p.byte_offset,
    coalesce(f.kind, '') AS kind, coalesce(f.mime, '') AS mime, coalesce(f.n_bytes, 0) AS n_bytes
FROM media_places p SEMI JOIN wanted w ON w.raw_sha256 = p.media_uid
LEFT JOIN media_files f USING (media_uid)
ORDER BY ALL
"""
EVIDENCE_SQL = "SELECT * FROM wanted ORDER BY claim_id, evidence_id"
QUERIES = (EVIDENCE_SQL, OBSERVED_SQL, MEDIA_SQL)


@dataclass(frozen=True, slots=True)
class Rested:
    """Evidence by claim, and places by file.

    Parameters
    ----------
    evidence : dict
        Claim -> its rows of ``evidence``.
    places : dict
        File -> the records taken from it, in the order of its content.
    observed : dict
        Record -> rows of ``observations`` at its place.
    uids : dict
        Record -> the posts and accounts that evidence names it for.
    media : tuple of MediaPart
        Media files, by hash: where their bytes lie.
    """

    evidence: dict[str, list[EvidenceRow]]
    places: dict[str, list[Place]]
    observed: dict[str, list[dict[str, Any]]]
    uids: dict[str, set[str]]
    media: tuple[MediaPart, ...] = ()

    @property
    def n_bytes(self) -> int:
        """Bytes of all records."""
        return sum(place.length for places in self.places.values() for place in places)

    def is_document(self, place: Place) -> bool:
        """Whether a record is a document, which has no line."""
        return self.observed[place.sha256][0]["line"] is None

    def record(self, file_sha256: str, place: Place, proof: Path) -> RecordPart:
        """Return a record with what was read from it that claims rest on, and nothing else."""
        rows = self.observed[place.sha256]
        own = [row for row in rows if row["is_evidence"]]
        seen = {row["record_uid"] for row in own}
        return RecordPart(
            raw_sha256=place.sha256,
            file_sha256=file_sha256,
            file_name=rows[0]["file_name"],
            member=place.member,
            line=rows[0]["line"],
            byte_offset=place.offset,
            byte_length=place.length,
            proof=proof,
            observations=[_observation(row) for row in own],
            profiles=sorted(self.uids[place.sha256] - seen),
        )


def rested_on(case: Case, claim_ids: Sequence[str]) -> Rested:
    """Find the records that claims rest on.

    Raises
    ------
    VerificationError
        Evidence names a record that was never observed.
    """
    evidence, observed, held = _query(case, claim_ids)
    media = _media(held)
    by_claim: dict[str, list[EvidenceRow]] = {claim_id: [] for claim_id in claim_ids}
    uids: dict[str, set[str]] = {}
    for row in evidence:
        by_claim[row.pop("claim_id")].append(EvidenceRow(**row))
        if row["raw_sha256"] in media and row["record_uid"] == row["raw_sha256"]:
            continue  # a media file: no record, and its bytes stay where they are
        uids.setdefault(row["raw_sha256"], set()).add(row["record_uid"])
    rows: dict[str, list[dict[str, Any]]] = {}
    places: dict[str, set[Place]] = {}
    for row in observed:
        rows.setdefault(row["raw_sha256"], []).append(row)
        where = (row["member"] or "", row["byte_offset"], row["byte_length"])
        place = Place(*where, row["raw_sha256"])
        places.setdefault(row["file_sha256"], set()).add(place)
    if lost := sorted(set(uids) - set(rows)):
        raise VerificationError(
            f"{case.path}: a record that a claim rests on was never observed ({lost[0][:16]}); "
            f"run `undertow verify {case.path}`"
        )
    in_order = {file: sorted(own) for file, own in sorted(places.items())}
    return Rested(by_claim, in_order, rows, uids, tuple(media.values()))


def _query(case: Case, claim_ids: Sequence[str]) -> tuple[list[dict[str, Any]], ...]:
    """Return the evidence of claims, and the observations at the place of each record."""
    with connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        for spec in (Evidence, MediaFiles, MediaPlaces, Observations):
            connection.register(spec.name, case.read(spec).arrow)
        connection.execute("CREATE TABLE chosen (claim_id VARCHAR)")
        connection.execute("INSERT INTO chosen SELECT unnest(?)", [list(claim_ids)])
        connection.execute(PLACES_SQL)
        results = (connection.sql(query).to_arrow_table() for query in QUERIES)
        return tuple(result.to_pylist() for result in results)


def _media(rows: list[dict[str, Any]]) -> dict[str, MediaPart]:
    """Return the media files with their places, by hash."""
    found: dict[str, MediaPart] = {}
    for row in rows:
        uid = row["media_uid"]
        part = MediaPart(uid, row["kind"], row["mime"], row["n_bytes"], [])
        place = MediaPlace(row["file_sha256"], row["member"], row["byte_offset"])
        found.setdefault(uid, part).places.append(place)
    return found


def _observation(row: dict[str, Any]) -> Observation:
    names = ("obs_id", "record_uid", "record_no", "json_path", "format_id", "mapper_version")
    return Observation(**{name: row[name] for name in names}, observed_at=row["observed_text"])
