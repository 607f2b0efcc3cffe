"""Maps that come with undertow, made from documentation: no real file was seen."""

from __future__ import annotations

from importlib.resources import files

from undertow.ingest.column_map.model import MapFile, read_map

PRESETS = ("meta-content-library-facebook", "meta-content-library-instagram")
"""Names of the maps."""


def preset(name: str) -> MapFile:
    """Return a map that comes with undertow, by its name."""
    return read_map(files(__name__).joinpath(f"{name}.toml").read_bytes(), f"{name}.toml")
