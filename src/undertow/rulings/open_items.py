"""What a person has not decided on yet, that first of which a decision would tell most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from undertow.case import Case
from undertow.estimative import LIKELIHOOD
from undertow.rulings.ruling import Item, Kind
from undertow.schema import AccountFindings, Campaigns, Claims

_WEIGHT: Final[Mapping[Kind, int]] = {"campaign": 0, "claim": 1, "community": 2, "account": 3}
_EVEN: Final = 0.5


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something to decide on.

    Attributes
    ----------
    kind, ident : str
        What it is.
    verdict : str
        What the machine says.
    probability : float or None
        Of that being so, where the machine gives one: of inauthenticity, or the middle of the range
        of the estimative term.
    uncertainty : float
        1 where the probability is the threshold of the verdict, 0 where it is farthest from it.
    n_reviews : int
        How many people decided on it; what they decided is not told.
    """

    kind: Kind
    ident: str
    verdict: str
    probability: float | None
    uncertainty: float
    n_reviews: int


def open_items(
    case: Case, known: Mapping[tuple[Kind, str], Item], name: str | None = None
) -> list[OpenItem]:
    """Return what a person has not decided on, the most uncertain first.

    Campaigns come before their claims and these before accounts: much rests on a campaign, and
    little on one account. Of each, those come first of which the machine is least certain, where a
    decision tells most.

    Parameters
    ----------
    case : Case
        Analysed.
    known : mapping
        What was decided on.
    name : str or None
        Who asks; what nobody decided on where None.
    """
    found = [*_campaigns(case), *_claims(case), *_accounts(case)]
    left = []
    for item in found:
        own = known.get((item.kind, item.ident))
        is_done = own is not None and (name is None or own.was_seen_by(name))
        if not is_done:
            n_reviews = 0 if own is None else len(own.standing)
            left.append(
                OpenItem(
                    item.kind,
                    item.ident,
                    item.verdict,
                    item.probability,
                    item.uncertainty,
                    n_reviews,
                )
            )
    return sorted(left, key=lambda own: (_WEIGHT[own.kind], -own.uncertainty, own.ident))


def _item(
    kind: Kind, ident: str, verdict: str, probability: float | None, threshold: float = _EVEN
) -> OpenItem:
    uncertainty = 0.0
    if probability is not None:
        widest = threshold if probability < threshold else 1 - threshold
        uncertainty = 1 - abs(probability - threshold) / widest
    return OpenItem(kind, ident, verdict, probability, uncertainty, 0)


def _campaigns(case: Case) -> list[OpenItem]:
    likely = {
        row["campaign_id"]: _middle(row["likelihood"])
        for row in case.read(Claims).arrow.to_pylist()
        if row["kind"] == "accounts"
    }
    return [
        _item("campaign", row["campaign_id"], row["verdict"], likely.get(row["campaign_id"]))
        for row in case.read(Campaigns).arrow.to_pylist()
    ]


def _claims(case: Case) -> list[OpenItem]:
    names = ["claim_id", "kind", "likelihood"]
    return [
        _item("claim", row["claim_id"], row["kind"], _middle(row["likelihood"]))
        for row in case.read(Claims).arrow.select(names).to_pylist()
    ]


def _accounts(case: Case) -> list[OpenItem]:
    names = ["account_uid", "campaign_id", "verdict", "inauthenticity"]
    at = case.settings.accounts.inauthentic_at
    return [
        _item("account", row["account_uid"], row["verdict"], row["inauthenticity"], at)
        for row in case.read(AccountFindings).arrow.select(names).to_pylist()
        if row["campaign_id"] is not None
    ]


def _middle(term: str | None) -> float | None:
    """Return the middle of the range of an estimative term; None where there is none."""
    if term is None:
        return None
    low, high = LIKELIHOOD[term]
    return (low + high) / 200
