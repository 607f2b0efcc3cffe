from __future__ import annotations

from typing import Any

from undertow.schema import Accounts, Posts, Table, Targets
from undertow.settings import NoSettings
from undertow.targets import find_target_hits


def hits(
    rows_of: Any, posts: list[dict[str, Any]], accounts: list[dict[str, Any]] | None = None
) -> list[tuple[str, str, str]]:
    targets = rows_of(
        Targets,
        {"target_id": "A", "name": "Ann Exemple", "handles": ["x:ann"], "aliases": ["Ann Exemple"]},
        {"target_id": "B", "name": "Bob", "handles": ["x:77", "youtube:ucbob"], "aliases": ["Bob"]},
    )
    plain = [{"platform": "x", "account_uid": "x:other"} | post for post in posts]
    found, _ = find_target_hits(
        Table.checked(Posts, rows_of(Posts, *plain)),
        Table.checked(Accounts, rows_of(Accounts, *(accounts or []))),
        Table.checked(Targets, targets),
        NoSettings(),
        rng_seed=1,
    )
    return [(r["post_uid"], r["target_id"], r["via"]) for r in found.arrow.to_pylist()]


BOB = {"account_uid": "x:77", "platform": "x", "native_id": "77", "handle": "BobMP"}


def test_reply_by_handle_in_any_case(rows_of: Any) -> None:
    assert hits(rows_of, [{"post_uid": "p", "addressed_account_uid": "x:@Ann"}]) == [
        ("p", "A", "reply")
    ]


def test_handle_and_id_of_an_account_are_one(rows_of: Any) -> None:
    posts = [
        {"post_uid": "p", "addressed_account_uid": "x:bobmp"},
        {"post_uid": "q", "mentions": ["@BOBMP", "someone"]},
        {"post_uid": "r", "mentions": ["77"]},
    ]
    assert hits(rows_of, posts, [BOB]) == [
        ("p", "B", "reply"),
        ("q", "B", "mention"),
        ("r", "B", "mention"),
    ]
    assert hits(rows_of, posts) == [("r", "B", "mention")]


def test_a_handle_belongs_to_its_platform(rows_of: Any) -> None:
    post = {"post_uid": "p", "platform": "youtube", "addressed_account_uid": "youtube:ann"}
    assert hits(rows_of, [post]) == []


def test_parent_tells_who_is_answered_when_the_source_does_not(rows_of: Any) -> None:
    posts = [
        {"post_uid": "a", "account_uid": "x:ann"},
        {"post_uid": "p", "parent_uid": "a", "account_uid": "x:other"},
        {"post_uid": "q", "parent_uid": "a", "addressed_account_uid": "x:third"},
    ]
    assert hits(rows_of, posts) == [("p", "A", "page"), ("p", "A", "reply"), ("q", "A", "page")]


def test_page_is_found_through_root_or_chain(rows_of: Any) -> None:
    posts = [
        {"post_uid": "a", "account_uid": "x:ann"},
        {"post_uid": "b", "parent_uid": "a", "addressed_account_uid": "x:ann"},
        {"post_uid": "c", "parent_uid": "b", "addressed_account_uid": "x:other"},
        {"post_uid": "d", "root_uid": "a", "parent_uid": "gone", "addressed_account_uid": "x:o"},
        {"post_uid": "e", "root_uid": "gone", "parent_uid": "c", "addressed_account_uid": "x:o"},
        {"post_uid": "w", "addressed_account_uid": "x:77"},
        {"post_uid": "x", "root_uid": "w", "addressed_account_uid": "x:o"},
        {"post_uid": "y", "parent_uid": "z", "addressed_account_uid": "x:o"},
        {"post_uid": "z", "parent_uid": "y", "addressed_account_uid": "x:o"},
    ]
    assert hits(rows_of, posts) == [
        ("b", "A", "page"),
        ("b", "A", "reply"),
        ("c", "A", "page"),
        ("d", "A", "page"),
        ("e", "A", "page"),
        ("w", "B", "reply"),
        ("x", "B", "page"),
    ]


def test_what_officials_write_is_no_hit_on_themselves(rows_of: Any) -> None:
    posts = [
        {"post_uid": "a", "account_uid": "x:ANN", "text": "I am Ann Exemple"},
        {"post_uid": "b", "account_uid": "x:ann", "parent_uid": "a", "text": "and Bob"},
        {"post_uid": "c", "account_uid": None, "text": "Ann Exemple", "platform": "medium"},
    ]
    assert hits(rows_of, posts) == [("c", "A", "alias")]


def test_alias_counts_for_every_post_with_the_text(rows_of: Any) -> None:
    posts = [{"post_uid": uid, "text": "ANN EXEMPLE!"} for uid in "pq"]
    assert hits(rows_of, posts) == [("p", "A", "alias"), ("q", "A", "alias")]


def test_no_register_no_hits(rows_of: Any) -> None:
    posts: Table[Posts] = Table.checked(Posts, rows_of(Posts, {"post_uid": "p"}))
    found, own = find_target_hits(
        posts, Table.empty(Accounts), Table.empty(Targets), NoSettings(), rng_seed=1
    )
    assert found.n_rows == own.n_rows == 0


def test_accounts_of_officials_are_known_by_id_and_handle(rows_of: Any) -> None:
    targets = {"target_id": "B", "name": "Bob", "handles": ["x:bobmp"], "aliases": []}
    _, own = find_target_hits(
        Table.checked(Posts, rows_of(Posts, {"post_uid": "p"})),
        Table.checked(Accounts, rows_of(Accounts, BOB, {"account_uid": "x:other"})),
        Table.checked(Targets, rows_of(Targets, targets)),
        NoSettings(),
        rng_seed=1,
    )
    assert own.arrow.to_pylist() == [{"target_id": "B", "account_uid": "x:77"}]
