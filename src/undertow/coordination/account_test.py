"""The account test, whether an account copies more than ordinary accounts here do.

No partner is named: an account whose history is too short for any pair can still be found. The
price is that innocent copying (a petition, a share button) is found just as well; deciding between
them is left to the innocent explanations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.coordination.exact import poisson_binomial_tail
from undertow.coordination.multiplicity import benjamini_hochberg, cauchy_combination
from undertow.coordination.null import SMALLEST_P
from undertow.engine import Engine
from undertow.schema import AccountTests, Edges, Posts, PostText, Table
from undertow.settings import CoordinationSettings

Floats = NDArray[np.float64]

MIN_TEXTS = 2
"""Distinct texts an account needs before copying can be told from coincidence."""

# Upper ends of the length bins, in characters of the match key: short texts coincide.
_LENGTH_BINS = (20, 30, 45, 70, 110)

# Accounts that the rate of the next coarser cell stands for, when a cell has few of its own.
_SHRINKAGE = 20.0


def run_account_tests(
    posts: Table[Posts],
    post_text: Table[PostText],
    edges: Table[Edges],
    settings: CoordinationSettings,
    *,
    engine: Engine,
    rng_seed: int,
) -> Table[AccountTests]:
    """Test every account that published at least two distinct comparable texts.

    Parameters
    ----------
    posts, post_text : Table
        All posts and their text groups.
    edges : Table[Edges]
        Validated edges; their accounts are held out of the reference rates.
    settings : CoordinationSettings
        Not read at present: the decision is made where the q-values are used.
    engine : Engine
        Runs the expressions.
    rng_seed : int
        Not used.

    Returns
    -------
    Table[AccountTests]
        One row for each tested account.

    Notes
    -----
    A trial is a distinct text of the account; it succeeds when another account published it too,
    and, in a second test that is combined with the first, when one published nearly the same. The
    counts are those of the test that says more.
    The chance of success comes from the ordinary accounts of the case: the mean, over accounts, of
    their copied share among texts of the same platform, kind and length, shrunk towards coarser
    cells. Weeks are not cells: a week in which the network is most of what was captured would make
    its copying the norm. Every account weighs the same, so a few prolific copyists do not make
    copying normal. The tail is the exact Poisson-binomial.
    """
    texts = post_text.arrow.filter(pc.is_valid(post_text.arrow["text_group"]))
    if texts.num_rows == 0:
        return Table.empty(AccountTests)
    near = pc.coalesce(texts["near_group"], texts["text_group"])
    paired = pc.unique(pa.chunked_array(edges.arrow["a"].chunks + edges.arrow["b"].chunks))
    same, alike = (
        _copying(_texts(posts, texts.append_column("unit", unit), engine), paired)
        for unit in (texts["text_group"], near)
    )
    tested = np.flatnonzero(same.n_texts >= MIN_TEXTS)
    both = np.stack([same.p_values, alike.p_values], axis=1)[tested]
    # Where no text is near another the two are one test.
    p_values = np.where(both[:, 0] == both[:, 1], both[:, 0], cauchy_combination(both))
    is_alike = (alike.p_values < same.p_values)[tested]
    return Table.checked(
        AccountTests,
        pa.table(
            {
                "account_uid": pa.array(same.accounts[tested].tolist(), pa.string()),
                "n_original": same.n_texts[tested],
                "n_copied": np.where(is_alike, alike.n_copied[tested], same.n_copied[tested]),
                "n_expected": np.where(is_alike, alike.expected[tested], same.expected[tested]),
                "p_value": p_values,
                "q_value": benjamini_hochberg(p_values, len(tested)),
            },
            schema=AccountTests.arrow_schema(),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Copying:
    """How much each account copies: distinct texts, copied ones, expected ones and the tail."""

    accounts: NDArray[np.object_]
    n_texts: NDArray[np.int64]
    n_copied: NDArray[np.int64]
    expected: Floats
    p_values: Floats


def _copying(texts: pa.Table, held_out: pa.Array) -> _Copying:
    """Compare what each account copied with the rates of the accounts that are not held out."""
    codes, accounts = _encode(texts.column("account_uid"))
    n_accounts = len(accounts)
    copied = texts.column("is_copied").to_numpy().astype(np.float64)
    is_reference = ~np.isin(accounts, held_out.to_numpy(zero_copy_only=False))
    rates = reference_rates(_cells(texts), codes, copied, is_reference)
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(n_accounts + 1))
    n_copied = np.bincount(codes, weights=copied, minlength=n_accounts).astype(np.int64)
    p_values = np.array(
        [
            poisson_binomial_tail(int(n_copied[i]), rates[order[bounds[i] : bounds[i + 1]]], 0.0)
            for i in range(n_accounts)
        ]
    )
    return _Copying(
        accounts,
        np.bincount(codes, minlength=n_accounts),
        n_copied,
        np.bincount(codes, weights=rates, minlength=n_accounts).astype(np.float64),
        np.clip(p_values, SMALLEST_P, 1.0),
    )


def reference_rates(
    cells: list[NDArray[np.int64]],
    accounts: NDArray[np.int64],
    copied: Floats,
    is_reference: NDArray[np.bool_],
) -> Floats:
    """Return, for each text, the chance that an ordinary account's text like it is copied.

    Parameters
    ----------
    cells : list of (n,) int64
        Cell of each text, from the coarsest division to the finest.
    accounts : (n,) int64
        Author of each text.
    copied : (n,) float64
        1 where somebody else published the text too.
    is_reference : (n_accounts,) bool
        Accounts that may speak for ordinary traffic.

    Returns
    -------
    (n,) float64
        In (0, 1). The account itself is left out of its own reference.
    """
    n_accounts = len(is_reference)
    rates = np.full(len(accounts), 0.5)
    shrinkage = 1.0
    for cell in cells:
        # One share for each account and cell, so that every account weighs the same.
        pairs, pair_of = np.unique(cell * n_accounts + accounts, return_inverse=True)
        share = np.bincount(pair_of, weights=copied) / np.bincount(pair_of)
        pair_cell, counts = pairs // n_accounts, is_reference[pairs % n_accounts]
        n_cells = int(cell.max()) + 1
        total = np.bincount(pair_cell, weights=share * counts, minlength=n_cells)
        size = np.bincount(pair_cell, weights=counts, minlength=n_cells)
        own = counts[pair_of]
        rates = (total[cell] - own * share[pair_of] + shrinkage * rates) / (
            size[cell] - own + shrinkage
        )
        shrinkage = _SHRINKAGE
    clipped: Floats = np.clip(rates, 1e-6, 1 - 1e-6)
    return clipped


def _texts(posts: Table[Posts], post_text: pa.Table, engine: Engine) -> pa.Table:
    """Return the distinct units of each account and whether other accounts have them too."""
    originals = (
        engine.scan(posts)
        .filter(lambda t: t.account_uid.notnull(), lambda t: t.kind != "repost")
        .join(engine.scan(post_text), "post_uid")
    )
    texts = originals.group_by("account_uid", "unit").aggregate(
        platform=originals.platform.min(),
        is_answer=originals.kind.isin(["reply", "comment"]).any(),
        n_chars=originals.n_chars.min(),
    )
    spread = texts.group_by("unit").aggregate(n_accounts=texts.count())
    texts = texts.join(spread, "unit").mutate(is_copied=lambda t: t.n_accounts > 1)
    return engine.to_arrow(texts.order_by("account_uid", "unit"))


def _cells(texts: pa.Table) -> list[NDArray[np.int64]]:
    """Return the reference cells of each text: its length; with platform and kind."""
    length = np.digitize(texts.column("n_chars").to_numpy(), _LENGTH_BINS).astype(np.int64)
    platform, _ = _encode(texts.column("platform"))
    answer = texts.column("is_answer").to_numpy().astype(np.int64)
    return [length, (platform * 2 + answer) * (len(_LENGTH_BINS) + 1) + length]


def _encode(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Return codes in the order of the values, and the sorted distinct values."""
    values = pc.unique(column)
    values = values.take(pc.sort_indices(values))
    codes = pc.index_in(column, value_set=values).cast(pa.int64()).to_numpy()
    return codes, values.to_numpy(zero_copy_only=False)
