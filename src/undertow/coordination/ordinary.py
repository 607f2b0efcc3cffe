"""What ordinary accounts do: reference rates of copying, with suspected accounts held out.

Rates that the accounts under test helped to make would hide a network that is a large part of what
was captured. So an account speaks for ordinary traffic only with the probability that it is
ordinary, and this probability is judged for each of its texts from its *other* texts: were the text
itself used, accounts would be held out for the very copies that the rate counts, and the rate would
come out too low where nobody coordinates.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.special import expit, logit

from undertow.coordination.trials import KINDS, MIN_CHARS, Trials
from undertow.errors import InputError
from undertow.schema import NamedReference, ReferenceRates, Table

Floats = NDArray[np.float64]

# Accounts that the rate of the next coarser cell stands for, when a cell has few of its own.
_SHRINKAGE = 20.0
# Before anything is seen a text is as likely copied as not; this counts as one account.
_PRIOR_RATE = 0.5

# Where the estimate of two kinds of accounts starts, and when it ends.
_START_SHARE, _START_RATE = 0.1, 0.5
_TOLERANCE, _MAX_ROUNDS = 1e-3, 100
_MAX_SHARE = 0.9

# Fewer accounts than this say something about themselves rather than about a cell.
_MIN_ACCOUNTS = 5


def reference_rates(trials: Trials, copied: Floats, weights: Floats) -> Floats:
    """Return, for each text, the chance that an ordinary account's text like it is copied.

    Parameters
    ----------
    trials : Trials
        Texts of accounts, in cells.
    copied : (n,) float64
        1 where the text counts as copied.
    weights : (n,) float64
        Probability that what is seen in the text is ordinary; 0 holds it out.

    Returns
    -------
    (n,) float64
        In (0, 1). The mean, over accounts, of their copied share in the cell, shrunk towards the
        coarser cell; the account itself is left out of its own reference. Every account weighs the
        same, so a few prolific copyists do not make copying normal.
    """
    rates = np.full(len(copied), _PRIOR_RATE)
    shrinkage = 1.0
    for division in trials.divisions:
        share, size = (
            np.bincount(division.share_of, values) / division.n_of_share
            for values in (weights * copied, weights)
        )
        totals, sizes = (
            np.bincount(division.cell_of_share, values, division.n_cells)[division.cell]
            - values[division.share_of]
            for values in (share, size)
        )
        # What is left of a sum after its own part may come out a rounding below zero.
        rates = (np.maximum(totals, 0) + shrinkage * rates) / (np.maximum(sizes, 0) + shrinkage)
        shrinkage = _SHRINKAGE
    return _inside(rates)


def ordinary_weights(trials: Trials, held_out: NDArray[np.bool_]) -> Floats:
    """Return the probability that each text is by an ordinary account, judged by its others.

    Parameters
    ----------
    trials : Trials
        Texts of accounts.
    held_out : (n_accounts,) bool
        Accounts known not to speak for ordinary traffic.

    Returns
    -------
    (n,) float64
        In [0, 1]; 0 for accounts held out. An account's only text has the share of ordinary
        accounts.

    Notes
    -----
    Two kinds of accounts, ordinary ones that copy at the rates of the cells and others at one
    higher rate, are told apart by expectation and maximisation (Dempster, Laird and Rubin 1977,
    J. R. Stat. Soc. B 39(1)) over the accounts with at least two texts. Where there is one kind
    only, both rates come out alike and all weights too, so the rates are those without weights.
    """
    copied = trials.is_copied
    several = (trials.n_texts > 1) & ~held_out
    if not several.any():
        return (~held_out)[trials.accounts].astype(np.float64)
    among = several[trials.accounts].astype(np.float64)
    shares = (trials.sums(copied) / np.maximum(trials.n_texts, 1))[several]
    ordinary = reference_rates(trials, copied, (~held_out)[trials.accounts].astype(np.float64))
    part, higher = _START_SHARE, _START_RATE
    for _ in range(_MAX_ROUNDS):
        evidence = _evidence(copied, ordinary, higher)
        total = trials.sums(evidence) + logit(part)
        suspicion = expit(total)
        before = (part, higher)
        part = float(np.clip(suspicion[several].mean(), 1e-4, _MAX_SHARE))
        mass = suspicion[several]
        higher = float(_inside((mass @ shares) / max(mass.sum(), 1e-9)))
        ordinary = reference_rates(trials, copied, among * (1.0 - suspicion[trials.accounts]))
        if max(abs(part - before[0]), abs(higher - before[1])) < _TOLERANCE:
            break
    weights: Floats = 1.0 - expit(total[trials.accounts] - evidence)
    weights[held_out[trials.accounts]] = 0.0
    return weights


def _evidence(copied: Floats, ordinary: Floats, higher: float) -> Floats:
    """Return what each text says for its account not being ordinary, a log likelihood ratio."""
    other = np.maximum(ordinary, higher)
    ratio: Floats = np.where(
        copied > 0, np.log(other / ordinary), np.log((1.0 - other) / (1.0 - ordinary))
    )
    return ratio


def rate_rows(trial: str, trials: Trials, copied: Floats, weights: Floats) -> pa.Table:
    """Return the rates of the cells as rows of ``reference_rates``.

    Parameters
    ----------
    trial : str
        What counted as a copy.
    trials, copied, weights
        As for :func:`reference_rates`.

    Returns
    -------
    pa.Table
        Cells with fewer than five accounts are left out; no rate is shrunk.
    """
    rows = []
    for level, division in enumerate(trials.divisions):
        share, size = (
            np.bincount(division.share_of, values) / division.n_of_share
            for values in (weights * copied, weights)
        )
        totals, sizes = (
            np.bincount(division.cell_of_share, values, division.n_cells)
            for values in (share, size)
        )
        for cell in np.flatnonzero(sizes >= _MIN_ACCOUNTS):
            place, length = divmod(int(cell), len(MIN_CHARS))
            platform, kind = divmod(place, len(KINDS))
            rows.append(
                {
                    "trial": trial,
                    "platform": str(trials.platforms[platform]) if level else "*",
                    "kind": KINDS[kind] if level else "*",
                    "min_chars": int(MIN_CHARS[length]),
                    # Rounded: sums of the same numbers in another order are the same rates.
                    "n_accounts": round(float(sizes[cell]), 6),
                    "rate": round(float(totals[cell] / sizes[cell]), 9),
                }
            )
    return pa.Table.from_pylist(rows, schema=ReferenceRates.arrow_schema())


def named_rates(trial: str, trials: Trials, reference: Table[NamedReference]) -> Floats:
    """Return the rates of another case for each text, shrunk as those of its own would be.

    Parameters
    ----------
    trial : str
        What counts as a copy.
    trials : Trials
        Texts of accounts.
    reference : Table[NamedReference]
        Rates of the other case.

    Returns
    -------
    (n,) float64
        In (0, 1). A cell that the reference lacks has the rate of the coarser one.

    Raises
    ------
    InputError
        The reference has no rate at all for this trial.
    """
    known = {
        (row["platform"], row["kind"], row["min_chars"]): (row["n_accounts"], row["rate"])
        for row in reference.arrow.to_pylist()
        if row["trial"] == trial
    }
    if not known:
        case = reference.arrow.column("reference_case")[0].as_py()
        raise InputError(
            f"reference case {case}: has no rates for {trial} texts (fewer than {_MIN_ACCOUNTS} "
            "ordinary accounts with texts); name a larger one"
        )
    rates = np.full(len(trials.accounts), _PRIOR_RATE)
    shrinkage = 1.0
    for level, division in enumerate(trials.divisions):
        sizes, means = np.zeros(division.n_cells), np.zeros(division.n_cells)
        for cell in range(division.n_cells):
            place, length = divmod(cell, len(MIN_CHARS))
            platform, kind = divmod(place, len(KINDS))
            names = (str(trials.platforms[platform]), KINDS[kind]) if level else ("*", "*")
            sizes[cell], means[cell] = known.get((*names, int(MIN_CHARS[length])), (0.0, 0.0))
        n, rate = sizes[division.cell], means[division.cell]
        rates = (n * rate + shrinkage * rates) / (n + shrinkage)
        shrinkage = _SHRINKAGE
    return _inside(rates)


def _inside(rates: Floats) -> Floats:
    """Return probabilities that are neither 0 nor 1."""
    clipped: Floats = np.clip(rates, 1e-6, 1.0 - 1e-6)
    return clipped
