"""Suites ``nulls`` and ``hard-negatives``: corpora in which nobody runs a campaign, and crowds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from undertow.evaluate.headlines import Headline
from undertow.evaluate.metrics import wilson_interval
from undertow.evaluate.synthetic.corpora import analysed, scenario, varied
from undertow.evaluate.synthetic.golden import verdicts
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.outcome import ACCUSED, largest_group, outcome_of
from undertow.evaluate.synthetic.runs import Run
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite, share, table
from undertow.synth import CAMPAIGN, CROWDS

_FALSE_CAMPAIGNS: Final = 0.05
_ACCUSED: Final = 0.01

NULLS_INTRODUCTION: Final = """\
Each corpus is the scenario `everyday` with another seed and crowds of other sizes: ordinary
people, newsrooms, and every crowd of [the scenarios](scenarios.md), among them commercial spam;
nobody runs a campaign. Any campaign that is found is false.
"""
HARD_INTRODUCTION: Final = """\
Every corpus holds every crowd that is easily mistaken for a campaign. *Alone*: nobody runs one
(the corpora of the suite `nulls`). *Beside*: the scenario `contested`, in which somebody does. A
corpus counts against a class as soon as **one** account of it is called `coordinated_inauthentic`;
a group is called when most accounts of a campaign with that verdict are of the class.
"""


def measure_varied(folder: Path, name: str, seed: int) -> Outcome:
    """Analyse a scenario with crowds of other sizes."""
    return outcome_of(analysed(folder, varied(scenario(name), seed), seed))


def varied_run(name: str, seed: int) -> Run:
    """Return the run of a scenario with crowds of other sizes, the same for every suite."""
    return Run(f"varied {name} seed {seed}", measure_varied, (name, seed))


def _null_runs(n_seeds: int) -> list[Run]:
    return [varied_run("everyday", seed) for seed in range(1, n_seeds + 1)]


def null_report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up corpora without a campaign."""
    n = len(outcomes)
    n_any = sum(bool(outcome["campaigns"]) for outcome in outcomes)
    n_accused = sum(
        any(own["verdict"] == ACCUSED for own in outcome["campaigns"]) for outcome in outcomes
    )
    blamed = Counter(
        (largest_group(own["groups"]), own["verdict"])
        for outcome in outcomes
        for own in outcome["campaigns"]
    )
    rows = [(group, verdict, str(count)) for (group, verdict), count in sorted(blamed.items())]
    posts = sorted(outcome["n_posts"] for outcome in outcomes)
    size = f"{n} corpora of {posts[0]:,} to {posts[-1]:,} posts.\n" if n else "No corpus.\n"
    return Report(
        [
            Headline(
                "corpora without a campaign in which one is found",
                f"≤ {_FALSE_CAMPAIGNS:.0%}",
                share(n_any, n),
                n > 0 and n_any <= _FALSE_CAMPAIGNS * n,
            ),
            Headline(
                "corpora in which one is called inauthentic",
                f"≤ {_FALSE_CAMPAIGNS:.0%}",
                share(n_accused, n),
                n > 0 and n_accused <= _FALSE_CAMPAIGNS * n,
            ),
        ],
        "\n".join(
            [
                size,
                "## False campaigns by what they really are\n",
                table(("most of its accounts", "verdict", "campaigns"), rows),
                "## Verdicts by group, all corpora\n",
                verdicts(outcomes),
            ]
        ),
    )


def _hard_runs(n_seeds: int) -> list[Run]:
    seeds = range(1, n_seeds + 1)
    return [varied_run(name, seed) for name in ("everyday", "contested") for seed in seeds]


def hard_report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up what became of every crowd."""
    beside = [outcome for outcome in outcomes if "network" in outcome]
    alone = [outcome for outcome in outcomes if "network" not in outcome]
    headlines, rows = [], []
    for group in (*CROWDS, "organic"):
        for where, own in (("alone", alone), ("beside", beside)):
            counts = _counts(own, group)
            rows.append((group, where, *_cells(counts)))
            headlines.append(_headline(group, where, counts))
    header = (
        "class", "campaign", "corpora", "one account called", "a group called", "accounts",
        "accounts called",
    )  # fmt: skip
    body = [table(header, rows), "## Verdicts by group, all corpora\n", verdicts(outcomes)]
    return Report(headlines, "\n".join(body))


def _counts(outcomes: Sequence[Outcome], group: str) -> dict[str, int]:
    own = [outcome for outcome in outcomes if group in outcome["verdicts"]]
    accused = [outcome["verdicts"][group].get(ACCUSED, 0) for outcome in own]
    return {
        "n": len(own),
        "n_touched": sum(n > 0 for n in accused),
        "n_called": sum(any(_is_called(c, group) for c in o["campaigns"]) for o in own),
        "n_accounts": sum(sum(o["verdicts"][group].values()) for o in own),
        "n_accused": sum(accused),
    }


def _is_called(campaign: dict[str, Any], group: str) -> bool:
    groups = campaign["groups"]
    return bool(
        campaign["verdict"] == ACCUSED and group != CAMPAIGN and largest_group(groups) == group
    )


def _cells(counts: dict[str, int]) -> tuple[str, ...]:
    n = counts["n"]
    return (
        str(n),
        share(counts["n_touched"], n),
        str(counts["n_called"]),
        f"{counts['n_accounts']:,}",
        f"{counts['n_accused']:,}",
    )


def _headline(group: str, where: str, counts: dict[str, int]) -> Headline:
    n, hits = counts["n"], counts["n_touched"]
    low, high = wilson_interval(hits, n)
    return Headline(
        f"{group}, {where}: corpora in which one account is called inauthentic",
        f"≤ {_ACCUSED:.0%}",
        f"{hits} of {n} [{low:.3f}, {high:.3f}]",
        hits <= _ACCUSED * n if n else None,
    )


NULLS: Final = SyntheticSuite(
    "nulls",
    "Evaluation: corpora without a campaign",
    NULLS_INTRODUCTION,
    200,
    _null_runs,
    null_report,
)
HARD_NEGATIVES: Final = SyntheticSuite(
    "hard-negatives",
    "Evaluation: who must not be accused",
    HARD_INTRODUCTION,
    100,
    _hard_runs,
    hard_report,
)
