"""From a column map to a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from undertow.ingest.column_map import readers as f
from undertow.ingest.column_map import rules as r
from undertow.ingest.column_map.cells import cell_of
from undertow.ingest.column_map.examples import examples_of
from undertow.ingest.column_map.model import ColumnMap, MapFile
from undertow.ingest.column_map.readers import ABSENT, Cells, FieldReader, RowIgnored
from undertow.ingest.formats.spec import CsvDialect, FormatSpec, Score
from undertow.ingest.outcomes import Accepted, Ignored, Mapped
from undertow.ingest.plain_text import find_hashtags, find_urls
from undertow.ingest.record import FIELDS, CanonicalRecord, accept
from undertow.ingest.sample import Sample

VERSION = "1"
"""Raised whenever the same map may give other records."""

_AS_WRITTEN = frozenset({"text", "author_name", "author_description"})
_PRECISIONS = {
    "created_at": "created_precision",
    "author_created_at": "author_created_precision",
}
_FINDERS: dict[str, Callable[[str], list[str]]] = {"hashtags": find_hashtags, "urls": find_urls}


def compile_map(file: MapFile) -> FormatSpec:
    """Return the format that a map describes; it reads CSV files, workbooks and Parquet files."""
    column_map = file.column_map
    fields = column_map.rules
    map_cells = _row_mapper(column_map)
    columns = column_map.columns

    def map_row(cells: Mapping[str, str]) -> tuple[Mapped]:
        return (map_cells(cells),)

    def map_object(row: Mapping[str, Any]) -> tuple[Mapped]:
        cells = {name: cell_of(row.get(name), name) for name in columns}
        return (map_cells({name: cell for name, cell in cells.items() if cell is not None}),)

    return FormatSpec(
        format_id=column_map.id,
        platforms=(column_map.platform,) if column_map.platform else (),
        mapper_version=f"{VERSION}-{file.sha256}",
        description=column_map.description,
        supplies=frozenset(name for name in fields if name in FIELDS),
        never=column_map.never,
        times=_times(column_map),
        ids=_ids(column_map),
        markup=column_map.escaping,
        reference=column_map.reference,
        probe=_probe(column_map),
        get_examples=lambda: examples_of(column_map),
        map_row=map_row,
        map_object=map_object,
        csv_dialect=CsvDialect(
            preamble=columns if column_map.file.has_preamble else (),
            delimiter=column_map.file.delimiter,
            encoding=column_map.file.encoding,
        ),
        columns=columns,
    )


def _row_mapper(column_map: ColumnMap) -> Callable[[Cells], Mapped]:
    """Return the function that maps a row."""
    fields = [
        (name, _reader(name, rule, column_map))
        for name, rule in column_map.rules.items()
        if "from_field" not in rule.sources
    ]
    found = [
        (name, _FINDERS[name])
        for name, rule in column_map.rules.items()
        if "from_field" in rule.sources
    ]

    def map_cells(cells: Cells) -> Accepted | Ignored:
        record: dict[str, Any] = {}
        absent: list[str] = []
        if column_map.platform is not None:
            record["platform"] = column_map.platform
        try:
            for name, read in fields:
                value = read(cells)
                if value is ABSENT:
                    absent.append(name)
                elif isinstance(value, tuple):
                    record[name], precision = value
                    record[_PRECISIONS.get(name, "")] = precision
                elif value is not None:
                    record[name] = value
        except RowIgnored:
            return Ignored("left_out_by_map")
        record.pop("", None)
        for name, find in found:
            if "text" in record:
                record[name] = find(record["text"])
        if absent:
            record["known_absent"] = [name for name in absent if name in FIELDS]
        return accept(msgspec.convert(record, CanonicalRecord))

    return map_cells


def _reader(name: str, rule: r.ColumnRule, column_map: ColumnMap) -> FieldReader:
    """Return the reader of a field."""
    missing = frozenset() if name in _AS_WRITTEN else frozenset(column_map.missing)
    if isinstance(rule, r.IdRule):
        return f.id_reader(rule, column_map.namespace, missing)
    if isinstance(rule, r.TimeRule):
        return f.moment_reader(rule, missing)
    if isinstance(rule, r.CountRule):
        return f.count_reader(rule, missing)
    if isinstance(rule, r.FlagRule):
        return f.flag_reader(rule, missing)
    if isinstance(rule, r.ListRule):
        return f.list_reader(rule, missing)
    if isinstance(rule, r.NameRule):
        return f.name_reader(rule, missing)
    assert isinstance(rule, r.TextRule)
    return f.text_reader(rule, column_map.escaping if name in _AS_WRITTEN else "plain", missing)


def _probe(column_map: ColumnMap) -> Callable[[Sample], Score]:
    """Return the probe: only the exact header is recognised, since its columns say no more."""
    header, columns = column_map.file.header, column_map.columns

    def probe(sample: Sample) -> Score:
        if header and sample.columns == header:
            return Score(1.0, f"it has exactly the {len(header)} columns of the map")
        if set(columns) <= set(sample.columns):
            return Score(0.3, "it has the columns that the map reads, but not its header")
        return Score(0.0, "it has other columns than the map")

    return probe


def _times(column_map: ColumnMap) -> str:
    """Return how times are written, in one line."""
    told = []
    for name, rule in column_map.rules.items():
        if isinstance(rule, r.TimeRule):
            place = rule.zone or ", ".join(sorted(rule.zones))
            told.append(f"{name}: {rule.format}{f' in {place}' if place else ''}")
    return "; ".join(told) or "none; told by ids where the platform writes times into them"


def _ids(column_map: ColumnMap) -> str:
    """Return what the ids are, in one line."""
    rule = column_map.fields.id
    how = f", its {rule.extract}" if rule.extract else ""
    prefix = column_map.namespace if rule.prefix is None else rule.prefix
    inside = f", in the namespace {prefix}" if prefix else ""
    return f"column {', '.join(rule.columns_read)!r}{how}{inside}"
