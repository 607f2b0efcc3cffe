from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from undertow.schema import NearGroups, PostKeys, Posts, Table
from undertow.settings import TextSettings
from undertow.text.post_keys import post_keys_of


def build(rows_of: Any, texts: list[str | None], **settings: int) -> list[dict[str, Any]]:
    posts = [
        {
            "post_uid": f"x:{i:04d}",
            "account_uid": f"x:{i}",
            "text": text,
            "created_at": datetime(2023, 9, 1, tzinfo=UTC) + timedelta(minutes=i),
        }
        for i, text in enumerate(texts)
    ]
    keys, _ = post_keys_of(Table.checked(Posts, rows_of(Posts, *posts)), TextSettings(**settings))
    return keys.arrow.to_pylist()


def groups(rows_of: Any, texts: list[str | None], **settings: int) -> list[str | None]:
    return [row["text_group"] for row in build(rows_of, texts, **settings)]


def test_the_same_key_is_the_same_group(rows_of: Any) -> None:
    found = groups(
        rows_of,
        [
            "He took the bribe, yes!",
            "RT @a: he took the BRIBE yes https://t.co/x",
            "He took the bribe, no!",
        ],
    )
    assert found[0] == found[1] != found[2]
    assert None not in found


def test_a_group_depends_on_the_text_alone(rows_of: Any) -> None:
    alone = groups(rows_of, ["He took the bribe"])
    assert alone == ["t-3a4c574e149cb59c"]
    assert groups(rows_of, ["Something else entirely", "He took the bribe"])[1] == alone[0]


@pytest.mark.parametrize(
    ("text", "is_grouped"),
    [
        ("abcdef ghijk", True),  # 12
        ("abcdefghijk", False),  # 11
        ("a b c d e f g!!!!!!!!", True),  # 13 with its spaces
        ("总理受贿了", True),  # 5 Han
        ("总理受贿", False),
        ("总理受贿abcd", False),  # half Han is not mostly Han
        ("总理受贿了abcd", True),
        ("😀😀😀😀😀😀😀😀😀😀😀😀😀😀", False),
        (None, False),
    ],
)
def test_shortest_text(rows_of: Any, text: str | None, is_grouped: bool) -> None:
    assert (groups(rows_of, [text])[0] is not None) == is_grouped


def test_settings_move_the_gates(rows_of: Any) -> None:
    texts: list[str | None] = ["abc", "中文"]
    assert groups(rows_of, texts) == [None, None]
    assert None not in groups(rows_of, texts, min_chars=3, min_chars_han=2)


def test_texts_without_a_key_are_never_a_group(rows_of: Any) -> None:
    found = groups(rows_of, ["😀", "", None, "@a", "https://t.co/x"], min_chars=1, min_chars_han=1)
    assert found == [None] * 5


def test_columns(rows_of: Any) -> None:
    (row,) = build(rows_of, ["C’est « l’État » qui décide 😀"])
    assert isinstance(row.pop("source_hash"), int)
    assert row == {
        "post_uid": "x:0000",
        "language": "fr",
        "script": None,
        "match_key": "cest létat qui décide",
        "n_chars": 21,
        "text_group": row["text_group"],
        "near_group": None,
    }


def test_no_posts() -> None:
    keys, near = post_keys_of(Table.empty(Posts), TextSettings())
    assert keys.arrow.equals(Table.empty(PostKeys).arrow)
    assert near.arrow.equals(Table.empty(NearGroups).arrow)


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("He took the bribe and must resign", "en", None),
        ("Il a pris le pot-de-vin et doit démissionner", "fr", None),
        ("他收受贿赂必须辞职", "zh", "Hans"),
        ("他收受賄賂必須辭職", "zh", "Hant"),
        ("ok", "und", None),
        ("lol ok", "und", None),
        ("@a #b https://example.org 12345 😀", "und", None),
        (None, "und", None),
    ],
)
def test_language_and_script(
    rows_of: Any, text: str | None, language: str, script: str | None
) -> None:
    (row,) = build(rows_of, [text])
    assert (row["language"], row["script"]) == (language, script)


ORIGINAL = "MP Whitlock took money from the developers and voted for their tower last week"


@pytest.mark.parametrize(
    "other",
    [
        "MP Whitlock took money from the builders and voted for their tower last Monday",
        "Everybody knows it: MP Whitlock took money from the developers and voted for their tower "
        "last week, shame",
        "MP Whitlock took money from the developers and voted for the",
    ],
)
def test_near_texts_are_a_group(rows_of: Any, other: str) -> None:
    first, second, third = build(rows_of, [ORIGINAL, other, "My cat sleeps all day on the sofa"])
    assert first["near_group"] == second["near_group"] == "d-" + first["text_group"][2:]
    assert third["near_group"] is None


@pytest.mark.parametrize(
    "same",
    [
        "МР Whitlосk tооk mоnеу frоm thе dеvеlореrs аnd vоtеd fоr thеіr tоwеr lаst wееk",
        "M\u200bP Whit\u200block took mo\u200bney from the developers and voted for their tower "
        "last week",
        "@someone MP Whitlock took money from the developers and voted for their tower last week "
        "https://t.co/abc #scandal",
        "🔥MP Whitlock took money!!! from the developers... and voted, for their tower last week🔥",
        "M̶P̶ W̶h̶i̶t̶lock took money from the developers and voted for their tower last week",
    ],
)
def test_what_hides_sameness_is_taken_away(rows_of: Any, same: str) -> None:
    first, second = build(rows_of, [ORIGINAL, same])
    assert first["match_key"] == second["match_key"]


def test_traditional_and_simplified_are_the_same_text(rows_of: Any) -> None:
    first, second = build(rows_of, ["他收受賄賂必須辭職", "他收受贿赂必须辞职"])
    assert first["text_group"] == second["text_group"] is not None


def test_a_long_post_that_quotes_a_short_one_is_not_near_it(rows_of: Any) -> None:
    longer = ORIGINAL + " " + " ".join(f"word{i}" for i in range(20))
    assert [row["near_group"] for row in build(rows_of, [ORIGINAL, longer])] == [None, None]


def test_small_steps_do_not_chain_unlike_texts(rows_of: Any) -> None:
    """Each text replaces one more word of the one before; the ends share nothing."""
    words = [f"alpha{i}" for i in range(12)]
    texts: list[str | None] = []
    for i in range(13):
        texts.append(" ".join(f"omega{j}" if j < i else word for j, word in enumerate(words)))
    found = [row["near_group"] for row in build(rows_of, texts)]
    assert found[0] != found[-1]
    assert len(set(found)) > 1


def test_a_run_with_nothing_new_gives_the_same(rows_of: Any) -> None:
    texts = [ORIGINAL, ORIGINAL + " indeed", "ok", None]
    posts = Table.checked(
        Posts,
        rows_of(Posts, *({"post_uid": f"x:{i}", "text": text} for i, text in enumerate(texts))),
    )
    first = post_keys_of(posts, TextSettings())
    again = post_keys_of(posts, TextSettings(), first)
    assert all(a.arrow.equals(b.arrow) for a, b in zip(first, again, strict=True))
