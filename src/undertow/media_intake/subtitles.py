"""Texts of subtitles beside videos: read with the video of the same name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import PurePosixPath
from typing import Final

from undertow.case import Case
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.formats import FORMATS
from undertow.ingest.media_payload import SUBTITLES_RULE, MediaPayload, media_holders
from undertow.ingest.parts import PartReader
from undertow.media.description import subtitle_rows
from undertow.media.words.subtitles import MAX_TEXT, decode_subtitles, read_subtitles, sidecar
from undertow.media_intake.descriptions import Descriptions
from undertow.schema import MediaTexts

_MAX_BLOCKS: Final = MAX_TEXT >> 18  # of a mebibyte each: four bytes a character


def add_subtitles(case: Case, described: Descriptions) -> None:
    """Read the subtitles that lie beside videos and were not read yet.

    Parameters
    ----------
    case : Case
        Only read.
    described : Descriptions
        Gets the lines. ``clip [id].fr.vtt`` belongs to the one file that is called ``clip [id]``
        and anything; where two different files are, or none, the subtitles wait for the next time.
    """
    videos = _by_stem(described)
    for name, payload in _payloads(case):
        known = sidecar(name)
        found = videos.get(known.stem, set()) if known is not None else set()
        if known is None or len(found) != 1:
            continue
        [media_uid] = found
        if (media_uid, known.track) in described.tracks:
            continue
        described.tracks.add((media_uid, known.track))
        content = b"".join(islice(payload.content(), _MAX_BLOCKS))
        lines = read_subtitles(decode_subtitles(content), known.kind)
        rows = subtitle_rows(media_uid, ((known.track, at_s, text) for at_s, text in lines))
        described.add_rows(MediaTexts, rows)


def _by_stem(described: Descriptions) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for media_uid, *_, path in described.places:
        found[PurePosixPath(path).stem].add(media_uid)
    return found


def _payloads(case: Case) -> Iterator[tuple[str, MediaPayload]]:
    """Yield every text of subtitles in the evidence, with its name."""
    store = EvidenceStore(case.path / "evidence")
    for sha256, file_name in media_holders(case, SUBTITLES_RULE):
        with store.open(sha256) as source:
            for part in PartReader(FORMATS).parts(source, sha256, file_name):
                if part.media is not None and part.media.kind.kind == "subtitles":
                    yield part.media.member or file_name, part.media
