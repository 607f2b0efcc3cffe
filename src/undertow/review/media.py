"""Media files that claims rest on: the hash of their bytes, taken again from where they lie."""

from __future__ import annotations

from typing import Final

from undertow.case import Case
from undertow.engine import connect
from undertow.errors import VerificationError
from undertow.ingest.container import ContentError
from undertow.ingest.evidence import EvidenceStore
from undertow.media_intake.places import HeldAt, read_media
from undertow.review.outcomes import Outcome, Problem
from undertow.schema import Evidence, MediaFiles, MediaPlaces

# Evidence that is a media file is named by the hash of its bytes, twice.
PLACES_SQL: Final = """
SELECT DISTINCT p.media_uid, p.file_sha256, p.member, p.byte_offset, coalesce(f.n_bytes, 0)
FROM media_places p SEMI JOIN evidence e ON e.raw_sha256 = p.media_uid
LEFT JOIN media_files f USING (media_uid)
ORDER BY ALL
"""
CLAIMS_SQL: Final = "SELECT DISTINCT claim_id FROM evidence WHERE list_contains($lost, raw_sha256)"


def check_media(case: Case, distrusted: frozenset[str]) -> Outcome:
    """Recompute the hash of every media file that a claim rests on, from the bytes in the store.

    A file that is held more than once stands as long as one of its places is sound.

    Parameters
    ----------
    case : Case
        The case.
    distrusted : frozenset of str
        Stored files in which nothing counts as sound whatever their bytes say.

    Notes
    -----
    Each place is read once, in blocks; a response in a web archive is held as a whole.
    """
    store = EvidenceStore(case.path / "evidence")
    with connect() as connection:
        for spec in (Evidence, MediaFiles, MediaPlaces):
            connection.register(spec.name, case.read(spec).arrow)
        places = [HeldAt(*row) for row in connection.execute(PLACES_SQL).fetchall()]
        sound = {
            place.media_uid
            for place in places
            if place.file_sha256 not in distrusted and _is_sound(store, place)
        }
        lost = sorted({place.media_uid for place in places} - sound)
        rows = connection.execute(CLAIMS_SQL, {"lost": lost}).fetchall() if lost else []
    problems = tuple(
        Problem("the bytes of a media file are not what they were", f"media {uid}", _FALL)
        for uid in lost
    )
    return Outcome("media", len(places), problems, frozenset(row[0] for row in rows))


_FALL: Final = "claims that rest on it fall; restore the file that holds it"


def _is_sound(store: EvidenceStore, place: HeldAt) -> bool:
    """Whether the bytes at a place have the hash that names them."""
    if place.file_sha256 == place.media_uid:
        return not store.check(place.file_sha256)
    try:
        return read_media(store, place, fill_damaged=True)
    except (ContentError, VerificationError):
        return False
