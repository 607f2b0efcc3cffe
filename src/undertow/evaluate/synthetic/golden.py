"""Suite ``golden``: the campaign of 2023 with the published numbers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from undertow.evaluate.headlines import Headline
from undertow.evaluate.synthetic.corpora import analysed, scenario
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.outcome import largest_group, outcome_of
from undertow.evaluate.synthetic.runs import Run
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite, number, share, table
from undertow.synth import CAMPAIGN

_PRECISION: Final = 0.95
_RECALL: Final = 0.85
_IOU: Final = 0.8

INTRODUCTION: Final = """\
The scenario `golden-2023` follows the published account of a campaign against members of
parliament: 2,000 accounts, 15,000 posts in three languages on eight platforms, 47 of 338 members
and one local official, first posts on 7 August, a surge on 2–4 September, the end on 11 September;
around it more than twenty times as many ordinary posts and every crowd of [the
scenarios](scenarios.md). An account counts as found when its verdict is `coordinated_inauthentic`.
"""


def measure_scenario(folder: Path, name: str, seed: int, scale: float) -> Outcome:
    """Analyse a scenario that ships with undertow."""
    return outcome_of(analysed(folder, scenario(name).scaled(scale), seed))


def scenario_run(name: str, seed: int, scale: float = 1.0) -> Run:
    """Return the run of a scenario, the same for every suite."""
    return Run(
        f"scenario {name} seed {seed} scale {scale:g}", measure_scenario, (name, seed, scale)
    )


def _runs(n_seeds: int) -> list[Run]:
    return [scenario_run("golden-2023", seed) for seed in range(1, n_seeds + 1)]


def report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up the runs."""
    found = [outcome["network"] for outcome in outcomes]
    rows = [_row(seed, outcome) for seed, outcome in enumerate(outcomes, 1)]
    header = (
        "seed", "posts", "accounts named", "precision", "recall", "targets", "spurious targets",
        "campaigns of the network", "false campaigns", "onset, days off", "end, days off",
        "surge overlap",
    )  # fmt: skip
    return Report(
        [
            _pooled(found, "account precision", "n_right", "n_named", _PRECISION),
            _pooled(found, "account recall", "n_right", "n_planted", _RECALL),
            _all(
                found,
                "targets found, none spurious",
                "all",
                lambda f: f["n_targets_found"] == f["n_targets"] and not f["n_targets_spurious"],
            ),
            _all(found, "onset within 1 day", "every seed", lambda f: _near(f["onset_days"])),
            _all(found, "end within 1 day", "every seed", lambda f: _near(f["end_days"])),
            _all(found, f"surge overlap ≥ {_IOU}", "every seed", lambda f: f["surge_iou"] >= _IOU),
            _all(found, "the campaign is one", "every seed", lambda f: f["n_campaigns"] == 1),
            Headline(
                "false campaigns",
                "0",
                str(sum(n_false(outcome) for outcome in outcomes)),
                not any(n_false(outcome) for outcome in outcomes),
            ),
        ],
        "\n".join([table(header, rows), "## Verdicts by group, all seeds\n", verdicts(outcomes)]),
    )


def n_false(outcome: Outcome) -> int:
    """Return how many campaigns were found in which most accounts are not of the network."""
    return sum(largest_group(own["groups"]) != CAMPAIGN for own in outcome["campaigns"])


def verdicts(outcomes: Sequence[Outcome]) -> str:
    """Return the verdicts by true group, summed over runs, as a table."""
    names = ("none", "coordinated", "coordinated_explained", "coordinated_inauthentic")
    groups = sorted({group for outcome in outcomes for group in outcome["verdicts"]})
    rows = []
    for group in groups:
        own = [outcome["verdicts"].get(group, {}) for outcome in outcomes]
        rows.append((group, *(f"{sum(one.get(name, 0) for one in own):,}" for name in names)))
    return table(("group", *names), rows)


def _row(seed: int, outcome: Outcome) -> tuple[str, ...]:
    own = outcome["network"]
    return (
        str(seed),
        f"{outcome['n_posts']:,}",
        f"{own['n_named']:,}",
        number(own["n_right"] / own["n_named"] if own["n_named"] else None),
        number(own["n_right"] / own["n_planted"]),
        f"{own['n_targets_found']} / {own['n_targets']}",
        str(own["n_targets_spurious"]),
        str(own["n_campaigns"]),
        str(n_false(outcome)),
        number(own["onset_days"], 2),
        number(own["end_days"], 2),
        number(own["surge_iou"], 2),
    )


def _pooled(found: Sequence[Outcome], what: str, hits: str, of: str, least: float) -> Headline:
    n_hits, n = sum(f[hits] for f in found), sum(f[of] for f in found)
    return Headline(what, f"≥ {least:.2f}", share(n_hits, n), n > 0 and n_hits >= least * n)


def _all(found: Sequence[Outcome], what: str, target: str, holds: object) -> Headline:
    assert callable(holds)
    n = sum(bool(holds(f)) for f in found)
    return Headline(what, target, f"{n} of {len(found)} seeds", bool(found) and n == len(found))


def _near(days: float | None) -> bool:
    return days is not None and abs(days) <= 1.0


GOLDEN: Final = SyntheticSuite(
    "golden", "Evaluation: the campaign of 2023", INTRODUCTION, 5, _runs, report
)
