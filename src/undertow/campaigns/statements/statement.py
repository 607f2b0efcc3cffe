"""What a claim states, before it has an id; and the rows of a campaign that it is made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from undertow.campaigns.statements.media_group import MediaGroup

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Value:
    """The number that a claim states.

    Attributes
    ----------
    value : float
    unit : str
        Of what: posts, accounts, officials, ....
    low, high : float or None
        Between which numbers it lies; None where nothing bounds it.
    """

    value: float
    unit: str
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What a claim covers.

    Attributes
    ----------
    platforms : tuple of str
    start, end : datetime
    """

    platforms: tuple[str, ...]
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a claim says beyond a count.

    Attributes
    ----------
    likelihood, confidence, basis : str or None
        Estimative term; low, moderate or high; and the id of what the confidence rests on.
    """

    likelihood: str | None = None
    confidence: str | None = None
    basis: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim before it has an id.

    Attributes
    ----------
    kind, subject : str
        See table ``claims``.
    facts : dict
        Everything the sentence needs; only JSON values.
    records : sequence of str
        Uids of the posts and accounts it rests on.
    media : sequence of str
        Media files it rests on, by the hashes of their bytes.
    value : Value or None
        The number it states, where it states one.
    scope : Scope or None
        What it covers; None for the whole campaign.
    judgement : Judgement
        Empty for counts.
    against : tuple of (kind, subject)
        Claims of the same campaign that hold what speaks against it.
    """

    kind: str
    subject: str
    facts: dict[str, Any]
    records: Sequence[str]
    value: Value | None = None
    scope: Scope | None = None
    judgement: Judgement = field(default_factory=Judgement)
    against: tuple[tuple[str, str], ...] = ()
    media: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Audience:
    """Where the posts of a campaign stand, and what others did with them.

    Attributes
    ----------
    pages : tuple of str
        Accounts of others in whose threads they stand; an empty one for threads of its own.
    outside_posts : tuple of str
        Captured answers, reposts and quotations by accounts that are no members.
    n_outside_accounts : int
    n_inside_posts : int
        The same by its own accounts.
    n_declared : int
        Posts of which a source declares how often they were answered or passed on.
    n_responses : int
        How often, in all.
    """

    pages: tuple[str, ...]
    outside_posts: tuple[str, ...]
    n_outside_accounts: int
    n_inside_posts: int
    n_declared: int
    n_responses: int


@dataclass(frozen=True, slots=True)
class CampaignView:
    """The rows of every table that concern one campaign.

    Attributes
    ----------
    campaign : dict
        Its row in ``campaigns``.
    posts, targets, narratives, waves, findings, signals, explanations, evidence : list
        Rows as dicts, in table order.
    ranges : dict
        What captures miss, and the most posts there can be, for each target and (empty id) in all.
    narrative_posts : dict
        Posts of each narrative; those of the campaign are all there are.
    narrative_quotes, narrative_spread : dict
        Rows of each narrative.
    template_of : dict
        Template of each post, None where it was made from none.
    templates : dict
        What is said of each template.
    hit_posts : dict
        Posts that address each target.
    register, persons : list
        All officials, and all others who are in the register because a campaign may concern them.
    tests : list
        Rows of ``coordination_tests``.
    readings : list
        What its texts say of somebody.
    links, indicators : list
        Known operations it was compared with, and the indicators of each with their names.
    hypotheses, matrix : list
        Who it could be, and the evidence that each was held against.
    audience : Audience
        Where it stands, and what it drew.
    q : float
        False discovery rate of the edges.
    margin : float
        Log-odds by which the inauthentic reading must be ahead of every other.
    media : tuple of MediaGroup
        Files that are the same material, as far as the campaign posted one of them.
    """

    campaign: dict[str, Any]
    posts: Rows
    targets: Rows
    narratives: Rows
    waves: Rows
    findings: Rows
    signals: Rows
    explanations: Rows
    evidence: Rows
    ranges: dict[str, dict[str, int | None]]
    narrative_posts: dict[str, list[str]]
    narrative_quotes: dict[str, Rows]
    narrative_spread: dict[str, Rows]
    template_of: dict[str, str | None]
    templates: dict[str, dict[str, Any]]
    hit_posts: dict[str, list[str]]
    register: Rows
    persons: Rows
    tests: Rows
    readings: Rows
    links: Rows
    indicators: Rows
    hypotheses: Rows
    matrix: Rows
    audience: Audience
    q: float
    margin: float
    media: tuple[MediaGroup, ...] = ()

    @property
    def is_inauthentic(self) -> bool:
        """Whether the campaign is found inauthentic, not only coordinated."""
        return bool(self.campaign["verdict"] == "coordinated_inauthentic")


def iso(at: datetime) -> str:
    """Return a time as ISO 8601 in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rows_of(table: pa.Table, column: str, value: str) -> Rows:
    """Return the rows in which a column has a value."""
    rows: Rows = table.filter(pc.equal(table.column(column), value)).to_pylist()
    return rows


def uids(posts: Rows) -> list[str]:
    """Return the posts of some rows."""
    return [post["post_uid"] for post in posts]


def ranked(counts: Counter[str]) -> list[list[Any]]:
    """Return [name, count], largest first, ties by name."""
    return [[name, counts[name]] for name in sorted(counts, key=lambda n: (-counts[n], n))]
