"""Commercial spam: adverts of a shop, betting or a stream, by several accounts.

It is no innocent reading but a class of its own: truly coordinated, and for money. Signs of
inauthenticity do not stand against it: spam is made with new accounts too. What an offer is stands
in ``offers``. Posts whose words name an official are no adverts.

It is weighed for every member too. Spammers fall in with a network that joined on the same day or
passes on their adverts; who shares nothing but adverts is no part of what the others do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from undertow.accounts.explanations.explanation import (
    COVERS,
    MOST,
    Explanation,
    Weighed,
    ratio,
    weighed,
)
from undertow.accounts.explanations.material import COPY_LAYERS, Group, Material, MemberPost
from undertow.accounts.explanations.offers import is_reachable, offers_among


@dataclass(frozen=True, slots=True)
class Offers:
    """Counts of adverts.

    Attributes
    ----------
    n_shared, n_posts : int
        Posts on anything that members share; of these, posts with words or a link in common.
    n_linked, n_offers, n_named : int
        Of these, posts with a link or a number to call; of these, offers; posts that name an
        official.
    """

    n_shared: int = 0
    n_posts: int = 0
    n_linked: int = 0
    n_offers: int = 0
    n_named: int = 0


def commercial_spam(offers: Offers) -> Weighed:
    """Weigh commercial spam."""
    facts = {
        "alike_post_share": ratio(offers.n_posts, offers.n_shared),
        "offer_share": ratio(offers.n_offers, offers.n_posts),
        "reachable_share": ratio(offers.n_linked, offers.n_posts),
        "unnamed_share": ratio(offers.n_posts - offers.n_named, offers.n_posts),
    }
    return weighed(
        facts,
        facts["alike_post_share"] / MOST,
        facts["offer_share"] / COVERS,
        facts["reachable_share"] / COVERS,
        facts["unnamed_share"] / COVERS,
    )


def measure_offers(material: Material) -> dict[str, Offers]:
    """Count the adverts of every community."""
    return {group.community_id: _offers(group) for group in material.groups}


def commercial_members(group: Group) -> dict[str, Weighed]:
    """Return the members that share nothing but adverts, as far as is known of their links."""
    offers = offers_among(_copies(group.posts))
    own: dict[str, list[MemberPost]] = defaultdict(list)
    for post in group.posts:
        own[post.account_uid].append(post)
    found = {
        account: commercial_spam(_counted(posts, offers)) for account, posts in sorted(own.items())
    }
    return {account: found[account] for account in found if found[account].fit >= 1.0}


def _offers(group: Group) -> Offers:
    """Count the adverts of a community; a supposed link may be one that a seller is paid for."""
    copies = _copies(group.posts)
    supposed = {post.post_uid for post in copies if post.may_refer}
    return _counted(group.posts, offers_among(copies) | supposed)


def _copies(posts: Iterable[MemberPost]) -> list[MemberPost]:
    """Return the posts that have words or a link in common with another."""
    return [post for post in posts if post.on(*COPY_LAYERS)]


def _counted(posts: Sequence[MemberPost], offers: Set[str]) -> Offers:
    """Count what some posts hold, given which posts are offers."""
    copies = _copies(posts)
    return Offers(
        n_shared=len(posts),
        n_posts=len(copies),
        n_linked=sum(map(is_reachable, copies)),
        n_offers=sum(post.post_uid in offers for post in copies),
        n_named=sum(post.is_named for post in copies),
    )


COMMERCIAL_SPAM = Explanation(
    "commercial_spam",
    measure_offers,
    commercial_spam,
    Offers(),
    is_commercial=True,
    reads_links=True,
)
