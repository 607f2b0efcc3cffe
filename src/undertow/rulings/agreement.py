"""How far two people agree who decided without knowing what the other had decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from undertow.decisions import same_person
from undertow.rulings.ruling import Decision, Item


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two people agree.

    Attributes
    ----------
    one, other : str
        Who.
    n : int
        Things on which both decided.
    n_equal : int
        Of these, those on which they decided the same.
    kappa : float or None
        Cohen's kappa; None where both always decided the same one thing, so that chance would
        agree as well.
    """

    one: str
    other: str
    n: int
    n_equal: int
    kappa: float | None


def agreements(reviewed: Iterable[Item]) -> list[Agreement]:
    """Return how far people agree, two by two, in the order of their first decisions.

    The first decision of each counts: a later one may be made in knowledge of the other's. A
    decision that settles a dispute is made in such knowledge, and none.

    Notes
    -----
    Cohen (1960), A coefficient of agreement for nominal scales, doi:10.1177/001316446002000104.
    """
    pairs: dict[tuple[str, str], list[tuple[Decision, Decision]]] = {}
    names: list[str] = []
    for item in reviewed:
        first: dict[str, Decision] = {}
        for ruling in item.history:
            name = next((n for n in names if same_person(n, ruling.by)), ruling.by)
            if name not in names:
                names.append(name)
            if not ruling.settles:
                first.setdefault(name, ruling.decision)
        for one, other in combinations(sorted(first, key=names.index), 2):
            pairs.setdefault((one, other), []).append((first[one], first[other]))
    return [
        Agreement(one, other, len(both), sum(a == b for a, b in both), cohens_kappa(both))
        for (one, other), both in pairs.items()
    ]


def cohens_kappa(both: list[tuple[Decision, Decision]]) -> float | None:
    """Return Cohen's kappa of pairs of decisions; None where it is not defined."""
    n = len(both)
    left, right = (Counter(column) for column in zip(*both, strict=True))
    observed = sum(a == b for a, b in both) / n
    by_chance = sum(left[decision] * right[decision] for decision in left) / n**2
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)
