"""What the analysis of a corpus found, against its truth, as JSON values."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from undertow.evaluate.synthetic.corpora import Corpus
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.signs import changes_of, named_by_tests
from undertow.schema import AccountFindings, CampaignRanges, Campaigns, CampaignTargets, Waves
from undertow.synth import CAMPAIGN, AccountLabel, TrueCampaign

ACCUSED = "coordinated_inauthentic"
"""The one verdict that accuses."""

_DAY_S = 86_400.0


def outcome_of(corpus: Corpus) -> Outcome:
    """Return everything that the suites need of an analysed corpus.

    Returns
    -------
    dict
        ``verdicts``: group -> verdict -> accounts. ``traits``: trait of ordinary accounts ->
        verdict -> accounts. ``campaigns``: verdict and accounts by group, for each.
        ``probability``: pairs of the probability of inauthenticity and whether the account is of
        the network. ``changes``: role, score, days off and whether the interval holds the date,
        for accounts that were taken over and people whose life changed. ``network``: found and
        planted accounts, targets, times, and what each test names; only where there is a network.
    """
    findings = corpus.case.read(AccountFindings).arrow.to_pylist()
    labels = corpus.truth.accounts
    known = [(row, labels[row["account_uid"]]) for row in findings if row["account_uid"] in labels]
    result: Outcome = {
        "n_accounts": len(labels),
        "n_posts": sum(corpus.truth.n_posts.values()),
        "verdicts": _counted((label.group, row["verdict"]) for row, label in known),
        "traits": _counted(
            (trait, row["verdict"]) for row, label in known for trait in traits(label)
        ),
        "campaigns": _campaigns(corpus, findings),
        "probability": [
            [round(row["inauthenticity"], 4), int(label.group == CAMPAIGN)]
            for row, label in known
            if row["inauthenticity"] is not None and label.group != "commercial"
        ],
        "changes": changes_of(corpus),
    }
    if corpus.truth.campaign is not None:
        result["network"] = _network(corpus, findings, corpus.truth.campaign)
    return result


def traits(label: AccountLabel) -> list[str]:
    """Return the traits of an ordinary account that no verdict may hang on; none of others."""
    if label.group in (CAMPAIGN, "commercial", "officials", "media"):
        return []
    found = []
    if label.group in ("diaspora_protest", "migration"):
        found.append("diaspora")
    if label.group in ("activists", "petition", "petition_drive"):
        found.append("activist")
    if label.language == "zh":
        found.append("Chinese-language")
    if label.lives_abroad:
        found.append("UTC+8")
    return found or ["the rest"]


def _counted(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, int]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for group, verdict in pairs:
        counts[group][verdict] += 1
    return {group: dict(sorted(own.items())) for group, own in sorted(counts.items())}


def _campaigns(corpus: Corpus, findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return each campaign found: verdict, accounts by true group."""
    members = _counted(
        (row["campaign_id"], corpus.truth.accounts[row["account_uid"]].group)
        for row in findings
        if row["campaign_id"] is not None and row["account_uid"] in corpus.truth.accounts
    )
    return [
        {"verdict": row["verdict"], "groups": members.get(row["campaign_id"], {})}
        for row in corpus.case.read(Campaigns).arrow.to_pylist()
    ]


def largest_group(groups: Mapping[str, int]) -> str:
    """Return the group of most accounts of a campaign; ties by name."""
    return min(groups, key=lambda group: (-groups[group], group), default="")


def _network(corpus: Corpus, findings: list[dict[str, Any]], planted: TrueCampaign) -> Outcome:
    network = corpus.truth.network
    named = {row["account_uid"] for row in findings if row["verdict"] == ACCUSED}
    linked = {row["account_uid"] for row in findings if row["verdict"] in (ACCUSED, "coordinated")}
    of_network = Counter(row["campaign_id"] for row in findings if row["account_uid"] in network)
    sizes = Counter(row["campaign_id"] for row in findings)
    true = {c for c, n in of_network.items() if c is not None and 2 * n >= sizes[c]}
    hit = {
        row["target_id"]
        for row in corpus.case.read(CampaignTargets).arrow.to_pylist()
        if row["campaign_id"] in true
    }
    targets = set(planted.target_ids)
    return {
        "n_planted": len(network),
        "n_named": len(named),
        "n_right": len(named & network),
        "n_linked": len(linked),
        "n_linked_right": len(linked & network),
        "n_campaigns": len(true),
        "n_targets": len(targets),
        "n_targets_found": len(hit & targets),
        "n_targets_spurious": len(hit - targets),
        "recall_at_95": _recall_at_95(findings, network),
        "tests": {
            name: [len(accounts), len(accounts & network)]
            for name, accounts in {**named_by_tests(corpus.case), "verdict": named}.items()
        },
        "range": _range(corpus, true, planted),
        **_times(corpus, true, planted),
    }


def _recall_at_95(findings: list[dict[str, Any]], network: frozenset[str]) -> float:
    """Return the recall at precision .95 over all accounts, most suspicious first."""
    order = {ACCUSED: 2, "coordinated": 1}
    rows = sorted(
        (
            (order.get(row["verdict"], 0), row["coordination_score"], row["account_uid"] in network)
            for row in findings
        ),
        key=lambda row: (-row[0], -row[1], row[2]),  # of equals the wrong one first
    )
    hits, best = 0, 0
    for rank, (_, _, is_true) in enumerate(rows, 1):
        hits += is_true
        if hits >= 0.95 * rank:
            best = hits
    return best / max(len(network), 1)


def _range(corpus: Corpus, campaigns: set[Any], planted: TrueCampaign) -> list[int | None]:
    """Return the fewest and the most posts by the analysis, and how many there are."""
    whole = [
        row
        for row in corpus.case.read(CampaignRanges).arrow.to_pylist()
        if row["campaign_id"] in campaigns and not row["target_id"]
    ]
    highs = [row["n_highest"] for row in whole]
    high = sum(highs) if whole and None not in highs else None
    return [sum(row["n_seen"] for row in whole), high, planted.n_posts]


def _times(corpus: Corpus, campaigns: set[Any], planted: TrueCampaign) -> Outcome:
    waves = [
        row
        for row in corpus.case.read(Waves).arrow.to_pylist()
        if row["series"] in {f"campaign:{campaign}" for campaign in campaigns}
    ]
    if not waves:
        return {"onset_days": None, "end_days": None, "surge_iou": 0.0}
    densest = max(waves, key=lambda row: row["n"])
    return {
        "onset_days": _days(min(row["start"] for row in waves), planted.onset),
        "end_days": _days(max(row["end"] for row in waves), planted.end),
        "surge_iou": overlap(
            (densest["surge_start"], densest["surge_end"]),
            (planted.surge_start, planted.surge_end),
        ),
    }


def _days(found: datetime, planted: datetime) -> float:
    return round((found - planted).total_seconds() / _DAY_S, 3)


def overlap(a: tuple[datetime, datetime], b: tuple[datetime, datetime]) -> float:
    """Return the length that two stretches share over the length that they cover together."""
    shared = (min(a[1], b[1]) - max(a[0], b[0])).total_seconds()
    covered = (max(a[1], b[1]) - min(a[0], b[0])).total_seconds()
    return round(max(shared, 0.0) / covered, 4) if covered > 0 else 0.0
