from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engines import ENGINE
from worlds import BEGIN_S, WEEK_S, Act, actions_table, crowd

from undertow.coordination import validate_pairs
from undertow.coordination.accumulator import Accumulator
from undertow.coordination.candidates import PreparedLayer, find_candidates
from undertow.coordination.edge_evidence import find_edge_evidence
from undertow.coordination.strata import LayerActions
from undertow.schema import Actions, EdgeEvidence, Edges, Table
from undertow.settings import CoordinationSettings

LAYERS = (
    "hashtag",
    "media_text",
    "near_duplicate_text",
    "reply_target",
    "repost",
    "template",
    "text",
    "url",
)


def run(acts: list[Act], **settings: Any) -> list[list[dict[str, Any]]]:
    found = validate_pairs(
        actions_table(acts), CoordinationSettings(**settings), engine=ENGINE, rng_seed=1
    )
    return [table.arrow.to_pylist() for table in found]


def pair_in_a_crowd(*, gap_s: float = 20) -> list[Act]:
    """Two accounts that share twelve objects, one ``gap_s`` after the other, and many others."""
    rng = np.random.default_rng(3)
    acts = crowd(rng, n_accounts=200, n_objects=500, spread_s=20000, tail=3, inequality=5)
    for i, at_s in enumerate(np.floor(rng.uniform(0, WEEK_S - 100, 12)) + BEGIN_S):
        acts += [Act("x:a", f"shared{i:02d}", at_s), Act("x:b", f"shared{i:02d}", at_s + gap_s)]
    return acts


def test_nothing_gives_empty_tables() -> None:
    edges, evidence, tests = run([])
    assert edges == evidence == []
    assert {row["layer"] for row in tests} == set(LAYERS)
    assert all(row[name] == 0 for row in tests for name in row if name.startswith("n_"))
    lonely = [Act("x:a", "o1", BEGIN_S), Act("x:b", "o2", BEGIN_S)]
    assert run(lonely)[0] == []


def test_a_pair_is_validated_and_documented() -> None:
    edges, evidence, tests = run(pair_in_a_crowd())
    assert [(row["a"], row["b"], row["window_s"]) for row in edges] == [
        ("x:a", "x:b", window_s) for window_s in (60, 600, 3600, 86400)
    ]
    assert {row["n_shared"] for row in edges} == {12}
    assert [row["n_expected"] for row in edges] == sorted(row["n_expected"] for row in edges)
    assert len({(row["p_combined"], row["q_value"]) for row in edges}) == 1
    assert len(evidence) == 4 * 12
    assert {row["lag_s"] for row in evidence} == {20}
    text = [row for row in tests if row["layer"] == "text"]
    assert [row["n_validated"] for row in text] == [1, 1, 1, 1]
    assert all(row["n_validated"] == 0 for row in tests if row["layer"] != "text")


def test_windows_narrower_than_the_gap_hold_nothing() -> None:
    edges, evidence, _ = run(pair_in_a_crowd(gap_s=61))
    assert [row["window_s"] for row in edges] == [600, 3600, 86400]
    assert {row["window_s"] for row in evidence} == {600, 3600, 86400}


def test_fractions_of_a_second_are_cut_off_in_counts_and_evidence_alike() -> None:
    acts = [
        act._replace(at_s=act.at_s + (0.1 if act.account == "x:a" else 0.9))
        for act in pair_in_a_crowd(gap_s=60)
    ]
    edges, evidence, _ = run(acts)
    assert [row["n_shared"] for row in edges if row["window_s"] == 60] == [12]
    assert [row["lag_s"] for row in evidence if row["window_s"] == 60] == [60] * 12


def test_a_window_given_twice_counts_once() -> None:
    once, twice = (
        run(pair_in_a_crowd(), windows_s={"text": windows}) for windows in ((60,), (60, 60))
    )
    assert once == twice


def test_a_layer_without_windows_is_not_tested() -> None:
    edges, _, tests = run(pair_in_a_crowd(), windows_s={"text": ()})
    assert edges == []
    assert "text" not in {row["layer"] for row in tests}
    everything_off: dict[str, tuple[int, ...]] = {layer: () for layer in LAYERS}
    assert run(pair_in_a_crowd(), windows_s=everything_off) == [[], [], []]


