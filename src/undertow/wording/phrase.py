"""Phrases: what is to be said, without the words of any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Phrase:
    """A key in the catalogues and the values that its words hold.

    Attributes
    ----------
    key : str
        Key in every catalogue.
    values : mapping
        Numbers, times, texts, or phrases and lists of them.
    fallback : str or None
        Text said as it is when no catalogue knows the key: a platform nobody has named yet. None
        makes an unknown key an error.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    fallback: str | None = None


def phrase(key: str, **values: Any) -> Phrase:
    """Return a phrase."""
    return Phrase(key, values)


def given(en: str, fr: str) -> Phrase:
    """Return what people said in both languages, as the phrase of either."""
    return Phrase("given", {"words": {"en": en, "fr": fr}})


def word(family: str, ident: str) -> Phrase:
    """Return the word for an id (``platform``, ``x``), or the id itself where none is known."""
    return Phrase(f"{family}.{ident}", fallback=ident)


def words(family: str, idents: Iterable[str]) -> list[Phrase]:
    """Return the words for ids, in the order given."""
    return [word(family, ident) for ident in idents]


def plain(text: str) -> Phrase:
    """Return text from the case, the same in every language."""
    return Phrase("plain", {"text": text})


def integer(n: int) -> Phrase:
    """Return a count."""
    return Phrase("integer", {"n": n})


def decimal(x: float) -> Phrase:
    """Return a number with one decimal."""
    return Phrase("decimal", {"x": x})


def share(x: float) -> Phrase:
    """Return a share, 0..1, as per cent."""
    return Phrase("share", {"x": x})


def probability(p: float | None) -> Phrase:
    """Return a p or q value; a dash where there is none."""
    return Phrase("none") if p is None else Phrase("probability", {"p": p})


def day(at: datetime | str) -> Phrase:
    """Return a date."""
    return Phrase("day", {"at": at})


def minute(at: datetime | str) -> Phrase:
    """Return a date and time of day in UTC."""
    return Phrase("minute", {"at": at})
