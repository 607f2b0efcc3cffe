"""What an innocent explanation is: what it measures, how well it fits, which signs it expects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from undertow.accounts.explanations.material import Material

Counts = TypeVar("Counts")

COVERS = 0.8
"""Share of what a community shares that an explanation must cover before it can hold."""

MOST = 0.5
"""Share from which something is said of most."""

MANY_HANDS = 20
"""A crowd has at least this many people; fewer are a group, whatever they do."""

JOINED = "joined_together"
"""Creation in a batch of members that acted within a day of it: they may have come to act."""

NEWCOMERS: Mapping[str, float] = {"new_account": 0.5, JOINED: 0.5}
"""What draws a crowd also brings people to a platform, all at once: up to this share of it."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """How well an explanation fits a community.

    Attributes
    ----------
    fit : float
        0..1; 1 where it covers what the community shares.
    facts : dict
        Measure -> value; what the fit rests on.
    n_outside : int
        Ordinary accounts outside the community that did the same, where they are most of those who
        did: a share of newcomers is then a share of all of them. Members may be a community because
        they are newcomers.
    """

    fit: float
    facts: dict[str, float]
    n_outside: int = 0


@dataclass(frozen=True, slots=True)
class Explanation(Generic[Counts]):
    """An innocent explanation.

    Attributes
    ----------
    name : str
        Name in the tables.
    measure : callable
        Counts what the explanation looks at, by community.
    weigh : callable
        Turns the counts of a community into a fit.
    nothing : Counts
        Counts of a community in which nothing could be measured.
    expects : mapping
        Sign -> share of the members that may show it beyond ordinary people without standing
        against the explanation: 0 where it is not named, 1 where it never does.
    must_fit : bool
        Whether it may expect signs only as far as it fits: one that is about newcomers would excuse
        newcomers of any kind.
    is_commercial : bool
        Whether it is no innocent reading but a class of its own: coordinated for money.
    reads_links : bool
        Whether it rests on links. Where they were not collected it is weighed a second time, as if
        every post had one.
    """

    name: str
    measure: Callable[[Material], Mapping[str, Counts]]
    weigh: Callable[[Counts], Weighed]
    nothing: Counts
    expects: Mapping[str, float] = field(default_factory=dict)
    must_fit: bool = False
    is_commercial: bool = False
    reads_links: bool = False

    def expected(self, fit: float) -> Mapping[str, float]:
        """Return what it expects at some fit: all at 1, and nothing that must fit at ``COVERS``."""
        grade = max(fit - COVERS, 0.0) / (1.0 - COVERS) if self.must_fit else 1.0
        return {name: share * grade for name, share in self.expects.items()}

    def weigh_all(self, material: Material) -> dict[str, Weighed]:
        """Weigh the explanation for every community."""
        counts = self.measure(material)
        return {
            group.community_id: self.weigh(counts.get(group.community_id, self.nothing))
            for group in material.groups
        }


AnyExplanation = Explanation[Any]


def ratio(part: float, whole: float) -> float:
    """Return a share, 0 of nothing."""
    return part / whole if whole else 0.0


def weighed(facts: dict[str, float], *terms: float) -> Weighed:
    """Return the fit that the smallest of its terms allows; each reaches 1 where it is met."""
    return Weighed(max(min(*terms, 1.0), 0.0), facts)
