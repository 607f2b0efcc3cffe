"""Indicators as Meta publishes them with its threat reports: CSV under several headers.

Until 2022 ``indicator_type, indicator_value, comment, ds``; since 2023 the steps of the online
operations kill chain (Nimmo and Hutchins 2023), ``Tactic, Technique, Procedure, Indicator`` with
remarks in a column that is called Comments, Note or Notes, or not there.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Final

from undertow.attribution.knowledge.observable import (
    LONGEST_CELL,
    Kind,
    Observable,
    read_observables,
    read_text,
)
from undertow.attribution.knowledge.published.media_hash import is_of_pictures, read_hash
from undertow.attribution.knowledge.published.row import PublishedRow
from undertow.errors import InputError

name: Final = "meta-csv"

_FORMER = ("indicator_type", "indicator_value")
_CHAIN = ("tactic", "technique", "procedure", "indicator")
_REMARKS = ("comments", "comment", "note", "notes")
# Steps whose rows name what the operation itself had: companies, domains, accounts, personas and
# outlets it made up, what it published, where it led people, and what it had afterwards. Rows of
# all others name others too: who was impersonated, copied, watched, hired, tagged, written about or
# attacked, where accounts were taken from, and whose services were used.
_OWN = re.compile(r"0\.[46]\.|0\.9\.(?!9\.)|1\.[238]\.|6\.1\.[13]\.|6\.2\.|6\.3\.|7\.5\.|9\.[15]\.")
_STEP = re.compile(r"\d+(?:\.\d+)*")
_ADDRESS_TYPES = ("domain_name", "domain", "url", "uri")
_FILE_TYPES = ("md5", "sha1", "sha256", "pdq", "hash")
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
_NO_OBSERVABLE = "without anything that a case can be searched for"
_NAMES_OTHERS = (
    "of a step that names others: whom the operation impersonated, copied, wrote about or "
    "attacked, or whose services it used"
)
_TOO_LONG = f"longer than {LONGEST_CELL:,} characters"
_ABOUT_A_PAGE = "about a page of somebody else, on which the operation commented"
_OTHER_TYPE = "of a type that captures do not hold"
# Hashtags of everybody, and headlines under which the operation published.
_HASHTAG_STEP, _TEXT_STEP = "6.3.", "6.1.3."
_ON_A_PAGE = re.compile(r"\[\s*comment", re.IGNORECASE)


def recognises(head: bytes) -> bool:
    """Tell whether a file begins with a header of this format."""
    lines = [line for line in _text(head).splitlines() if line.strip()]
    return bool(lines) and _kind(_header(lines[0])) != ""


def read(content: bytes) -> Iterator[PublishedRow]:
    """Yield the entries of a file.

    Raises
    ------
    InputError
        The header is of no known kind, or a row cannot be read.
    """
    text = _text(content).lstrip()
    first = text.splitlines()[0] if text else ""
    header = _header(first)
    if len(set(filter(None, header))) < len(list(filter(None, header))):
        raise InputError(f"its header names a column twice: {', '.join(header)}")
    rows = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(first))
    try:
        next(rows, None)
        kind = _kind(header)
        if not kind:
            raise InputError(
                f"its header is {', '.join(header) or 'empty'}; known are {', '.join(_FORMER)} and "
                f"{', '.join(_CHAIN)}"
            )
        yield from (_former if kind == "former" else _chain)(header, rows)
    except csv.Error as error:
        raise InputError(f"line {rows.line_num}: {error}") from error


def _kind(header: list[str]) -> str:
    if header[:2] == list(_FORMER):
        return "former"
    return "chain" if header[:4] == list(_CHAIN) else ""


def _header(line: str) -> list[str]:
    try:
        return [c.strip().lower() for c in next(csv.reader([line], delimiter=_delimiter(line)), [])]
    except csv.Error:
        return []


def _delimiter(line: str) -> str:
    """Return what a spreadsheet put between columns: a semicolon, where a comma is for decimals."""
    return ";" if line.count(";") > line.count(",") else ","


def _former(header: list[str], rows: Iterator[list[str]]) -> Iterator[PublishedRow]:
    for place, row in enumerate(rows, 2):
        cells = _cells(header, row)
        value, kind = cells.get("indicator_value", ""), cells.get("indicator_type", "")
        if not value:
            continue
        if kind.endswith(_FILE_TYPES):
            found = read_hash(kind, value)
        elif kind.endswith(_ADDRESS_TYPES):
            found = [o for o in read_observables(value) if o.kind is not Kind.FILE]
        else:
            found = []
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
        reason = _why_not(value, _step(procedure) or _step(above["technique"]))
        found = () if reason else tuple(_observables(value, procedure))
        reason = reason or ("" if found else _NO_OBSERVABLE)
        yield PublishedRow(place, value[:LONGEST_CELL], found, reason, procedure, note)


def _why_not(value: str, step: str) -> str:
    if len(value) > LONGEST_CELL:
        return _TOO_LONG
    if not _OWN.match(step):
        return _NAMES_OTHERS
    return _ABOUT_A_PAGE if _ON_A_PAGE.search(value) else ""


def _observables(value: str, procedure: str) -> Iterator[Observable]:
    platform = next((name for told, name in _PLATFORMS if told.search(procedure)), "")
    if _step(procedure).startswith(_TEXT_STEP):
        yield from read_observables(value) or read_text(value)
        return
    if is_of_pictures(procedure):
        yield from (o for word in value.split() for o in read_hash("pdq", word))
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
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content[: len(content) & ~1].decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")
