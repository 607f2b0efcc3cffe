"""Combining windows and controlling false discoveries."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from undertow.errors import SettingsError

Floats = NDArray[np.float64]

# The Cauchy combination is undefined at p = 1, the usual value where a window holds nothing.
_LARGEST_P = 0.99


def cauchy_combination(p_values: Floats) -> Floats:
    """Combine dependent p-values of the same hypothesis.

    Parameters
    ----------
    p_values : (n, k) float64
        k p-values of each of n hypotheses, in (0, 1]; any dependence inside a row.

    Returns
    -------
    (n,) float64
        Combined p-values in (0, 1].

    Notes
    -----
    Liu and Xie 2020, "Cauchy combination test", JASA 115(529), doi:10.1080/01621459.2018.1554485,
    eq. 2 with equal weights. Small p-values use tan((1/2 - p) pi) = 1 / tan(p pi), which keeps its
    precision.
    """
    p = np.minimum(p_values, _LARGEST_P)
    statistic = np.mean(1.0 / np.tan(np.pi * p), axis=1)
    combined: Floats = np.where(
        statistic > 0,
        np.arctan2(1.0, np.maximum(statistic, 1e-300)) / np.pi,
        0.5 - np.arctan(statistic) / np.pi,
    )
    return combined


def benjamini_hochberg(p_values: Floats, n_tests: int) -> Floats:
    """Adjust p-values for the false discovery rate over a family larger than what is given.

    Parameters
    ----------
    p_values : (n,) float64
        The smallest p-values of the family; all others are at least as large as 1 is.
    n_tests : int
        Size of the family, >= n: the hypotheses not listed count as p = 1.

    Returns
    -------
    (n,) float64
        q-values in the order given.

    Raises
    ------
    SettingsError
        ``n_tests`` is smaller than the number of p-values.

    Notes
    -----
    Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57(1).
    """
    n = len(p_values)
    if n_tests < n:
        raise SettingsError(f"a family of {n_tests} tests cannot hold {n} p-values")
    order = np.argsort(p_values, kind="stable")
    scaled = p_values[order] * n_tests / np.arange(1, n + 1)
    adjusted = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    q_values = np.empty(n)
    q_values[order] = adjusted
    return q_values
