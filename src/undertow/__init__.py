"""From social-media captures to coordinated campaigns, with evidence anybody can verify."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from undertow._version import __version__
from undertow.case import Case
from undertow.errors import (
    CaseError,
    CollectError,
    EngineError,
    InputError,
    PluginError,
    ReviewRequiredError,
    SchemaError,
    SettingsError,
    SourceFormatError,
    UndertowError,
    VerificationError,
)
from undertow.settings import Settings

if TYPE_CHECKING:
    from undertow.analysis import analyze

__all__ = [
    "Case",
    "CaseError",
    "CollectError",
    "EngineError",
    "InputError",
    "PluginError",
    "ReviewRequiredError",
    "SchemaError",
    "Settings",
    "SettingsError",
    "SourceFormatError",
    "UndertowError",
    "VerificationError",
    "__version__",
    "analyze",
]


def __getattr__(name: str) -> Any:
    """Load the analysis, and the numerical libraries below it, when it is first asked for."""
    if name == "analyze":
        from undertow.analysis import analyze

        return analyze
    raise AttributeError(f"module 'undertow' has no attribute {name!r}")
