"""A campaign seen day by day: what an analysis finds in what was posted up to a day."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from undertow.evaluate.synthetic.corpora import analysed, scenario
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.outcome import ACCUSED
from undertow.evaluate.synthetic.runs import Run
from undertow.schema import AccountFindings, Campaigns, CampaignTargets
from undertow.synth import ScenarioTruth

DAYS: Final = (3, 10, 28)
"""Days after the first post at whose end an analysis is made."""
_FULL_SCOPE: Final = 0.9


def measure_replay(folder: Path, name: str, seed: int, scale: float, day: int) -> Outcome:
    """Analyse what was posted up to the end of a day after the onset."""
    knobs = scenario(name).scaled(scale)
    assert knobs.campaign is not None
    until = knobs.campaign.onset + timedelta(days=day)
    corpus = analysed(folder, knobs, seed, alter=partial(_cut, until))
    labels, network = corpus.truth.accounts, corpus.truth.network
    findings = corpus.case.read(AccountFindings).arrow.to_pylist()
    named = {
        row["account_uid"]
        for row in findings
        if row["verdict"] == ACCUSED and row["account_uid"] in labels
    }
    own = {row["campaign_id"] for row in findings if row["account_uid"] in network}
    called = {
        row["campaign_id"]
        for row in corpus.case.read(Campaigns).arrow.to_pylist()
        if row["verdict"] == ACCUSED
    }
    hit = {
        row["target_id"]
        for row in corpus.case.read(CampaignTargets).arrow.to_pylist()
        if row["campaign_id"] in called & own
    }
    return {
        "day": day,
        "n_called": len(called & own),
        "n_false": len(called - own),
        "n_named": len(named),
        "n_right": len(named & network),
        "n_targets": len(corpus.truth.target_ids),
        "targets": sorted(hit & {*corpus.truth.target_ids}),
    }


def _cut(until: datetime, captures: Path, truth: ScenarioTruth) -> None:
    """Leave of the captures what was posted before a time."""
    limit = until.isoformat()
    for file in sorted(captures.glob("*.ndjson")):
        lines = file.read_bytes().splitlines(keepends=True)
        kept = [line for line in lines if _posted(line) < limit]
        if kept:
            file.write_bytes(b"".join(kept))
        else:
            file.unlink()


def _posted(line: bytes) -> str:
    """Return when a record was posted, in a form that sorts by time."""
    return datetime.fromisoformat(json.loads(line)["created_at"]).isoformat()


def replay_runs(name: str, seed: int, scale: float = 1.0) -> list[Run]:
    """Return the runs of a replay, a day each."""
    return [
        Run(
            f"replay {name} seed {seed} scale {scale:g} day {day}",
            measure_replay,
            (name, seed, scale, day),
        )
        for day in DAYS
    ]


def first_called(days: Sequence[Outcome]) -> int | None:
    """Return the first day at whose end, and from which on, a campaign is called inauthentic."""
    return _from_then_on(days, [bool(one["n_called"]) for one in days])


def first_in_full(days: Sequence[Outcome]) -> int | None:
    """Return the first day on which nine in ten of the officials finally found are there."""
    last = set(days[-1]["targets"]) if days else set()
    return _from_then_on(
        days,
        [bool(last) and len(last & {*one["targets"]}) >= _FULL_SCOPE * len(last) for one in days],
    )


def _from_then_on(days: Sequence[Outcome], holds: Sequence[bool]) -> int | None:
    first = None
    for one, does in zip(days, holds, strict=True):
        if not does:
            first = None
        elif first is None:
            first = int(one["day"])
    return first
