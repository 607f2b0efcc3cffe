from __future__ import annotations

from typing import Any

from undertow.schema import Accounts, MediaSightings, MediaTexts, Posts, Table, Targets
from undertow.settings import NoSettings
from undertow.targets import find_target_hits

NO_MEDIA = (Table.empty(MediaTexts), Table.empty(MediaSightings))


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
        *NO_MEDIA,
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


def rows_found(rows_of: Any, targets: list[dict[str, Any]], *posts: dict[str, Any]) -> list[Any]:
    plain = [{"platform": "x", "account_uid": "x:other"} | post for post in posts]
    found, _ = find_target_hits(
        Table.checked(Posts, rows_of(Posts, *plain)),
        Table.empty(Accounts),
        Table.checked(Targets, rows_of(Targets, *targets)),
        *NO_MEDIA,
        NoSettings(),
        rng_seed=1,
    )
    return [tuple(row.values()) for row in found.arrow.to_pylist()]


DUNCANS = [
    {"target_id": "e", "name": "Eric Duncan", "handles": ["x:ericd"], "aliases": ["Eric Duncan"]},
    {"target_id": "k", "name": "Kirsty Duncan", "handles": ["x:kd"], "aliases": ["Kirsty Duncan"]},
]


def test_how_a_post_hit_is_kept(rows_of: Any) -> None:
    post = {"post_uid": "p", "text": "Eric Duncan, Mr. Duncan!", "mentions": ["@EricD"]}
    assert rows_found(rows_of, DUNCANS, post) == [
        ("p", "e", "alias", "eric duncan", "full_name"),
        ("p", "e", "mention", "ericd", None),
    ]


def test_a_shared_surname_counts_in_the_thread_of_exactly_one(rows_of: Any) -> None:
    posts = [
        {"post_uid": "p", "text": "Duncan lies", "addressed_account_uid": "x:kd"},
        {"post_uid": "q", "text": "Duncan lies", "addressed_account_uid": "x:third"},
        {"post_uid": "r", "text": "Duncan lies", "mentions": ["kd", "ericd"]},
    ]
    assert rows_found(rows_of, DUNCANS, *posts) == [
        ("p", "k", "alias", "duncan", "thread"),
        ("p", "k", "reply", None, None),
        ("r", "e", "mention", "ericd", None),
        ("r", "k", "mention", "kd", None),
    ]


def test_a_handle_in_the_text_is_a_mention(rows_of: Any) -> None:
    posts = [
        {"post_uid": "p", "text": "shame on you ＠EricD. Really"},
        {"post_uid": "q", "text": "mail me@kd or .@kd_fan or x/@kd", "mentions": []},
        {"post_uid": "r", "text": "@kd", "platform": "youtube", "account_uid": "youtube:o"},
    ]
    assert rows_found(rows_of, DUNCANS, *posts) == [("p", "e", "mention", "ericd", None)]


def test_no_register_no_hits(rows_of: Any) -> None:
    posts: Table[Posts] = Table.checked(Posts, rows_of(Posts, {"post_uid": "p"}))
    found, own = find_target_hits(
        posts, Table.empty(Accounts), Table.empty(Targets), *NO_MEDIA, NoSettings(), rng_seed=1
    )
    assert found.n_rows == own.n_rows == 0


def test_accounts_of_officials_are_known_by_id_and_handle(rows_of: Any) -> None:
    targets = {"target_id": "B", "name": "Bob", "handles": ["x:bobmp"], "aliases": []}
    _, own = find_target_hits(
        Table.checked(Posts, rows_of(Posts, {"post_uid": "p"})),
        Table.checked(Accounts, rows_of(Accounts, BOB, {"account_uid": "x:other"})),
        Table.checked(Targets, rows_of(Targets, targets)),
        *NO_MEDIA,
        NoSettings(),
        rng_seed=1,
    )
    assert own.arrow.to_pylist() == [{"target_id": "B", "account_uid": "x:77"}]
