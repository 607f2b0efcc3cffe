"""Suite ``curves``: how much is still found when the campaign makes itself harder to find."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from undertow.evaluate.synthetic.corpora import analysed, scenario
from undertow.evaluate.synthetic.curve_chart import Curve, draw_curve
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.outcome import outcome_of
from undertow.evaluate.synthetic.runs import Run
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite, number, table
from undertow.synth import CROWDS, ScenarioKnobs

INTRODUCTION: Final = """\
One knob of the campaign changes, everything else stays as in the scenario `contested`, without its
crowds. *Recall at precision .95*: accounts are ranked by verdict and, within it, by coordination
score; the recall of the longest beginning of that ranking of which at least 95 % are of the
network. Points are means over seeds, bars reach from the lowest to the highest.
"""


@dataclass(frozen=True, slots=True)
class Knob:
    """A knob that makes a campaign harder to find.

    Parameters
    ----------
    name, axis : str
        Name of the picture, and what its axis says.
    levels : tuple of float
        Values, in order.
    turn : callable
        Knobs of a scenario and a level -> knobs at that level.
    """

    name: str
    axis: str
    levels: tuple[float, ...]
    turn: Callable[[ScenarioKnobs, float], ScenarioKnobs]


def _with(knobs: ScenarioKnobs, **changed: object) -> ScenarioKnobs:
    assert knobs.campaign is not None
    return replace(knobs, campaign=replace(knobs.campaign, **changed))  # type: ignore[arg-type]


def _paraphrase(knobs: ScenarioKnobs, level: float) -> ScenarioKnobs:
    rest = 1.0 - level
    return _with(knobs, exact_share=0.45 * rest, slot_share=0.35 * rest, free_share=level)


def _posts_per_account(knobs: ScenarioKnobs, level: float) -> ScenarioKnobs:
    n = knobs.campaign.accounts if knobs.campaign else 0
    return _with(
        knobs, posts=round(level * n), max_posts=max(1, round(2 * level - 1)), one_post_share=0.0
    )


def _size(knobs: ScenarioKnobs, level: float) -> ScenarioKnobs:
    posts = round(level / (1 - level) * knobs.organic.posts)
    accounts = max(4, posts // 7)
    return _with(knobs, posts=max(posts, accounts), accounts=accounts, targets=min(15, accounts))


def _delay(knobs: ScenarioKnobs, level: float) -> ScenarioKnobs:
    return _with(knobs, sortie_minutes=level)


KNOBS: Final = (
    Knob(
        "paraphrase",
        "share of comments that no two accounts word alike",
        (0.0, 0.25, 0.5, 0.75, 1.0),
        _paraphrase,
    ),
    Knob("posts-per-account", "posts per account", (1, 2, 3, 5, 8), _posts_per_account),
    Knob("campaign-share", "share of all posts", (0.003, 0.01, 0.03, 0.1), _size),
    Knob("delay-spread", "minutes in which a cell acts", (5, 20, 60, 240, 1440), _delay),
)


def measure_level(folder: Path, name: str, level: float, seed: int) -> Outcome:
    """Analyse the scenario with one knob turned."""
    knob = next(knob for knob in KNOBS if knob.name == name)
    base = replace(scenario("contested"), **dict.fromkeys(CROWDS))  # type: ignore[arg-type]
    return outcome_of(analysed(folder, knob.turn(base, level), seed))


def _runs(n_seeds: int) -> list[Run]:
    return [
        Run(f"curve {knob.name} {level:g} seed {seed}", measure_level, (knob.name, level, seed))
        for knob in KNOBS
        for level in knob.levels
        for seed in range(1, n_seeds + 1)
    ]


def report(outcomes: Sequence[Outcome]) -> Report:
    """Draw the curves."""
    n_seeds = len(outcomes) // sum(len(knob.levels) for knob in KNOBS)
    waiting = iter(outcomes)
    parts, pictures = [], {}
    for knob in KNOBS:
        own = [[next(waiting)["network"] for _ in range(n_seeds)] for _ in knob.levels]
        curve = Curve(
            knob.name, knob.axis, knob.levels, [[f["recall_at_95"] for f in at] for at in own]
        )
        file = f"evaluation-curve-{knob.name}.svg"
        pictures[file] = draw_curve(curve)
        rows = [_row(level, at) for level, at in zip(knob.levels, own, strict=True)]
        header = (knob.axis, "recall at precision .95", "recall of the verdict", "its precision")
        parts += [
            f"## {knob.name.replace('-', ' ').capitalize()}\n",
            f"![Recall at precision .95 against {knob.axis}](images/{file})\n",
            table(header, rows),
        ]
    return Report([], "\n".join(parts), pictures)


def _row(level: float, found: Sequence[Outcome]) -> tuple[str, ...]:
    n_named = sum(f["n_named"] for f in found)
    n_right = sum(f["n_right"] for f in found)
    at_95 = [f["recall_at_95"] for f in found]
    return (
        f"{level:g}",
        f"{sum(at_95) / len(at_95):.2f} ({min(at_95):.2f} to {max(at_95):.2f})",
        number(n_right / sum(f["n_planted"] for f in found), 2),
        number(n_right / n_named if n_named else None, 2),
    )


CURVES: Final = SyntheticSuite(
    "curves", "Evaluation: how difficult it may be", INTRODUCTION, 3, _runs, report
)
