"""Whole numbers as a column writes them: digits, and only the marks that the map declares."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from undertow.ingest.outcomes import Rejection

_MAX_CHARS = 40
_BLANKS = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"


def number_reader(
    thousands: str | None = None,
    decimal: str | None = None,
    suffixes: Mapping[str, int] | None = None,
) -> Callable[[str, str], int]:
    """Return the function that reads a whole number; its arguments are the text and its JSON path.

    Parameters
    ----------
    thousands, decimal : str or None
        Marks that may occur. A blank stands for the no-break blanks too.
    suffixes : mapping or None
        What a suffix stands for.

    Notes
    -----
    Exact: ``1.2K`` is 1200, ``1.5`` is refused, and so is a group that has not three digits.
    """
    group = f"[{_BLANKS}]" if thousands is not None and thousands in _BLANKS else None
    group = group or (re.escape(thousands) if thousands is not None else None)
    whole = rf"\d{{1,3}}(?:{group}\d{{3}})+|\d+" if group else r"\d+"
    part = rf"(?:{re.escape(decimal)}(\d+))?" if decimal is not None else "()"
    factors = dict(suffixes or {})
    named = "|".join(re.escape(name) for name in sorted(factors, key=len, reverse=True))
    pattern = re.compile(rf"({whole}){part}(?:[{_BLANKS}]?({named}))?" if named else
                         rf"({whole}){part}()", re.ASCII)  # fmt: skip

    def read(text: str, path: str) -> int:
        match = pattern.fullmatch(text) if len(text) <= _MAX_CHARS else None
        if match is None:
            raise _no_number(text, path)
        digits = "".join(filter(str.isdigit, match[1]))
        value = Decimal(f"{digits}.{match[2] or 0}") * factors.get(match[3] or "", 1)
        if value != value.to_integral_value():
            raise _no_number(text, path)
        return int(value)

    return read


def _no_number(text: str, path: str) -> Rejection:
    return Rejection(
        "schema",
        "wrong_type",
        path,
        f"{text[:40]!r} is no whole number as the map says they are written",
    )
