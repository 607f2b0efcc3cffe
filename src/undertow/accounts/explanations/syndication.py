"""News syndication and share buttons: headlines with a link that ordinary accounts publish too.

The ordinary accounts are outside the community, or they are the community: many hands, created
singly, that publish the links rather than send them to officials. News brings people to a platform,
so youth never stands against it; batches do.
"""

from __future__ import annotations

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
from undertow.accounts.explanations.shared import Shared, measure_shared

# Share of the shared objects that ordinary accounts spread too, for these to count as public.
_PUBLIC = 0.2


def syndication(shared: Shared) -> Weighed:
    """Weigh syndication."""
    linked = ratio(shared.n_linked_posts, shared.n_content_posts)
    public = ratio(shared.n_public_objects, shared.n_content_objects)
    single = ratio(shared.n_single, shared.n_members)
    published = 1.0 - ratio(shared.n_addressed_posts, shared.n_content_posts)
    by_people = min(single / MOST, shared.n_members / MANY_HANDS, published / COVERS)
    copied = ratio(shared.n_content_posts, shared.n_posts)
    facts = {
        "copied_post_share": copied,
        "linked_share": linked,
        "public_share": public,
        "single_share": single,
    }
    return weighed(facts, copied / MOST, linked / COVERS, max(public / _PUBLIC, by_people))


SYNDICATION = Explanation(
    "syndication",
    measure_shared,
    syndication,
    Shared(),
    expects={**NEWCOMERS, "new_account": 1.0},
    reads_links=True,
)
