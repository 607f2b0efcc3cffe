"""The register of officials, and which posts address them."""

from __future__ import annotations

from undertow.targets.hits import find_target_hits
from undertow.targets.house import HouseRegister, is_house_list, read_house_list
from undertow.targets.register import read_register

__all__ = [
    "HouseRegister",
    "find_target_hits",
    "is_house_list",
    "read_house_list",
    "read_register",
]
