"""The same rows are the same table, whatever order they came in."""

from __future__ import annotations

import io
from typing import Any, ClassVar

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.errors import SchemaError
from undertow.schema import Table, TableSpec
from undertow.schema.table import COUNT, REAL, TEXT, TEXTS, UTC, Column


class Sample(TableSpec):
    """One column of every type, and a key of three."""

    name: ClassVar = "sample"
    key: ClassVar = ("word", "at", "n")
    columns: ClassVar = (
        Column("word", TEXT, "A word.", nullable=True),
        Column("at", UTC, "A time."),
        Column("n", COUNT, "A number."),
        Column("share", REAL, "A share.", nullable=True),
        Column("tags", TEXTS, "Some words."),
    )


words = st.text(max_size=6)
rows = st.fixed_dictionaries(
    {
        "word": st.none() | words,
        "at": st.integers(-(10**14), 10**15),
        "n": st.integers(-3, 3),
        "share": st.none() | st.floats(0, 1),
        "tags": st.lists(words, max_size=3),
    }
)
distinct_rows = st.lists(rows, max_size=12, unique_by=lambda r: tuple(r[k] for k in Sample.key))


def arrow(some_rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(some_rows, schema=Sample.arrow_schema())


def parquet(table: Table[Sample]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table.arrow, sink)
    return sink.getvalue()


@given(
    distinct_rows, st.randoms(use_true_random=False), st.permutations(Sample.arrow_schema().names)
)
def test_order_of_rows_columns_and_chunks_leaves_the_bytes_alone(
    some_rows: list[dict[str, Any]], random: Any, names: list[str]
) -> None:
    shuffled = random.sample(some_rows, len(some_rows))
    cut = random.randint(0, len(some_rows))
    chunked = pa.concat_tables([arrow(shuffled[:cut]), arrow(shuffled[cut:])]).select(names)
    labelled = chunked.replace_schema_metadata({"made by": "somebody else"})
    assert parquet(Table.checked(Sample, labelled)) == parquet(
        Table.checked(Sample, arrow(some_rows))
    )


@given(distinct_rows)
def test_checking_keeps_every_row_and_sorts_by_key(some_rows: list[dict[str, Any]]) -> None:
    table = Table.checked(Sample, arrow(some_rows))
    found = table.arrow.to_pylist()
    assert table.n_rows == len(some_rows)
    assert table.arrow.schema.equals(Sample.arrow_schema(), check_metadata=True)
    expected = arrow(some_rows).to_pylist()
    assert sorted(map(repr, found)) == sorted(map(repr, expected))
    keys = [(r["word"] is None, (r["word"] or "").encode(), r["at"], r["n"]) for r in found]
    assert keys == sorted(keys)


@given(distinct_rows.filter(bool), st.data())
def test_two_rows_with_one_key_are_refused_and_named(
    some_rows: list[dict[str, Any]], data: st.DataObject
) -> None:
    twin = data.draw(st.sampled_from(some_rows)) | {"share": 0.5, "tags": ["twin"]}
    place = data.draw(st.integers(0, len(some_rows)))
    with pytest.raises(SchemaError, match="table sample: two rows share the key"):
        Table.checked(Sample, arrow([*some_rows[:place], twin, *some_rows[place:]]))


@given(distinct_rows.filter(bool), st.sampled_from(["at", "n", "tags"]), st.data())
def test_null_where_none_may_stand_is_refused(
    some_rows: list[dict[str, Any]], column: str, data: st.DataObject
) -> None:
    row = data.draw(st.integers(0, len(some_rows) - 1))
    holed = [r | {column: None} if i == row else r for i, r in enumerate(some_rows)]
    schema = pa.schema([field.with_nullable(True) for field in Sample.arrow_schema()])
    with pytest.raises(SchemaError, match=f"column {column} holds nulls"):
        Table.checked(Sample, pa.Table.from_pylist(holed, schema=schema))


@pytest.mark.parametrize("name", Sample.arrow_schema().names)
def test_missing_and_unknown_columns_are_refused(name: str) -> None:
    with pytest.raises(SchemaError, match=f"missing columns \\['{name}'\\]"):
        Table.checked(Sample, arrow([]).drop_columns([name]))
    with pytest.raises(SchemaError, match="unknown columns \\['extra'\\]"):
        Table.checked(Sample, arrow([]).append_column("extra", pa.array([], pa.string())))


def test_values_that_do_not_fit_are_refused_not_changed() -> None:
    half = arrow([]).drop_columns(["n"]).slice(0)
    row = {"word": "a", "at": 0, "share": None, "tags": []}
    half = pa.Table.from_pylist([row], schema=half.schema)
    with pytest.raises(SchemaError, match="table sample"):
        Table.checked(Sample, half.append_column("n", pa.array([1.5])))
    with pytest.raises(SchemaError, match="table sample"):
        Table.checked(Sample, half.append_column("n", pa.array([["list"]])))


def test_narrow_types_are_widened() -> None:
    row = {"word": "a", "at": 0, "n": 1, "share": 0.5, "tags": ["b"]}
    narrow = arrow([row]).set_column(2, "n", pa.array([1], pa.int8()))
    narrow = narrow.set_column(0, "word", pa.array(["a"]).dictionary_encode())
    assert Table.checked(Sample, narrow).arrow.equals(arrow([row]))


def test_empty_table_has_the_schema() -> None:
    table = Table.empty(Sample)
    assert table.n_rows == 0
    assert table.arrow.equals(Table.checked(Sample, arrow([])).arrow)
