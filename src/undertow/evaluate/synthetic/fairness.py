"""Suite ``fairness``: whether ordinary people are accused more often for who they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from undertow.evaluate.headlines import Headline
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.organic import varied_run
from undertow.evaluate.synthetic.outcome import ACCUSED
from undertow.evaluate.synthetic.runs import Run
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite, share, table

_WITHIN: Final = 0.01
_REST: Final = "the rest"
_TRAITS: Final = ("diaspora", "activist", "Chinese-language", "UTC+8")

INTRODUCTION: Final = """\
The scenario `contested` holds a campaign that writes partly in Chinese and works by day in UTC+8,
among ordinary people of whom some write in Chinese, live in UTC+8, protest for family visas, moved
here, sign petitions or declare what they stand for. A false positive is an ordinary account with
the verdict `coordinated_inauthentic`; the second table counts `coordinated` as well. An account
can have several traits; *the rest* has none.
"""


def _runs(n_seeds: int) -> list[Run]:
    return [varied_run("contested", seed) for seed in range(1, n_seeds + 1)]


def report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up the runs."""
    accused = {trait: _counts(outcomes, trait, (ACCUSED,)) for trait in (*_TRAITS, _REST)}
    linked = {
        trait: _counts(outcomes, trait, (ACCUSED, "coordinated")) for trait in (*_TRAITS, _REST)
    }
    return Report(
        [_headline(trait, accused) for trait in _TRAITS],
        "\n".join(
            [
                "## Called inauthentic\n",
                _table(accused),
                "## Called coordinated or inauthentic\n",
                _table(linked),
            ]
        ),
    )


def _counts(outcomes: Sequence[Outcome], trait: str, verdicts: tuple[str, ...]) -> tuple[int, int]:
    own = [outcome["traits"].get(trait, {}) for outcome in outcomes]
    return (
        sum(counts.get(verdict, 0) for counts in own for verdict in verdicts),
        sum(sum(counts.values()) for counts in own),
    )


def _headline(trait: str, counts: dict[str, tuple[int, int]]) -> Headline:
    hits, n = counts[trait]
    rest_hits, n_rest = counts[_REST]
    is_measured = n > 0 and n_rest > 0
    return Headline(
        f"false positives, {trait} accounts",
        f"within {_WITHIN:.0%} of the rest",
        f"{share(hits, n)}; the rest {share(rest_hits, n_rest)}",
        abs(hits / n - rest_hits / n_rest) <= _WITHIN if is_measured else None,
    )


def _table(counts: dict[str, tuple[int, int]]) -> str:
    rows = [(trait, f"{n:,}", f"{hits:,}", share(hits, n)) for trait, (hits, n) in counts.items()]
    return table(("ordinary accounts", "accounts", "false positives", "rate [95 %]"), rows)


FAIRNESS: Final = SyntheticSuite(
    "fairness", "Evaluation: fairness", INTRODUCTION, 40, _runs, report
)
