"""What every section of the settings is."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Base of a settings section: frozen, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def digest(self) -> str:
        """Return the SHA-256 of the canonical JSON form."""
        return sha256_of(self.model_dump(mode="json"))

    def within(self, memory_bytes: int) -> Self:
        """Return the section as a stage gets it that may use this much memory.

        Only what changes no result may differ: the provenance names the section as it is set.
        """
        return self


class NoSettings(Section):
    """Section of a stage that has nothing to set."""


def sha256_of(values: dict[str, Any]) -> str:
    """Return the SHA-256 of the canonical JSON form of plain values."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
