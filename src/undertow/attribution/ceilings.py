"""The highest likelihood that a kind of evidence allows, whatever its sum.

What is found in open posts can be imitated, so some things no amount of it can show. The rules are
those of the project's domain notes; none is measured, and a person may only go below them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from undertow.attribution.signs import PUBLISHED, QUOTED, Group
from undertow.estimative import TERMS

Term = str
"""Estimative term."""

Basis = Group | Literal["context", "external"]
"""Where evidence of an actor comes from; ``external`` is what a person brought."""


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The highest term, and every rule that sets it lower than the highest of all.

    Attributes
    ----------
    term : str
    reasons : tuple of str
        Lowest first.
    """

    term: Term
    reasons: tuple[str, ...]


def operation_ceiling(
    groups: Collection[Group], *, is_inauthentic: bool, few_published: bool = False
) -> Ceiling:
    """Return how likely a link to a known operation may be called.

    Parameters
    ----------
    groups : collection of Group
        Groups of the signs that count: without context, and without those that all campaigns show.
    is_inauthentic : bool
        Whether the campaign is found inauthentic, not only coordinated.
    few_published : bool
        Whether the accounts that a source published are few among its members.

    Notes
    -----
    ``authenticity_open``: people who merely act together are no operation. ``nothing_published``: a
    way of working tells a network from people, and hardly one network from another.
    ``no_account_published``: words, links, files and handles that were published can be used by
    anybody. ``few_accounts_published``: a few accounts can be guests in a network of others.
    ``machine_only``: nothing here was judged by a person.
    """
    counted = {*groups}
    rules: list[tuple[bool, Term, str]] = [
        (not is_inauthentic, "roughly_even", "authenticity_open"),
        (counted.isdisjoint({PUBLISHED, QUOTED}), "roughly_even", "nothing_published"),
        (PUBLISHED not in counted, "likely", "no_account_published"),
        (PUBLISHED in counted and few_published, "likely", "few_accounts_published"),
        (True, "very_likely", "machine_only"),
    ]
    return _lowest(rules)


def actor_ceiling(
    bases: Collection[Basis], *, is_inauthentic: bool, can_be_imitated: bool
) -> Ceiling:
    """Return how likely a link to an actor may be called by the person who judges it.

    Parameters
    ----------
    bases : collection of Basis
        Kinds of evidence that the judgement rests on.
    is_inauthentic : bool
        Whether the campaign is found inauthentic, not only coordinated.
    can_be_imitated : bool
        Whether imitation by others is among the least inconsistent hypotheses.

    Notes
    -----
    ``authenticity_open``: people who merely act together act for themselves. ``context_only``: time
    zone, language and what state media say, also together. ``one_basis``: a single kind of
    evidence. ``nothing_external``: open posts alone name nobody. ``words_only``: of the campaign
    itself, only what it says. ``imitation``: a flag may be false.
    """
    counted = {*bases} - {"context"}
    own = counted - {"external"}
    rules: list[tuple[bool, Term, str]] = [
        (not is_inauthentic, "roughly_even", "authenticity_open"),
        (not counted, "roughly_even", "context_only"),
        (len(counted) == 1, "roughly_even", "one_basis"),
        ("external" not in counted, "roughly_even", "nothing_external"),
        (bool(own) and own <= {"texts", QUOTED}, "likely", "words_only"),
        (can_be_imitated, "likely", "imitation"),
    ]
    return _lowest(rules)


def _lowest(rules: list[tuple[bool, Term, str]]) -> Ceiling:
    binding = sorted(
        ((TERMS.index(term), reason) for holds, term, reason in rules if holds),
        key=lambda rule: rule[0],
    )
    if not binding:
        return Ceiling(TERMS[-1], ())
    return Ceiling(TERMS[binding[0][0]], tuple(reason for _, reason in binding))
