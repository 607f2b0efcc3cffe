"""The formats undertow reads: every module here that has a ``SPEC``, and those of plug-ins."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import entry_points
from pkgutil import iter_modules

from undertow.errors import PluginError
from undertow.ingest.formats.spec import CsvDialect, Example, FormatSpec, Markup, Medium, Score

ENTRY_POINTS = "undertow.formats"


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


def _own() -> Iterator[FormatSpec]:
    """Yield the formats of this package; a module without a ``SPEC`` serves the others."""
    for module in iter_modules(__path__):
        spec = getattr(import_module(f"{__name__}.{module.name}"), "SPEC", None)
        if spec is not None:
            yield spec


def _plugged_in() -> Iterator[FormatSpec]:
    """Yield the formats of installed plug-ins (entry points of the group ``undertow.formats``)."""
    for entry in entry_points(group=ENTRY_POINTS):
        try:
            spec = entry.load()
        except Exception as error:
            raise PluginError(
                f"format plug-in {entry.name} ({entry.value}) cannot be loaded: {error}; update or "
                "uninstall it"
            ) from error
        if not isinstance(spec, FormatSpec):
            raise PluginError(
                f"format plug-in {entry.name} ({entry.value}) is no FormatSpec; name the SPEC of "
                "its module"
            )
        yield spec


FORMATS = registry([*_own(), *_plugged_in()])

__all__ = [
    "FORMATS",
    "CsvDialect",
    "Example",
    "FormatSpec",
    "Markup",
    "Medium",
    "Score",
    "registry",
]
