"""What a suite on synthetic corpora is: runs, and what their results say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import isnan

from undertow.evaluate.headlines import Headline
from undertow.evaluate.metrics import wilson_interval
from undertow.evaluate.synthetic.journal import Outcome
from undertow.evaluate.synthetic.runs import Run


@dataclass(frozen=True, slots=True)
class Report:
    """What a suite found: promises, tables in Markdown, and pictures by file name."""

    headlines: Sequence[Headline]
    body: str
    pictures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SyntheticSuite:
    """A suite on synthetic corpora.

    Parameters
    ----------
    name : str
        Name in ``undertow evaluate NAME`` and of its page.
    title, introduction : str
        Begin of its page, Markdown.
    n_seeds : int
        Seeds where none are asked for.
    runs : callable
        Seeds -> runs, in an order that the report knows.
    report : callable
        Results of the runs, in order -> report.
    """

    name: str
    title: str
    introduction: str
    n_seeds: int
    runs: Callable[[int], Sequence[Run]]
    report: Callable[[Sequence[Outcome]], Report]


def share(hits: int, n: int) -> str:
    """Return a share with its 95 % interval (Wilson) and counts."""
    if n == 0:
        return "none"
    low, high = wilson_interval(hits, n)
    return f"{hits / n:.3f} [{low:.3f}, {high:.3f}] ({hits:,} of {n:,})"


def number(value: float | None, digits: int = 3) -> str:
    """Return a number, or a dash where there is none."""
    return "–" if value is None or isnan(value) else f"{value:.{digits}f}"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table; the first column is text, the others are numbers."""
    lines = [
        f"| {' | '.join(header)} |",
        f"| --- |{' ---: |' * (len(header) - 1)}",
        *(f"| {' | '.join(row)} |" for row in rows),
    ]
    return "\n".join(lines) + "\n"
