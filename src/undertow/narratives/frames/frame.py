"""What a frame and a rule are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

NAME = "[\ue000-\uf8ff]"
"""Stands for a name in masked text: one private-use character, numbered from U+E000."""

FIRST_NAME = 0xE000
MAX_NAMES = 0xF8FF - 0xE000 + 1


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody named in a text.

    Attributes
    ----------
    name : str
        As written in the text.
    target_id : str or None
        Of the official with that name.
    """

    name: str
    target_id: str | None = None

    @property
    def key(self) -> str:
        """What two mentions of the same party share."""
        return f"id:{self.target_id}" if self.target_id else " ".join(self.name.casefold().split())


@dataclass(frozen=True, slots=True)
class Frame:
    """That a text says of an actor that it did something, or did not do it.

    Attributes
    ----------
    actor : Party
        Who is said to have acted.
    kind : str
        Kind of act: ``accuse``, ``take_bribe``, ....
    predicate : str
        Words of the text.
    target : Party or None
        To whom, where the text names somebody.
    is_negated : bool
        Whether the text says that the actor did not do it.
    """

    actor: Party
    kind: str
    predicate: str
    target: Party | None
    is_negated: bool

    @property
    def key(self) -> tuple[str, str, str, bool]:
        """What two frames share that say the same."""
        target = self.target.key if self.target else ""
        return self.actor.key, self.kind, target, self.is_negated


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern over masked text.

    Attributes
    ----------
    kind : str
        Kind of act.
    pattern : re.Pattern
        Groups ``a`` (actor) and ``p`` (predicate), perhaps ``t`` (target) and ``neg``.
    """

    kind: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Language:
    """The rules of a language.

    Attributes
    ----------
    rules : tuple of Rule
        All are tried.
    doubt : re.Pattern
        In a sentence with such words nobody is said to have done anything: questions, conditions,
        denials, what was or may be.
    negation : re.Pattern
        Words that turn a sentence round; outside a rule's own ``neg`` they drop it.
    before : re.Pattern
        What may stand before the actor, else the name is part of something longer.
    """

    rules: tuple[Rule, ...]
    doubt: re.Pattern[str]
    negation: re.Pattern[str]
    before: re.Pattern[str]


def rules(patterns: Mapping[str, tuple[str, ...]], **parts: str) -> tuple[Rule, ...]:
    """Compile patterns in which ``<NAME>`` stands for a part of all of them."""
    compiled = []
    for kind, own in patterns.items():
        for pattern in own:
            for name, part in parts.items():
                pattern = pattern.replace(f"<{name}>", part)
            compiled.append(Rule(kind, re.compile(pattern)))
    return tuple(compiled)
