"""What the two CSV exports of CrowdTangle share: local times, localised numbers, linked texts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from undertow.ingest.formats.csv_cells import required_cell
from undertow.ingest.outcomes import Rejection
from undertow.ingest.plain_text import find_urls

_TIME = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)(?: +(\S+))?", re.ASCII)
_OFFSET = re.compile(r"(?:GMT|UTC)?([+-]\d\d):?(\d\d)?", re.ASCII)
_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?: .*)?", re.ASCII)
_PLAIN = re.compile(r"\d{1,18}", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:([.,'\u2019 \u00a0\u202f])\d{3})(?:\1\d{3}){0,4}", re.ASCII)
_LINKED = re.compile(r"(\S+?):=:(\S+)")

ZONES = {
    "UTC": "+00:00", "GMT": "+00:00", "WET": "+00:00", "WEST": "+01:00", "CET": "+01:00",
    "CEST": "+02:00", "EET": "+02:00", "EEST": "+03:00", "SAST": "+02:00", "CAT": "+02:00",
    "WAT": "+01:00", "EAT": "+03:00", "PKT": "+05:00", "NPT": "+05:45", "WIB": "+07:00",
    "HKT": "+08:00", "SGT": "+08:00", "MYT": "+08:00", "PHT": "+08:00", "AWST": "+08:00",
    "JST": "+09:00", "KST": "+09:00", "ACST": "+09:30", "ACDT": "+10:30", "AEST": "+10:00",
    "AEDT": "+11:00", "NZST": "+12:00", "NZDT": "+13:00", "BRT": "-03:00", "BRST": "-02:00",
    "ART": "-03:00", "UYT": "-03:00", "COT": "-05:00", "PET": "-05:00", "NST": "-03:30",
    "NDT": "-02:30", "EST": "-05:00", "EDT": "-04:00", "MST": "-07:00", "MDT": "-06:00",
    "PDT": "-07:00", "AKST": "-09:00", "AKDT": "-08:00", "HST": "-10:00",
}  # fmt: skip
"""Abbreviations that meant one offset, and only one, while CrowdTangle existed (2011 to 2024).

Left out because they mean several: CST and CDT (America, China, Cuba), IST (India, Ireland,
Israel), BST (Britain, Bangladesh), PST (America, the Philippines), AST and ADT, AMT, GST, WST; and
because they changed: MSK, TRT, CLT, VET.
"""


def created(cells: Mapping[str, str]) -> str:
    """Return the time of a post, which is local, with the offset its abbreviation stands for.

    Raises
    ------
    Rejection
        There is no zone, or its abbreviation does not stand for one offset.
    """
    path = "$.Post Created"
    text = required_cell(cells, "Post Created")
    match = _TIME.fullmatch(text)
    if match is None:
        raise Rejection(
            "schema", "bad_time", path, f"{text[:40]!r} is not YYYY-MM-DD hh:mm:ss with a zone"
        )
    moment, zone = match.groups()
    if zone is None:
        raise Rejection(
            "schema", "no_time_zone", path, f"{text!r} has no time zone, and none is guessed"
        )
    offset = _OFFSET.fullmatch(zone)
    if offset is not None:
        return f"{moment}{offset[1]}:{offset[2] or '00'}"
    if zone not in ZONES:
        raise Rejection(
            "schema",
            "no_time_zone",
            path,
            f"{zone[:20]!r} does not stand for one offset only; read the file with a column map "
            "that says under zones which offset the dashboard had",
        )
    return f"{moment}{ZONES[zone]}"


def created_day(cells: Mapping[str, str], column: str) -> str | None:
    """Return a day that is given as a time without zone: right to the day, no finer."""
    match = _DATE.fullmatch(cells.get(column, "").strip())
    return None if match is None else f"{match[1]}T00:00:00Z"


def whole(cells: Mapping[str, str], column: str) -> int | None:
    """Return a count as people of some place write it: ``407.137`` and ``407,137`` are 407137.

    Raises
    ------
    Rejection
        It is no whole number in groups of three digits.
    """
    text = cells.get(column, "").strip()
    if text in ("", "N/A"):
        return None
    if not (_PLAIN.fullmatch(text) or _GROUPED.fullmatch(text)):
        raise Rejection(
            "schema", "wrong_type", f"$.{column}", f"{text[:40]!r} is not a whole number"
        )
    return int(re.sub(r"\D", "", text))


def published(text: str) -> tuple[str, list[str]]:
    """Return a text as it was published, and its links.

    CrowdTangle writes ``shown:=:target`` for a link; the text had only what was shown.
    """
    targets = [match[2] for match in _LINKED.finditer(text)]
    shown = _LINKED.sub(r"\1", text)
    leading_to = [url for target in targets for url in find_urls(target)]
    hidden = {match[1] for match in _LINKED.finditer(text)}
    return shown, [*leading_to, *(url for url in find_urls(shown) if url not in hidden)]


def links(cells: Mapping[str, str], *columns: str) -> list[str]:
    """Return the links of the first of some columns that has any, several joined by ``:=:``."""
    for column in columns:
        found = [url for part in cells.get(column, "").split(":=:") for url in find_urls(part)]
        if found:
            return found
    return []
