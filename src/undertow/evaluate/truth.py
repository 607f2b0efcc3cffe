"""A case against the planted truth of its scenario."""

from __future__ import annotations

from collections import Counter

from undertow.case import Case
from undertow.evaluate.metrics import score_set
from undertow.schema import AccountFindings, CampaignTargets, Waves
from undertow.synth import ScenarioTruth


def compare_with_truth(case: Case, truth: ScenarioTruth) -> list[str]:
    """Return, line by line, what was found of what was planted.

    Parameters
    ----------
    case : Case
        Analysed.
    truth : ScenarioTruth
        Labels of the scenario the case was made from.

    Returns
    -------
    list of str
        Accounts, targets, campaigns, times, and the verdicts on each hard negative.
    """
    findings = case.read(AccountFindings).arrow.to_pylist()
    network = truth.network
    labels = {row["account_uid"]: int(row["account_uid"] in network) for row in findings}
    named = {row["account_uid"] for row in findings if row["verdict"] == "coordinated_inauthentic"}
    score = score_set(named, labels)
    members: dict[str, list[str]] = {}
    for row in findings:
        if row["campaign_id"] is not None:
            members.setdefault(row["campaign_id"], []).append(row["account_uid"])
    is_false = {
        campaign: 2 * sum(labels[account] for account in own) < len(own)
        for campaign, own in members.items()
    }
    hit = {
        row["target_id"]
        for row in case.read(CampaignTargets).arrow.to_pylist()
        if not is_false[row["campaign_id"]]
    }
    planted = set(truth.target_ids)
    return [
        f"accounts found / planted: {score.n_flagged - score.n_benign_flagged} / {score.n_true} "
        f"(precision {score.precision:.3f}, recall {score.recall:.3f}; "
        f"{score.n_benign_flagged} ordinary accounts called inauthentic)",
        f"targets found / planted: {len(hit & planted)} / {len(planted)} "
        f"({len(hit - planted)} spurious)",
        f"campaigns found: {len(members)}; false campaigns: {sum(is_false.values())}",
        *_times(case, truth, [campaign for campaign, false in is_false.items() if not false]),
        *_by_group(findings, truth),
    ]


def _times(case: Case, truth: ScenarioTruth, campaigns: list[str]) -> list[str]:
    """Compare the first onset, the densest stretch and the last end."""
    waves = [
        row
        for row in case.read(Waves).arrow.to_pylist()
        if row["series"] in {f"campaign:{campaign}" for campaign in campaigns}
    ]
    if truth.campaign is None:
        return ["waves: none planted"]
    if not waves:
        return ["waves found: none"]
    planted = truth.planted
    densest = max(waves, key=lambda row: row["n"])
    return [
        f"onset {min(row['start'] for row in waves):%Y-%m-%d} (planted {planted.onset:%Y-%m-%d}), "
        f"surge {densest['surge_start']:%Y-%m-%d} to {densest['surge_end']:%Y-%m-%d} "
        f"(planted {planted.surge_start:%Y-%m-%d} to {planted.surge_end:%Y-%m-%d}), "
        f"end {max(row['end'] for row in waves):%Y-%m-%d} (planted {planted.end:%Y-%m-%d})"
    ]


def _by_group(findings: list[dict[str, str]], truth: ScenarioTruth) -> list[str]:
    """Count the verdicts in every group that is not the campaign."""
    network = truth.network
    verdicts: dict[str, Counter[str]] = {}
    for row in findings:
        label = truth.accounts.get(row["account_uid"])
        if label is not None and row["account_uid"] not in network:
            verdicts.setdefault(label.group, Counter())[row["verdict"]] += 1
    return [
        f"{group}: " + ", ".join(f"{n:,} {verdict}" for verdict, n in sorted(counts.items()))
        for group, counts in sorted(verdicts.items())
    ]
