"""Reading hash lists: the form is told by content, and a line that cannot be read is set aside."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from undertow.errors import SourceFormatError
from undertow.media.exchange.entry import (
    MOST_FRAMES,
    SIGNALS,
    Category,
    Frame,
    HashEntry,
    Signal,
    frame_of,
    plain_tags,
    plain_text,
    read_signal,
)

LONGEST_LIST: Final = 256 << 20
MOST_ENTRIES: Final = 2_000_000
# A vPDQ signal of the most frames takes some 1.7 million characters.
_LONGEST_LINE: Final = 4 << 20
_MOST_BAD_KEPT: Final = 1000
_SIGNS: Final = "=+-@＝＋－＠'"
_CATEGORIES: Final = frozenset(category.value for category in Category)
_CSV: Final = ("signal_type", "signal_str")
_VPDQ_LINE: Final = re.compile(r"\d+,\d{1,3},[0-9a-fA-F]{64},\d+(\.\d+)?")
_PDQ_LINE: Final = re.compile(r"[0-9a-fA-F]{64},\d{1,3}(,.*)?")
_BARE: Final = re.compile(r"[0-9a-fA-F]{32,64}")
_KNOWN: Final = (
    "known are the CSV of `threatexchange dataset --csv`, lines of a type and a signal, JSON lines "
    "of the signals of a bank of HMA, lines of pdq-photo-hasher and of vpdq-hash-video, and lines "
    "of hashes of one type"
)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was set aside.

    Attributes
    ----------
    place : int
        1-based line.
    reason : str
        Why; never what it holds.
    """

    place: int
    reason: str


@dataclass(frozen=True, slots=True)
class HashList:
    """A list as it was read.

    Attributes
    ----------
    form : str
        threatexchange-csv, threatexchange-lines, hma-json, pdq-lines, vpdq-lines or bare-lines.
    entries : tuple of HashEntry
        In the order of the list, each once.
    bad : tuple of BadLine
        The first thousand that were set aside.
    reasons : mapping
        Reason -> how many lines.
    """

    form: str
    entries: tuple[HashEntry, ...]
    bad: tuple[BadLine, ...]
    reasons: Mapping[str, int]

    @property
    def n_bad(self) -> int:
        """Lines that were set aside."""
        return sum(self.reasons.values())


def read_hash_list(content: bytes, name: str, signal: Signal | None = None) -> HashList:
    """Read a list of hashes.

    Parameters
    ----------
    content : bytes
        The file.
    name : str
        What messages call it.
    signal : Signal or None
        What bare hashes are, where a list has nothing else: 64 digits can be a PDQ or a SHA-256.

    Returns
    -------
    HashList
        Entries, and the lines that were set aside.

    Raises
    ------
    SourceFormatError
        It is of no known form, too long, or bare hashes of a kind that nobody named.
    """
    if len(content) > LONGEST_LIST:
        raise SourceFormatError(
            f"{len(content):,} bytes, more than {LONGEST_LIST:,}; split the list", name
        )
    text = content.decode("utf-8-sig", "replace")
    form = _form(text, signal, name)
    entries: dict[tuple[object, ...], HashEntry] = {}
    bad: list[BadLine] = []
    reasons: Counter[str] = Counter()
    for place, found in _READERS[form](text, signal):
        if isinstance(found, HashEntry) and len(entries) < MOST_ENTRIES:
            entries.setdefault(_but_for_place(found), found)
            continue
        full = f"more than {MOST_ENTRIES:,} entries; split the list"
        reason = full if isinstance(found, HashEntry) else found
        reasons[reason] += 1
        if len(bad) < _MOST_BAD_KEPT:
            bad.append(BadLine(place, reason))
    return HashList(form, tuple(entries.values()), tuple(bad), dict(reasons))


def _but_for_place(entry: HashEntry) -> tuple[object, ...]:
    return entry.signal, entry.value, entry.frames, entry.collab, entry.category, entry.tags


def _form(text: str, signal: Signal | None, name: str) -> str:
    first = next((line.strip() for line in text[: 1 << 20].splitlines() if line.strip()), "")
    if set(_CSV) <= {cell.strip().strip('"').lower() for cell in first.split(",")}:
        return "threatexchange-csv"
    if first.startswith("{"):
        return "hma-json"
    if _VPDQ_LINE.fullmatch(first):
        return "vpdq-lines"
    if _PDQ_LINE.fullmatch(first):
        return "pdq-lines"
    if first.partition(" ")[0].lower() in SIGNALS and " " in first:
        return "threatexchange-lines"
    is_bare = _BARE.fullmatch(first) is not None
    if signal is not None and (is_bare or signal is Signal.VPDQ):
        return "bare-lines"
    if is_bare and len(first) == 32:
        return "bare-lines"
    if is_bare:
        raise SourceFormatError("bare hashes: say whether they are pdq or sha256", name, 1)
    raise SourceFormatError(f"no list of hashes; {_KNOWN}", name, 1)


