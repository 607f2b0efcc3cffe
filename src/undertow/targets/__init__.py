"""The register of officials, and which posts address them."""

from __future__ import annotations

from undertow.targets.hits import find_target_hits
from undertow.targets.register import read_register

__all__ = ["find_target_hits", "read_register"]