def test_one_family_over_all_layers() -> None:
    acts = pair_in_a_crowd()
    (first, *_), _, _ = run(acts)
    other = crowd(np.random.default_rng(9), n_accounts=300, n_objects=900, layer="url")
    (second, *_), _, tests = run(acts + other)
    n_tests = {row["layer"]: row["n_tests"] for row in tests}
    assert n_tests["url"] > 0
    assert second["p_combined"] == first["p_combined"]
    assert second["q_value"] == pytest.approx(
        first["q_value"] * (n_tests["text"] + n_tests["url"]) / n_tests["text"]
    )


def test_q_is_what_the_settings_say() -> None:
    assert run(pair_in_a_crowd(), q=1e-100)[0] == []


def edge(a: str, b: str, window_s: int = 60) -> dict[str, Any]:
    return {"layer": "text", "window_s": window_s, "a": a, "b": b}


def evidence_of(acts: list[Act], *edges: dict[str, Any], rows_of: Any) -> list[dict[str, Any]]:
    table = Table.checked(Edges, rows_of(Edges, *edges))
    found = find_edge_evidence(actions_table(acts).arrow, table.arrow, ENGINE)
    return Table.checked(EdgeEvidence, found).arrow.to_pylist()


def test_evidence_is_the_closest_pair_of_posts(rows_of: Any) -> None:
    acts = [
        Act("a", "o", BEGIN_S, post="a1"),
        Act("a", "o", BEGIN_S + 50, post="a2"),
        Act("b", "o", BEGIN_S + 40, post="b1"),
        Act("b", "o", BEGIN_S + 500, post="b2"),
        Act("c", "o", BEGIN_S + 41, post="c1"),
        Act("b", "other", BEGIN_S, post="b3"),
        Act("a", "late", BEGIN_S, post="a3"),
        Act("b", "late", BEGIN_S + 61, post="b4"),
    ]
    (row,) = evidence_of(acts, edge("a", "b"), rows_of=rows_of)
    assert (row["object_uid"], row["post_a"], row["post_b"], row["lag_s"]) == ("o", "a2", "b1", 10)


def test_ties_go_to_the_earlier_posts_then_to_the_smaller(rows_of: Any) -> None:
    acts = [
        Act("a", "o", BEGIN_S, post="p4"),
        Act("a", "o", BEGIN_S + 20, post="p2"),
        Act("b", "o", BEGIN_S + 10, post="p3"),
        Act("b", "o", BEGIN_S + 10, post="p1"),
    ]
    for order in (acts, acts[::-1]):
        (row,) = evidence_of(order, edge("a", "b"), rows_of=rows_of)
        assert (row["post_a"], row["post_b"]) == ("p4", "p1")


def test_evidence_respects_the_precision(rows_of: Any) -> None:
    acts = [Act("a", "o", BEGIN_S, 60), Act("b", "o", BEGIN_S, 3600)]
    found = evidence_of(acts, edge("a", "b", 600), edge("a", "b", 3600), rows_of=rows_of)
    assert [row["window_s"] for row in found] == [3600]


def test_no_edges_no_evidence(rows_of: Any) -> None:
    assert evidence_of([Act("a", "o", BEGIN_S)], rows_of=rows_of) == []


def test_margins_are_those_of_all_actions_and_not_of_the_pruned() -> None:
    acts = pair_in_a_crowd()
    arrow = actions_table(acts).arrow
    narrow, wide = (
        find_candidates(
            PreparedLayer.of("text", LayerActions.from_arrow(arrow), windows), 1.0, Accumulator()
        )
        for windows in ((60,), (60, 86400))
    )
    assert narrow.n_kept < narrow.prepared.actions.n_actions == len(acts)
    pairs = dict(
        zip(zip(wide.left, wide.right, strict=True), wide.expected[:, 0].tolist(), strict=True)
    )
    for left, right, expected in zip(narrow.left, narrow.right, narrow.expected, strict=True):
        assert pairs[left, right] == expected[0]


def test_times_before_the_epoch() -> None:
    acts = pair_in_a_crowd()
    shifted = [act._replace(at_s=act.at_s - 3000 * WEEK_S) for act in acts]
    assert min(act.at_s for act in shifted) < 0
    assert run(shifted) == run(acts)


def test_empty_actions_table() -> None:
    assert (
        validate_pairs(Table.empty(Actions), CoordinationSettings(), engine=ENGINE, rng_seed=1)[
            0
        ].n_rows
        == 0
    )
