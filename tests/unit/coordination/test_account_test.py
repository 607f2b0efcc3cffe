from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from engines import ENGINE
from scipy import stats

from undertow.coordination import run_account_tests
from undertow.schema import AccountTests, Edges, Posts, PostText, Table
from undertow.settings import CoordinationSettings

Text = tuple[str, str | None]
Run = Callable[..., dict[str, dict[str, Any]]]


@pytest.fixture
def run(rows_of: Any) -> Run:
    """Test accounts from (account, text group) of each post; all else can be given by column."""

    def make(texts: list[Text], *edges: tuple[str, str], **columns: list[Any]) -> Any:
        posts, keys = [], []
        for i, (account, group) in enumerate(texts):
            given = {name: values[i] for name, values in columns.items()}
            posts.append(
                {"post_uid": f"p{i}", "account_uid": account, "platform": "x", "kind": "post"}
                | {name: value for name, value in given.items() if name != "n_chars"}
            )
            keys.append(
                {"post_uid": f"p{i}", "text_group": group, "n_chars": given.get("n_chars", 40)}
            )
        pairs = [{"layer": "text", "window_s": 60, "a": a, "b": b} for a, b in edges]
        found = run_account_tests(
            Table.checked(Posts, rows_of(Posts, *posts)),
            Table.checked(PostText, rows_of(PostText, *keys)),
            Table.checked(Edges, rows_of(Edges, *pairs)),
            CoordinationSettings(),
            engine=ENGINE,
            rng_seed=1,
        )
        return {row["account_uid"]: row for row in found.arrow.to_pylist()}

    return make


def ordinary(n_accounts: int, n_texts: int = 3) -> list[Text]:
    """Accounts that publish texts of their own."""
    return [(f"o{a:03d}", f"own{a}-{k}") for a in range(n_accounts) for k in range(n_texts)]


def copyists(n_accounts: int, n_texts: int) -> list[Text]:
    """Accounts that all publish the same texts."""
    return [(f"c{a}", f"copied{k}") for a in range(n_accounts) for k in range(n_texts)]


def test_copyists_stand_out(run: Run) -> None:
    found = run(ordinary(100) + copyists(4, 5))
    for account, row in found.items():
        assert (row["q_value"] <= 0.01) == account.startswith("c")
        assert (row["n_original"], row["n_copied"]) == (
            (5, 5) if account.startswith("c") else (3, 0)
        )
        assert row["p_value"] <= row["q_value"]
    assert found["o000"]["p_value"] == 1


def test_two_texts_are_needed(run: Run) -> None:
    found = run([*ordinary(20), ("one", "copied0"), ("other", "copied0"), ("other", "own")])
    assert "one" not in found
    assert found["other"]["n_original"] == 2


def test_a_text_counts_once_however_often_it_is_published(run: Run) -> None:
    found = run([*ordinary(20), ("me", "a"), ("me", "a"), ("me", "a"), ("you", "b"), ("you", "c")])
    assert "me" not in found
    assert found["you"]["n_copied"] == 0
    again = run([*ordinary(20), ("me", "a"), ("me", "a"), ("me", "b")])
    assert (again["me"]["n_original"], again["me"]["n_copied"]) == (2, 0)  # oneself is nobody else


def test_what_is_not_an_original_text_is_not_a_trial(run: Run) -> None:
    texts: list[Text] = [("me", "a"), ("me", "b"), ("you", "a"), ("you", "b"), ("you", None)]
    texts += [("nobody", "a")]
    kinds = ["repost", "post", "repost", "quote", "post", "post"]
    authors = ["me", "me", "you", "you", "you", None]
    assert run(texts, kind=kinds, account_uid=authors) == {}
    more: list[Text] = [*texts, ("me", "c"), ("you", "d")]
    found = run(more, kind=[*kinds, "reply", "comment"], account_uid=[*authors, "me", "you"])
    assert {name: (row["n_original"], row["n_copied"]) for name, row in found.items()} == {
        "me": (2, 1),  # b is by both; a was only reposted
        "you": (2, 1),
    }


