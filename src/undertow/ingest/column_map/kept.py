"""Maps kept in a case: the file that was used, as evidence, for every later reading."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from undertow.case import Case, write_atomically
from undertow.errors import CaseError, InputError
from undertow.ingest.column_map.compiled import compile_map
from undertow.ingest.column_map.model import MAX_MAP_BYTES, MapFile, read_map
from undertow.ingest.column_map.presets import PRESETS, preset
from undertow.ingest.custody import CustodyLog
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.formats import FORMATS, FormatSpec, registry

_FOLDER = "formats"


def open_map(path: Path) -> MapFile:
    """Read a map from a file, or one that comes with undertow by its name.

    Raises
    ------
    InputError
        The file cannot be read or is no map.
    """
    if not path.exists() and str(path) in PRESETS:
        return preset(str(path))
    try:
        with path.open("rb") as file:
            content = file.read(MAX_MAP_BYTES + 1)
    except OSError as error:
        raise InputError(
            f"{path}: the map cannot be read: {error.strerror or error}; make one with "
            f"`undertow formats new FILE`, or name one of {', '.join(sorted(PRESETS))}"
        ) from error
    return read_map(content, str(path))


def keep_map(case: Case, file: MapFile, *, who: str, command: str) -> None:
    """Keep a map in a case: in its folder ``formats``, in the evidence store, in the custody log.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    file : MapFile
        The map. One with the same id is replaced; files that were read by it are read anew when
        they are given again, and the map that they were read by stays in the evidence store.
    who, command : str
        For the custody log.

    Raises
    ------
    CaseError
        The case cannot be written.
    """
    place = case.path / _FOLDER / f"{file.column_map.id}.toml"
    if file.column_map.id in FORMATS:
        raise InputError(f"{file.column_map.id}: a format has this id; give the map another")
    try:
        write_atomically(place, file.content)
    except OSError as error:
        raise CaseError(f"{place}: cannot be written: {error.strerror or error}") from error
    _vouch(case, place, file, who=who, command=command)


def _vouch(case: Case, place: Path, file: MapFile, *, who: str, command: str) -> None:
    """Put a map into the evidence store and the custody log, unless it is there."""
    log = CustodyLog(case.path / "evidence" / "custody.jsonl")
    if any(entry.get("sha256") == file.sha256 for entry in log.entries()):
        return
    stored = EvidenceStore(case.path / "evidence").add(place)
    fields: dict[str, str | int | None] = {
        "format": file.column_map.id,
        "sha256": stored.sha256,
        "bytes": stored.size,
    }
    log.append("column_map", who=who, command=command, fields=fields)


def case_maps(case: Case) -> list[MapFile]:
    """Return the maps of a case, by id.

    Raises
    ------
    InputError
        A file in its folder ``formats`` is no map, or has the id of another.
    """
    files = []
    for place in sorted((case.path / _FOLDER).glob("*.toml")):
        file = open_map(place)
        if file.column_map.id != place.stem:
            raise InputError(f"{place}: the map has the id {file.column_map.id}; name the file so")
        files.append(file)
    return files


def case_formats(case: Case) -> Mapping[str, FormatSpec]:
    """Return the formats that files of a case may have: those of undertow, and its own maps.

    Raises
    ------
    InputError
        A map of the case cannot be used.
    PluginError
        A map has the id of a format.
    """
    return registry([*FORMATS.values(), *(compile_map(file) for file in case_maps(case))])


def formats_for_ingest(
    case: Case, new: MapFile | None, *, who: str, command: str
) -> Mapping[str, FormatSpec]:
    """Keep a new map, vouch for those of the case that were changed by hand, return all formats.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    new : MapFile or None
        Map to keep.
    who, command : str
        For the custody log.

    Raises
    ------
    InputError
        A map cannot be used.
    CaseError
        The case cannot be written.
    """
    if new is not None:
        keep_map(case, new, who=who, command=command)
    for file in case_maps(case):
        place = case.path / _FOLDER / f"{file.column_map.id}.toml"
        _vouch(case, place, file, who=who, command=command)
    return case_formats(case)
