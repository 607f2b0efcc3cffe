"""Commercial spam: adverts of a shop, betting or a stream, by several accounts.

It is no innocent reading but a class of its own: truly coordinated, and for money. Signs of
inauthenticity do not stand against it: spam is made with new accounts too. What an offer is stands
in ``offers``. Posts whose words name an official are no adverts.
"""

from __future__ import annotations

from dataclasses import dataclass

from undertow.accounts.explanations.explanation import (
    COVERS,
    MOST,
    Explanation,
    Weighed,
    ratio,
    weighed,
)
from undertow.accounts.explanations.material import COPY_LAYERS, Group, Material
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


def _offers(group: Group) -> Offers:
    posts = [post for post in group.posts if post.on(*COPY_LAYERS)]
    return Offers(
        n_shared=len(group.posts),
        n_posts=len(posts),
        n_linked=sum(map(is_reachable, posts)),
        n_offers=len(offers_among(posts) | {post.post_uid for post in posts if post.may_refer}),
        n_named=sum(post.is_named for post in posts),
    )


COMMERCIAL_SPAM = Explanation(
    "commercial_spam",
    measure_offers,
    commercial_spam,
    Offers(),
    is_commercial=True,
    reads_links=True,
)
