"""Times as sources write them: ISO 8601 with a zone, seconds since 1970, or months by name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.compute as pc

from undertow.ingest.outcomes import Rejection

_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d)(:?\d\d)?(:?\d\d(?:[.,]\d+)?)?\s?([Zz]|[+-]\d\d(?::?\d\d)?)?"
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NAMED_MONTH = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d\d:\d\d:\d\d) ([+-]\d{4}) (\d{4})", re.ASCII
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_PLAIN = (
    r"^(?:199[0-9]|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}"
    r"(?:\.[0-9]{1,6})?(?:Z|\+00:00)$"
)
_MOMENT = pa.timestamp("us", "UTC")


def parse_time(text: str, path: str) -> tuple[datetime, str]:
    """Read a time, and how exact its text is.

    Parameters
    ----------
    text : str
        ISO 8601 date and time with a zone.
    path : str
        JSON path of the field, for the rejection.

    Returns
    -------
    (datetime, str)
        UTC, and ``second``, ``minute`` or ``hour``.

    Raises
    ------
    Rejection
        The text is no time, has no zone (it is never guessed), or lies outside 1990-2100, where
        it stands for a missing value.
    """
    if len(text) == 20 and (moment := _plain_utc(text)) is not None:
        return moment, "second"
    match = _ISO.fullmatch(text.strip())
    if match is None:
        reason = "no_time_zone" if _DATE.fullmatch(text.strip()) else "bad_time"
        raise Rejection(
            "schema", reason, path, f"{text[:40]!r} is not an ISO 8601 date and time with a zone"
        )
    date, hour, minute, second, zone = match.groups()
    if zone is None:
        raise Rejection(
            "schema", "no_time_zone", path, f"{text[:40]!r} has no time zone, and none is guessed"
        )
    try:
        moment = datetime.fromisoformat(
            f"{date}T{hour}{minute or ''}{second or ''}{zone.upper()}"
        ).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Rejection("schema", "bad_time", path, f"{text[:40]!r} is no time") from error
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise Rejection(
            "semantic", "time_out_of_range", path, f"{text[:40]!r} lies outside 1990-2100"
        )
    return moment, "second" if second else "minute" if minute else "hour"


def _plain_utc(text: str) -> datetime | None:
    """Read ``YYYY-MM-DDThh:mm:ssZ``, which most times are; None for whatever is not plain."""
    if not (text[10] == "T" and text[19] == "Z" and text[7] == "-" and text[16] == ":"):
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if _FIRST_YEAR <= moment.year <= _LAST_YEAR else None


def plain_times(texts: Sequence[str | None]) -> pa.Array:
    """Read the times that are written as most are: to the second or finer, in UTC.

    Parameters
    ----------
    texts : (n,) sequence of str or None

    Returns
    -------
    (n,) timestamp[us, UTC]
        What :func:`parse_time` reads, ``second`` its precision; null for every other text, which
        may be a time for all that.
    """
    written = pa.array(texts, pa.string())
    plain = pc.if_else(pc.match_substring_regex(written, _PLAIN), written, None)
    try:
        return plain.cast(_MOMENT)
    except pa.ArrowInvalid:  # a 30 February among them, say
        return pa.nulls(len(plain), _MOMENT)


def epoch_text(value: float, path: str, *, per_s: int = 1) -> str:
    """Return seconds since 1970, or parts of which ``per_s`` make one, as an ISO 8601 time.

    Raises
    ------
    Rejection
        The number is no time.
    """
    try:
        return datetime.fromtimestamp(value if per_s == 1 else value / per_s, UTC).isoformat()
    except (ValueError, OverflowError, OSError) as error:
        raise Rejection("schema", "bad_time", path, f"{value!r} is no time") from error


def named_month_text(text: str, path: str) -> str:
    """Return ``Wed Oct 10 20:19:24 +0000 2018``, as older interfaces write it, as ISO 8601.

    Raises
    ------
    Rejection
        The text is not written so; month names are English whatever the locale.
    """
    match = _NAMED_MONTH.fullmatch(text)
    if match is None or match[1] not in _MONTHS:
        raise Rejection(
            "schema", "bad_time", path, f"{text[:40]!r} is not like Wed Oct 10 20:19:24 +0000 2018"
        )
    month, day, clock, zone, year = match.groups()
    return f"{year}-{_MONTHS.index(month) + 1:02}-{int(day):02}T{clock}{zone}"
