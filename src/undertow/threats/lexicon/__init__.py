"""Words and rules of threats, one module a language; and of private information, in all three."""

from __future__ import annotations

from undertow.threats.lexicon import doxing, en, fr, zh
from undertow.threats.rule import Lexicon

LEXICONS: tuple[Lexicon, ...] = (en.LEXICON, fr.LEXICON, zh.LEXICON, doxing.LEXICON)

__all__ = ["LEXICONS"]
