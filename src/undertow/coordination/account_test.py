"""The account test, whether an account copies more than ordinary accounts here do.

No pair is needed: an account whose history is too short for any can still be found. The price is
that innocent copying (a petition, a share button) is found just as well; deciding between them is
left to the innocent explanations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.coordination.account_kernels import copying_tails
from undertow.coordination.multiplicity import benjamini_hochberg, cauchy_combination
from undertow.coordination.null import SMALLEST_P
from undertow.coordination.ordinary import (
    named_rates,
    ordinary_weights,
    rate_rows,
    reference_rates,
)
from undertow.coordination.trials import Trials
from undertow.engine import Engine
from undertow.schema import (
    AccountTests,
    Edges,
    NamedReference,
    Posts,
    PostText,
    ReferenceRates,
    Table,
)
from undertow.settings import CoordinationSettings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Facts = NDArray[np.bool_]

MIN_TEXTS = 2
"""Distinct texts an account needs before copying can be told from coincidence."""

# Share of the other publishers of a text that must have been found for it to count as theirs.
_MOSTLY = 0.75


def run_account_tests(
    posts: Table[Posts],
    post_text: Table[PostText],
    edges: Table[Edges],
    named_reference: Table[NamedReference],
    settings: CoordinationSettings,
    *,
    engine: Engine,
    rng_seed: int,
) -> tuple[Table[AccountTests], Table[ReferenceRates]]:
    """Test every account that published at least two distinct comparable texts.

    Parameters
    ----------
    posts, post_text : Table
        All posts and their text groups.
    edges : Table[Edges]
        Validated edges; their accounts are held out of the reference rates.
    named_reference : Table[NamedReference]
        Rates of another case; empty where those of this case are to be used.
    settings : CoordinationSettings
        False discovery rate at which an account counts as found.
    engine : Engine
        Runs the expressions.
    rng_seed : int
        Not used.

    Returns
    -------
    account_tests : Table[AccountTests]
        One row for each tested account.
    reference_rates : Table[ReferenceRates]
        What the ordinary accounts of this case do, for it to serve as a reference.

    Notes
    -----
    A trial is a distinct text of the account. Three tests, each with rates of its own: another
    account published the text; another published nearly the same; and, once accounts are found,
    most of the others who published nearly the same are found ones. The first two are combined,
    then both with the third (Cauchy), and Benjamini-Hochberg runs over the accounts tested. Found
    accounts are held out, and the tests repeated, until no more are found; as none is ever put
    back this ends.
    """
    texts = post_text.arrow.filter(pc.is_valid(post_text.arrow["text_group"]))
    if texts.num_rows == 0:
        return Table.empty(AccountTests), Table.empty(ReferenceRates)
    near_group = pc.coalesce(texts["near_group"], texts["text_group"])
    same, near = (
        Trials.of(posts, texts.select(["post_uid", "n_chars"]).append_column("unit", unit), engine)
        for unit in (texts["text_group"], near_group)
    )
    paired = pc.unique(pa.chunked_array(edges.arrow["a"].chunks + edges.arrow["b"].chunks))
    held_out = np.isin(same.account_ids, paired.to_numpy(zero_copy_only=False))
    kinds = [_Kind.of(name, t, held_out) for name, t in (("same", same), ("near", near))]
    found = _to_fixpoint(kinds, held_out, named_reference, settings.account_q)
    rates = [k.rate_rows(found.held_out) for k in kinds]
    return (
        Table.checked(AccountTests, _rows(same, found)),
        Table.checked(ReferenceRates, pa.concat_tables(rates)),
    )


@dataclass(frozen=True, slots=True)
class _Kind:
    """One thing that counts as a copy: its name, the trials, and how ordinary each looks."""

    name: str
    trials: Trials
    weights: Floats

    @classmethod
    def of(cls, name: str, trials: Trials, held_out: Facts) -> _Kind:
        return cls(name, trials, ordinary_weights(trials, held_out))

    def ordinary(self, held_out: Facts) -> Floats:
        """Return the weights of the trials without those of accounts held out."""
        weights: Floats = np.where(held_out[self.trials.accounts], 0.0, self.weights)
        return weights

    def rate_rows(self, held_out: Facts) -> pa.Table:
        """Return the rates of the ordinary accounts."""
        return rate_rows(self.name, self.trials, self.trials.is_copied, self.ordinary(held_out))


@dataclass(frozen=True, slots=True)
class _Copying:
    """How much each account copies: copied texts, expected ones and the tail."""

    n_copied: Ints
    expected: Floats
    p_values: Floats


@dataclass(frozen=True, slots=True)
class _Found:
    """Where the search ended, for each account; ``q_values`` of those that were not tested are 1.

    ``n_copied`` and ``expected`` are those of the kind of copy that says more; ``n_from_found`` are
    the texts most of whose other publishers were held out.
    """

    n_copied: Ints
    expected: Floats
    n_from_found: Ints
    p_values: Floats
    q_values: Floats
    held_out: Facts


def _to_fixpoint(
    kinds: list[_Kind], held_out: Facts, reference: Table[NamedReference], account_q: float
) -> _Found:
    """Test, hold out what is found, and test again, until nothing more is found."""
    while True:
        found = _test(kinds, held_out, reference)
        more = held_out | (found.q_values <= account_q)
        if (more == held_out).all():
            return found
        held_out = more


def _test(kinds: list[_Kind], held_out: Facts, reference: Table[NamedReference]) -> _Found:
    """Test every account once, with some held out of the reference."""
    same, near = (_copying(kind, held_out, reference) for kind in kinds)
    both = np.stack([same.p_values, near.p_values], axis=1)
    # Where no text is near another the two are one test.
    p_values = np.where(both[:, 0] == both[:, 1], both[:, 0], cauchy_combination(both))
    trials = kinds[1].trials
    theirs = (trials.share_of_others(held_out) >= _MOSTLY).astype(np.float64)
    if theirs.any():
        rates = reference_rates(trials, theirs, kinds[1].ordinary(held_out))
        from_found = _tails(trials, theirs, rates).p_values
        p_values = cauchy_combination(np.stack([p_values, from_found], axis=1))
    # The combination knows no 1; where nothing was copied there is nothing to combine.
    p_values = np.where(near.n_copied > 0, np.clip(p_values, SMALLEST_P, 1.0), 1.0)
    is_tested = kinds[0].trials.n_texts >= MIN_TEXTS
    q_values = np.ones(len(p_values))
    q_values[is_tested] = benjamini_hochberg(p_values[is_tested], int(is_tested.sum()))
    is_near = near.p_values < same.p_values
    return _Found(
        np.where(is_near, near.n_copied, same.n_copied),
        np.where(is_near, near.expected, same.expected),
        trials.sums(theirs).astype(np.int64),
        p_values,
        q_values,
        held_out,
    )


def _copying(kind: _Kind, held_out: Facts, reference: Table[NamedReference]) -> _Copying:
    """Compare what each account copied with the reference: that named, or this case's own."""
    trials = kind.trials
    if reference.n_rows:
        rates = named_rates(kind.name, trials, reference)
    else:
        rates = reference_rates(trials, trials.is_copied, kind.ordinary(held_out))
    return _tails(trials, trials.is_copied, rates)


def _tails(trials: Trials, copied: Floats, rates: Floats) -> _Copying:
    """Return the exact tail of each account."""
    n_copied = trials.sums(copied).astype(np.int64)
    tails = copying_tails(trials.starts, rates, n_copied)
    return _Copying(n_copied, trials.sums(rates), np.clip(tails, SMALLEST_P, 1.0))


def _rows(same: Trials, found: _Found) -> pa.Table:
    """Return the accounts tested as rows of ``account_tests``."""
    tested = np.flatnonzero(same.n_texts >= MIN_TEXTS)
    return pa.table(
        {
            "account_uid": pa.array(same.account_ids[tested].tolist(), pa.string()),
            "n_original": same.n_texts[tested],
            "n_copied": found.n_copied[tested],
            "n_expected": found.expected[tested],
            "n_from_found": found.n_from_found[tested],
            "p_value": found.p_values[tested],
            "q_value": found.q_values[tested],
        },
        schema=AccountTests.arrow_schema(),
    )
