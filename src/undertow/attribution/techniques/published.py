"""The whole DISARM Framework as its foundation publishes it: a STIX 2.1 bundle.

undertow ships the ids and names that its rules find, and no more: the framework is under another
licence (CC BY-SA 4.0). A case that imports the bundle has all techniques to look up, and exports
the foundation's own objects, which other systems know by their ids.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import stix2
from stix2.exceptions import STIXError

from undertow.errors import InputError

Object = dict[str, Any]

_OBSERVED: Final = frozenset({"indicator", "observed-data", "incident", "report", "campaign"})
_SIGNING: Final = frozenset({"identity", "marking-definition"})
_TECHNIQUE: Final = re.compile(r"T\d{4}(?:\.\d{3})?")
# Two digits: tactics of MITRE ATT&CK, in bundles of the same form, have four.
_TACTIC: Final = re.compile(r"TA\d{2}")


@dataclass(frozen=True, slots=True)
class PublishedTechnique:
    """A technique of the framework.

    Attributes
    ----------
    technique_id, name, description : str
        As published.
    tactics : tuple of str
        Names of the tactics that it serves.
    stix : dict
        The object.
    """

    technique_id: str
    name: str
    description: str
    tactics: tuple[str, ...]
    stix: Object


@dataclass(frozen=True, slots=True)
class PublishedFramework:
    """The framework.

    Attributes
    ----------
    techniques : mapping
        Id -> technique, in order of ids.
    signed_by : tuple of dict
        Objects to which those of techniques refer: who made them, and the licence.
    """

    techniques: Mapping[str, PublishedTechnique]
    signed_by: tuple[Object, ...]

    def unlike(self, names: Mapping[str, str]) -> list[str]:
        """Return which of some ids it lacks, or has under another name than given."""
        return [
            ident
            for ident, name in names.items()
            if ident not in self.techniques or self.techniques[ident].name != name
        ]


def is_framework(content: bytes) -> bool:
    """Tell whether a file is the framework: a bundle with tactics, and nothing observed in it."""
    objects = _objects(content)
    kinds = {str(each.get("type")) for each in objects}
    return kinds.isdisjoint(_OBSERVED) and any(
        True for _ in _named(objects, "x-mitre-tactic", _TACTIC)
    )


def read_published_framework(content: bytes) -> PublishedFramework:
    """Return the framework in a bundle.

    Raises
    ------
    InputError
        It is no such bundle, or holds no technique.
    """
    objects = _objects(content)
    tactics = {
        str(each.get("x_mitre_shortname")): str(each.get("name"))
        for _, each in _named(objects, "x-mitre-tactic", _TACTIC)
    }
    found = {
        ident: PublishedTechnique(
            ident,
            str(each.get("name", "")),
            str(each.get("description", "")),
            tuple(tactics[phase] for phase in _phases(each) if phase in tactics),
            each,
        )
        for ident, each in _named(objects, "attack-pattern", _TECHNIQUE)
    }
    if not tactics or not found:
        raise InputError("is no DISARM Framework: a STIX 2.1 bundle with its tactics, techniques")
    referred = {
        ref
        for one in found.values()
        for ref in (one.stix.get("created_by_ref"), *_list(one.stix, "object_marking_refs"))
        if isinstance(ref, str)
    }
    signed_by = tuple(
        each for each in objects if each.get("type") in _SIGNING and each.get("id") in referred
    )
    for each in (*(one.stix for one in found.values()), *signed_by):
        _check(each)
    return PublishedFramework(dict(sorted(found.items())), signed_by)


def _check(each: Object) -> None:
    """Raise where an object could not be exported again."""
    try:
        stix2.parse(each, allow_custom=True)
    except (STIXError, ValueError, TypeError) as error:
        raise InputError(f"{each.get('id')}: is no valid object of STIX 2.1: {error}") from error


def _objects(content: bytes) -> list[Object]:
    try:
        bundle = json.loads(content)
    except (ValueError, RecursionError):
        return []
    if not isinstance(bundle, dict) or bundle.get("type") != "bundle":
        return []
    return [
        each
        for each in _list(bundle, "objects")
        if isinstance(each, dict) and isinstance(each.get("id"), str)
    ]


def _named(objects: list[Object], kind: str, form: re.Pattern[str]) -> Iterator[tuple[str, Object]]:
    """Yield the objects of a type that have an id of a form, with it."""
    for each in objects:
        if each.get("type") != kind or each.get("revoked") or each.get("x_mitre_deprecated"):
            continue
        for reference in _list(each, "external_references"):
            ident = reference.get("external_id") if isinstance(reference, dict) else None
            if isinstance(ident, str) and form.fullmatch(ident):
                yield ident, each
                break


def _phases(pattern: Object) -> Iterator[str]:
    for phase in _list(pattern, "kill_chain_phases"):
        if isinstance(phase, dict):
            yield str(phase.get("phase_name"))


def _list(each: Object, name: str) -> list[Any]:
    value = each.get(name)
    return value if isinstance(value, list) else []
