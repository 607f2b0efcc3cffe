"""From social-media captures to coordinated campaigns, with evidence anybody can verify."""

from __future__ import annotations

from undertow._version import __version__
from undertow.analysis import analyze, ingest
from undertow.case import Case
from undertow.errors import (
    CaseError,
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

__all__ = [
    "Case",
    "CaseError",
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
    "ingest",
]
