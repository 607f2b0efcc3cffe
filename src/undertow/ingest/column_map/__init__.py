"""Column maps: TOML files that say how a flat table of posts is to be read."""

from __future__ import annotations

from undertow.ingest.column_map.compiled import compile_map
from undertow.ingest.column_map.kept import case_formats, case_maps, formats_for_ingest, open_map
from undertow.ingest.column_map.model import ColumnMap, MapFile, read_map
from undertow.ingest.column_map.presets import PRESETS, preset

__all__ = [
    "PRESETS",
    "ColumnMap",
    "MapFile",
    "case_formats",
    "case_maps",
    "compile_map",
    "formats_for_ingest",
    "open_map",
    "preset",
    "read_map",
]
