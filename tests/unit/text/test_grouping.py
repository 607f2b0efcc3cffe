from __future__ import annotations

from typing import Any

import pytest

from undertow.schema import Posts, PostText, Table
from undertow.settings import TextSettings
from undertow.text import build_post_text


def build(rows_of: Any, texts: list[str | None], **settings: int) -> list[dict[str, Any]]:
    posts = [{"post_uid": f"x:{i}", "text": text, "lang": "en"} for i, text in enumerate(texts)]
    table = Table.checked(Posts, rows_of(Posts, *posts))
    return build_post_text(table, TextSettings(**settings), rng_seed=1).arrow.to_pylist()


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
    (row,) = build(rows_of, ["C’est « l’État » 😀"])
    assert row == {
        "post_uid": "x:0",
        "language": "en",
        "script": None,
        "match_key": "cest létat",
        "n_chars": 10,
        "text_group": None,
        "near_group": None,
        "claim_group": None,
        "template": None,
    }


def test_no_posts(rows_of: Any) -> None:
    assert build_post_text(Table.empty(Posts), TextSettings(), rng_seed=1).arrow.equals(
        Table.empty(PostText).arrow
    )
