"""Suite ``floods``: accounts with one or two posts, which no pair of them can give away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from undertow.evaluate.headlines import Headline
from undertow.evaluate.synthetic.golden import n_false
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.organic import varied_run
from undertow.evaluate.synthetic.runs import Run
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite, share, table

_RECALL: Final = 0.6
_PRECISION: Final = 0.95

INTRODUCTION: Final = """\
The scenario `flood` holds 150 accounts with one or two posts each among ordinary people and every
crowd of [the scenarios](scenarios.md). Each line is what one test alone names, or what the verdict
`coordinated_inauthentic` names.
"""


def _runs(n_seeds: int) -> list[Run]:
    return [varied_run("flood", seed) for seed in range(1, n_seeds + 1)]


def report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up the runs."""
    n_planted = sum(outcome["network"]["n_planted"] for outcome in outcomes)
    names = list(outcomes[0]["network"]["tests"]) if outcomes else []
    counts = {
        name: [sum(o["network"]["tests"][name][i] for o in outcomes) for i in (0, 1)]
        for name in names
    }
    rows = [
        (name, f"{named:,}", share(right, named), share(right, n_planted))
        for name, (named, right) in counts.items()
    ]
    named, right = counts.get("group test", [0, 0])
    is_met = named > 0 and right >= _PRECISION * named and right >= _RECALL * n_planted
    n_wrong = sum(n_false(outcome) for outcome in outcomes)
    return Report(
        [
            Headline(
                "accounts of one or two posts: recall of the group test",
                f"≥ {_RECALL} at precision ≥ {_PRECISION}",
                f"recall {share(right, n_planted)}; precision {share(right, named)}",
                is_met,
            ),
            Headline("the same by the pair test alone", "–", _alone(counts, n_planted), None),
            Headline("false campaigns", "0", str(n_wrong), n_wrong == 0),
        ],
        table(("test", "accounts named", "precision [95 %]", "recall [95 %]"), rows),
    )


def _alone(counts: dict[str, list[int]], n_planted: int) -> str:
    named, right = counts.get("pair test", [0, 0])
    return f"recall {share(right, n_planted)}; precision {share(right, named)}"


FLOODS: Final = SyntheticSuite(
    "floods", "Evaluation: floods of one post", INTRODUCTION, 20, _runs, report
)
