"""Claim groups of any texts at all, in any order."""

from __future__ import annotations

from typing import Any

import numpy as np
from claim_scene import Text, build, case_of
from hypothesis import given, settings
from hypothesis import strategies as st

from undertow.schema import Table

WORDS = [
    "bridge",
    "pont",
    "closed",
    "fermé",
    "never",
    "大",
    "桥",
    "闭",
    "Ann",
    "Bob",
    "today",
    "#x",
    "😀",
]
Sentences = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
Texts = st.lists(
    st.builds(
        Text,
        st.one_of(Sentences, st.text(max_size=30)),
        st.sampled_from(["en", "fr", "zh", "de", "und"]),
        st.sampled_from([("a",), ("a", "b"), ("c", "d", "e")]),
    ),
    max_size=12,
    unique_by=lambda text: text.text,
)


def shuffled(case: dict[str, Table[Any]], seed: int) -> dict[str, Table[Any]]:
    """Return the same rows in another order, as no table of a case has them."""
    generator = np.random.default_rng(seed)
    return {
        name: Table(table.spec, table.arrow.take(generator.permutation(table.n_rows)))
        for name, table in case.items()
    }


@settings(max_examples=15)
@given(Texts, st.integers(0, 9))
def test_order_of_rows_changes_nothing(texts: list[Text], seed: int) -> None:
    case = case_of(texts)
    tables = zip(build(case), build(shuffled(case, seed)), strict=True)
    assert all(a.arrow.equals(b.arrow) for a, b in tables)


@settings(max_examples=15)
@given(Texts, st.integers(0, 12))
def test_what_was_embedded_before_changes_nothing(texts: list[Text], n: int) -> None:
    before = build(case_of(texts[:n]))
    tables = zip(build(case_of(texts), before=before), build(case_of(texts)), strict=True)
    assert all(a.arrow.equals(b.arrow) for a, b in tables)


@settings(max_examples=15)
@given(Texts)
def test_groups_partition_the_units_and_links_hold(texts: list[Text]) -> None:
    post_text, groups, links, vectors, coverage = build(case_of(texts))
    rows = post_text.arrow.to_pylist()
    unit_group = {row["text_group"]: row["claim_group"] for row in rows}
    by_id = {row["claim_group"]: row for row in groups.arrow.to_pylist()}
    assert {group for group in unit_group.values() if group} == set(by_id)
    linked = {(row["unit_a"], row["unit_b"]) for row in links.arrow.to_pylist()}
    barred = {
        (row["unit_a"], row["unit_b"])
        for row in links.arrow.to_pylist()
        if row["stance_differs_possible"]
    }
    for unit, group in unit_group.items():
        if group:
            medoid = by_id[group]["medoid_unit"]
            assert unit == medoid or (min(unit, medoid), max(unit, medoid)) in linked - barred
    assert all(unit_group[a] != unit_group[b] for a, b in barred)
    n_units = sum(row["n_units"] for row in coverage.arrow.to_pylist())
    assert n_units == len(unit_group)
    assert vectors.n_rows <= n_units
