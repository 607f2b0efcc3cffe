from __future__ import annotations

import pyarrow as pa
import pytest

from undertow.text.embedding_view import LONGEST_VIEW, embedding_views


def view(text: str | None) -> str:
    (found,) = embedding_views(pa.array([text], pa.string())).to_pylist()
    return str(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RT @someone: Shame! 😀 https://x.example/a #tag", "shame"),
        ("C’est « l'État » qui l’a fait", "c'est l'état qui l'a fait"),
        ("'quoted' don't", "quoted don't"),
        ("ＦＵＬＬ ｗｉｄｔｈ", "full width"),
        ("轟炸北溪。的底細", "轰炸北溪 的底细"),
        ("#話題#好事", "好事"),
        ("z\u200be\u00adro", "zero"),
        ("a\0b", "a b"),
        ("été", "été"),
        ("👍🏽🇨🇦", ""),
        (None, ""),
    ],
)
def test_what_is_left(text: str | None, expected: str) -> None:
    assert view(text) == expected


def test_a_long_text_is_cut() -> None:
    assert len(view("word " * 1000)) <= LONGEST_VIEW


def test_chunks_become_one_array() -> None:
    chunks = pa.chunked_array([["A b"], ["轟炸", None]])
    assert embedding_views(chunks).to_pylist() == ["a b", "轰炸", ""]
