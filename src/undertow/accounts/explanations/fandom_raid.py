"""A fandom raid: a crowd that answers in a few threads within a day, mostly in their own words.

The people had a life before: an account that is not new, or posts elsewhere a week and more before
the raid. Where neither is known of most of them, the explanation does not hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from undertow.accounts.explanations.explanation import (
    COVERS,
    MANY_HANDS,
    MOST,
    NEWCOMERS,
    Explanation,
    Weighed,
    ratio,
    weighed,
)
from undertow.accounts.explanations.material import (
    Group,
    Material,
    MemberPost,
    Spread,
    most_within,
)
from undertow.accounts.explanations.past import Past

_THREADS = 3
_DAY_S = 86400.0
_BEFORE_S = 7 * _DAY_S


@dataclass(frozen=True, slots=True)
class Raid:
    """Counts of a raid.

    Attributes
    ----------
    n_members, n_with_past : int
        Members; of these, members with a life before.
    n_posts : int
        Posts on anything that members share.
    n_in_threads : int
        Of these, answers in the three busiest threads.
    n_in_a_day, n_in_own_words : int
        Of these, answers within the densest 24 hours; answers that are no copies, and carry no
        clip or picture that members post and ordinary accounts do not.
    """

    n_members: int = 0
    n_with_past: int = 0
    n_posts: int = 0
    n_in_threads: int = 0
    n_in_a_day: int = 0
    n_in_own_words: int = 0


def fandom_raid(raid: Raid) -> Weighed:
    """Weigh a fandom raid."""
    facts = {
        "in_threads_share": ratio(raid.n_in_threads, raid.n_posts),
        "in_a_day_share": ratio(raid.n_in_a_day, raid.n_in_threads),
        "own_text_share": ratio(raid.n_in_own_words, raid.n_in_threads),
        "with_past_share": ratio(raid.n_with_past, raid.n_members),
    }
    return weighed(
        facts,
        facts["in_threads_share"] / COVERS,
        facts["in_a_day_share"] / COVERS,
        facts["own_text_share"] / MOST,
        facts["with_past_share"] / MOST,
        raid.n_members / MANY_HANDS,
    )


def measure_raid(material: Material) -> dict[str, Raid]:
    """Count the answers of every community in its busiest threads."""
    new_s = material.settings.new_days * _DAY_S
    return {
        group.community_id: _raid(group, material.pasts, material.outside, new_s)
        for group in material.groups
    }


def _raid(
    group: Group, known: Mapping[str, Past], outside: Mapping[str, Spread], new_s: float
) -> Raid:
    threads = Counter(name for post in group.posts for name in post.on("reply_target"))
    busiest = set(sorted(threads, key=lambda name: (-threads[name], name))[:_THREADS])
    answers = [post for post in group.posts if busiest.intersection(post.on("reply_target"))]
    return Raid(
        n_members=len(group.members),
        n_with_past=sum(_has_past(known[a], answers, new_s) for a in group.members if a in known),
        n_posts=len(group.posts),
        n_in_threads=len(answers),
        n_in_a_day=most_within((post.at_s for post in answers), _DAY_S),
        n_in_own_words=sum(
            post.is_in_own_words and outside.keys() >= set(post.on("media")) for post in answers
        ),
    )


def _has_past(past: Past, answers: list[MemberPost], new_s: float) -> bool:
    """Whether an account had a life before the raid."""
    if not answers:
        return False
    start_s = answers[0].at_s
    return past.first_seen_s <= start_s - _BEFORE_S or past.created_s <= start_s - new_s


FANDOM_RAID = Explanation("fandom_raid", measure_raid, fandom_raid, Raid(), expects=NEWCOMERS)
