"""The Traffic Light Protocol 2.0: who may read an export, and so what it may name."""

from __future__ import annotations

from enum import StrEnum


class Tlp(StrEnum):
    """A level of the Traffic Light Protocol (FIRST, version 2.0)."""

    clear = "clear"
    green = "green"
    amber = "amber"
    amber_strict = "amber+strict"
    red = "red"

    @property
    def names_accounts(self) -> bool:
        """Whether readers are few enough to be told handles: not a community, nor everybody."""
        return self not in (Tlp.clear, Tlp.green)

    @property
    def label(self) -> str:
        """The level as it is marked: ``TLP:AMBER+STRICT``."""
        return f"TLP:{self.value.upper()}"
