"""A look into a table that is in no case yet: its header and its first rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from undertow.errors import InputError
from undertow.ingest.column_map.cells import Cell, cell_of
from undertow.ingest.column_map.proposal.headers import field_of
from undertow.ingest.container import ContentError, Limits
from undertow.ingest.csv_header import header_of
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.formats.spec import CsvDialect, FormatSpec, Score
from undertow.ingest.outcomes import Ignored, Mapped, Rejection
from undertow.ingest.reading import Capture
from undertow.ingest.sample import header_names

_MAX_ROWS = 500
_MAX_PREAMBLE_LINES = 20


@dataclass(frozen=True, slots=True)
class TableLook:
    """The beginning of a table.

    Parameters
    ----------
    name : str
        File name.
    layout : str
        ``csv``, ``xlsx`` or ``parquet``.
    columns : tuple of str
        All columns.
    rows : tuple of mapping
        First rows, empty cells absent.
    delimiter : str
        Mark between cells of a CSV file.
    n_preamble : int
        Lines, or rows that are not empty, before the header.
    raw_head : bytes
        Beginning of a CSV file whose encoding nothing says.
    """

    name: str
    layout: str
    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Cell], ...]
    delimiter: str = ","
    n_preamble: int = 0
    raw_head: bytes = b""

    def values(self, column: str) -> list[Cell]:
        """Return what the column holds, empty cells left out."""
        return [row[column] for row in self.rows if column in row]

    def texts(self, column: str) -> list[str]:
        """Return the texts in a column, without blanks around them."""
        texts = (cell.strip() for cell in self.values(column) if isinstance(cell, str))
        return [text for text in texts if text]


@contextmanager
def opened(path: Path) -> Iterator[Capture]:
    """Open a file as an import would, without a case.

    Raises
    ------
    InputError
        It cannot be read, or cannot be data.
    """
    with TemporaryDirectory(prefix="undertow-") as folder:
        store = EvidenceStore(Path(folder))
        stored = store.add(path)
        with store.open(stored.sha256) as source:
            try:
                capture = Capture.open(source, stored.sha256, Limits())
            except ContentError as error:
                raise InputError(f"{path}: {error}") from error
            yield capture


def look_at(path: Path) -> TableLook:
    """Read the header and the first 500 rows of a table.

    Raises
    ------
    InputError
        The file cannot be read, or is no table.
    """
    with opened(path) as capture:
        sample = capture.sample
        if sample.layout not in ("csv", "xlsx", "parquet"):
            raise InputError(
                f"{path}: a column map reads CSV, XLSX and Parquet, and this is neither; see "
                "`undertow formats`"
            )
        delimiter, columns, n_preamble = sample.delimiter, sample.columns, sample.n_preamble
        if sample.layout == "csv":
            delimiter, columns, n_preamble = _best_header(sample.head)
        elif sample.layout == "xlsx":
            columns, n_preamble = _best_row(sample.tables)
        if len(set(columns)) < 2 or len(set(columns)) < len(columns):
            raise InputError(
                f"{path}: the header has {len(columns)} columns ({', '.join(columns)[:200]}); a "
                "table needs two or more, each with a name of its own"
            )
        dialect = CsvDialect(preamble=columns if n_preamble else (), delimiter=delimiter)
        rows = _rows(capture, dialect, columns)
        raw_head = sample.raw_head
        return TableLook(path.name, sample.layout, columns, rows, delimiter, n_preamble, raw_head)


def _best_header(head: str) -> tuple[str, tuple[str, ...], int]:
    """Return delimiter, columns and place of the header: the first line with most known names."""
    lines = head.strip("\0 \t\r\n").split("\n")[:_MAX_PREAMBLE_LINES]
    skipped = len(head) - len(head.lstrip("\0 \t\r\n"))
    before = head[:skipped].count("\n")
    headers = [header_of(line.rstrip("\r"), None) for line in lines]
    known = [sum(field_of(name) is not None for name in columns) for _, columns in headers]
    best = known.index(max(known)) if max(known) > 1 else 0
    delimiter, columns = headers[best]
    return delimiter, columns, best + (before if best else 0)


def _best_row(
    tables: Iterable[tuple[tuple[str, ...], ...]],
) -> tuple[tuple[str, ...], int]:
    """Return the header of a workbook: the row with most known names, on whatever sheet."""
    best: tuple[tuple[str, ...], int] = ((), 0)
    most = -1
    for rows in tables:
        filled = [row for row in map(header_names, rows) if row]
        for number, columns in enumerate(filled):
            n_known = sum(field_of(name) is not None for name in columns)
            # Below the first row of a sheet, one known name may be a value.
            if n_known > most and (number == 0 or n_known > 1):
                best, most = (columns, number), n_known
    return best


def _rows(
    capture: Capture, dialect: CsvDialect, columns: tuple[str, ...]
) -> tuple[Mapping[str, Cell], ...]:
    """Return the first rows."""
    rows: list[Mapping[str, Cell]] = []

    def keep(row: Mapping[str, Any]) -> tuple[Mapped]:
        rows.append(dict(_cells(row)))
        return (Ignored("looked_at"),)

    spec = FormatSpec(
        format_id="table",
        platforms=(),
        mapper_version="1",
        description="a table",
        supplies=frozenset(),
        never="anything",
        times="unknown",
        ids="unknown",
        markup="plain",
        reference="none",
        probe=lambda sample: Score(float(sample.columns == columns), "it has the header"),
        get_examples=lambda: (),
        map_row=keep,
        map_object=keep,
        csv_dialect=dialect,
    )
    for _, outcomes in islice(capture.read(spec, Limits()), _MAX_ROWS):
        list(outcomes)
    return tuple(rows)


def _cells(row: Mapping[str, Any]) -> Iterator[tuple[str, Cell]]:
    for name, value in row.items():
        try:
            cell = cell_of(value, name)
        except Rejection:  # nested or rounded values are shown by the trial, not here
            continue
        if cell is not None:
            yield name, cell
