"""Half a surrogate pair costs one character, not the record or the document it stands in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.case import Case
from undertow.ingest import ingest_file
from undertow.ingest.surrogates import with_whole_characters
from undertow.schema import Observations, Records

PAIR, HIGH, LOW = r"\ud83d\ude00", r"\ud83d", r"\ude00"


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (PAIR, PAIR),
        (HIGH, r"\ufffd"),
        (LOW, r"\ufffd"),
        (HIGH.upper().replace("U", "u"), r"\ufffd"),
        (HIGH + PAIR, r"\ufffd" + PAIR),
        (LOW + HIGH, r"\ufffd" * 2),
        (PAIR + LOW + "a", PAIR + r"\ufffd" + "a"),
        ("\\" + HIGH, "\\" + HIGH),
        ("\\\\" + HIGH, "\\\\" + r"\ufffd"),
        (r"\n" + HIGH + r"\n", r"\n\ufffd\n"),
        (r"\ud83", r"\ud83"),
        (HIGH + r"\ud83", r"\ufffd\ud83"),
        ("\\", "\\"),
    ],
)
def test_only_halves_are_replaced(written: str, wanted: str) -> None:
    assert with_whole_characters(written.encode()) == wanted.encode()


@given(st.text(st.characters(codec=None), max_size=20))
def test_what_is_replaced_is_what_no_text_can_hold(text: str) -> None:
    written = json.dumps(text).encode()
    mended = with_whole_characters(written)
    assert len(mended) == len(written)
    wanted = "".join(
        "\ufffd" if "\ud800" <= sign <= "\udfff" else sign for sign in json.loads(written)
    )
    assert json.loads(mended) == wanted


@pytest.mark.parametrize("is_list", [True, False])
def test_one_half_costs_one_character(case: Case, tmp_path: Path, is_list: bool) -> None:
    posts = [
        {"platform": "x", "id": str(n), "created_at": "2023-09-02T10:00:00Z", "text": "cut \ud83d"}
        for n in range(3)
    ]
    lines = [json.dumps(post) for post in posts]
    content = f"[{', '.join(lines)}]" if is_list else "\n".join(lines)
    path = tmp_path / "a.json"
    path.write_text(content)
    report = ingest_file(case, path, who="a", command="b", format_id="canonical")
    assert report.n_accepted == 3
    assert case.read(Records).arrow.column("text").to_pylist() == ["cut \ufffd"] * 3
    for row in case.read(Observations).arrow.to_pylist():
        begin = row["byte_offset"]
        assert content[begin : begin + row["byte_length"]] in lines
