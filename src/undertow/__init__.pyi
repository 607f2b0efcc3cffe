from . import analysis, stages
from ._version import __version__
from .analysis import analyze
from .case import Case
from .errors import (
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
from .settings import Settings

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
    "analysis",
    "analyze",
    "stages",
]
