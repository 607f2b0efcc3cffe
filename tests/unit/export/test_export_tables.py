"""Tables as text: what a spreadsheet, a parser and a terminal make of them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from undertow.errors import InputError
from undertow.export import render_table

SIGNS = set("=+-@\t\r\n＝＋－＠")
TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=("Cs",)), st.sampled_from('=+-@\t\r\n;",|＝')),
    max_size=12,
)
AT = datetime(2023, 9, 2, tzinfo=UTC)


def table(**columns: pa.Array) -> pa.Table:
    return pa.table(columns)


def read(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def without_added_quotes(cell: str, text: str) -> str:
    """Return the cell less every apostrophe that stands before a sign and not in the text."""
    kept = []
    rest = iter(cell)
    for expected in text:
        char = next(rest)
        if char == "'" and expected != "'" and expected in SIGNS:
            char = next(rest)
        kept.append(char)
    return "".join(kept) + "".join(rest)


@given(st.lists(TEXTS, max_size=4))
@example(['=HYPERLINK("http://x")', "\r\n=1", 'a;"=1', "'=1", "", "\t@"])
def test_any_text_survives_and_no_cell_starts_a_formula(texts: list[str]) -> None:
    rows = read(render_table(table(n=pa.array(range(len(texts))), text=pa.array(texts)), "csv"))
    assert rows[0] == ["n", "text"]
    cells = [row[1] for row in rows[1:]]
    assert [without_added_quotes(*pair) for pair in zip(cells, texts, strict=True)] == texts
    assert not [cell for cell in cells if cell[:1] in SIGNS and cell]


@given(st.lists(TEXTS, max_size=4))
def test_no_cell_starts_a_formula_where_semicolons_separate(texts: list[str]) -> None:
    text = render_table(table(n=pa.array(["x"] * len(texts)), text=pa.array(texts)), "csv")
    cells = [
        cell for row in csv.reader(io.StringIO(text, newline=""), delimiter=";") for cell in row
    ]
    assert not [cell for cell in cells if cell[:1] in SIGNS - set("\t\r\n") and cell]


@given(st.lists(TEXTS, max_size=4))
def test_any_text_survives_json(texts: list[str]) -> None:
    text = render_table(table(text=pa.array(texts, pa.string())), "json")
    assert [row["text"] for row in json.loads(text)] == texts
    assert text.isascii()


def test_csv_holds_numbers_times_lists_and_nulls() -> None:
    arrow = table(
        count=pa.array([-3, None]),
        real=pa.array([-0.5, float("nan")]),
        at=pa.array([AT, AT.replace(microsecond=1500)], pa.timestamp("us", tz="UTC")),
        names=pa.array([["=a", "b"], []]),
        known=pa.array([True, None]),
    )
    assert render_table(arrow, "csv") == (
        "count,real,at,names,known\r\n"
        "-3,-0.5,2023-09-02T00:00:00Z,'=a|b,true\r\n"
        ",,2023-09-02T00:00:00.001500Z,,\r\n"
    )


def test_csv_quotes_after_rfc_4180() -> None:
    arrow = table(text=pa.array(['say "no", please', "two\r\nlines"]))
    assert render_table(arrow, "csv") == 'text\r\n"say ""no"", please"\r\n"two\r\nlines"\r\n'


def test_json_has_real_types() -> None:
    arrow = table(
        count=pa.array([-3, None]),
        real=pa.array([0.5, float("inf")]),
        at=pa.array([AT, None], pa.timestamp("us", tz="UTC")),
        names=pa.array([["=a"], []]),
    )
    assert json.loads(render_table(arrow, "json")) == [
        {"count": -3, "real": 0.5, "at": "2023-09-02T00:00:00Z", "names": ["=a"]},
        {"count": None, "real": None, "at": None, "names": []},
    ]


def test_table_without_rows_has_its_header() -> None:
    arrow = table(text=pa.array([], pa.string()), n=pa.array([], pa.int64()))
    assert render_table(arrow, "csv") == "text,n\r\n"
    assert render_table(arrow, "json") == "[]\n"


def test_unknown_format_is_refused() -> None:
    with pytest.raises(InputError, match="choose csv or json"):
        render_table(table(n=pa.array([1])), "xlsx")  # type: ignore[arg-type]
