"""What a hash list holds: a signal, whose it is, and what its source says of it.

Names and forms of signals are those of python-threatexchange 1.2.17 (``SignalType.get_name`` and
``validate_signal_str``), which Hasher-Matcher-Actioner uses too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

MOST_FRAMES: Final = 20_000
_HEX: Final = re.compile(r"[0-9a-f]+")
_LENGTHS: Final = {"pdq": 64, "md5": 32, "sha256": 64}
# A semicolon ends a cell where a comma is for decimals, so no text of ours has one.
_DROPPED: Final = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f;\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_LONGEST_TEXT: Final = 200


class Signal(StrEnum):
    """Kind of hash."""

    PDQ = "pdq"
    VPDQ = "vpdq"
    MD5 = "md5"
    SHA256 = "sha256"


class Category(StrEnum):
    """What a source says of an entry (``SignalOpinionCategory``)."""

    POSITIVE = "POSITIVE_CLASS"
    SEED = "INVESTIGATION_SEED"
    NEGATIVE = "NEGATIVE_CLASS"


# Names under which lists hold them: of python-threatexchange, and of the indicators of its server.
SIGNALS: Final[Mapping[str, Signal]] = {
    "pdq": Signal.PDQ,
    "photo_pdq": Signal.PDQ,
    "hash_pdq": Signal.PDQ,
    "vpdq": Signal.VPDQ,
    "video_vpdq": Signal.VPDQ,
    "hash_video_vpdq": Signal.VPDQ,
    "md5": Signal.MD5,
    "video_md5": Signal.MD5,
    "photo_md5": Signal.MD5,
    "hash_md5": Signal.MD5,
    "hash_video_md5": Signal.MD5,
    "sha256": Signal.SHA256,
    "video_sha256": Signal.SHA256,
    "photo_sha256": Signal.SHA256,
    "hash_sha256": Signal.SHA256,
    "hash_video_sha256": Signal.SHA256,
}


@dataclass(frozen=True, slots=True)
class Frame:
    """A hashed frame of a video.

    Attributes
    ----------
    pdq : str
        PDQ in 64 hexadecimal digits.
    quality : int
        PDQ quality, 0 to 100.
    at_s : float
        When it is shown, to the millisecond.
    """

    pdq: str
    quality: int
    at_s: float


@dataclass(frozen=True, slots=True)
class HashEntry:
    """One entry of a list.

    Attributes
    ----------
    signal : Signal
        Kind of hash.
    value : str
        Hexadecimal digits, lower case; empty for vPDQ.
    frames : tuple of Frame
        For vPDQ alone, in the order of time.
    collab, tags : str, tuple of str
        Whose list it is and how they label it: plain words, see :func:`plain_text`.
    category : Category
        What they say of it.
    place : int
        1-based line of the list; 0 for one that is made here.
    """

    signal: Signal
    value: str
    frames: tuple[Frame, ...] = ()
    collab: str = ""
    category: Category = Category.POSITIVE
    tags: tuple[str, ...] = ()
    place: int = 0


def plain_text(text: str) -> str:
    """Return a text on one line without control characters and semicolons, cut."""
    return " ".join(_DROPPED.sub(" ", text[: 2 * _LONGEST_TEXT]).split())[:_LONGEST_TEXT].strip()


def plain_tags(tags: str) -> tuple[str, ...]:
    """Return tags that are written with blanks between, each once."""
    return tuple(dict.fromkeys(plain_text(tags).split()))


def read_signal(signal: Signal, text: str) -> tuple[str, tuple[Frame, ...]]:
    """Return value and frames of a signal as it is written in a list.

    Raises
    ------
    ValueError
        It is not of the form of its kind; says why, without the text.
    """
    if signal is Signal.VPDQ:
        return "", read_vpdq(text)
    value = text.strip().lower()
    if len(value) != _LENGTHS[signal] or not _HEX.fullmatch(value):
        raise ValueError(f"no {signal.value} of {_LENGTHS[signal]} hexadecimal digits")
    return value, ()


def read_vpdq(text: str) -> tuple[Frame, ...]:
    """Return the frames of a vPDQ signal: JSON, a list of ``"hash,quality,seconds"``.

    Or, as before version 1.2, an object of frames by their number.

    Raises
    ------
    ValueError
        It is something else, has no frames, or too many.
    """
    try:
        content = json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise ValueError("a vPDQ signal that is no JSON") from None
    if isinstance(content, dict):
        frames = [_former_frame(one) for one in list(content.values())[: MOST_FRAMES + 1]]
    elif isinstance(content, list):
        frames = [_frame(one) for one in content[: MOST_FRAMES + 1]]
    else:
        frames = []
    if not frames:
        raise ValueError("a vPDQ signal without frames")
    if len(frames) > MOST_FRAMES:
        raise ValueError(f"a vPDQ signal of more than {MOST_FRAMES:,} frames")
    return tuple(sorted(frames, key=lambda frame: (frame.at_s, frame.pdq, frame.quality)))


def write_signal(entry: HashEntry) -> str:
    """Return a signal as lists have it; the inverse of :func:`read_signal`."""
    if entry.signal is not Signal.VPDQ:
        return entry.value
    return json.dumps([f"{one.pdq},{one.quality},{one.at_s:.3f}" for one in entry.frames])


def frame_of(pdq: str, quality: str, at_s: str) -> Frame:
    """Return a frame from its parts as text.

    Raises
    ------
    ValueError
        A part is not what it should be.
    """
    value = pdq.strip().lower()
    if len(value) != _LENGTHS["pdq"] or not _HEX.fullmatch(value):
        raise ValueError("a frame without a PDQ hash of 64 hexadecimal digits")
    if not re.fullmatch(r"\s*\d{1,3}\s*", quality, re.ASCII) or int(quality) > 100:
        raise ValueError("a frame whose quality is not 0 to 100")
    if not re.fullmatch(r"\s*\d{1,7}(\.\d{1,12})?\s*", at_s, re.ASCII):
        raise ValueError("a frame whose time is not in seconds")
    return Frame(value, int(quality), round(float(at_s), 3))


def _frame(one: Any) -> Frame:
    parts: Sequence[str] = one.split(",") if isinstance(one, str) else ()
    if len(parts) != 3:
        raise ValueError("a frame that is not hash, quality and seconds")
    return frame_of(*parts)


def _former_frame(one: Any) -> Frame:
    fields = one if isinstance(one, dict) else {}
    pdq, quality, at_s = (fields.get(name) for name in ("hash", "quality", "timestamp"))
    if isinstance(pdq, str) and isinstance(quality, int) and isinstance(at_s, int | float):
        return frame_of(pdq, str(quality), f"{at_s:.3f}")
    raise ValueError("a frame that is not hash, quality and timestamp")


def _refuse(constant: str) -> None:
    raise ValueError(constant)
