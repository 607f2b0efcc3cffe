"""Times as a column writes them: a declared pattern in a declared zone, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from undertow.ingest.outcomes import Rejection

Reading: TypeAlias = tuple[str, str]
"""ISO 8601 with a zone, and how exact that is."""

_MAX_CHARS = 64
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)")
_DIRECTIVE = re.compile(r"%(.?)", re.DOTALL)
_DIRECTIVES = frozenset("YymdbBaAHIMSfpz%")
_DATE_PARTS = ("Yy", "mbB", "d")
_SAMPLE = datetime(2023, 9, 22, 13, 5, 7, tzinfo=UTC)
_EPOCH = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?")
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:[Tt ](\d\d)(?::?(\d\d)(?::?(\d\d(?:[.,]\d{1,9})?))?)?)?"
    r"\s?([Zz]|[+-]\d\d(?::?\d\d)?)?"
)


def offset(text: str) -> timezone:
    """Return a fixed offset from UTC, written ``-05:00``.

    Raises
    ------
    ValueError
        It is not written so, or is a day or more.
    """
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is no offset from UTC such as -05:00")
    sign, hours, minutes = match.groups()
    if int(hours) > 14 or int(minutes) > 59:
        raise ValueError(f"{text!r} is more than 14 hours from UTC")
    span = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-span if sign == "-" else span)


def zone(name: str) -> tzinfo:
    """Return a zone by its IANA name, ``UTC``, or a fixed offset.

    Raises
    ------
    ValueError
        There is no such zone; abbreviations (EST, CET) are none, since they leave summer time open.
    """
    if name in ("UTC", "Z"):
        return UTC
    if _OFFSET.fullmatch(name):
        return offset(name)
    if "/" in name:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    raise ValueError(
        f"{name!r} is no time zone; give an IANA name such as America/Toronto, UTC, or -05:00"
    )


def check_pattern(pattern: str) -> None:
    """Check that a pattern says a whole date.

    Raises
    ------
    ValueError
        It does not, or has a directive that is not read.
    """
    if pattern in ("iso", "epoch_s", "epoch_ms"):
        return
    found = _DIRECTIVE.findall(pattern)
    if unknown := sorted(set(found) - _DIRECTIVES):
        raise ValueError(
            f"%{unknown[0]} is not read; use %{' %'.join(sorted(_DIRECTIVES - {'%'}))}"
        )
    if not all(any(part in found for part in parts) for parts in _DATE_PARTS):
        raise ValueError(
            f"{pattern!r} names no year, month and day; give iso, epoch_s, epoch_ms or a pattern "
            "such as %d/%m/%Y %H:%M"
        )
    if "I" in found and "p" not in found:
        raise ValueError("%I needs %p: 1 to 12 o'clock come twice a day")
    try:
        datetime.strptime(_SAMPLE.strftime(pattern), pattern)
    except (ValueError, re.error) as error:
        raise ValueError(f"{pattern!r} cannot be read: {error}") from error


def time_reader(
    pattern: str,
    *,
    zone_name: str | None = None,
    zones: Mapping[str, str] | None = None,
    ambiguous_as_hour: bool = False,
) -> Callable[[str, str], Reading]:
    """Return the function that reads a time; its arguments are the text and its JSON path.

    Parameters
    ----------
    pattern : str
        ``iso``, ``epoch_s``, ``epoch_ms`` or a strptime pattern, checked.
    zone_name : str or None
        Zone of times that name none.
    zones : mapping or None
        Offsets of the abbreviations at the end of a time.
    ambiguous_as_hour : bool
        Whether a local time that the clock showed twice is taken as the first of the two, with
        a precision of an hour; it is rejected otherwise.
    """
    home = zone(zone_name) if zone_name is not None else None
    offsets = {name: offset(text) for name, text in (zones or {}).items()}

    def localised(moment: datetime, there: tzinfo | None, precision: str, path: str) -> Reading:
        if moment.tzinfo is not None:
            return moment.isoformat(), precision
        if there is None:
            raise Rejection(
                "schema", "no_time_zone", path, f"{moment} has no time zone, and none is guessed"
            )
        return _in_zone(moment, there, precision, path, ambiguous_as_hour=ambiguous_as_hour)

    def read_iso(text: str, path: str) -> Reading:
        moment, precision = _iso(text, path)
        return localised(moment, home, precision, path)

    precision_written = _precision(pattern)

    def read_pattern(text: str, path: str) -> Reading:
        there = home
        rest, _, word = text.rpartition(" ")
        if word in offsets:
            text, there = rest, offsets[word]
        elif offsets and home is None:
            raise _bad(text, path, "without an abbreviation of a zone that the map names")
        try:
            moment = datetime.strptime(text, pattern)
        except (ValueError, OverflowError) as error:
            raise _bad(text, path, f"not written {pattern}") from error
        return localised(moment, there, precision_written, path)

    readers: dict[str, Callable[[str, str], Reading]] = {
        "iso": read_iso,
        "epoch_s": lambda text, path: _epoch(text, 1, path),
        "epoch_ms": lambda text, path: _epoch(text, 1000, path),
    }
    return _bounded(readers.get(pattern, read_pattern))


def _iso(text: str, path: str) -> tuple[datetime, str]:
    """Read a time of ISO 8601 as it is written, and how precisely it is."""
    match = _ISO.fullmatch(text)
    if match is None:
        raise _bad(text, path, "not ISO 8601")
    date, hour, minute, second, written = match.groups()
    precision = "second" if second else "minute" if minute else "hour" if hour else "day"
    clock = f"{hour or '00'}:{minute or '00'}:{second or '00'}"
    try:
        return datetime.fromisoformat(f"{date}T{clock}{(written or '').upper()}"), precision
    except ValueError as error:
        raise _bad(text, path, "no time") from error


def _epoch(text: str, per_s: int, path: str) -> Reading:
    """Read seconds since 1970, or parts of seconds."""
    if not _EPOCH.fullmatch(text):
        raise _bad(text, path, "no number of seconds or milliseconds")
    seconds = Decimal(text) / per_s
    try:
        moment = datetime.fromtimestamp(float(seconds), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise _bad(text, path, "no time") from error
    return moment.isoformat(), "second"


def localise(moment: datetime, zone_name: str | None, path: str) -> Reading:
    """Return a time that is no text already; one without a zone is in the zone given."""
    if moment.tzinfo is not None:
        return moment.astimezone(UTC).isoformat(), "second"
    if zone_name is None:
        raise Rejection(
            "schema", "no_time_zone", path, f"{moment} has no time zone, and none is guessed"
        )
    return _in_zone(moment, zone(zone_name), "second", path, ambiguous_as_hour=False)


def _bounded(read: Callable[[str, str], Reading]) -> Callable[[str, str], Reading]:
    def read_short(text: str, path: str) -> Reading:
        if len(text) > _MAX_CHARS:
            raise _bad(text, path, "too long for a time")
        return read(text, path)

    return read_short


def _in_zone(
    moment: datetime, there: tzinfo, precision: str, path: str, *, ambiguous_as_hour: bool
) -> Reading:
    """Put a local time on the time line; the clock may have skipped it or shown it twice."""
    first, second = moment.replace(tzinfo=there, fold=0), moment.replace(tzinfo=there, fold=1)
    try:
        utc = first.astimezone(UTC)
    except OverflowError as error:
        raise _bad(str(moment), path, "no time") from error
    if first.utcoffset() != second.utcoffset() and precision != "day":
        if utc.astimezone(there).replace(tzinfo=None) != moment:
            raise Rejection(
                "semantic", "time_skipped", path, f"{moment} was skipped by the clocks of {there}"
            )
        if not ambiguous_as_hour:
            raise Rejection(
                "semantic",
                "time_ambiguous",
                path,
                f"{moment} came twice on the clocks of {there}; export in UTC, or let the map say "
                'ambiguous = "hour"',
            )
        precision = "hour"
    return utc.isoformat(), precision


def _precision(pattern: str) -> str:
    found = _DIRECTIVE.findall(pattern)
    for directive, precision in (("S", "second"), ("M", "minute"), ("H", "hour"), ("I", "hour")):
        if directive in found:
            return precision
    return "day"


def _bad(text: str, path: str, what: str) -> Rejection:
    return Rejection("schema", "bad_time", path, f"{text[:40]!r} is {what}")
