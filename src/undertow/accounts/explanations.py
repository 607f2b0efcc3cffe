"""The explanations stage: what else could a community be.

Every explanation is measured for every community and its result is kept, also when it loses.
None can hold against a significant sign of inauthenticity: people who are new in numbers, or were
created in batches, are not explained by what they share.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pyarrow as pa

from undertow.accounts.shared import Shared, measure_shared
from undertow.engine import Engine
from undertow.schema import (
    AccountSignals,
    Actions,
    Communities,
    Edges,
    Explanations,
    Posts,
    Table,
    TargetHits,
)
from undertow.settings import AccountSettings

# Share of what a community shares that an explanation must cover before it can hold.
_COVERS = 0.8
# Share of its shared objects that ordinary accounts spread too, for these to count as public.
_PUBLIC = 0.2
# A petition writer fills in one template, perhaps in two languages; a network has many.
_PETITION_TEMPLATES = 2
# A petition has many hands; fewer than this are a group, whatever they send.
_MANY_HANDS = 20
# Share of the members that must have been measured before they are known to be ordinary people.
_MEASURED = 0.5


def syndication(shared: Shared) -> tuple[float, dict[str, float]]:
    """Fit of news syndication and share buttons: links that ordinary accounts spread.

    The ordinary accounts are outside the community, or they are the community: many hands, created
    singly, that publish the links rather than send them to officials.
    """
    linked = _ratio(shared.n_linked_posts, shared.n_content_posts)
    public = _ratio(shared.n_public_objects, shared.n_content_objects)
    single = _ratio(shared.n_single, shared.n_members)
    published = 1.0 - _ratio(shared.n_addressed_posts, shared.n_content_posts)
    by_people = min(single / _MEASURED, shared.n_members / _MANY_HANDS, published / _COVERS)
    return min(linked / _COVERS, max(public / _PUBLIC, by_people), 1.0), {
        "linked_share": linked,
        "public_share": public,
        "single_share": single,
    }


def petition_template(shared: Shared) -> tuple[float, dict[str, float]]:
    """Fit of a petition: a template filled in and sent to officials by many ordinary people.

    That they are ordinary shows in one of two ways: as many people sent the same without being in
    the community, or the members were measured and are as old, and came as singly, as the people
    around them. Where neither can be seen the explanation does not hold; nor does that make it a
    network.
    """
    addressed = _ratio(shared.n_addressed_posts, shared.n_content_posts)
    few_templates = 1.0 if 0 < shared.templates_per_member <= _PETITION_TEMPLATES else 0.0
    outside = _ratio(shared.n_signers_outside, shared.n_members)
    ordinary = _ratio(shared.n_ordinary, shared.n_members)
    return min(
        addressed / _COVERS,
        few_templates,
        (shared.n_members + shared.n_signers_outside) / _MANY_HANDS,
        shared.top_template_share / _COVERS,
        max(outside, ordinary / _MEASURED),
        1.0,
    ), {
        "addressed_share": addressed,
        "ordinary_share": ordinary,
        "signers_outside": float(shared.n_signers_outside),
        "templates_per_member": shared.templates_per_member,
        "top_template_share": shared.top_template_share,
    }


def shared_interest(shared: Shared) -> tuple[float, dict[str, float]]:
    """Fit of shared interest: the same conversations and reposts, own words, no synchrony."""
    copying = max(
        _ratio(shared.n_content_edges, shared.n_edges), _ratio(shared.n_alone, shared.n_members)
    )
    own_words = 1.0 - copying
    unhurried = 1.0 - _ratio(shared.n_synchronised_edges, shared.n_edges)
    fit = min(own_words, unhurried) / _COVERS if shared.n_edges else 0.0
    return min(fit, 1.0), {"own_words_share": own_words, "unsynchronised_share": unhurried}


EXPLANATIONS: dict[str, Callable[[Shared], tuple[float, dict[str, float]]]] = {
    "petition_template": petition_template,
    "shared_interest": shared_interest,
    "syndication": syndication,
}


def _is_vetoed(explanation: str, shared: Shared) -> bool:
    """Whether a sign of inauthenticity stands against an explanation.

    Youth does not stand against syndication: news brings people to a platform. Batches do.
    """
    if explanation == "syndication" and shared.n_single > 0:
        return False
    return shared.has_sign


def weigh_explanations(
    communities: Table[Communities],
    edges: Table[Edges],
    actions: Table[Actions],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
    account_signals: Table[AccountSignals],
    settings: AccountSettings,
    *,
    engine: Engine,
    rng_seed: int,
) -> Table[Explanations]:
    """Measure every innocent explanation of every community.

    Parameters
    ----------
    communities, edges, actions, posts, target_hits, account_signals : Table
        The case.
    settings : AccountSettings
        Smallest control and significance, for whether members are known to be ordinary people;
        whether a sign defeats an explanation was decided with the signs.
    engine : Engine
        Runs the expressions.
    rng_seed : int
        Not used.

    Returns
    -------
    Table[Explanations]
        One row for each community and explanation. ``holds``: it covers what the community shares
        (``fit`` = 1) and no sign of inauthenticity is significant in the community.
    """
    rows = []
    for community_id, shared in measure_shared(
        communities, edges, actions, posts, target_hits, account_signals, settings, engine
    ):
        for name, weigh in EXPLANATIONS.items():
            fit, facts = weigh(shared)
            rows.append(
                {
                    "community_id": community_id,
                    "explanation": name,
                    "fit": fit,
                    "holds": fit >= 1.0 and not _is_vetoed(name, shared),
                    "facts": json.dumps({k: round(v, 6) for k, v in facts.items()}, sort_keys=True),
                }
            )
    return Table.checked(
        Explanations, pa.Table.from_pylist(rows, schema=Explanations.arrow_schema())
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
