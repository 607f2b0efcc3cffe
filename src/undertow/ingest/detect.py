"""Telling the format of a file, with the reasons a person can check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from undertow.errors import InputError, SourceFormatError
from undertow.ingest.container import ContentError
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.reading import Capture
from undertow.ingest.sample import Sample

_ACCEPTED_FROM = 0.5
_MARGIN = 0.2
_PLAUSIBLE_FROM = 0.1
_MEDIA = {
    "lines": "JSON lines",
    "document": "one JSON document",
    "csv": "CSV",
    "xlsx": "an XLSX workbook",
    "parquet": "Parquet",
    "markup": "a web page or feed (HTML or XML)",
}


@dataclass(frozen=True, slots=True)
class Detection:
    """A format and why it was chosen.

    Parameters
    ----------
    spec : FormatSpec
        The format.
    evidence : tuple of str
        Reasons, one line each.
    """

    spec: FormatSpec
    evidence: tuple[str, ...]


def chosen_format(format_id: str, formats: Mapping[str, FormatSpec]) -> FormatSpec:
    """Return a format by id.

    Raises
    ------
    InputError
        There is no such format; names those there are.
    """
    if format_id not in formats:
        raise InputError(
            f"format {format_id!r} is unknown; choose one of {', '.join(sorted(formats))}"
        )
    return formats[format_id]


def detect(
    capture: Capture, name: str, formats: Mapping[str, FormatSpec], format_id: str | None = None
) -> Detection:
    """Tell the format of a file, or check the one given.

    Parameters
    ----------
    capture : Capture
        The file.
    name : str
        Its name, for messages.
    formats : mapping
        Formats by id.
    format_id : str or None
        Format the user named, if any.

    Raises
    ------
    InputError
        The format named does not exist.
    ContentError
        It is a web page in no known format, or a table that names two columns alike.
    SourceFormatError
        No format fits, several fit equally well, or the one named does not read such files.
    """
    medium = f"it is {_MEDIA[capture.sample.layout]}{_wrapping(capture)}"
    if format_id is not None:
        found = _named(capture, name, chosen_format(format_id, formats), medium)
    else:
        found = _best(capture, name, formats, medium)
    sample = capture.sample_for(found.spec)
    _refuse_equal_columns(sample)
    _refuse_missing_columns(sample, found.spec, name)
    return found


def _named(capture: Capture, name: str, spec: FormatSpec, medium: str) -> Detection:
    """Check the format that the user named."""
    if not capture.can_be(spec):
        _refuse_page(capture)
        raise SourceFormatError(
            f"format {spec.format_id} reads {' or '.join(spec.media)}, but {medium}; "
            "choose another --format",
            name,
        )
    return Detection(spec, (medium, f"format {spec.format_id} was named"))


def _best(capture: Capture, name: str, formats: Mapping[str, FormatSpec], medium: str) -> Detection:
    """Return the format that fits by far the best."""
    scored = [
        (spec.score(capture.sample_for(spec)), spec)
        for spec in formats.values()
        if capture.can_be(spec)
    ]
    scored.sort(key=lambda pair: (-pair[0].value, pair[1].format_id))
    guesses = [
        f"{spec.format_id} ({score.value:.0%}: {score.evidence})"
        for score, spec in scored
        if score.value >= _PLAUSIBLE_FROM
    ]
    if not scored or scored[0][0].value < _ACCEPTED_FROM:
        _refuse_page(capture)
        raise SourceFormatError(
            f"the format was not recognised; {medium}. Closest: {'; '.join(guesses) or 'none'}. "
            f"{_way_out(capture, name)}",
            name,
        )
    runner_up = scored[1][0].value if len(scored) > 1 else 0.0
    best, spec = scored[0]
    if best.value - runner_up < _MARGIN:
        raise SourceFormatError(
            f"several formats fit: {'; '.join(guesses)}. Name the right one with --format", name
        )
    reasons = (medium, f"{spec.format_id} fits {best.value:.0%}: {best.evidence}")
    rest = guesses[1:3]
    return Detection(spec, reasons + ((f"less likely: {'; '.join(rest)}",) if rest else ()))


def _refuse_page(capture: Capture) -> None:
    """Say what a web page most likely is when no format reads it."""
    if capture.sample.layout == "markup":
        raise ContentError(
            "html",
            "this is a web page (HTML or XML), not data; a log-in or error page was saved in "
            "place of the export, so capture it again",
        )


def _refuse_equal_columns(sample: Sample) -> None:
    twice = sorted({name for name in sample.columns if name and sample.columns.count(name) > 1})
    if twice:
        raise ContentError(
            "duplicate_columns",
            f"the header names {', '.join(twice)[:200]} more than once, so values cannot be told "
            "apart; rename the columns",
        )


def _refuse_missing_columns(sample: Sample, spec: FormatSpec, name: str) -> None:
    """Refuse a table without a column of the format: its empty cells would say that it has one."""
    lacking = [column for column in spec.columns if column not in sample.columns]
    if lacking:
        raise SourceFormatError(
            f"format {spec.format_id} reads the columns {', '.join(lacking)[:200]}, which the file "
            f"does not have; it has {', '.join(sample.columns)[:400] or 'none'}: change the map, "
            "or choose another --format",
            name,
        )


def _way_out(capture: Capture, name: str) -> str:
    """Say what can be done about a file in no known format."""
    named = "If you know it, name it with --format (see `undertow formats`)"
    is_table = capture.sample.layout in ("csv", "parquet", "xlsx")
    return f"{named}; or map its columns: `undertow formats new {name}`" if is_table else named


def _wrapping(capture: Capture) -> str:
    """Say what the content is wrapped in, unless it is plain UTF-8."""
    container = capture.container
    encoding = container.encoding.upper() if container.encoding != "utf-8" else ""
    parts = [part for part in (encoding, container.compression) if part]
    return f" ({', '.join(parts)})" if parts else ""
