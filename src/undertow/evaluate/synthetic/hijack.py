"""Suite ``hijack``: accounts that were taken over, beside people whose life changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from undertow.evaluate.headlines import Headline
from undertow.evaluate.metrics import roc_auc
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.organic import varied_run
from undertow.evaluate.synthetic.runs import Run
from undertow.evaluate.synthetic.signs import CHANGED_ROLES
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite, number, share, table

_AUC: Final = 0.9
_DATED: Final = 0.8
_DAYS: Final = 7.0
_TAKEN: Final = "hijacked"
_RESAMPLES: Final = 1000

INTRODUCTION: Final = """\
The scenario `takeovers` holds accounts that somebody took over, and people who move, who take up
politics, and who come back after a long silence; the past of all of them was captured. Table
`account_changes` gives each a score: higher is more like a takeover. An account of which no change
was measured scores lowest.
"""

_Scored = NDArray[np.float64]


def _runs(n_seeds: int) -> list[Run]:
    return [varied_run("takeovers", seed) for seed in range(1, n_seeds + 1)]


def report(outcomes: Sequence[Outcome]) -> Report:
    """Sum up the runs."""
    rows = [row for outcome in outcomes for row in outcome["changes"]]
    scores = {role: _scores(rows, role) for role in CHANGED_ROLES}
    taken = scores.pop(_TAKEN)
    innocent = np.concatenate([scores["mover"], scores["convert"]])
    auc = _auc(taken, innocent)
    low, high = _interval(taken, innocent)
    dated = [row for row in rows if row[0] == _TAKEN and row[2] is not None]
    n_taken = len(taken)
    n_near = sum(abs(row[2]) <= _DAYS for row in dated)
    n_held = sum(bool(row[3]) for row in dated)
    headlines = [
        Headline(
            "AUC, takeover against move or new interest",
            f"≥ {_AUC}",
            f"{number(auc)} [{low:.3f}, {high:.3f}]",
            bool(auc >= _AUC),
        ),
        Headline(
            "takeovers dated within 7 days",
            f"≥ {_DATED:.0%}",
            share(n_near, n_taken),
            n_taken > 0 and n_near >= _DATED * n_taken,
        ),
        Headline("intervals that hold the date", "–", share(n_held, len(dated)), None),
    ]
    lines = [
        (role, f"{len(own):,}", f"{int(np.isfinite(own).sum()):,}", number(_auc(taken, own)))
        for role, own in scores.items()
    ]
    lines.insert(0, (_TAKEN, f"{n_taken:,}", f"{int(np.isfinite(taken).sum()):,}", "–"))
    return Report(
        headlines,
        table(("role", "accounts", "with a change", "AUC of takeovers against it"), lines),
    )


def _scores(rows: Sequence[Sequence[float | str | None]], role: str) -> _Scored:
    own = [row[1] for row in rows if row[0] == role]
    return np.array([-np.inf if score is None else score for score in own], dtype=np.float64)


def _auc(taken: _Scored, others: _Scored) -> float:
    labels = np.concatenate([np.ones(len(taken)), np.zeros(len(others))]).astype(np.int64)
    return roc_auc(np.concatenate([taken, others]), labels)


def _interval(taken: _Scored, others: _Scored) -> tuple[float, float]:
    """Return the middle 95 % of the AUC over resampled accounts."""
    if len(taken) == 0 or len(others) == 0:
        return float("nan"), float("nan")
    rng = np.random.default_rng(0)
    areas = [
        _auc(rng.choice(taken, len(taken)), rng.choice(others, len(others)))
        for _ in range(_RESAMPLES)
    ]
    low, high = np.percentile(areas, [2.5, 97.5])
    return float(low), float(high)


HIJACK: Final = SyntheticSuite(
    "hijack", "Evaluation: accounts taken over", INTRODUCTION, 20, _runs, report
)
