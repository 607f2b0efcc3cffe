"""Customers of a brand: people who answer one account that is no official, in their own words.

They come day after day, as trouble does, and most of those who answer the account are not in the
community. A crowd that is sent at one person comes at once, or copies.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from undertow.accounts.explanations.explanation import (
    COVERS,
    NEWCOMERS,
    Explanation,
    Weighed,
    ratio,
    weighed,
)
from undertow.accounts.explanations.material import Group, Material, most_within

_DAY_S = 86400.0
# Trouble peaks, so most of the answers may be of one day; a crowd that is sent has no other.
_OTHER_DAYS = 0.25


@dataclass(frozen=True, slots=True)
class Custom:
    """Counts of answers to one account.

    Attributes
    ----------
    n_members, n_customers_outside : int
        Members; accounts of no community that answered the account too.
    n_posts, n_to_official : int
        Posts on anything that members share; of these, posts that address an official.
    n_to_account : int
        Of the posts, answers to the account that most of them answer on their platform.
    n_in_own_words, n_in_a_day : int
        Of these, answers that are no copies; answers within the densest 24 hours.
    """

    n_members: int = 0
    n_customers_outside: int = 0
    n_posts: int = 0
    n_to_official: int = 0
    n_to_account: int = 0
    n_in_own_words: int = 0
    n_in_a_day: int = 0


def brand_customers(custom: Custom) -> Weighed:
    """Weigh customers of a brand."""
    facts = {
        "to_one_account_share": ratio(custom.n_to_account, custom.n_posts),
        "customers_outside": float(custom.n_customers_outside),
        "own_text_share": ratio(custom.n_in_own_words, custom.n_to_account),
        "other_days_share": ratio(custom.n_to_account - custom.n_in_a_day, custom.n_to_account),
        "not_official_share": ratio(custom.n_posts - custom.n_to_official, custom.n_posts),
    }
    return weighed(
        facts,
        facts["to_one_account_share"] / COVERS,
        facts["own_text_share"] / COVERS,
        facts["other_days_share"] / _OTHER_DAYS,
        facts["not_official_share"] / COVERS,
        ratio(custom.n_customers_outside, custom.n_members),
    )


def measure_custom(material: Material) -> dict[str, Custom]:
    """Count the answers of every community to the account it answers most."""
    brands = {group.community_id: _brand(group) for group in material.groups}
    outside = _customers_outside(material, {name for brand in brands.values() for name in brand})
    return {
        group.community_id: _custom(group, brand, sum(outside.get(name, 0) for name in brand))
        for group in material.groups
        if (brand := brands[group.community_id])
    }


def _brand(group: Group) -> set[str]:
    """Return the account that a community answers most, on each platform."""
    answered: dict[str, Counter[str]] = defaultdict(Counter)
    for post in group.posts:
        if post.addressed_account is not None and post.kind != "repost":
            answered[post.addressed_account.partition(":")[0]][post.addressed_account] += 1
    return {min(found, key=lambda name: (-found[name], name)) for found in answered.values()}


def _custom(group: Group, brand: set[str], n_outside: int) -> Custom:
    answers = [
        post for post in group.posts if post.addressed_account in brand and post.kind != "repost"
    ]
    return Custom(
        n_members=len(group.members),
        n_customers_outside=n_outside,
        n_posts=len(group.posts),
        n_to_official=sum(post.is_addressed for post in group.posts),
        n_to_account=len(answers),
        n_in_own_words=sum(post.is_in_own_words for post in answers),
        n_in_a_day=most_within((post.at_s for post in answers), _DAY_S),
    )


def _customers_outside(material: Material, brands: set[str]) -> dict[str, int]:
    """Count the accounts of no community that answered each of some accounts."""
    posts = material.posts.filter(
        lambda t: (
            (t.kind != "repost")
            & t.account_uid.notnull()
            & t.addressed_account_uid.isin(sorted(brands) or [""])
        )
    )
    counted = (
        posts.anti_join(material.communities, "account_uid")
        .group_by("addressed_account_uid")
        .aggregate(n=lambda t: t.account_uid.nunique())
    )
    rows = material.engine.to_arrow(counted).to_pylist()
    return {row["addressed_account_uid"]: row["n"] for row in rows}


BRAND_CUSTOMERS = Explanation(
    "brand_customers", measure_custom, brand_customers, Custom(), expects=NEWCOMERS
)
