"""Words: one set of phrases, said in English and in French, and what may be shown of content."""

from __future__ import annotations

from undertow.wording.catalogue import LANGUAGES, Catalogue, catalogue
from undertow.wording.claims import Claim, basis, frame_sentence, judged, read_claims, sentences
from undertow.wording.phrase import Phrase, phrase, plain, word, words

__all__ = [
    "LANGUAGES",
    "Catalogue",
    "Claim",
    "Phrase",
    "basis",
    "catalogue",
    "frame_sentence",
    "judged",
    "phrase",
    "plain",
    "read_claims",
    "sentences",
    "word",
    "words",
]
