"""Quotes by machine in the language of the reader: only on demand, and always marked so."""

from __future__ import annotations

from dataclasses import replace

from undertow.narratives.translation import Translator
from undertow.report.material import Material, Translations
from undertow.report.sections.texts import quotes_shown


def with_translations(material: Material, translator: Translator, target: str) -> Material:
    """Return the material with the quotes that a report shows translated.

    Parameters
    ----------
    material : Material
        What a report is made from.
    translator : Translator
        Gets the quotes as the report shows them: short, with handles, links and the names of
        officials masked. A language that it does not have is left out.
    target : str
        Language of the edition.

    Raises
    ------
    TranslationError
        The translator failed.
    """
    texts: dict[str, str] = {}
    quotes = sorted(set(quotes_shown(material)))
    for source in sorted({language for _, language in quotes}):
        own = [text for text, language in quotes if language == source]
        if source != target and translator.can_translate(source, target):
            texts |= zip(own, translator.translate(own, source, target), strict=True)
    return replace(material, translations=Translations(translator.name, texts))
