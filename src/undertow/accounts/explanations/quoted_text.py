"""Quoted public text: words that were known before the community used them, and not through it.

Lyrics, sayings, slogans, jokes and memes are copied by people who never met, over months. A text or
picture counts as known when ordinary accounts published it at different times over two weeks and
more, the first of them before any member; a picture, when they are many.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from undertow.accounts.explanations.explanation import (
    COVERS,
    MANY_HANDS,
    MOST,
    Explanation,
    Weighed,
    ratio,
    weighed,
)
from undertow.accounts.explanations.material import Group, Material, Spread

_KNOWN_TO = 3
_LONG_S = 14 * 86400.0


@dataclass(frozen=True, slots=True)
class Quoted:
    """Counts of copies.

    Attributes
    ----------
    n_posts : int
        Posts on anything that members share.
    n_copies, n_known : int
        Of these, posts with a text or picture that another member has too; of these, posts of
        which all that they copy was known.
    """

    n_posts: int = 0
    n_copies: int = 0
    n_known: int = 0


def quoted_text(quoted: Quoted) -> Weighed:
    """Weigh quoted public text."""
    facts = {
        "copied_post_share": ratio(quoted.n_copies, quoted.n_posts),
        "known_text_share": ratio(quoted.n_known, quoted.n_copies),
    }
    return weighed(facts, facts["copied_post_share"] / MOST, facts["known_text_share"] / COVERS)


def measure_quoted(material: Material) -> dict[str, Quoted]:
    """Count the copies of every community, and those of known texts."""
    return {group.community_id: _quoted(group, material.outside) for group in material.groups}


def _quoted(group: Group, outside: Mapping[str, Spread]) -> Quoted:
    copies = [(post, own) for post in group.posts if (own := post.on("text", "media"))]
    first_s: dict[str, float] = {}
    known_to: dict[str, int] = {}
    for post, own in copies:
        pictures = post.on("media")
        for name in own:
            first_s.setdefault(name, post.at_s)
            known_to[name] = MANY_HANDS if name in pictures else _KNOWN_TO
    known = {
        name
        for name, at_s in first_s.items()
        if name in outside and _is_known(outside[name], at_s, known_to[name])
    }
    return Quoted(
        n_posts=len(group.posts),
        n_copies=len(copies),
        n_known=sum(known.issuperset(own) for _, own in copies),
    )


def _is_known(spread: Spread, before_s: float, least: int) -> bool:
    """Whether ordinary accounts knew a text or picture before a moment, and over a long time."""
    return (
        len(spread.accounts) >= least
        and spread.first_s < before_s
        and spread.last_s - spread.first_s >= _LONG_S
    )


QUOTED_TEXT = Explanation("quoted_text", measure_quoted, quoted_text, Quoted())
