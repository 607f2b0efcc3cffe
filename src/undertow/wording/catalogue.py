"""Catalogues: the words of a language, and the formatter that puts values into them.

A template is text with fields. After the colon a field says how its value is set::

    {n:int} {x:dec} {x:dec2} {x:share}     numbers
    {p:prob} {p:equals} {p:bound}         p and q values, bare or with their sign of relation
    {at:day} {at:short} {at:clock} {at:minute}     times, all in UTC
    {items:list}                           an enumeration
    {n:post|posts}                         a count with its noun
    {n:?has|have}                          the form alone, by the count
    {text}                                 text or a phrase

Text that comes from captures is cleaned of control characters wherever it is set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any

from undertow.errors import InputError, SchemaError
from undertow.wording import en, fr
from undertow.wording.locale import ENGLISH, FRENCH, NBSP, NNBSP, Locale
from undertow.wording.phrase import Phrase
from undertow.wording.redaction import clean

_PARSER = Formatter()
_BEFORE_MARKS = re.compile(r" (?=[;:!?%»])|(?<=«) ")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words of one language.

    Attributes
    ----------
    language : str
        ``en`` or ``fr``.
    locale : Locale
        Numbers, dates and lists.
    templates : mapping
        Phrase key -> template.
    """

    language: str
    locale: Locale
    templates: Mapping[str, str]

    def say(self, phrase: Phrase) -> str:
        """Return a phrase in words.

        Raises
        ------
        SchemaError
            No template has the key, or the phrase lacks a value that the template sets.
        """
        template = self.templates.get(phrase.key, phrase.fallback)
        if template is None:
            raise SchemaError(f"the {self.language} catalogue has no phrase {phrase.key!r}; add it")
        if phrase.key not in self.templates:
            return clean(template)
        parts = []
        for literal, name, spec, _ in _PARSER.parse(template):
            parts.append(literal)
            if name is not None:
                if name not in phrase.values:
                    raise SchemaError(f"phrase {phrase.key!r} lacks the value {name!r}")
                parts.append(self._set(phrase.values[name], spec or ""))
        return "".join(parts)

    def text(self, key: str, **values: Any) -> str:
        """Return the words for a key and its values."""
        return self.say(Phrase(key, values))

    def _set(self, value: Any, spec: str) -> str:
        """Return one value as its field wants it; of words in several languages, those in this."""
        if isinstance(value, Mapping):
            value = value[self.language]
        if "|" in spec:
            one, many = spec.removeprefix("?").split("|")
            form = many if self.locale.is_plural(value) else one
            return form if spec[0] == "?" else f"{self.locale.number(value)}{NBSP}{form}"
        if spec == "list":
            return self.locale.enumeration([self._set(item, "") for item in value])
        if spec:
            return self._setters()[spec](value)
        return self.say(value) if isinstance(value, Phrase) else clean(str(value))

    def _setters(self) -> Mapping[str, Callable[[Any], str]]:
        return {
            "int": self.locale.number,
            "dec": lambda x: self.locale.number(x, 1),
            "dec2": lambda x: self.locale.number(x, 2),
            "share": self.locale.share,
            "prob": self.locale.probability,
            "equals": self.locale.equals,
            "bound": self.locale.at_most,
            "day": self.locale.day,
            "short": self.locale.day_short,
            "clock": self.locale.clock_time,
            "minute": self.locale.minute,
        }


def catalogue(language: str, *more: Mapping[str, Mapping[str, str]]) -> Catalogue:
    """Return the catalogue of a language.

    Parameters
    ----------
    language : str
        ``en`` or ``fr``.
    *more : mapping
        Templates of a product, by language, beside those that all products share.

    Raises
    ------
    InputError
        There is no such language; names those there are.
    """
    if language not in LANGUAGES:
        raise InputError(f"language {language!r}: not available; choose one of {list(LANGUAGES)}")
    locale, shared = LANGUAGES[language]
    templates = dict(shared)
    for phrases in more:
        templates |= phrases[language]
    if language == "fr":
        templates = {key: french_spaces(text) for key, text in templates.items()}
    return Catalogue(language, locale, templates)


def french_spaces(template: str) -> str:
    """Put the narrow no-break space of French typography before ; : ! ? % » and after «."""
    return _BEFORE_MARKS.sub(NNBSP, template)


LANGUAGES: Mapping[str, tuple[Locale, Mapping[str, str]]] = {
    "en": (ENGLISH, en.PHRASES),
    "fr": (FRENCH, fr.PHRASES),
}


def languages(names: Sequence[str]) -> tuple[str, ...]:
    """Return languages in the order given, each once."""
    return tuple(dict.fromkeys(names))
