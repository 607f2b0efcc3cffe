"""The small part of the DISARM Framework that the rules speak of, pinned to a version."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Framework:
    """Techniques by id.

    Attributes
    ----------
    version, url : str
        Which version, and where it is published.
    techniques : mapping
        Id -> name.
    crosswalk : mapping
        Id of version 1.4 -> id of this version, where another technique took its place.
    misp_galaxy : mapping
        Id -> name in the galaxy of MISP, which has the techniques of version 1.4.
    """

    version: str
    url: str
    techniques: Mapping[str, str]
    crosswalk: Mapping[str, str]
    misp_galaxy: Mapping[str, str]

    def current(self, technique_id: str) -> str:
        """Return the id in this version of a technique named by an id of 1.4 or of this one."""
        return self.crosswalk.get(technique_id, technique_id)


@cache
def read_framework() -> Framework:
    """Return what is shipped."""
    text = resources.files(__package__).joinpath("framework.toml").read_text(encoding="utf-8")
    values = tomllib.loads(text)
    return Framework(
        values["version"],
        values["url"],
        MappingProxyType(values["techniques"]),
        MappingProxyType(values["crosswalk_1_4"]),
        MappingProxyType(values["misp_galaxy"]),
    )
