"""Rows that come in the order of their key."""

from __future__ import annotations

from typing import Any

import pytest

from undertow.errors import SchemaError
from undertow.schema import AccountTests, Table


def batches(rows_of: Any, *accounts: str) -> list[Any]:
    rows = [rows_of(AccountTests, {"account_uid": account}) for account in accounts]
    return [batch for table in rows for batch in table.to_batches()]


def test_rows_in_order_are_taken_as_they_are(rows_of: Any) -> None:
    table = Table.in_order(AccountTests, batches(rows_of, "a", "b", "c"))
    assert table.arrow["account_uid"].to_pylist() == ["a", "b", "c"]
    checked = Table.checked(AccountTests, table.arrow)
    assert checked.arrow.equals(table.arrow)


@pytest.mark.parametrize("accounts", [("b", "a"), ("a", "a"), ("a", "c", "b")])
def test_rows_out_of_order_are_refused(rows_of: Any, accounts: tuple[str, ...]) -> None:
    with pytest.raises(SchemaError, match=r"order|share"):
        Table.in_order(AccountTests, batches(rows_of, *accounts))


def test_no_rows() -> None:
    assert Table.in_order(AccountTests, []).n_rows == 0
