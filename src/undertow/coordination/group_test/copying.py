"""Groups that copy: texts whose publishers copy each other elsewhere too, and who belongs to them.

One text in common says little, and an account of two or three texts can hardly be told from chance
alone. But where the publishers of a text, apart from this text, publish what others publish far
more often than ordinary accounts do, the text is that of a group; and an account of which an
unusual share of texts is of such a kind belongs to it, while one that quoted a single line does
not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp, pdtrc

from undertow.coordination.group_test.copying_kernels import copies_elsewhere
from undertow.coordination.multiplicity import benjamini_hochberg
from undertow.coordination.null import SMALLEST_P
from undertow.coordination.ordinary import ordinary_weights, reference_rates
from undertow.coordination.trials import Trials

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Facts = NDArray[np.bool_]

# Rates at which members of groups may publish texts of the group; how many do at which is estimated
# from the data, so only their spread matters.
_GROUP_RATES = np.array([0.1, 0.2, 0.4, 0.6, 0.8, 0.95])
# Share of members, before anything is seen; and when the estimate ends.
_START_SHARE = 0.1
_TOLERANCE, _MAX_ROUNDS = 1e-3, 100
# Share of the other publishers of a text that must be members for it to be a text of the group.
_MOSTLY = 0.5
# An account with one text may be a member or an ordinary one that quoted: nothing tells them apart.
_MIN_TEXTS = 2
# Searches with those found before held out of the reference; none took more than five.
_MAX_SEARCHES = 12


@dataclass(frozen=True, slots=True)
class CopyingSets:
    """Texts published by several accounts, and the accounts that published each.

    Attributes
    ----------
    units : (n_sets,) int64
        Text of each set, as coded in the trials; ascending.
    starts : (n_sets + 1,) int64
        Where the members of each set begin.
    trials : (n_members,) int64
        The trial by which each member is one.
    """

    units: Ints
    starts: Ints
    trials: Ints

    @classmethod
    def of(cls, trials: Trials) -> CopyingSets:
        """Find the texts with at least two publishers."""
        order = np.argsort(trials.units, kind="stable")
        order = order[trials.n_publishers[order] > 1]
        units = trials.units[order]
        begins = np.flatnonzero(np.diff(units, prepend=-1))
        return cls(units[begins], np.append(begins, len(units)).astype(np.int64), order)

    @property
    def set_of(self) -> Ints:
        """Set of each member, (n_members,)."""
        return np.repeat(np.arange(len(self.units)), np.diff(self.starts))


@dataclass(frozen=True, slots=True)
class CopyingFound:
    """What the search for copying groups ended with.

    Attributes
    ----------
    n_copied : (n_sets,) int64
        Other texts of the members that somebody else published too.
    expected : (n_sets,) float64
        As many as ordinary accounts would have.
    p_values : (n_sets,) float64
        Poisson tail.
    is_carrying : (n_members,) bool
        Whether the member belongs to a group, and this is a text of it.
    n_searches : int
        How often the search was repeated.
    """

    n_copied: Ints
    expected: Floats
    p_values: Floats
    is_carrying: Facts
    n_searches: int


def find_copying(trials: Trials, sets: CopyingSets, held_out: Facts, q: float) -> CopyingFound:
    """Test every text by what its publishers copied besides it, and tell who belongs together.

    Parameters
    ----------
    trials : Trials
        Distinct texts of accounts.
    sets : CopyingSets
        Texts with several publishers.
    held_out : (n_accounts,) bool
        Accounts known not to speak for ordinary traffic.
    q : float
        False discovery rate, of sets and of members.

    Returns
    -------
    CopyingFound

    Notes
    -----
    1. For each set and each member, how much do the *others* copy besides this text? The number of
       distinct texts is compared with the sum of the reference rates (Poisson tail, above the exact
       Poisson-binomial one), and Benjamini-Hochberg runs over all members of all sets. So what
       makes a text one of a group is never the account that is judged by it.
    2. How many of an account's texts are such? Ordinary accounts have few, at rates by platform,
       kind and length; members have many, at one of several rates whose shares are estimated
       (expectation and maximisation). Members are the accounts with the smallest posterior
       probability of being ordinary, as long as its mean among them is at most ``q`` (Newton,
       Noueiry, Sarkar and Ahlquist 2004, Biostatistics 5(2)).
    3. Those found are held out of the reference and the search is repeated, with the texts most of
       whose other publishers are members, each judged without this text; until no more are found.

    Where nobody coordinates, step 1 finds nothing and nobody is a member.
    """
    weights = ordinary_weights(trials, held_out)
    suspicion: Floats | None = None
    members = np.zeros(trials.n_accounts, np.bool_)
    for search in range(1, _MAX_SEARCHES + 1):
        kept = np.where(held_out[trials.accounts], 0.0, weights)
        tests = _test_sets(trials, sets, reference_rates(trials, trials.is_copied, kept))
        if suspicion is None:
            is_theirs = np.zeros(len(trials.accounts))
            is_theirs[sets.trials[tests.q_without_member <= q]] = 1.0
        else:
            is_theirs = (_share_of_others(trials, suspicion) >= _MOSTLY).astype(np.float64)
        if not is_theirs.any():
            members[:] = False
            break
        ordinary, suspicion = _posterior(trials, is_theirs)
        members = _members(trials, is_theirs, ordinary, q)
        if not (members & ~held_out).any() and search > 1:
            break
        held_out = held_out | members
    carrying = members[trials.accounts[sets.trials]] & (is_theirs[sets.trials] > 0)
    return CopyingFound(tests.n_copied, tests.expected, tests.p_values, carrying, search)


@dataclass(frozen=True, slots=True)
class _SetTests:
    """Copies elsewhere of each set, and of each set without each member."""

    n_copied: Ints
    expected: Floats
    p_values: Floats
    q_without_member: Floats


def _test_sets(trials: Trials, sets: CopyingSets, rates: Floats) -> _SetTests:
    """Compare what the members of each set copied elsewhere with the reference."""
    n_copied, expected, n_own, own_expected = copies_elsewhere(
        sets.starts,
        trials.accounts[sets.trials],
        sets.units,
        trials.starts,
        trials.units,
        trials.n_publishers,
        rates,
    )
    set_of = sets.set_of
    without = _tails(n_copied[set_of] - n_own, expected[set_of] - own_expected)
    return _SetTests(
        n_copied, expected, _tails(n_copied, expected), benjamini_hochberg(without, len(without))
    )


def _tails(counts: Ints, expected: Floats) -> Floats:
    """Return the Poisson tails P(X >= counts), 1 where nothing was counted."""
    tails = pdtrc(np.maximum(counts - 1, 0).astype(np.float64), np.maximum(expected, 1e-12))
    p_values: Floats = np.where(counts > 0, np.clip(tails, SMALLEST_P, 1.0), 1.0)
    return p_values


def _share_of_others(trials: Trials, suspicion: Floats) -> Floats:
    """Return the mean suspicion of the other publishers of each trial's text."""
    others = np.bincount(trials.units, suspicion)[trials.units] - suspicion
    share: Floats = others / np.maximum(trials.n_publishers - 1, 1)
    return share


