"""Indicators as Meta publishes them with its threat reports: CSV under several headers.

Until 2022 ``indicator_type, indicator_value, comment, ds``; since 2023 the steps of the online
operations kill chain (Nimmo and Hutchins 2023), ``Tactic, Technique, Procedure, Indicator`` with
remarks in a column that is called Comments, Note or Notes, or not there.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from undertow.attribution.knowledge.observable import Kind, Observable, read_observables, read_text
from undertow.attribution.knowledge.published.row import PublishedRow
from undertow.errors import InputError

name: Final = "meta-csv"

_FORMER = ("indicator_type", "indicator_value")
_CHAIN = ("tactic", "technique", "procedure", "indicator")
_REMARKS = ("comments", "comment", "note", "notes")
# Procedures whose rows name somebody else: institutions that were impersonated, people who were
# written about, hired or attacked, texts that were copied, and what was watched.
_OTHERS = re.compile(r"1\.5|2\.|5\.4|7\.[346]|8\.")
_STEP = re.compile(r"\d+(?:\.\d+)*")
_ADDRESS_TYPES = ("domain_name", "domain", "url", "uri")
_FILE_TYPES = ("md5", "sha1", "sha256", "hash")
# What a procedure says of the platform, for rows that give a bare handle.
_PLATFORMS: Final = (
    (re.compile(r"\bX\b|twitter", re.IGNORECASE), "x"),
    (re.compile(r"facebook", re.IGNORECASE), "facebook"),
    (re.compile(r"instagram", re.IGNORECASE), "instagram"),
    (re.compile(r"youtube", re.IGNORECASE), "youtube"),
    (re.compile(r"tiktok", re.IGNORECASE), "tiktok"),
    (re.compile(r"telegram", re.IGNORECASE), "telegram"),
    (re.compile(r"reddit", re.IGNORECASE), "reddit"),
    (re.compile(r"medium", re.IGNORECASE), "medium"),
    (re.compile(r"linkedin", re.IGNORECASE), "linkedin"),
)
_NO_OBSERVABLE = "holds nothing that a case can be searched for"
_NAMES_OTHERS = "names somebody whom the operation impersonated, wrote about, copied or attacked"
_OTHER_TYPE = "is of a type that captures do not hold"
# Hashtags of everybody, and headlines under which the operation published.
_HASHTAG_STEP, _TEXT_STEP = "6.3", "6.1"


def recognises(head: bytes) -> bool:
    """Tell whether a file begins with a header of this format."""
    line = _text(head).lstrip().split("\n", 1)[0]
    header = [cell.strip().lower() for cell in next(csv.reader([line]), [])]
    return header[:2] == list(_FORMER) or header[:4] == list(_CHAIN)


def read(content: bytes) -> Iterator[PublishedRow]:
    """Yield the entries of a file.

    Raises
    ------
    InputError
        The header is of no known kind, or a row cannot be read.
    """
    rows = csv.reader(io.StringIO(_text(content), newline=""), strict=False)
    try:
        header = [cell.strip().lower() for cell in next(rows, [])]
        if header[:2] == list(_FORMER):
            yield from _former(header, rows)
        elif header[:4] == list(_CHAIN):
            yield from _chain(header, rows)
        else:
            raise InputError(
                f"its header is {', '.join(header) or 'empty'}; known are {', '.join(_FORMER)} and "
                f"{', '.join(_CHAIN)}"
            )
    except csv.Error as error:
        raise InputError(f"line {rows.line_num}: {error}") from error


def _former(header: list[str], rows: Iterator[list[str]]) -> Iterator[PublishedRow]:
    for place, row in enumerate(rows, 2):
        cells = _cells(header, row)
        value, kind = cells.get("indicator_value", ""), cells.get("indicator_type", "")
        if not value:
            continue
        found = read_observables(value) if kind.endswith(_ADDRESS_TYPES + _FILE_TYPES) else []
        is_file = kind.endswith(_FILE_TYPES)
        found = [o for o in found if (o.kind is Kind.FILE) == is_file]
        reason = "" if found else _OTHER_TYPE
        yield PublishedRow(place, value, tuple(found), reason, kind, cells.get("comment", ""))


def _chain(header: list[str], rows: Iterator[list[str]]) -> Iterator[PublishedRow]:
    above = dict.fromkeys(_CHAIN[:3], "")
    for place, row in enumerate(rows, 2):
        cells = _cells(header, row)
        # What is left out is as in the row above.
        for name in above:
            above[name] = cells.get(name) or above[name]
        value = cells.get("indicator", "")
        if not value:
            continue
        procedure = above["procedure"]
        note = next((cells[name] for name in _REMARKS if cells.get(name)), "")
        if _OTHERS.match(_step(procedure) or _step(above["technique"])):
            yield PublishedRow(place, value, (), _NAMES_OTHERS, procedure, note)
            continue
        found = tuple(_observables(value, procedure))
        yield PublishedRow(place, value, found, "" if found else _NO_OBSERVABLE, procedure, note)


def _observables(value: str, procedure: str) -> Iterator[Observable]:
    platform = next((name for told, name in _PLATFORMS if told.search(procedure)), "")
    if _step(procedure).startswith(_TEXT_STEP):
        yield from read_observables(value) or read_text(value)
        return
    for found in read_observables(value, platform):
        if found.kind is not Kind.HASHTAG or not _step(procedure).startswith(_HASHTAG_STEP):
            yield found


def _step(cell: str) -> str:
    match = _STEP.match(cell.strip())
    return match[0] + "." if match else ""


def _cells(header: list[str], row: list[str]) -> dict[str, str]:
    return {name: " ".join(cell.split()) for name, cell in zip(header, row, strict=False)}


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
