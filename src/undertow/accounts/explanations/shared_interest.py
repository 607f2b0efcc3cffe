"""Shared interest: the same conversations and reposts, own words, no synchrony.

What fans, activists and regular commenters do from day to day, where nothing more is known of them.
"""

from __future__ import annotations

from undertow.accounts.explanations.explanation import (
    COVERS,
    NEWCOMERS,
    Explanation,
    Weighed,
    ratio,
    weighed,
)
from undertow.accounts.explanations.shared import Shared, measure_shared


def shared_interest(shared: Shared) -> Weighed:
    """Weigh shared interest."""
    copying = max(
        ratio(shared.n_content_edges, shared.n_edges), ratio(shared.n_alone, shared.n_members)
    )
    own_words = 1.0 - copying
    unhurried = 1.0 - ratio(shared.n_synchronised_edges, shared.n_edges)
    facts = {"own_words_share": own_words, "unsynchronised_share": unhurried}
    has_pairs = 1.0 if shared.n_edges else 0.0
    return weighed(facts, own_words / COVERS, unhurried / COVERS, has_pairs)


SHARED_INTEREST = Explanation(
    "shared_interest", measure_shared, shared_interest, Shared(), expects=NEWCOMERS
)
