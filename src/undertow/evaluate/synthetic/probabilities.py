"""Suite ``reliability``: whether a probability of inauthenticity means what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from undertow.evaluate.headlines import Headline
from undertow.evaluate.reliability import Reliability, measure_reliability, reliability_markdown
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.organic import varied_run
from undertow.evaluate.synthetic.runs import Run
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite, number

_SCENARIOS: Final = ("contested", "takeovers", "flood", "everyday")

INTRODUCTION: Final = """\
The probability of inauthenticity that `account_findings` gives, against the truth, by the bins of
the estimative terms. Only accounts with a probability count: members of communities. Commercial
spammers are left out: they are inauthentic, and no influence operation. A bin whose interval holds
its mean probability means what it says.
"""


def _runs(n_seeds: int) -> list[Run]:
    return [varied_run(name, seed) for name in _SCENARIOS for seed in range(1, n_seeds + 1)]


def report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up the runs, together and by scenario."""
    n_seeds = len(outcomes) // len(_SCENARIOS)
    found = _reliability(outcomes)
    used = [one for one in found.bins if one.n]
    parts = ["## All corpora\n", reliability_markdown(found)]
    for i, name in enumerate(_SCENARIOS):
        own = _reliability(outcomes[i * n_seeds : (i + 1) * n_seeds])
        if own.n:
            parts += [f"## {name}\n", reliability_markdown(own)]
    n_reliable = sum(one.is_reliable for one in used)
    return Report(
        [
            Headline(
                "bins of probability that mean what they say",
                "all",
                f"{n_reliable} of {len(used)} ({found.n:,} accounts)",
                n_reliable == len(used) if used else None,
            ),
            Headline("expected calibration error", "–", number(found.expected_error), None),
        ],
        "\n".join(parts),
    )


def _reliability(outcomes: Sequence[Outcome]) -> Reliability:
    pairs = [pair for outcome in outcomes for pair in outcome["probability"]]
    return measure_reliability([p for p, _ in pairs], [bool(truth) for _, truth in pairs])


RELIABILITY: Final = SyntheticSuite(
    "reliability", "Evaluation: what a probability means", INTRODUCTION, 10, _runs, report
)
