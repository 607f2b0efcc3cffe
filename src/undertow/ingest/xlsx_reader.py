"""Reader of XLSX workbooks: rows of cells as text, of one physical record, the file itself.

Cells are read as they are stored, without formulas and links. A number of more than 15 digits that
a spreadsheet rounded is given as it rounded it, so that it is found out and never taken for an id.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from typing import Any, cast
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from undertow.ingest.archive import Archive, RandomAccess
from undertow.ingest.container import ContentError, Limits
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.mapping import Reading, at, mapped, required
from undertow.ingest.outcomes import Ignored, Mapped, Rejected
from undertow.ingest.physical import Physical
from undertow.ingest.sample import MAX_PREAMBLE_LINES, Sample, header_names

_MAX_SHEETS = 50
_BATCH_ROWS = 50
_MAX_CELLS = 50_000_000
_EXACT_BELOW = 10**15
_PLAIN_NAME = re.compile(r"\w+")
_DAMAGE = (
    *(ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError),
    *(InvalidFileException, ParseError, TypeError, ValueError, zipfile.BadZipFile),
    *(NotImplementedError, RuntimeError, zipfile.LargeZipFile),
)


def workbook_sample(archive: Archive, limits: Limits) -> Sample:
    """Return the first rows of every sheet.

    Raises
    ------
    ContentError
        It is another ZIP archive, too large, or damaged.
    """
    if not archive.is_workbook:
        raise ContentError(
            "unsupported_container",
            "this is a ZIP archive in a place where none is read; unpack it and ingest that",
        )
    if archive.n_content > limits.document_bytes:
        raise ContentError(
            "document_too_long",
            f"the workbook is {archive.n_content} bytes long inside; at most "
            f"{limits.document_bytes} are read: export it as CSV",
        )
    try:
        with _sheets(archive.source) as sheets:
            tables = tuple(
                tuple(_text(row) for row in islice(rows, MAX_PREAMBLE_LINES)) for _, rows in sheets
            )
    except _DAMAGE as error:
        raise ContentError("damaged_xlsx", f"the workbook is damaged: {_why(error)}") from error
    filled = tuple(table for table in tables if any(any(row) for row in table))
    if not filled:
        raise ContentError("empty", "the workbook is empty; export it again")
    return Sample("xlsx", tables=filled)


def read_workbook(
    source: RandomAccess, whole: Physical, spec: FormatSpec, limits: Limits, sample: Sample
) -> Reading:
    """Read the rows of every sheet that has the header of the sample; of other sheets none.

    Parameters
    ----------
    source : RandomAccess
        The file.
    whole : Physical
        The file as a physical record: rows have no bytes of their own.
    spec : FormatSpec
        Maps one row.
    limits : Limits
        Were checked when the sample was taken.
    sample : Sample
        Names the columns.
    """
    n_cells = 0
    place = "the first sheet"
    try:
        with _sheets(source) as sheets:
            for name, rows in sheets:
                for number, row, outcomes in _sheet(rows, spec, sample.columns):
                    place = f"row {number} of sheet {name!r}"
                    n_cells += len(row)
                    if n_cells > _MAX_CELLS:
                        message = f"more than {_MAX_CELLS} cells; {place} and the rest are not read"
                        yield whole, (Rejected("container", "too_many_cells", None, message),)
                        return
                    yield whole, at(outcomes, f"{_path(name)}[{number}]")
    except _DAMAGE as error:
        message = f"the workbook is damaged after {place}: {_why(error)}"
        yield whole, (Rejected("container", "damaged_xlsx", None, message),)


def _sheet(
    rows: Iterator[tuple[Any, ...]], spec: FormatSpec, columns: tuple[str, ...]
) -> Iterator[tuple[int, tuple[str, ...], Iterable[Mapped]]]:
    """Yield the number of each row, its cells and what becomes of it."""
    map_row = required(spec.map_row)
    first = [_text(row) for row in islice(rows, MAX_PREAMBLE_LINES)]
    header = next((n for n, row in enumerate(first) if header_names(row) == columns), None)
    width = len(columns)
    for index, row in enumerate(_chained(first, rows)):
        outcomes: Iterable[Mapped]
        if not any(row):
            outcomes = (Ignored("blank_line"),)
        elif header is None:
            outcomes = (Ignored("other_sheet"),)
        elif index < header:
            outcomes = (Ignored("preamble"),)
        elif index == header:
            continue
        elif any(row[width:]):
            message = f"{len(row)} values for {width} columns"
            outcomes = (Rejected("schema", "column_count", None, message),)
        else:
            cells = {n: cell for n, cell in zip(columns, row, strict=False) if cell != ""}
            outcomes = mapped(map_row, cells)
        yield index + 1, row, outcomes


def _chained(
    first: list[tuple[str, ...]], rows: Iterator[tuple[Any, ...]]
) -> Iterator[tuple[str, ...]]:
    yield from first
    for row in rows:
        yield _text(row)


@contextmanager
def _sheets(source: RandomAccess) -> Iterator[Iterator[tuple[str, Iterator[tuple[Any, ...]]]]]:
    """Open a workbook and give its sheets, each a name and an iterator of rows."""
    source.seek(0)
    buffered = io.BufferedReader(cast("io.RawIOBase", source))
    try:
        with _quiet():
            book = openpyxl.load_workbook(
                buffered, read_only=True, data_only=True, keep_links=False
            )
        try:
            yield ((sheet.title, _rows(sheet)) for sheet in book.worksheets[:_MAX_SHEETS])
        finally:
            book.close()
    finally:
        buffered.detach()  # or the source would be closed with it


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()  # what a sheet says of its size is not relied upon
    rows: Iterator[tuple[Any, ...]] = sheet.iter_rows(values_only=True)
    batch = [()]
    while batch:
        with _quiet():
            batch = list(islice(rows, _BATCH_ROWS))
        yield from batch


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence warnings on what is left out of a workbook: looks and macros, not cells."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _text(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(_cell(value) for value in row)


def _cell(value: Any) -> str:
    """Return a cell as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if value.is_integer() and abs(value) < _EXACT_BELOW:
            return str(int(value))
        return repr(value).upper()  # as spreadsheets write it: 1.01421E+18
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)


def _path(name: str) -> str:
    return f"$.{name}" if _PLAIN_NAME.fullmatch(name) else f"$['{name}']"


def _why(error: BaseException) -> str:
    return str(error) or type(error).__name__
