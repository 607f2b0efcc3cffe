"""Handles that tell somebody, and handles that are words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from undertow.case import Case
from undertow.handles import handles_of, telling
from undertow.schema import AccountFindings, Accounts, AccountSnapshots, Posts, Table

RowMaker = Callable[..., Any]


@pytest.fixture
def scene(case: Case, rows_of: RowMaker) -> Case:
    verdicts = {f"x:{i}": "none" for i in range(4)}
    verdicts |= {f"x:{i}": "coordinated_inauthentic" for i in range(10, 20)}
    words = {
        "x:0": "Freedom for the harbour, says @maplewatch",
        "x:1": "I want freedom! https://news.example/maplewatch",
        "x:2": "FREEDOM. And again freedom.",
        "x:3": "Thanks @maplewatch @maplewatch",
    }
    said = [(uid, text) for uid, text in words.items()]
    said += [(f"x:{i}", "maplewatch lies, all of Hardliner lies") for i in range(10, 20)]
    posts = [
        {"post_uid": f"x:p{n}", "account_uid": uid, "text": text}
        for n, (uid, text) in enumerate(said)
    ]
    findings = [{"account_uid": uid, "verdict": verdict} for uid, verdict in verdicts.items()]
    case.write(Table.checked(AccountFindings, rows_of(AccountFindings, *findings)))
    case.write(Table.checked(Posts, rows_of(Posts, *posts)))
    return case


def test_what_several_ordinary_people_say_is_a_word(scene: Case) -> None:
    handles = {"freedom", "maplewatch", "hardliner", "zoe_roy_mp", "bob", "1001"}
    assert telling(scene, handles) == {"maplewatch", "hardliner", "zoe_roy_mp", "1001"}


def test_words_of_a_network_are_none(scene: Case, rows_of: RowMaker) -> None:
    findings = [
        {"account_uid": f"x:{i}", "verdict": "none" if i > 9 else "coordinated"} for i in range(20)
    ]
    scene.write(Table.checked(AccountFindings, rows_of(AccountFindings, *findings)))
    assert telling(scene, {"freedom", "maplewatch"}) == {"freedom"}


def test_earlier_handles_are_handles_too(case: Case, rows_of: RowMaker) -> None:
    own = {"account_uid": "x:1", "platform": "x", "native_id": "1"}
    case.write(Table.checked(Accounts, rows_of(Accounts, own | {"handle": "@NewName"})))
    snapshot = own | {"handle": "OldName"}
    case.write(Table.checked(AccountSnapshots, rows_of(AccountSnapshots, snapshot)))
    assert handles_of(case) == {"x:1": {"newname", "oldname"}}
