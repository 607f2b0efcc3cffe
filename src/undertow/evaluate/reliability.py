"""Whether probabilities mean what they say: predicted bins against what turned out to be true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undertow.evaluate.metrics import wilson_interval

EDGES: tuple[float, ...] = (0.0, 0.05, 0.2, 0.45, 0.55, 0.8, 0.95, 1.0)
"""Bins of the estimative terms (Intelligence Community Directive 203): what a reader is told."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Accounts whose probability lies in one bin.

    Attributes
    ----------
    low, high : float
        Ends of the bin; the high end belongs to it, the low end only to the first.
    n, n_true : int
        Accounts, and those of them that are inauthentic.
    mean_predicted : float
        Mean probability; NaN for an empty bin.
    share, share_low, share_high : float
        Share that is inauthentic, with its 95 % interval (Wilson); NaN, 0 and 1 for an empty bin.
    """

    low: float
    high: float
    n: int
    n_true: int
    mean_predicted: float
    share: float
    share_low: float
    share_high: float

    @property
    def is_reliable(self) -> bool:
        """Whether the mean probability lies within the interval of the share."""
        return self.n == 0 or self.share_low <= self.mean_predicted <= self.share_high


@dataclass(frozen=True, slots=True)
class Reliability:
    """How probabilities compare with the truth.

    Attributes
    ----------
    bins : tuple of Bin
        In ascending order, empty ones too.
    n : int
        Accounts with a probability.
    brier : float
        Mean squared difference to the truth (Brier 1950); NaN for nothing.
    expected_error : float
        Mean over the accounts of the difference between the mean probability and the share of their
        bin (expected calibration error); NaN for nothing.
    """

    bins: tuple[Bin, ...]
    n: int
    brier: float
    expected_error: float


def measure_reliability(
    predicted: Sequence[float | None] | NDArray[np.float64],
    is_true: Sequence[bool] | NDArray[np.bool_],
    edges: Sequence[float] = EDGES,
) -> Reliability:
    """Compare probabilities with the truth, bin by bin.

    Parameters
    ----------
    predicted : (n,) float
        Probabilities; None or NaN where nothing was measured, which is left out.
    is_true : (n,) bool
        Whether the account is inauthentic.
    edges : sequence of float
        Ends of the bins, ascending.

    Raises
    ------
    ValueError
        The two are of different length.
    """
    values = np.array([np.nan if p is None else p for p in predicted], float)
    truth = np.asarray(is_true, bool)
    if len(values) != len(truth):
        raise ValueError(f"{len(values)} probabilities for {len(truth)} accounts")
    truth, values = truth[~np.isnan(values)], values[~np.isnan(values)]
    place = np.clip(np.searchsorted(edges, values, side="left") - 1, 0, len(edges) - 2)
    bins = tuple(
        _bin(edges[i], edges[i + 1], values[place == i], truth[place == i])
        for i in range(len(edges) - 1)
    )
    n = len(values)
    off = sum(b.n * abs(b.mean_predicted - b.share) for b in bins if b.n)
    brier = float(np.mean((values - truth) ** 2)) if n else float("nan")
    return Reliability(bins, n, brier, off / n if n else float("nan"))


def _bin(low: float, high: float, values: NDArray[np.float64], truth: NDArray[np.bool_]) -> Bin:
    n, n_true = len(values), int(truth.sum())
    share_low, share_high = wilson_interval(n_true, n)
    return Bin(
        low,
        high,
        n,
        n_true,
        float(values.mean()) if n else float("nan"),
        n_true / n if n else float("nan"),
        share_low,
        share_high,
    )


def reliability_markdown(found: Reliability) -> str:
    """Return the table of a report."""
    lines = [
        "| probability | accounts | inauthentic | mean probability | share | 95 % interval |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {b.low:.2f} to {b.high:.2f} | {b.n:,} | {b.n_true:,} | {b.mean_predicted:.2f} "
        f"| {b.share:.2f} | {b.share_low:.2f} to {b.share_high:.2f} |"
        for b in found.bins
        if b.n
    ]
    error = f"Brier score {found.brier:.3f}, expected calibration error {found.expected_error:.3f}"
    return "\n".join([*lines, "", f"{error}, over {found.n:,} accounts.", ""])
