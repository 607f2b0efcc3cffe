"""Reader of CSV: rows with the place of their exact bytes, damage kept to the row it is in."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from undertow.ingest.container import Container, Limits
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.mapping import Reading, mapped, problem_of, required
from undertow.ingest.outcomes import Ignored, Mapped, Rejected, rejected
from undertow.ingest.physical import Line, Physical, physical, split_lines, without_end
from undertow.ingest.sample import Sample

_MAX_ROW_LINES = 1_000


def read_csv(
    content: Iterator[bytes], container: Container, spec: FormatSpec, limits: Limits, sample: Sample
) -> Reading:
    """Read CSV rows by the header of the file; the header is no record unless it is damaged.

    Lines of a preamble before the header are ignored. A row that spans lines and does not fit the
    header is a stray quotation mark: its first line is rejected and reading goes on with the
    second, so that no good row is swallowed.
    """
    map_row = required(spec.map_row)
    container = _declared(container, spec)
    queue = _LineQueue(split_lines(content, container, limits))
    header: list[str] | None = None
    escape_char = spec.csv_dialect.escape_char
    for line in islice(queue, sample.n_preamble):
        yield _preamble(line, container.encoding)
    while (first := queue.next()) is not None:
        if isinstance(first, Physical):
            yield first, problem_of(first)
            continue
        lines, row = _row(first, queue, container.encoding, (sample.delimiter, escape_char), header)
        raw = without_end(b"".join(line.raw for line in lines), container.encoding)
        record = physical(raw, first.offset, first.number)
        if isinstance(row, Rejected):
            header = list(sample.columns) if header is None else header
            yield record, (row,)
        elif not row:
            yield record, (Ignored("blank_line"),)
        elif header is None:
            header = [name.strip() for name in row]
        else:
            cells = {name: cell for name, cell in zip(header, row, strict=True) if cell != ""}
            yield record, mapped(map_row, cells)


def _declared(container: Container, spec: FormatSpec) -> Container:
    """Return the container with the encoding that the format declares, where nothing else says."""
    encoding = spec.csv_dialect.encoding
    if encoding is None or container.bom_bytes or container.encoding != "utf-8":
        return container
    return replace(container, encoding=encoding)


def _preamble(line: Line | Physical, encoding: str) -> tuple[Physical, Iterable[Mapped]]:
    """Return what becomes of a line before the header."""
    if isinstance(line, Physical):
        return line, problem_of(line)
    record = physical(without_end(line.raw, encoding), line.offset, line.number)
    return record, (Ignored("preamble"),)


def _row(
    first: Line,
    queue: _LineQueue,
    encoding: str,
    marks: tuple[str, str | None],
    header: list[str] | None,
) -> tuple[list[Line], list[str] | Rejected]:
    """Parse the row that begins on ``first``, taking more lines as its quotes call for them."""
    delimiter, escape_char = marks
    lines: list[Line] = []

    def texts() -> Iterator[str]:
        line: Line | None = first
        while line is not None:
            lines.append(line)
            yield line.raw.decode(encoding)
            line = queue.next_line() if len(lines) < _MAX_ROW_LINES else None

    try:
        rows = csv.reader(texts(), delimiter=delimiter, escapechar=escape_char, strict=True)
        row = next(rows, [])
        if not row or header is None or len(row) == len(header):
            return lines, row
        problem = Rejected(
            "schema", "column_count", None, f"{len(row)} values for {len(header)} columns"
        )
    except UnicodeDecodeError as error:
        problem = rejected(error)
    except csv.Error as error:
        problem = Rejected("decode", "malformed_csv", None, f"not a CSV row: {error}")
    queue.put_back(lines[1:])
    return lines[:1], problem


class _LineQueue:
    """Lines with the possibility of putting some back."""

    def __init__(self, lines: Iterator[Line | Physical]) -> None:
        self._lines = lines
        self._waiting: deque[Line | Physical] = deque()

    def __iter__(self) -> Iterator[Line | Physical]:
        while (line := self.next()) is not None:
            yield line

    def next(self) -> Line | Physical | None:
        """Return the next line, or None at the end."""
        return self._waiting.popleft() if self._waiting else next(self._lines, None)

    def next_line(self) -> Line | None:
        """Return the next line if it can be part of a row."""
        following = self.next()
        if isinstance(following, Physical):
            self._waiting.appendleft(following)
            return None
        return following

    def put_back(self, lines: list[Line]) -> None:
        """Give lines back, to be read again."""
        self._waiting.extendleft(reversed(lines))
