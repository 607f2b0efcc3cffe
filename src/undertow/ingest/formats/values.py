"""Values as several sources write them: ids as numbers, counts as text, fields without a value."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, TypeAlias
from urllib.parse import SplitResult, urlsplit

from msgspec import Meta

from undertow.ingest.outcomes import Rejection
from undertow.ingest.record import Id

NumberId: TypeAlias = Annotated[int, Meta(ge=0)] | Id
"""An id that a source writes as a number or as text; a number is read digit by digit."""

WholeNumber: TypeAlias = int | Annotated[str, Meta(max_length=40)]
"""A whole number, or its text."""

_DIGITS = re.compile(r"\d{1,18}")
_CHINESE = re.compile(r"(\d{1,12}(?:\.\d{1,8})?)([万亿])")
_AT_LEAST = re.compile(r"\d{1,12}(?:\.\d{1,8})?[万亿]?\+")
_MAX_LINK_CHARS = 8_000
_UNITS = {"万": 10_000, "亿": 100_000_000}


def id_text(value: int | str | None) -> str | None:
    """Return an id as text; 0 stands for none."""
    return None if value is None or value in (0, "0", "") else str(value)


def known_absent(**values: object) -> list[str]:
    """Return the fields that a source shows to have no value: those given as None.

    A field that the source leaves out is ``msgspec.UNSET``: it was not collected.
    """
    return [name for name, value in values.items() if value is None]


def whole_number(value: int | str | None, path: str) -> int | None:
    """Return a count that is written as a number or as digits.

    Raises
    ------
    Rejection
        It is negative, or something else.
    """
    if isinstance(value, str) and _DIGITS.fullmatch(value) and value.isascii():
        value = int(value)
    if value is None or (isinstance(value, int) and 0 <= value < 1 << 63):
        return value
    raise _no_number(value, path)


def chinese_count(value: int | str | None, path: str) -> int | None:
    """Return a count as Chinese platforms show it: ``12``, ``1.2万`` (12,000), ``3亿``.

    ``100万+`` says only that there are more, which is no count: None.

    Raises
    ------
    Rejection
        It is something else.
    """
    match = _CHINESE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        is_bound = isinstance(value, str) and _AT_LEAST.fullmatch(value)
        return None if is_bound else whole_number(value, path)
    number = Decimal(match[1]) * _UNITS[match[2]]
    if number % 1:
        raise _no_number(value, path)
    return whole_number(int(number), path)


def split_link(link: str) -> SplitResult:
    """Return the parts of a link.

    Raises
    ------
    ValueError
        It is no link, or over 8,000 characters long: hosts are put in a normal form on the way,
        and for a long one made of combining marks that takes minutes.
    """
    if len(link) > _MAX_LINK_CHARS:
        raise ValueError("the link is too long")
    return urlsplit(link)


def _no_number(value: object, path: str) -> Rejection:
    return Rejection("schema", "wrong_type", path, f"{str(value)[:40]!r} is not a whole number")