_Found = Iterator[tuple[int, HashEntry | str]]


def _read_csv(text: str, signal: Signal | None) -> _Found:
    with _long_fields():
        rows = csv.DictReader(io.StringIO(text, newline=""), restval="")
        rows.fieldnames = [name.strip().lower() for name in rows.fieldnames or ()]
        while True:
            try:
                row = next(rows)
            except StopIteration:
                return
            except csv.Error:
                yield rows.line_num, "a row that is no CSV"
                continue
            yield rows.line_num, _of_row(row, rows.line_num)


def _of_row(row: Mapping[str, str], place: int) -> HashEntry | str:
    found = _entry(row["signal_type"], row["signal_str"], place)
    if isinstance(found, str):
        return found
    category = row.get("category", "").strip().upper() or Category.POSITIVE.value
    if category not in _CATEGORIES:
        return "a category that python-threatexchange does not have"
    collab, tags = (_unneutralised(row.get(name, "")) for name in ("collab", "tags"))
    return HashEntry(
        found.signal,
        found.value,
        found.frames,
        plain_text(collab),
        Category(category),
        plain_tags(tags),
        place,
    )


def _read_typed_lines(text: str, signal: Signal | None) -> _Found:
    for place, line in _lines(text):
        kind, _, value = line.partition(" ")
        yield place, _entry(kind, value, place)


def _read_bare_lines(text: str, signal: Signal | None) -> _Found:
    for place, line in _lines(text):
        yield place, _entry((signal or Signal.MD5).value, line, place)


def _read_pdq_lines(text: str, signal: Signal | None) -> _Found:
    for place, line in _lines(text):
        if not _PDQ_LINE.fullmatch(line):
            yield place, "a line that is not hash, quality and name"
        elif int(line.split(",")[1]) < _LEAST_QUALITY:
            yield place, f"a picture of a quality below {_LEAST_QUALITY}, too flat to be compared"
        else:
            yield place, _entry(Signal.PDQ.value, line.partition(",")[0], place)


# QUALITY_THRESHOLD of python-threatexchange: below it nothing is hashed into a list.
_LEAST_QUALITY: Final = 50


def _read_vpdq_lines(text: str, signal: Signal | None) -> _Found:
    """Yield the one video that such a file is, after its lines that cannot be read."""
    frames: list[Frame] = []
    for place, line in _lines(text):
        parts = line.split(",")
        try:
            if len(parts) != 4 or len(frames) >= MOST_FRAMES:
                raise ValueError("a line that is not number, quality, hash and seconds")
            frames.append(frame_of(parts[2], parts[1], parts[3]))
        except ValueError as error:
            yield place, str(error)
    if frames:
        frames.sort(key=lambda frame: (frame.at_s, frame.pdq, frame.quality))
        yield 1, HashEntry(Signal.VPDQ, "", tuple(frames), place=1)


def _read_bank(text: str, signal: Signal | None) -> _Found:
    for place, line in _lines(text):
        try:
            signals = json.loads(line)
        except (ValueError, RecursionError):
            signals = None
        if not isinstance(signals, dict) or not signals:
            yield place, "a line that is no JSON object of signals"
            continue
        for kind, value in signals.items():
            is_text = isinstance(value, str)
            yield place, _entry(kind, value, place) if is_text else "a signal that is no text"


def _entry(kind: str, text: str, place: int) -> HashEntry | str:
    signal = SIGNALS.get(kind.strip().lower())
    if signal is None:
        return "a signal of a type that is not compared"
    try:
        value, frames = read_signal(signal, text)
    except ValueError as error:
        return str(error)
    return HashEntry(signal, value, frames, place=place)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for place, line in enumerate(text.split("\n"), 1):
        if stripped := line.strip():
            yield place, stripped[:_LONGEST_LINE]


def _unneutralised(cell: str) -> str:
    """Return a cell without the apostrophe that a writer put before a sign of a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1] in _SIGNS else cell


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let cells be as long as a video; the limit is one of the whole process."""
    before = csv.field_size_limit(_LONGEST_LINE)
    try:
        yield
    finally:
        csv.field_size_limit(before)


_READERS: Final = {
    "threatexchange-csv": _read_csv,
    "threatexchange-lines": _read_typed_lines,
    "hma-json": _read_bank,
    "pdq-lines": _read_pdq_lines,
    "vpdq-lines": _read_vpdq_lines,
    "bare-lines": _read_bare_lines,
}
