"""Subtitles: the text of embedded streams and of files beside a video, as lines with times.

Formats are read as players read them, which is leniently: SubRip has no standard, WebVTT is W3C
(https://www.w3.org/TR/webvtt1/, section 6), Advanced SubStation Alpha is what libass accepts. What
is no cue is passed over, never an error.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal, TypeAlias, get_args

Kind = Literal["srt", "vtt", "ass"]
Line: TypeAlias = tuple[float, str]
"""Seconds at which a line begins to be shown, and its words."""

MAX_TEXT = 8 << 20
"""Characters that are read: a day of speech has 600,000."""

MAX_LINES = 20_000
"""Lines that are kept."""

MAX_LINE_CHARS = 500
"""Characters of a line that are kept; no screen shows more."""

_TIMING = re.compile(r"\s*(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?\s*-->")
_ASS_TIME = re.compile(r"\s*(\d{1,3}):(\d{1,2}):(\d{1,2})(?:[.:](\d{1,3}))?\s*\Z")
_ASS_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv")
_ASS_EVENT = (*_ASS_FIELDS, "effect", "text")
# A packet of a container has no times of its own and the order of reading before the layer.
_ASS_PACKET_TEXT = 8
_OVERRIDE = re.compile(r"\{[^{}]*\}")
_DRAWING = re.compile(r"\{[^{}]*\\p[1-9]")
_MARKUP = re.compile(r"<[^<>]{0,500}>")
_UNSPOKEN = re.compile(r"\[[^\[\]]{0,60}\]|[♪♫♬]")
_SPEAKER = re.compile(r"(?:>>+|[-\u2010-\u2015])\s*")
_NESTED = 4
# Lines that are shown at once; more is no cue, and what stays of the last is looked for in each.
_MAX_CUE_LINES = 40


@dataclass(frozen=True, slots=True)
class Sidecar:
    """What the name of a file beside a video says of it.

    Attributes
    ----------
    stem : str
        Name of the video without its extension.
    track : str
        Language tag, or empty where the name tells none.
    kind : {"srt", "vtt", "ass"}
        Its format.
    """

    stem: str
    track: str
    kind: Kind


_NAME = re.compile(
    r"(?P<stem>.+?)(?:\.(?P<track>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,12}){0,3}))?"
    r"\.(?P<kind>srt|vtt|ass|ssa)"
)


def sidecar(name: str) -> Sidecar | None:
    """Return what the name of a file says, or None where it is none of subtitles.

    ``clip [id].fr.vtt`` is how yt-dlp names the French subtitles of ``clip [id].mp4``.
    """
    match = _NAME.fullmatch(name[:1000].rpartition("/")[2])
    if match is None:
        return None
    kind: Kind = "ass" if match["kind"] == "ssa" else match["kind"]  # type: ignore[assignment]
    return Sidecar(match["stem"], (match["track"] or "").lower(), kind)


def decode_subtitles(content: bytes) -> str:
    """Return the text of a subtitle file in whatever encoding it is.

    UTF-8, or UTF-16 with its mark; else GB 18030 where that makes it Chinese, else Windows-1252,
    which reads anything.
    """
    content = content[: 4 * MAX_TEXT]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        chinese = content.decode("gb18030")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
    foreign = [char for char in chinese if char > "\x7f"]
    is_chinese = 2 * sum("\u4e00" <= char <= "\u9fff" for char in foreign) > len(foreign)
    # Accents in French are alone: as pairs of bytes they make a few odd characters among letters.
    is_dense = len(foreign) > 0.2 * len(chinese.encode("ascii", "ignore"))
    return chinese if is_chinese and is_dense else content.decode("cp1252", "replace")


def read_subtitles(text: str, kind: Kind) -> list[Line]:
    """Read a subtitle file.

    Parameters
    ----------
    text : str
        Its content; what is beyond :data:`MAX_TEXT` is not read.
    kind : {"srt", "vtt", "ass"}
        Its format.

    Returns
    -------
    list of (float, str)
        Seconds from the beginning, and a line without markup, effects, marks of speakers and what
        is not spoken ("[music]"); by time, at most :data:`MAX_LINES`. Lines that captions repeat
        while they roll up come once.

    Raises
    ------
    ValueError
        The kind is unknown.
    """
    if kind not in get_args(Kind):
        raise ValueError(f"subtitles of kind {kind!r}: this reads {', '.join(get_args(Kind))}")
    lines = text[:MAX_TEXT].lstrip("\ufeff").splitlines()
    cues = _ass_cues(lines) if kind == "ass" else _timed_cues(lines)
    return _shown(cues)


def read_packets(packets: Iterable[Line], kind: Kind) -> list[Line]:
    """Read the packets of a subtitle stream, whose times the container gives.

    Parameters
    ----------
    packets : iterable of (float, str)
        Seconds from the beginning, and the text of the packet.
    kind : {"srt", "vtt", "ass"}
        How the text is marked up: ``srt`` for SubRip, MOV and plain text.

    Returns
    -------
    list of (float, str)
        As :func:`read_subtitles`.
    """

    def cues() -> Iterator[Line]:
        for at_s, text in islice(packets, MAX_LINES):
            parts = text[:MAX_TEXT].split(",", _ASS_PACKET_TEXT) if kind == "ass" else [text]
            yield at_s, _unstyled(parts[-1]) if kind == "ass" else parts[-1][:MAX_TEXT]

    return _shown(cues())


def _timed_cues(lines: Iterable[str]) -> Iterator[Line]:
    """Yield the cues of SubRip or WebVTT: what stands between a timing and an empty line.

    A line with a space is none: the captions of YouTube begin with one.
    """
    at_s: float | None = None
    said: list[str] = []
    for line in lines:
        timing = _TIMING.match(line) if "-->" in line else None
        if timing or not line:
            if timing and len(said) > 1 and said[-1].strip().isdigit() and not said[-2].strip():
                del said[-2:]  # the number of the next cue, after a line with a space
            if at_s is not None and said:
                yield at_s, "\n".join(said)
            at_s, said = (_seconds(timing), []) if timing else (None, [])
        elif at_s is not None:
            said.append(line)
    if at_s is not None and said:
        yield at_s, "\n".join(said)


def _ass_cues(lines: Iterable[str]) -> Iterator[Line]:
    """Yield the dialogue of Advanced SubStation Alpha."""
    fields: tuple[str, ...] = _ASS_EVENT
    is_events = True
    for line in lines:
        name, _, value = line.partition(":")
        match name.strip().lower():
            case "format" if is_events:
                given = tuple(field.strip().lower() for field in value[:1000].split(","))
                fields = given if {"start", "text"} <= set(given) else fields
            case "dialogue":
                parts = dict(zip(fields, value.split(",", len(fields) - 1), strict=False))
                time = _ASS_TIME.match(parts.get("start", ""))
                if time and "text" in parts:
                    yield _seconds(time), _unstyled(parts["text"])
            case section if section.startswith("["):
                is_events = section == "[events]"


def _unstyled(text: str) -> str:
    """Return the words of a line of SubStation Alpha; drawings have none."""
    if _DRAWING.search(text):
        return ""
    plain = _OVERRIDE.sub("", text)
    return plain.replace("\\N", "\n").replace("\\n", "\n").replace("\\h", " ")


def _seconds(time: re.Match[str]) -> float:
    hours, minutes, seconds, fraction = time.groups()
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole + (float(f"0.{fraction}") if fraction else 0.0)


def _shown(cues: Iterable[Line]) -> list[Line]:
    """Return the lines of cues by time, without those that only stay while captions roll up."""
    found: list[Line] = []
    for at_s, text in sorted(islice(cues, MAX_LINES), key=lambda cue: cue[0]):
        shown = text.split("\n", _MAX_CUE_LINES)[:_MAX_CUE_LINES]
        lines = [line for raw in shown if (line := plain_line(raw))]
        if found and lines and lines[0].startswith(found[-1][1] + " "):
            found[-1] = (found[-1][0], lines.pop(0))  # a line that is written word by word
        for line in lines[_n_kept(found, lines) :]:
            found.append((at_s, line))
        if len(found) >= MAX_LINES:
            break
    return found[:MAX_LINES]


def _n_kept(found: list[Line], lines: list[str]) -> int:
    """Return how many of the first lines of a cue are the last ones that were shown."""
    for n in range(min(len(lines), len(found)), 0, -1):
        if [text for _, text in found[-n:]] == lines[:n]:
            return n
    return 0


def plain_line(text: str) -> str:
    """Return a line as it reads: no markup, no invisible characters, single spaces."""
    text = html.unescape(text[: 8 * MAX_LINE_CHARS])
    for _ in range(_NESTED):
        without = _MARKUP.sub("", text)
        if without == text:
            break
        text = without
    text = _UNSPOKEN.sub(" ", text)
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(_shown_char(char) for char in text)
    text = " ".join(text.split())
    speaker = _SPEAKER.match(text)
    return text[speaker.end() if speaker else 0 :][:MAX_LINE_CHARS]


def _shown_char(char: str) -> str:
    """Return a character, a space for what breaks lines, and nothing for what nobody sees."""
    kind = unicodedata.category(char)
    return " " if kind in ("Cc", "Zl", "Zp") else "" if kind in ("Cf", "Co", "Cs") else char
