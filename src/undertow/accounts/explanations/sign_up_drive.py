"""A sign-up drive: people who join together, and soon do one thing together, once.

A class, a newsroom, an association or an event brings its people to a platform on one day. They are
new and made in a batch, so neither stands against them. What tells them from accounts that were
made for a purpose is that this is all: they act within days of joining, in one stretch of time,
with few texts and at few people. A network is kept: it comes back in waves, and it is sent at many.
Signs that people who join do not show (handles of one pattern, copied profiles, no rest) stand
against the explanation as against any other.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Set
from dataclasses import dataclass

from undertow.accounts.explanations.explanation import (
    COVERS,
    JOINED,
    MOST,
    Explanation,
    Weighed,
    ratio,
    weighed,
)
from undertow.accounts.explanations.material import COPY_LAYERS, Group, Material, most_within
from undertow.accounts.explanations.shared import created_singly
from undertow.accounts.signals import BATCH_SIGNAL

_DAY_S = 86400.0
# Between joining and acting lie a lesson, a week of school, a meeting; accounts kept for later lie
# longer. A date known to the day is the beginning of that day, so a day is added.
_STRETCH_S = 10 * _DAY_S
_SOON_S = _STRETCH_S + _DAY_S
# Officials, or other accounts, that one cause is brought before.
_FEW_ADDRESSED = 12
# Texts of one set of suggestions that somebody uses.
_FEW_TEXTS = 6


@dataclass(frozen=True, slots=True)
class Drive:
    """Counts of a community that may have joined for one thing.

    Attributes
    ----------
    n_dated, n_soon, n_singly : int
        Members whose creation is known; of these, those who acted within days of it; others who
        were created singly.
    n_posts, n_in_stretch : int
        Posts on anything that members share; of these, in the densest stretch of days.
    n_addressed, n_to_few : int
        Posts that address somebody; of these, posts to those who are addressed most.
    texts_per_member : float
        Mean number of shared texts of a member that shares any.
    """

    n_dated: int = 0
    n_soon: int = 0
    n_singly: int = 0
    n_posts: int = 0
    n_in_stretch: int = 0
    n_addressed: int = 0
    n_to_few: int = 0
    texts_per_member: float = 0.0


def sign_up_drive(drive: Drive) -> Weighed:
    """Weigh a sign-up drive."""
    facts = {
        "soon_share": ratio(drive.n_soon, drive.n_dated),
        "not_ahead_share": ratio(drive.n_soon + drive.n_singly, drive.n_dated),
        "one_stretch_share": ratio(drive.n_in_stretch, drive.n_posts),
        "few_addressed_share": ratio(drive.n_to_few, drive.n_addressed),
        "texts_per_member": drive.texts_per_member,
    }
    to_few = facts["few_addressed_share"] / COVERS if drive.n_addressed else 1.0
    terms = (
        facts["soon_share"] / MOST,
        facts["not_ahead_share"] / COVERS,
        facts["one_stretch_share"] / COVERS,
        to_few,
        ratio(_FEW_TEXTS, drive.texts_per_member),
    )
    # What is missed in one respect weighs more where it is missed in others too.
    return weighed(facts, math.prod(min(term, 1.0) for term in terms))


def measure_drive(material: Material) -> dict[str, Drive]:
    """Count what every community did after it joined."""
    singly = created_singly(material, frozenset())
    return {group.community_id: _drive(group, material, singly) for group in material.groups}


def _drive(group: Group, material: Material, singly: Set[tuple[str, str]]) -> Drive:
    soon = _soon(group, material)
    addressed = Counter(
        post.addressed_account for post in group.posts if post.addressed_account is not None
    )
    used: dict[str, set[str]] = defaultdict(set)
    for post in group.posts:
        for text in post.on("near_duplicate_text") or post.on(*COPY_LAYERS)[:1]:
            used[post.account_uid].add(text)
    return Drive(
        n_dated=len(soon),
        n_soon=sum(soon.values()),
        n_singly=sum(
            (group.community_id, account) in singly
            for account, is_soon in soon.items()
            if not is_soon
        ),
        n_posts=len(group.posts),
        n_in_stretch=most_within((post.at_s for post in group.posts), _STRETCH_S),
        n_addressed=addressed.total(),
        n_to_few=sum(n for _, n in addressed.most_common(_FEW_ADDRESSED)),
        texts_per_member=ratio(sum(map(len, used.values())), len(used)),
    )


def _soon(group: Group, material: Material) -> dict[str, bool]:
    """Tell of each member whose creation is known whether it acted within days of it."""
    first: dict[str, float] = {}
    for post in group.posts:
        first.setdefault(post.account_uid, post.at_s)
    ages = {
        account: at_s - material.pasts[account].created_s
        for account, at_s in first.items()
        if account in material.pasts
    }
    return {account: age_s <= _SOON_S for account, age_s in ages.items() if age_s >= -_DAY_S}


SIGN_UP_DRIVE = Explanation(
    "sign_up_drive",
    measure_drive,
    sign_up_drive,
    Drive(),
    expects={"new_account": 1.0, BATCH_SIGNAL: 1.0, JOINED: 1.0},
    must_fit=True,
)
