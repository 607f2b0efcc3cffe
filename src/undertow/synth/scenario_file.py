"""Scenarios as TOML files: those that ship with undertow, and anybody's own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final, get_args, get_type_hints

import msgspec

from undertow.errors import InputError
from undertow.synth.knobs import ScenarioKnobs
from undertow.synth.scenario_checks import first_fault

_SHIPPED: Final = resources.files("undertow.synth") / "scenarios"
_EXTENDS: Final = "extends"


def read_scenario(path: Path) -> ScenarioKnobs:
    """Read a scenario from a TOML file.

    Parameters
    ----------
    path : Path
        Knobs as in `ScenarioKnobs`, one table a part. ``extends = "ID"`` takes a scenario that
        ships with undertow as its base: keys of a table replace those of the base one by one, and
        ``PART = false`` leaves a part out.

    Returns
    -------
    ScenarioKnobs

    Raises
    ------
    InputError
        The file cannot be read, is no TOML, has a knob that does not exist, lacks one that is
        needed, or one has a value it cannot have; names the file and the knob.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read as a scenario: {error}") from error
    return _parse(text, str(path))


def shipped_scenarios() -> dict[str, ScenarioKnobs]:
    """Return the scenarios that ship with undertow, by id."""
    files = sorted(file.name for file in _SHIPPED.iterdir() if file.name.endswith(".toml"))
    found = {}
    for name in files:
        ident = name.removesuffix(".toml")
        found[ident] = _parse((_SHIPPED / name).read_text("utf-8"), name)
    return found


def _parse(text: str, where: str) -> ScenarioKnobs:
    knobs = _converted(_read(text, where), where)
    if fault := first_fault(knobs):
        raise InputError(f"{where}: {fault}")
    return knobs


def _read(text: str, where: str) -> dict[str, Any]:
    """Return the tables of a file over those of the scenario that it extends."""
    try:
        own = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{where}: is no TOML: {error}") from error
    base = own.pop(_EXTENDS, None)
    return own if base is None else _over(_base(str(base), where), own)


def _base(ident: str, where: str) -> Mapping[str, Any]:
    names = sorted(file.name.removesuffix(".toml") for file in _SHIPPED.iterdir())
    if ident not in names:
        raise InputError(f"{where}: extends {ident!r}, which is unknown; choose from {names}")
    return _shipped_tables(ident)


@cache
def _shipped_tables(ident: str) -> dict[str, Any]:
    return _read((_SHIPPED / f"{ident}.toml").read_text("utf-8"), f"{ident}.toml")


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Lay parts over those of a base; the knobs of a part replace each other whole."""
    parts = dict(base)
    for name, part in own.items():
        if part is False:
            parts.pop(name, None)
        elif isinstance(part, dict) and isinstance(parts.get(name), dict):
            parts[name] = parts[name] | part
        else:
            parts[name] = part
    return parts


def _converted(tables: Mapping[str, Any], where: str) -> ScenarioKnobs:
    if unknown := _unknown(tables, ScenarioKnobs, ""):
        raise InputError(f"{where}: {unknown}")
    try:
        return msgspec.convert(tables, ScenarioKnobs, builtin_types=(datetime,))
    except msgspec.ValidationError as error:
        raise InputError(f"{where}: {str(error).replace('$.', '')}") from error


def _unknown(value: object, kind: Any, place: str) -> str:
    """Return which key of a table is no knob, or which part is no table, or nothing."""
    own = next((k for k in (kind, *get_args(kind)) if is_dataclass(k)), None)
    if own is None:
        return ""
    if isinstance(value, list):
        return next(filter(None, (_unknown(one, own, place) for one in value)), "")
    if not isinstance(value, dict):
        return f"{place[:-1]}: {value!r} is no table of knobs; to leave a part out, write false"
    hints = get_type_hints(own)
    known = [field.name for field in fields(own)]
    for key, inner in value.items():
        if key not in known:
            return f"{place}{key}: no such knob; choose from {known}"
        if found := _unknown(inner, hints[key], f"{place}{key}."):
            return found
    return ""
