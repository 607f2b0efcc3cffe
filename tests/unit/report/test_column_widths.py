"""Columns on paper: nothing runs over the edge, identifiers stay whole where there is room."""

from __future__ import annotations

import pytest

from undertow.report.column_widths import ColumnText, column_widths

WORDS = "one of the explanations that was measured and did not hold in this campaign"


def test_a_small_table_gets_what_it_wants() -> None:
    found = column_widths(
        [ColumnText("Day", ["7 August"]), ColumnText("Posts", ["12"])], has_claims=False
    )
    assert found.columns == (8, 5)
    assert not found.is_small


@pytest.mark.parametrize("n", range(1, 14))
@pytest.mark.parametrize("has_claims", [False, True])
def test_the_page_is_never_too_narrow(n: int, has_claims: bool) -> None:
    columns = [ColumnText("Pseudoscientifically", [WORDS, "x" * 400])] * n
    found = column_widths(columns, has_claims=has_claims)
    page = 110 * (8.5 / 7.6 if found.is_small else 1)
    assert sum(found.columns) + 2.2 * n + (13.2 if has_claims else 0) <= page + 1e-9
    assert min(found.columns) > 0


def test_words_are_not_broken_while_there_is_room() -> None:
    columns = [ColumnText("Explanation", [WORDS]), ColumnText("Inauthentic", ["3.6"])] * 2
    found = column_widths(columns, has_claims=True)
    assert all(width >= 12 for width in found.columns[::2])
    assert all(width >= 11 for width in found.columns[1::2])


def test_a_hash_stays_in_one_line_beside_other_columns() -> None:
    line = "e-00af4202bad0 " + "f" * 64
    found = column_widths(
        [
            ColumnText("Claim", ["k-25d02c7b84"], is_code=True),
            ColumnText("About", ["one official"]),
            ColumnText("Records", ["279"]),
            ColumnText("First records", [line], is_code=True),
        ],
        has_claims=False,
    )
    assert found.columns[3] >= 0.82 * len(line)


def test_no_rows_is_no_error() -> None:
    assert column_widths([ColumnText("Empty", [])], has_claims=True).columns == (5,)