def _posterior(trials: Trials, is_theirs: Floats) -> tuple[Floats, Floats]:
    """Return the probability that each account is ordinary, and the suspicion of each trial.

    The suspicion is the probability that the trial's account is a member, judged by its other
    trials; 0 for accounts with one text, which are never members and always count as ordinary.
    """
    several = trials.n_texts >= _MIN_TEXTS
    n_theirs = trials.sums(is_theirs)
    ordinary: Floats = np.where(several & (n_theirs > 1), 0.0, np.where(n_theirs > 0, 0.5, 1.0))
    ordinary[~several] = 1.0
    parts = np.array([1.0 - _START_SHARE, *np.full(len(_GROUP_RATES), _START_SHARE / 6)])
    for _ in range(_MAX_ROUNDS):
        rates = reference_rates(trials, is_theirs, ordinary[trials.accounts])
        kinds = [rates, *(np.maximum(rates, rate) for rate in _GROUP_RATES)]
        terms = np.stack([np.log(np.where(is_theirs > 0, r, 1.0 - r)) for r in kinds], axis=1)
        total = np.stack([trials.sums(term) for term in terms.T], axis=1)
        total += np.log(np.maximum(parts, 1e-12))
        posterior = np.exp(total - logsumexp(total, axis=1, keepdims=True))
        before, parts = parts, posterior[several].mean(axis=0)
        ordinary = np.where(several, posterior[:, 0], 1.0)
        if np.abs(parts - before).max() < _TOLERANCE:
            break
    others = total[trials.accounts] - terms
    suspicion = 1.0 - np.exp(others[:, 0] - logsumexp(others, axis=1))
    return ordinary, np.where(several[trials.accounts], np.clip(suspicion, 0.0, 1.0), 0.0)


def _members(trials: Trials, is_theirs: Floats, ordinary: Floats, q: float) -> Facts:
    """Choose the accounts least likely ordinary, as long as few of them are expected to be."""
    may_be = np.flatnonzero((trials.sums(is_theirs) > 0) & (trials.n_texts >= _MIN_TEXTS))
    order = may_be[np.argsort(ordinary[may_be], kind="stable")]
    expected_false = np.cumsum(ordinary[order]) / np.arange(1, len(order) + 1)
    members = np.zeros(trials.n_accounts, np.bool_)
    members[order[: int(np.count_nonzero(expected_false <= q))]] = True
    return members
