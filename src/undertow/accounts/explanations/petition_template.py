"""A petition: a template filled in and sent to officials by many ordinary people.

That they are ordinary shows in one of two ways: as many people sent the same without being in the
community, or the members were measured and were created as singly as the people around them. A
drive brings new people, so part of all who sign may be new. Where neither can be seen the
explanation does not hold; nor does that make it a network.
"""

from __future__ import annotations

from dataclasses import replace

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

# A petition writer fills in one template, perhaps in two languages; a network has many.
_TEMPLATES = 2


def petition_template(shared: Shared) -> Weighed:
    """Weigh a petition."""
    addressed = ratio(shared.n_addressed_posts, shared.n_content_posts)
    single = ratio(shared.n_single, shared.n_members)
    copied = ratio(shared.n_content_posts, shared.n_posts)
    facts = {
        "addressed_share": addressed,
        "copied_post_share": copied,
        "single_share": single,
        "signers_outside": float(shared.n_signers_outside),
        "templates_per_member": shared.templates_per_member,
        "top_template_share": shared.top_template_share,
    }
    fit = weighed(
        facts,
        addressed / COVERS,
        copied / MOST,
        1.0 if 0 < shared.templates_per_member <= _TEMPLATES else 0.0,
        (shared.n_members + shared.n_signers_outside) / MANY_HANDS,
        shared.top_template_share / COVERS,
        max(ratio(shared.n_signers_outside, shared.n_members), single / MOST),
    )
    is_most = shared.n_signers_outside >= shared.n_members
    return replace(fit, n_outside=shared.n_signers_outside if is_most else 0)


PETITION_TEMPLATE = Explanation(
    "petition_template", measure_shared, petition_template, Shared(), expects=NEWCOMERS
)
