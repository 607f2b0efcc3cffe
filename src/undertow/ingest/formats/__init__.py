"""The formats undertow reads, one module each."""

from __future__ import annotations

from collections.abc import Iterable

from undertow.errors import PluginError
from undertow.ingest.formats import canonical, reddit_ndjson, x_api_v2, x_io_archive, youtube_api
from undertow.ingest.formats.spec import CsvDialect, Example, FormatSpec, Medium, Score


def registry(specs: Iterable[FormatSpec]) -> dict[str, FormatSpec]:
    """Return formats by id.

    Raises
    ------
    PluginError
        Two formats have the same id.
    """
    formats: dict[str, FormatSpec] = {}
    for spec in specs:
        if spec.format_id in formats:
            raise PluginError(
                f"format {spec.format_id} is registered twice; rename one of the two plug-ins"
            )
        formats[spec.format_id] = spec
    return formats


FORMATS = registry(
    (
        canonical.SPEC,
        x_api_v2.SPEC,
        x_io_archive.SPEC,
        youtube_api.SPEC,
        reddit_ndjson.SPEC,
    )
)

__all__ = ["FORMATS", "CsvDialect", "Example", "FormatSpec", "Medium", "Score", "registry"]
