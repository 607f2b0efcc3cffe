"""What a terminal of 80 columns shows of a table."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from undertow.cli import tables
from undertow.cli.tables import Format, _in_words, print_table
from undertow.schema import AccountFindings

LONG = "facebook:pfbid0AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGhIjKlMnOpQrStUvWx"


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, rows_of: Any) -> str:
    """Two accounts, one with a long id, as a terminal shows them."""
    out = io.StringIO()
    monkeypatch.setattr(tables, "output", Console(width=80, file=out, soft_wrap=True))
    accounts = [
        {"account_uid": uid, "verdict": "coordinated_inauthentic", "campaign_id": "c-412effceb214"}
        | {"inauthenticity": 0.575, "reasons": ["by_company", "pairs:reply_target:7"]}
        for uid in (LONG, "x:1")
    ]
    arrow = rows_of(AccountFindings, *accounts)
    print_table(_in_words(arrow), tables._VIEWS["accounts"].columns, Format.table)
    return out.getvalue()


def test_no_line_is_wider_than_the_terminal(shown: str) -> None:
    assert max(map(len, shown.splitlines())) <= 80


def test_nothing_is_cut(shown: str) -> None:
    first = [line.split()[0] for line in shown.splitlines() if line.strip()]
    assert LONG in "".join(first)
    assert shown.count("coordinated_inauthentic") == shown.count("0.575") == 2
    assert shown.count("c-412effceb214") == 2


def test_reasons_are_words(shown: str) -> None:
    words = " ".join(shown.split())
    assert "by company" in words
    assert "pairs reply" in words
    assert "_target" not in words