def test_the_tail_is_binomial_where_all_texts_are_alike(run: Run) -> None:
    # Without another account the rate is the prior alone: 1/2 in the coarsest cell.
    found = run([("me", f"own{k}") for k in range(4)])
    assert found["me"]["n_expected"] == pytest.approx(2)
    assert found["me"]["p_value"] == 1
    # Nine others that never copy: a half counts as one more account, twice shrunk.
    rate = 0.5 / 10
    rate = 20 * rate / (9 + 20)
    texts = [(f"o{a}", f"own{a}-{k}") for a in range(9) for k in range(2)]
    texts += [("me", f"copied{k}") for k in range(3)] + [("me", "own")]
    texts += [("once", f"copied{k}") for k in range(3)]
    found = run(texts, ("once", "somebody else"))
    assert found["me"]["n_expected"] == pytest.approx(4 * rate)
    assert found["me"]["p_value"] == pytest.approx(stats.binom.sf(2, 4, rate))


def test_accounts_weigh_the_same(run: Run) -> None:
    few = [*ordinary(50), ("busy", "copied0"), ("rare", "copied0"), ("rare", "own")]
    many = few + [(name, f"copied{k}") for k in range(1, 40) for name in ("busy", "partner")]
    light = run(few)["o000"]["n_expected"]
    heavy = run([*many, ("busy", "mine")])["o000"]["n_expected"]
    # Forty copied texts of two accounts weigh as much as one of each.
    assert heavy < 2.1 * light


def test_accounts_of_edges_are_held_out_of_the_reference(run: Run) -> None:
    texts = ordinary(30) + copyists(10, 4)
    pairs = [(f"c{a}", f"c{b}") for a in range(10) for b in range(a + 1, 10)]
    counted, held_out = run(texts), run(texts, *pairs)
    assert held_out["o000"]["n_expected"] < 0.2 * counted["o000"]["n_expected"]
    assert held_out["c0"]["p_value"] < counted["c0"]["p_value"]
    assert held_out["c0"]["q_value"] <= 0.01


def test_texts_are_compared_with_texts_of_their_length_and_place(run: Run) -> None:
    texts: list[Text] = []
    n_chars, platforms = [], []
    for a in range(200):  # short texts coincide on y only
        for k in range(3):
            is_y = a % 2 == 1
            texts.append((f"a{a:03d}", f"short{k}" if is_y else f"own{a}-{k}"))
            n_chars.append(15)
            platforms.append("y" if is_y else "x")
    for name, length, platform in (("long", 90, "y"), ("short", 15, "y"), ("elsewhere", 15, "x")):
        for k in range(3):
            texts += [(name, f"{name}{k}"), (f"partner of {name}", f"{name}{k}")]
            n_chars += [length] * 2
            platforms += [platform] * 2
    found = run(texts, n_chars=n_chars, platform=platforms)
    assert found["short"]["p_value"] > 0.3
    assert found["elsewhere"]["p_value"] < 0.01
    assert found["elsewhere"]["n_expected"] < 0.5 < 2.5 < found["short"]["n_expected"]


def test_q_values_are_never_below_p_values(run: Run) -> None:
    # Every tail is below the smallest number that is told apart from zero.
    found = run(ordinary(400, 2) + copyists(2, 250), ("c0", "c1"))
    assert found["c0"]["p_value"] == 1e-300
    assert found["c0"]["q_value"] >= found["c0"]["p_value"]


def test_no_comparable_text(rows_of: Any, run: Run) -> None:
    empty = [Table.empty(spec) for spec in (Posts, PostText, Edges)]
    found = run_account_tests(*empty, CoordinationSettings(), engine=ENGINE, rng_seed=1)
    assert found.arrow.equals(Table.empty(AccountTests).arrow)
    assert run([("me", None), ("you", None)]) == {}
    assert run([("me", "a")]) == {}
