"""Machine translation: a seam for optional plug-ins; none runs unless a command asks for it."""

from undertow.narratives.translation.registry import ENTRY_POINTS, find_translator
from undertow.narratives.translation.translator import (
    TranslationError,
    Translator,
    assert_conforms,
)

__all__ = [
    "ENTRY_POINTS",
    "TranslationError",
    "Translator",
    "assert_conforms",
    "find_translator",
]
