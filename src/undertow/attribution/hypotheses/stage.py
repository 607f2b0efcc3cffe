"""Stage ``hypotheses``: the matrix of evidence and hypotheses of every campaign.

Analysis of competing hypotheses (Heuer 1999, "Psychology of Intelligence Analysis", chapter 8):
what counts is what stands against a hypothesis, for what fits one mostly fits others too. The
result is an order and never a probability; a person judges.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from undertow.attribution.hypotheses.entry import Hypothesis, Rating, shipped_hypotheses
from undertow.attribution.rows import Row, checked, grouped
from undertow.attribution.signs import CONTEXT, NOT_MEASURED, PUBLISHED, QUOTED, SHOWN
from undertow.schema import (
    Campaigns,
    CampaignSigns,
    Hypotheses,
    HypothesisEvidence,
    OperationEvidence,
    Table,
)
from undertow.settings import NoSettings

INAUTHENTIC: Final = "inauthentic"
"""The campaign is found inauthentic, not only coordinated."""

_NUMBER: Final[Mapping[Rating, int]] = {"CC": 2, "C": 1, "N": 0, "I": -1, "II": -2}
# Sums that differ by less are alike: weights are no measurements.
_ALIKE: Final = 1e-9


@dataclass(frozen=True, slots=True)
class _Item:
    """Something that was measured, and its rating under each hypothesis."""

    name: str
    is_shown: bool
    ratings: tuple[Rating, ...]

    @property
    def weight(self) -> float:
        """How far the ratings differ, 0..1: what is alike under all tells nothing."""
        numbers = [_NUMBER[rating] for rating in self.ratings]
        return (max(numbers) - min(numbers)) / 4.0


def weigh_hypotheses(
    campaigns: Table[Campaigns],
    campaign_signs: Table[CampaignSigns],
    operation_evidence: Table[OperationEvidence],
    settings: NoSettings,
    *,
    rng_seed: int,
) -> tuple[Table[Hypotheses], Table[HypothesisEvidence]]:
    """Hold every campaign against every hypothesis.

    Parameters
    ----------
    campaigns, campaign_signs, operation_evidence
        The case.
    settings : NoSettings
        Nothing to set.
    rng_seed : int
        Not used.

    Returns
    -------
    hypotheses : Table[Hypotheses]
        Genuine people are always among them, whatever was found.
    matrix : Table[HypothesisEvidence]
        One row an item that was measured and a hypothesis; what was not measured is in neither.

    Notes
    -----
    The inconsistency of a hypothesis is the sum, over items that stand against it, of weight times
    1 (inconsistent) or 2 (very inconsistent). A community that an innocent explanation covers, or
    that is commercial spam, is no campaign and never comes here: ``explanations`` has it.
    """
    signs = grouped(campaign_signs.arrow.to_pylist(), "campaign_id")
    published = grouped(operation_evidence.arrow.to_pylist(), "campaign_id")
    entries = shipped_hypotheses()
    results: list[Row] = []
    matrix: list[Row] = []
    for campaign in campaigns.arrow.to_pylist():
        campaign_id = campaign["campaign_id"]
        found = (
            _signs(signs[campaign_id])
            | _published(published[campaign_id])
            | _verdict(campaign["verdict"])
        )
        items = [_item(name, is_shown, entries) for name, is_shown in sorted(found.items())]
        gaps = _unmeasured(signs[campaign_id], found)
        results += [{"campaign_id": campaign_id} | row for row in _results(items, entries, gaps)]
        matrix += [{"campaign_id": campaign_id} | row for row in _matrix(items, entries)]
    return checked(Hypotheses, results), checked(HypothesisEvidence, matrix)


def _verdict(verdict: str) -> dict[str, bool]:
    """Return whether the campaign is inauthentic; nothing where the verdict was set aside."""
    return {INAUTHENTIC: verdict == "coordinated_inauthentic"} if verdict else {}


def _signs(rows: Sequence[Row]) -> dict[str, bool]:
    return {
        row["sign"]: row["state"] == SHOWN
        for row in rows
        if row["state"] != NOT_MEASURED and row["sign"] not in CONTEXT
    }


def _published(rows: Sequence[Row]) -> dict[str, bool]:
    """Return what sources published that is in the campaign: few publish all, so no absence."""
    groups = {row["sign_group"] for row in rows if row["state"] == SHOWN}
    return dict.fromkeys(sorted(groups & {PUBLISHED, QUOTED}), True)


def _item(name: str, is_shown: bool, entries: Sequence[Hypothesis]) -> _Item:
    return _Item(name, is_shown, tuple(e.rating(name, is_shown=is_shown) for e in entries))


def _inconsistency(items: Sequence[_Item], n_hypotheses: int) -> list[float]:
    """Return, for each hypothesis, the weighted sum of what stands against it."""
    return [
        sum(max(-_NUMBER[item.ratings[place]], 0) * item.weight for item in items)
        for place in range(n_hypotheses)
    ]


def _unmeasured(signs: Sequence[Row], found: Mapping[str, bool]) -> list[str]:
    """Return what could be measured and was not, or was looked for and is not there."""
    named = {row["sign"] for row in signs if row["sign"] not in CONTEXT}
    return sorted((named | {PUBLISHED, QUOTED}) - found.keys())


def _results(
    items: Sequence[_Item], entries: Sequence[Hypothesis], unmeasured: Sequence[str]
) -> list[Row]:
    sums = _inconsistency(items, len(entries))
    leads = _leads(sums)
    left = {item.name: _leads(_without(items, item, len(entries))) for item in items}
    return [
        {
            "hypothesis": entry.id,
            "inconsistency": own,
            "n_against": sum(_NUMBER[item.ratings[place]] < 0 for item in items),
            "n_items": len(items),
            "rank": 1 + sum(other < own - _ALIKE for other in sums),
            "turned_by": [
                name for name, others in left.items() if (place in others) != (place in leads)
            ],
            "unmeasured": [name for name in unmeasured if entry.bears(name)],
        }
        for place, (entry, own) in enumerate(zip(entries, sums, strict=True))
    ]


def _without(items: Sequence[_Item], item: _Item, n_hypotheses: int) -> list[float]:
    return _inconsistency([one for one in items if one is not item], n_hypotheses)


def _leads(sums: Sequence[float]) -> set[int]:
    """Return the places of the least inconsistent."""
    least = min(sums) + _ALIKE
    return {place for place, own in enumerate(sums) if own <= least}


def _matrix(items: Sequence[_Item], entries: Sequence[Hypothesis]) -> list[Row]:
    rows = []
    for item in items:
        leads = _leads(_without(items, item, len(entries)))
        rows += [
            {
                "item": item.name,
                "hypothesis": entry.id,
                "is_shown": item.is_shown,
                "rating": rating,
                "weight": item.weight,
                "leads_without": "|".join(entries[place].id for place in sorted(leads)),
            }
            for entry, rating in zip(entries, item.ratings, strict=True)
        ]
    return rows
