"""Words: one set of phrases, said in English and in French, and what may be shown of content."""

from __future__ import annotations

from undertow.wording.catalogue import LANGUAGES, Catalogue, catalogue
from undertow.wording.claims import Claim, frame_sentence, read_claims, sentences
from undertow.wording.phrase import Phrase, phrase, plain, word, words

__all__ = [
    "LANGUAGES",
    "Catalogue",
    "Claim",
    "Phrase",
    "catalogue",
    "frame_sentence",
    "phrase",
    "plain",
    "read_claims",
    "sentences",
    "word",
    "words",
]
