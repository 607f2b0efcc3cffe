"""How much of a judgement on an actor the evidence bears, by rules that no person can lift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from undertow.assessments.statement import ActorStatement, Basis
from undertow.attribution import Ceiling, actor_ceiling
from undertow.attribution.signs import CONTEXT, FOUND_BY, PUBLISHED, QUOTED, SHOWN
from undertow.case import Case
from undertow.errors import InputError
from undertow.estimative import CONFIDENCE, TERMS
from undertow.rulings import Overlay
from undertow.schema import Campaigns, CampaignSigns, Hypotheses, OperationEvidence, TableSpec

READ: Final[tuple[type[TableSpec], ...]] = (
    Campaigns,
    CampaignSigns,
    Hypotheses,
    OperationEvidence,
)
"""The tables that bear a judgement."""

_IMITATION: Final = "imitation"
_OUTSIDE: Final = frozenset({"context", "external"})


@dataclass(frozen=True, slots=True)
class Bearing:
    """What the evidence bears.

    Attributes
    ----------
    ceiling : Ceiling
        Highest likelihood, and the rules that set it.
    confidence : str
        Highest confidence.
    missing : tuple of str
        Kinds of evidence that the judgement names and the campaign does not show.
    """

    ceiling: Ceiling
    confidence: str
    missing: tuple[str, ...]

    def objection(self, statement: ActorStatement) -> str | None:
        """Return why a statement says more than is borne; None where it does not."""
        if self.missing:
            return f"nothing of this kind was found in the campaign: {', '.join(self.missing)}"
        if TERMS.index(statement.likelihood) > TERMS.index(self.ceiling.term):
            reasons = ", ".join(self.ceiling.reasons)
            return f"the evidence bears {self.ceiling.term} at most ({reasons})"
        if CONFIDENCE.index(statement.confidence) > CONFIDENCE.index(self.confidence):
            return f"the evidence bears {self.confidence} confidence at most"
        return None


def bearing_of(case: Case, statement: ActorStatement) -> Bearing:
    """Return how much of a statement the tables of a case bear, as people left them on review.

    Raises
    ------
    InputError
        The case has no such campaign, or people rejected it.

    Notes
    -----
    Likelihood: see :func:`undertow.attribution.actor_ceiling`. Confidence is moderate where one
    source outside the case and one kind of evidence in it agree, high where two of each do and
    imitation is not among the least inconsistent hypotheses; low otherwise. Less evidence never
    allows more of either.
    """
    rows = Overlay.of(case).read(case, Campaigns).arrow.to_pylist()
    campaign = next((row for row in rows if row["campaign_id"] == statement.campaign), None)
    if campaign is None:
        raise InputError(
            f"{statement.campaign}: no campaign of this name; `undertow campaigns` lists them"
        )
    can_be_imitated = _can_be_imitated(case, statement.campaign)
    ceiling = actor_ceiling(
        statement.bases,
        is_inauthentic=campaign["verdict"] == "coordinated_inauthentic",
        can_be_imitated=can_be_imitated,
    )
    own = statement.bases - _OUTSIDE
    missing = own - _shown_groups(case, statement.campaign)
    enough = min(len(_independent(own)), statement.n_sources)
    confidence = CONFIDENCE[min(enough, 1 if can_be_imitated else 2)]
    return Bearing(ceiling, confidence, tuple(sorted(missing)))


def _independent(bases: frozenset[Basis]) -> frozenset[Basis]:
    """Return kinds of evidence that do not come of one another: published words are words."""
    return bases if QUOTED not in bases else (bases - {QUOTED}) | {"texts"}


def _can_be_imitated(case: Case, campaign_id: str) -> bool:
    """Whether imitation is among the least inconsistent; also where nothing was weighed."""
    table = case.read(Hypotheses).arrow
    own = table.filter(pc.equal(table.column("campaign_id"), campaign_id)).to_pylist()
    ranks = {row["hypothesis"]: row["rank"] for row in own}
    return bool(ranks.get(_IMITATION, 1) == 1)


def _shown_groups(case: Case, campaign_id: str) -> set[str]:
    """Return the kinds of evidence that a campaign shows, beyond what all campaigns do."""
    signs = _shown(case.read(CampaignSigns).arrow, campaign_id)
    told_by_all = pc.is_in(signs.column("sign"), value_set=pa.array(sorted(FOUND_BY | CONTEXT)))
    groups = set(signs.filter(pc.invert(told_by_all)).column("sign_group").to_pylist())
    published = _shown(case.read(OperationEvidence).arrow, campaign_id)
    return groups | ({PUBLISHED, QUOTED} & set(published.column("sign_group").to_pylist()))


def _shown(table: pa.Table, campaign_id: str) -> pa.Table:
    return table.filter(
        pc.and_(
            pc.equal(table.column("campaign_id"), campaign_id),
            pc.equal(table.column("state"), SHOWN),
        )
    )
