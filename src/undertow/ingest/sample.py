"""The beginning of a file, looked at to tell its format."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

from undertow.ingest.assignment import assigned
from undertow.ingest.container import Container, ContentError, Limits
from undertow.ingest.csv_header import header_of
from undertow.ingest.physical import Line, split_lines, without_end
from undertow.ingest.surrogates import with_whole_characters

if TYPE_CHECKING:
    from undertow.ingest.formats.spec import CsvDialect, Medium

Layout: TypeAlias = Literal["lines", "document", "csv", "xlsx", "parquet", "markup", "warc"]

HEAD_BYTES = 64 << 10
_MAX_RECORDS = 50
_MAX_SEARCHED = 5_000
MAX_PREAMBLE_LINES = 20
_MAX_CONTROL_SHARE = 0.05
_KEY = re.compile(r'"([A-Za-z_][\w:#.-]{0,60})"\s*:')
_PARQUET_MAGIC = b"PAR1"
_WARC_MAGIC = b"WARC/"
_MARKUP = re.compile(r"\s*<(!doctype|!--|html|head|body|\?xml|[a-z]+[\s>])", re.IGNORECASE)
_BETWEEN_ELEMENTS = re.compile(r"[\s,]*")
_PLAIN_CONTROLS = frozenset(b"\t\n\r\f\x1b\0")


@dataclass(frozen=True, slots=True)
class Sample:
    """What is known of a file from its first 64 KiB or 50 records.

    Parameters
    ----------
    layout : str
        ``lines`` (JSON lines), ``document`` (one JSON document), ``csv``, ``xlsx`` (a workbook),
        ``parquet``, ``markup`` (one HTML or XML document), or ``warc`` (a web archive, which has
        no format of its own).
    head : str
        Beginning of the content as text; empty for Parquet, workbooks and web archives.
    objects : tuple of dict
        JSON objects decoded: lines, elements of a list, or the document.
    columns : tuple of str
        Column names of a CSV or Parquet file or of a sheet.
    delimiter : str
        Delimiter of a CSV file.
    n_preamble : int
        Lines before the header of a CSV file.
    variable : str
        Variable to which a script assigns the document (``window.YTD.tweets.part0``); empty when
        the document stands alone.
    tables : tuple
        First rows of every sheet of a workbook that is not empty.
    raw_head : bytes
        Beginning of a CSV file whose encoding nothing says, so that a dialect may say it.
    """

    layout: Layout
    head: str = ""
    objects: tuple[dict[str, Any], ...] = ()
    columns: tuple[str, ...] = ()
    delimiter: str = ","
    n_preamble: int = 0
    variable: str = ""
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()
    raw_head: bytes = b""

    @property
    def medium(self) -> Medium:
        """Kind of mapper that the layout needs."""
        if self.layout in ("csv", "xlsx"):
            return "csv"
        if self.layout == "parquet":
            return "parquet"
        return "markup" if self.layout == "markup" else "json"

    @property
    def keys(self) -> frozenset[str]:
        """Names followed by a colon anywhere in the head: for records longer than the head."""
        return frozenset(_KEY.findall(self.head))

    def share(self, fits: Callable[[dict[str, Any]], bool]) -> float:
        """Return the share of the decoded objects that fit; 0 when none was decoded."""
        if not self.objects:
            return 0.0
        return sum(fits(value) for value in self.objects) / len(self.objects)

    def in_dialect(self, dialect: CsvDialect) -> tuple[Sample, ...]:
        """Return the sample with the header that a CSV dialect calls for, where it is there.

        A workbook gives one for each sheet, everything else one.
        """
        if self.layout == "xlsx":
            headers = (_sheet_header(table, dialect) for table in self.tables)
            return tuple(replace(self, columns=header) for header in headers)
        return (self._with_header(dialect),)

    def _with_header(self, dialect: CsvDialect) -> Sample:
        if self.layout != "csv" or dialect == type(dialect)():
            return self
        head = self.head
        if dialect.encoding is not None and self.raw_head:
            head = self.raw_head.decode(dialect.encoding, errors="replace")
        lines = head.split("\n") if dialect.preamble else [head.strip("\0 \t\r\n").split("\n")[0]]
        for number, line in enumerate(lines[:MAX_PREAMBLE_LINES]):
            delimiter, columns = header_of(line.rstrip("\r"), dialect.delimiter)
            if all(name in columns for name in dialect.preamble):
                return replace(self, columns=columns, delimiter=delimiter, n_preamble=number)
        return self


def take_sample(content: Iterator[bytes], container: Container, limits: Limits) -> Sample:
    """Look at the beginning of the content.

    Raises
    ------
    ContentError
        It is empty or binary; the message says so and what to do.
    """
    taken = _Take(content)
    following = _held_lines(taken, container, limits)
    lines = _first(following)
    head_bytes = bytes(taken.head)
    if head_bytes.startswith(_PARQUET_MAGIC):
        return Sample("parquet")
    if head_bytes.startswith(_WARC_MAGIC):
        return Sample("warc")
    head = head_bytes[container.bom_bytes :].decode(container.encoding, errors="replace")
    stripped = head.strip("\0 \t\r\n")
    if not stripped:
        raise taken.error or ContentError("empty", "the file is empty; capture it again")
    _refuse_binary(head_bytes, container)
    objects = _objects(lines, container.encoding)
    is_list = stripped.startswith("[")
    if not objects:
        # Two lines that are objects far down outweigh a damaged beginning.
        objects, is_list = _objects(islice(following, _MAX_SEARCHED), container.encoding, 2), True
    if len(objects) > (1 if is_list else 0):
        return Sample("lines", head, tuple(objects))
    if _MARKUP.match(stripped):
        return Sample("markup", head)
    variable, document = assigned(stripped)
    if variable or stripped[0] in "{[":
        elements = _elements(lines, container.encoding) or _leading_elements(document)
        return Sample("document", head, elements, variable=variable)
    delimiter, columns = header_of(stripped.split("\n", 1)[0].rstrip("\r"))
    is_open = container.encoding == "utf-8" and not container.bom_bytes
    raw_head = head_bytes if is_open else b""
    return Sample("csv", head, columns=columns, delimiter=delimiter, raw_head=raw_head)


class _Take:
    """Passes blocks on and keeps the first bytes, and why there are no more."""

    def __init__(self, content: Iterator[bytes]) -> None:
        self._content = content
        self.head = bytearray()
        self.error: ContentError | None = None

    def __iter__(self) -> Iterator[bytes]:
        try:
            for block in self._content:
                self.head += block[: HEAD_BYTES - len(self.head)]
                yield block
        except ContentError as error:
            self.error = error
            raise


def _held_lines(taken: _Take, container: Container, limits: Limits) -> Iterator[bytes]:
    """Yield the lines that are short enough to be held; none of a Parquet or WARC file."""
    for line in split_lines(iter(taken), container, limits):
        if taken.head.startswith((_PARQUET_MAGIC, _WARC_MAGIC)):
            return
        if isinstance(line, Line):
            yield without_end(line.raw, container.encoding)


def _first(following: Iterator[bytes]) -> list[bytes]:
    """Take 64 KiB of lines, or 50; at least one where there is one."""
    lines: list[bytes] = []
    n_bytes = 0
    for line in following:
        lines.append(line)
        n_bytes += len(line)
        if len(lines) >= _MAX_RECORDS or n_bytes >= HEAD_BYTES:
            break
    return lines


def _objects(
    lines: Iterable[bytes], encoding: str, enough: int = _MAX_RECORDS
) -> list[dict[str, Any]]:
    """Decode the lines that are JSON objects; indented ones are parts of a longer document."""
    objects: list[dict[str, Any]] = []
    for raw in lines:
        value = _decode(raw, encoding) if raw[:1] != b" " and raw[:1] != b"\t" else None
        if isinstance(value, dict) and value:
            objects.append(value)
            if len(objects) >= enough:
                break
    return objects


def _elements(lines: list[bytes], encoding: str) -> tuple[dict[str, Any], ...]:
    """Return what a short document holds; nothing when it is longer than the sample."""
    newline = "\n".encode(encoding)
    value = _decode(newline.join(lines), encoding)
    values = value if isinstance(value, list) else [value]
    return tuple(item for item in values[:_MAX_RECORDS] if isinstance(item, dict))


def _leading_elements(document: str) -> tuple[dict[str, Any], ...]:
    """Return the elements that are complete at the beginning of a list; a lone object whole."""
    decoder = json.JSONDecoder()
    elements: list[dict[str, Any]] = []
    position = 1 if document.startswith("[") else 0
    try:
        while len(elements) < _MAX_RECORDS:
            position = _BETWEEN_ELEMENTS.match(document, position).end()  # type: ignore[union-attr]
            element, position = decoder.raw_decode(document, position)
            if isinstance(element, dict):
                elements.append(element)
            if not document.startswith("["):
                break
    except (ValueError, RecursionError):  # the rest is longer than the head
        pass
    return tuple(elements)


def _decode(raw: bytes, encoding: str) -> Any:
    try:
        text = raw if encoding == "utf-8" else raw.decode(encoding).encode()
        return msgspec.json.decode(with_whole_characters(text))
    except (ValueError, RecursionError):
        return None


def _refuse_binary(head: bytes, container: Container) -> None:
    if container.encoding.startswith("utf-16"):
        return
    start = head[:4096]
    n_nul = start.count(0)
    n_control = sum(byte < 32 and byte not in _PLAIN_CONTROLS for byte in start)
    # A few NULs are common in captured text; a quarter of them is another encoding or no text.
    if n_control > _MAX_CONTROL_SHARE * len(start) or n_nul > len(start) // 4:
        raise ContentError(
            "binary",
            "this is binary data; export it to NDJSON, CSV or Parquet and ingest that (text in "
            "UTF-16 without its mark is read with --encoding utf-16-le)",
        )


def _sheet_header(table: tuple[tuple[str, ...], ...], dialect: CsvDialect) -> tuple[str, ...]:
    """Return the columns of a sheet: its first row that is not empty, or as the dialect says."""
    rows = [header_names(row) for row in table]
    named = (row for row in rows if dialect.preamble and set(dialect.preamble) <= set(row))
    return next(named, None) or next((row for row in rows if row), ())


def header_names(row: tuple[str, ...]) -> tuple[str, ...]:
    """Return the cells of a row as column names, without the empty ones at its end."""
    names = [cell.strip() for cell in row]
    while names and not names[-1]:
        names.pop()
    return tuple(names)
