"""What was learnt of a media file, as rows of its tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, TypeVar

import numpy as np

from undertow.media.decoding.messages import Description
from undertow.media.provenance.facts import SOURCES
from undertow.media.sound import WORD_S
from undertow.media.views import VIEWS
from undertow.schema import (
    MediaFacts,
    MediaFiles,
    MediaHashes,
    MediaSounds,
    MediaTexts,
    TableSpec,
)

Rows = dict[type[TableSpec], list[dict[str, Any]]]

NOT_DECODED: Final = "none"
"""What decoded a file that nothing decoded."""

_FRAME_BYTES: Final = 32 * len(VIEWS)
_STATES: Final = frozenset({"decoded", "partial", "quarantined"})
_C2PA: Final = frozenset({"absent", "valid_untrusted", "valid_trusted", "invalid"})
_REASON: Final = re.compile(r"[a-z0-9_]{0,40}")
_PDQ: Final = re.compile(r"[0-9a-f]{64}")
_MOST_PIXELS: Final = 1 << 24
_LONGEST_S: Final = 1 << 24
_MOST_FACTS: Final = 2_000
_LONGEST_DETAIL: Final = 1_000
_LONGEST_NAME: Final = 100
_LONGEST_FACT: Final = 2_000
_LONGEST_SUBTITLE: Final = 2_000
_LONGEST_TRACK: Final = 40


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A media file, before it is decoded.

    Parameters
    ----------
    media_uid : str
        SHA-256 of its bytes.
    kind, mime : str
        What it is by its first bytes.
    n_bytes : int
        Its length.
    """

    media_uid: str
    kind: str
    mime: str
    n_bytes: int


def rows_of(file: MediaFile, found: Description, decoder: str) -> Rows:
    """Return the rows of a file in every table that describes it.

    Parameters
    ----------
    file : MediaFile
        The file.
    found : Description
        From the process that decoded it, and no more to be trusted than the file: what is not as
        it should be is cut or left out, and never raises.
    decoder : str
        What decoded it.
    """
    state = found.state if found.state in _STATES else "quarantined"
    reason = found.reason if _REASON.fullmatch(found.reason) else "unknown"
    row = {
        "media_uid": file.media_uid,
        "kind": _kind(file, found),
        "mime": file.mime,
        "n_bytes": file.n_bytes,
        "width_px": _within(found.width_px, _MOST_PIXELS),
        "height_px": _within(found.height_px, _MOST_PIXELS),
        "duration_s": _within(found.duration_s, _LONGEST_S),
        "frame_rate": _within(found.frame_rate, _MOST_PIXELS),
        "has_sound": found.has_sound,
        "state": state,
        "reason": reason if found.reason else None,
        "detail": _line(found.detail, _LONGEST_DETAIL) or None,
        "c2pa_state": found.c2pa_state if found.c2pa_state in _C2PA else None,
        "decoder": decoder,
    }
    rows: Rows = {MediaFiles: [row]}
    rows[MediaFacts] = list(_facts(file.media_uid, found))
    rows[MediaHashes] = list(_hashes(file.media_uid, found))
    rows[MediaTexts] = list(_texts(file.media_uid, found))
    n_words = len(found.words) // 4
    rows[MediaSounds] = [
        {
            "media_uid": file.media_uid,
            "word_s": WORD_S,
            "words": found.words[: 4 * n_words],
            "speech_s": _within(found.speech_s, _LONGEST_S),
        }
    ] * bool(n_words)
    return rows


def _kind(file: MediaFile, found: Description) -> str:
    """Return what a file turned out to be: pictures can move, and a container hold sound alone."""
    if found.is_moving:
        return "video"
    is_sound = found.state != "quarantined" and found.has_sound is not None
    return "audio" if file.kind == "video" and is_sound else file.kind


def _hashes(media_uid: str, found: Description) -> Iterator[dict[str, Any]]:
    n_frames = min(len(found.at_s) // 8, len(found.quality) // 8, len(found.views) // _FRAME_BYTES)
    at_s = np.frombuffer(found.at_s[: 8 * n_frames], "<f8")
    quality = np.frombuffer(found.quality[: 8 * n_frames], "<i8")
    for frame in range(n_frames):
        yield {
            "media_uid": media_uid,
            "frame": frame,
            "at_s": _within(float(at_s[frame]), _LONGEST_S) or 0.0,
            "quality": int(np.clip(quality[frame], 0, 100)),
            "views": found.views[frame * _FRAME_BYTES : (frame + 1) * _FRAME_BYTES],
            "pdq": found.pdq if n_frames == 1 and _PDQ.fullmatch(found.pdq) else None,
        }


def _facts(media_uid: str, found: Description) -> Iterator[dict[str, Any]]:
    seen = set()
    for source, position, name, value in found.facts[:_MOST_FACTS]:
        key = (source, position, _line(name, _LONGEST_NAME))
        if key in seen or source not in SOURCES or not 0 <= position < _MOST_FACTS:
            continue
        seen.add(key)
        yield {
            "media_uid": media_uid,
            "source": source,
            "position": position,
            "name": key[2],
            "value": _line(value, _LONGEST_FACT),
        }


def _texts(media_uid: str, found: Description) -> Iterator[dict[str, Any]]:
    yield from subtitle_rows(media_uid, found.subtitles)


def subtitle_rows(
    media_uid: str, lines: Iterable[tuple[str, float, str]]
) -> Iterator[dict[str, Any]]:
    """Yield rows of ``media_texts`` for lines of subtitles: track, seconds and words of each."""
    cut = [
        (_line(track, _LONGEST_TRACK), _within(at_s, _LONGEST_S) or 0.0, text)
        for track, at_s, text in lines
    ]
    place = itemgetter(0, 1)
    for (track, at_s), together in groupby(sorted(cut, key=place), place):
        for position, (_, _, text) in enumerate(together):
            yield {
                "media_uid": media_uid,
                "source": "subtitles",
                "track": track,
                "at_s": at_s,
                "position": position,
                "text": _line(text, _LONGEST_SUBTITLE),
                "confidence": None,
            }


N = TypeVar("N", int, float)


def _within(value: N | None, most: int) -> N | None:
    """Return a number that means something: from 0 to a limit; None for any other."""
    return value if value is not None and 0 <= value <= most else None


def _line(text: str, longest: int) -> str:
    """Return a text as one line of what can be printed."""
    return "".join(c if c.isprintable() else " " for c in text[:longest])
