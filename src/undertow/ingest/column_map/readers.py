"""From a rule to the function that reads its field out of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeAlias

import msgspec

from undertow.ingest.column_map import rules as r
from undertow.ingest.column_map.cells import Cell, text_of, wrong_type
from undertow.ingest.column_map.extract import extractor
from undertow.ingest.column_map.local_times import localise, time_reader
from undertow.ingest.column_map.whole_numbers import number_reader
from undertow.ingest.outcomes import Rejection
from undertow.ingest.plain_text import html_to_text, unescape_once

Cells: TypeAlias = Mapping[str, Cell]
FieldReader: TypeAlias = Callable[[Cells], Any]
TextReader: TypeAlias = Callable[[str, str], Any]
"""Reads a text that is a value; the second argument is the JSON path of its column."""


class RowIgnored(Exception):
    """Raised when the map says that a row is left out."""


class KnownAbsent:
    """What a reader gives where the source shows that there is no value."""


ABSENT = KnownAbsent()
_TEXTS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "markdown": str,
    "entities": unescape_once,
    "html": html_to_text,
}


def single(
    rule: r.ColumnRule, column: str, missing: frozenset[str], read: TextReader
) -> FieldReader:
    """Return a reader of one column that knows what stands for no value."""
    nothing = missing | frozenset(rule.missing)
    absent = frozenset(rule.absent)
    path = f"$.{column[:100]}"
    empty = ABSENT if rule.empty == "known_absent" else None

    def take(cells: Cells) -> Any:
        text = text_of(cells, column)
        bare = text.strip() if text is not None else ""
        if not bare:
            return empty
        if bare in nothing:
            return None
        if bare in absent:
            return ABSENT
        if rule.strip_start or rule.strip_end:
            bare = bare.removeprefix(rule.strip_start).removesuffix(rule.strip_end)
            return read(bare, path)
        return read(text or "", path)

    return take


def id_reader(rule: r.IdRule, namespace: str, missing: frozenset[str]) -> FieldReader:
    """Return a reader of ids."""
    prefix = namespace if rule.prefix is None else rule.prefix
    if rule.constant is not None:
        constant = prefix + rule.constant
        return lambda cells: constant
    take = extractor(rule.extract) if rule.extract is not None else None

    def read(text: str, path: str) -> str:
        native_id = text.strip()
        if take is not None:
            native_id = _taken(take, native_id, path, rule.extract)
        return prefix + native_id

    return single(rule, rule.columns_read[0], missing, read)


def _taken(take: Callable[[str], str | None], text: str, path: str, how: str | None) -> str:
    part = take(text)
    if part is None:
        raise Rejection("schema", "bad_value", path, f"{text[:40]!r} is no link that has a {how}")
    return part


def name_reader(rule: r.NameRule, missing: frozenset[str]) -> FieldReader:
    """Return a reader of short texts, through the table of values where there is one."""
    if rule.constant is not None:
        constant = rule.constant
        return lambda cells: constant
    take = extractor(rule.extract) if rule.extract is not None else None

    def read(text: str, path: str) -> str | None:
        value = text.strip()
        if take is not None:
            value = _taken(take, value, path, rule.extract)
        return _listed(rule, value, path) if rule.values else value

    return single(rule, rule.columns_read[0], missing, read)


def _listed(rule: r.NameRule, value: str, path: str) -> str | None:
    """Return what a value means by the table."""
    meaning = rule.values.get(value)
    if meaning is None and rule.unlisted == "not_collected":
        return None
    if meaning == "ignore" or (meaning is None and rule.unlisted == "ignore"):
        raise RowIgnored
    if meaning is None:
        raise Rejection(
            "schema", "bad_value", path, f"{value[:40]!r} is not in the values of the map"
        )
    return meaning


def text_reader(rule: r.TextRule, escaping: str, missing: frozenset[str]) -> FieldReader:
    """Return a reader of texts; several columns become paragraphs."""
    plain = _TEXTS[escaping]
    parts = [
        single(rule, column, missing, lambda text, path: plain(text))
        for column in rule.columns_read
    ]
    if len(parts) == 1:
        return parts[0]

    def joined(cells: Cells) -> Any:
        values = [part(cells) for part in parts]
        texts = [value for value in values if isinstance(value, str)]
        if texts:
            return "\n\n".join(texts)
        return ABSENT if ABSENT in values else None

    return joined


def moment_reader(rule: r.TimeRule, missing: frozenset[str]) -> FieldReader:
    """Return a reader of times: pairs of the time and how exact it is."""
    read = time_reader(
        rule.format,
        zone_name=rule.zone,
        zones=rule.zones,
        ambiguous_as_hour=rule.ambiguous == "hour",
    )

    def read_text(text: str, path: str) -> tuple[str, str]:
        moment, precision = read(" ".join(text.split()), path)
        return moment, rule.precision or precision

    columns = rule.columns_read
    path = f"$.{columns[0][:100]}"
    take = single(rule, columns[0], missing, read_text)

    def read_cells(cells: Cells) -> Any:
        first = cells.get(columns[0])
        if isinstance(first, datetime):
            moment, precision = localise(first, rule.zone, path)
            return moment, rule.precision or precision
        if len(columns) == 1:
            return take(cells)
        texts = [text_of(cells, column) or "" for column in columns]
        return take({columns[0]: " ".join(texts).strip()})

    return read_cells


def count_reader(rule: r.CountRule, missing: frozenset[str]) -> FieldReader:
    """Return a reader of whole numbers."""
    read = number_reader(rule.thousands, rule.decimal, rule.suffixes)
    return single(rule, rule.columns_read[0], missing, lambda text, path: read(text.strip(), path))


def flag_reader(rule: r.FlagRule, missing: frozenset[str]) -> FieldReader:
    """Return a reader of facts."""
    if rule.constant is not None:
        constant = rule.constant
        return lambda cells: constant
    facts = {value.casefold(): True for value in rule.true}
    facts |= {value.casefold(): False for value in rule.false}

    def read(text: str, path: str) -> bool:
        fact = facts.get(text.strip().casefold())
        if fact is None:
            raise Rejection(
                "schema", "wrong_type", path, f"{text[:40]!r} is neither true nor false in the map"
            )
        return fact

    return single(rule, rule.columns_read[0], missing, read)


def list_reader(rule: r.ListRule, missing: frozenset[str]) -> FieldReader:
    """Return a reader of lists; a list known to have no item is empty."""
    column = rule.columns_read[0]
    take = single(rule, column, missing, _json_list if rule.json_list else _separated(rule))

    def read(cells: Cells) -> Any:
        cell = cells.get(column)
        value = cell if isinstance(cell, list) else take(cells)
        return [] if value is ABSENT else value

    return read


def _separated(rule: r.ListRule) -> TextReader:
    separator = rule.separator or ","
    return lambda text, path: [item for item in map(str.strip, text.split(separator)) if item]


def _json_list(text: str, path: str) -> list[str]:
    try:
        return msgspec.json.decode(text, type=list[str])
    except (ValueError, RecursionError) as error:
        column = path.removeprefix("$.")
        raise wrong_type(column, f"{text[:40]!r} is no JSON array of texts") from error
