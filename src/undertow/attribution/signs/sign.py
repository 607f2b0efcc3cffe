"""A sign of an operation, and what a campaign shows of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Literal

from undertow.attribution.rows import Row

State = Literal["shown", "not_shown", "not_measured"]
Group = Literal["accounts", "texts", "conduct", "published", "quoted"]
"""Signs of one group come of one thing: they are no independent evidence of an operation."""

SHOWN: Final[State] = "shown"
NOT_SHOWN: Final[State] = "not_shown"
NOT_MEASURED: Final[State] = "not_measured"
PUBLISHED: Final[Group] = "published"
"""Accounts of the campaign that a source published as belonging to an operation, or their posts, by
native ids."""
QUOTED: Final[Group] = "quoted"
"""Published texts, links, tags, files and handles: whoever read of them can use them."""
MEDIA: Final = "media"
"""The same media by several accounts: told where media are held, for most cases hold none."""
FOUND_BY: Final = frozenset(
    {"near_duplicate_text", "template", "reply_target", "url", "waves", MEDIA}
)
"""Signs by which campaigns are found: one without any is not found, so they tell none apart."""
CONTEXT: Final = frozenset({"languages", "narratives"})
"""What people who speak two languages or hold an opinion share: told, and never counted."""

_MOST_RECORDS = 20


@dataclass(frozen=True, slots=True)
class Measured:
    """What a campaign shows of a sign.

    Attributes
    ----------
    state : {'shown', 'not_shown', 'not_measured'}
        What was not captured is not measured, and speaks neither for nor against anything.
    value, expected : float or None
        Share of accounts or posts that show it, and that of matched others.
    n : int
        Accounts, posts or waves that show it.
    records : tuple of str
        Uids of posts and accounts it rests on.
    """

    state: State
    value: float | None = None
    expected: float | None = None
    n: int = 0
    records: tuple[str, ...] = ()


UNMEASURED = Measured(NOT_MEASURED)


@dataclass(frozen=True, slots=True)
class Campaign:
    """What is known of one campaign.

    Attributes
    ----------
    posts : list of dict
        Rows of ``campaign_posts``, with ``near_group``, ``claim_group``, ``spoken`` (the language
        of the text) and ``is_comparable`` of ``post_text``, and ``media`` (groups of the media that
        they carry) where any are held.
    signals : list of dict
        Rows of ``account_signals`` of its community.
    waves, narratives : list of dict
        Rows of these tables.
    platforms_captured : int
        Platforms of which the case holds accounts.
    min_control : int
        Smallest control against which a sign of accounts is measured.
    """

    posts: list[Row]
    signals: list[Row]
    waves: list[Row]
    narratives: list[Row]
    platforms_captured: int
    min_control: int


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign that a table of the case measures.

    Attributes
    ----------
    name : str
        As ``measured_by`` of indicators has it.
    group : Group
    measure : callable
        From a campaign to what it shows.
    """

    name: str
    group: Group
    measure: Callable[[Campaign], Measured]


def of_posts(showing: Iterable[Row], n_posts: int) -> Measured:
    """Return a sign that some posts of a campaign show: of two accounts at least."""
    rows = list(showing)
    if len({row["account_uid"] for row in rows}) < 2:
        return Measured(NOT_SHOWN, 0.0)
    return Measured(
        SHOWN, len(rows) / n_posts, n=len(rows), records=few(row["post_uid"] for row in rows)
    )


def few(uids: Iterable[str]) -> tuple[str, ...]:
    """Return at most twenty uids, the same whatever their order."""
    return tuple(sorted(set(uids))[:_MOST_RECORDS])
