"""The account test: calibrated where copying has nothing to do with who copies, and invariant."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from engines import ENGINE
from hypothesis import given, settings
from hypothesis import strategies as st

from undertow.coordination import run_account_tests
from undertow.schema import AccountTests, Edges, Posts, PostText, Table, TableSpec
from undertow.settings import CoordinationSettings

LEVELS = np.array([0.2, 0.05, 0.01, 0.001])
Rows = list[dict[str, Any]]


def columns_of(spec: type[TableSpec], rows: Rows) -> pa.Table:
    """Rows with what they leave out filled in."""
    plain = {"created_at": datetime(2023, 8, 7, tzinfo=UTC), "kind": "post"}
    plain |= {"urls": [], "hashtags": [], "mentions": [], "match_key": "a text"}
    blank = {c.name: None if c.nullable else plain.get(c.name, "") for c in spec.columns}
    names = spec.arrow_schema().names
    return pa.Table.from_pylist(
        [blank | {k: v for k, v in row.items() if k in names} for row in rows],
        schema=spec.arrow_schema(),
    )


def run(rows: Rows, order: np.ndarray | None = None) -> Table[AccountTests]:
    """Test the accounts of some texts, in the order given."""
    posts, texts = columns_of(Posts, rows), columns_of(PostText, rows)
    if order is not None:
        posts, texts = posts.take(order), texts.take(order[::-1])
    return run_account_tests(
        Table(Posts, posts),
        Table(PostText, texts),
        Table.empty(Edges),
        CoordinationSettings(),
        engine=ENGINE,
        rng_seed=1,
    )


def indifferent(
    rng: np.random.Generator, n_accounts: int, most: int, rate: float, n_common: int
) -> Rows:
    """Any text may be one of those that go round, short ones four times as often as long ones."""
    rows: Rows = []
    for account in range(n_accounts):
        for _ in range(int(rng.integers(2, most + 1))):
            n_chars = int(rng.choice([20, 120]))
            is_common = rng.random() < (rate if n_chars == 20 else rate / 4)
            common = f"common{rng.integers(n_common)}-{n_chars}"
            rows.append(
                {
                    "post_uid": f"p{len(rows):05d}",
                    "account_uid": f"a{account:03d}",
                    "platform": str(rng.choice(["x", "y"])),
                    "n_chars": n_chars,
                    "text_group": common if is_common else f"own{len(rows)}",
                }
            )
    return rows


@pytest.mark.parametrize(
    ("n_accounts", "most", "rate", "n_common"),
    [(10, 6, 0.4, 5), (25, 8, 0.2, 10), (100, 12, 0.1, 50), (250, 8, 0.3, 6)],
)
def test_null_p_values_are_not_too_small(
    n_accounts: int, most: int, rate: float, n_common: int
) -> None:
    p_values, n_rejected, n_worlds = [], 0, 12
    for seed in range(n_worlds):
        rows = indifferent(np.random.default_rng(seed), n_accounts, most, rate, n_common)
        found = run(rows).arrow
        p_values += found.column("p_value").to_pylist()
        n_rejected += int(np.sum(found.column("q_value").to_numpy() <= 0.01))
    small = (np.array(p_values)[:, None] <= LEVELS).sum(axis=0)
    allowed = LEVELS * len(p_values)
    assert (small <= allowed + 4 * np.sqrt(allowed)).all(), small / len(p_values)
    assert n_rejected == 0


@settings(max_examples=5)
@given(st.integers(0, 2**32))
def test_neither_row_order_nor_names_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = indifferent(rng, 20, 6, 0.4, 5)
    here = run(rows)
    assert here.arrow.equals(run(rows, rng.permutation(len(rows))).arrow)

    accounts = sorted({row["account_uid"] for row in rows})
    renamed = dict(
        zip(accounts, [f"z{i:03d}" for i in rng.permutation(len(accounts))], strict=True)
    )
    groups = {row["text_group"]: f"t{i}" for i, row in enumerate(rows)}
    changed = {"account_uid": renamed, "text_group": groups}
    there = run([row | {name: new[row[name]] for name, new in changed.items()} for row in rows])
    found = {row["account_uid"]: row for row in there.arrow.to_pylist()}
    for row in here.arrow.to_pylist():
        other = found[renamed[row.pop("account_uid")]]
        assert {name: other[name] for name in row} == pytest.approx(row, rel=1e-9)
