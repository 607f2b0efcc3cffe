"""What is said about a campaign: one function a kind of claim.

Each returns the facts of its claims, with the uids of the records they rest on. The words come
later, in every language, from kind and facts alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from undertow.campaigns.statements.course import activity, languages, platforms, waves
from undertow.campaigns.statements.finding import accounts, alternatives, strength
from undertow.campaigns.statements.media import altered_copies, media_reuse
from undertow.campaigns.statements.narratives import narratives
from undertow.campaigns.statements.officials import each_target, targets
from undertow.campaigns.statements.operation import hypotheses, operations
from undertow.campaigns.statements.purpose import objectives, voices
from undertow.campaigns.statements.reach import breakout, reception
from undertow.campaigns.statements.statement import Audience, CampaignView, Scope, Statement

__all__ = ["Audience", "CampaignView", "Scope", "Statement", "statements"]


def statements(view: CampaignView) -> Iterator[Statement]:
    """Yield everything that is said about a campaign, in the order of the assessment."""
    yield activity(view)
    yield from waves(view)
    yield platforms(view)
    yield languages(view)
    yield accounts(view)
    yield targets(view)
    yield from each_target(view)
    yield from narratives(view)
    yield from media_reuse(view)
    yield from altered_copies(view)
    yield from voices(view)
    yield strength(view)
    yield alternatives(view)
    yield from operations(view)
    yield from hypotheses(view)
    yield from objectives(view)
    yield breakout(view)
    yield reception(view)
