"""Handles that tell somebody, and handles that are words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from undertow.case import Case
from undertow.handles import handles_of, key, telling
from undertow.schema import AccountFindings, Accounts, AccountSnapshots, Posts, Table

RowMaker = Callable[..., Any]


ORDINARY = [f"x:{i}" for i in range(12)]
NETWORK = [f"x:{i}" for i in range(20, 40)]


def speaking(case: Case, rows_of: RowMaker, said: dict[str, list[str]], **verdicts: str) -> Case:
    """Let accounts say texts; those named have another verdict than none."""
    findings = [
        {"account_uid": uid, "verdict": verdicts.get(uid.replace(":", ""), "none")} for uid in said
    ]
    posts = [
        {"post_uid": f"{uid}-{n}", "account_uid": uid, "text": text}
        for uid, texts in said.items()
        for n, text in enumerate(texts)
    ]
    case.write(Table.checked(AccountFindings, rows_of(AccountFindings, *findings)))
    case.write(Table.checked(Posts, rows_of(Posts, *posts)))
    return case


def test_what_ordinary_people_say_is_a_word(case: Case, rows_of: RowMaker) -> None:
    speaking(case, rows_of, {uid: ["FREEDOM for the harbour!"] for uid in ORDINARY})
    handles = {"freedom", "hardliner", "zoe_roy_mp", "bob", "1001"}
    assert telling(case, handles) == {"hardliner", "zoe_roy_mp", "1001"}


def test_words_of_a_network_or_of_a_few_are_none(case: Case, rows_of: RowMaker) -> None:
    said = {uid: ["maplewatch lies"] for uid in (*NETWORK, *ORDINARY[:9])}
    verdicts = dict.fromkeys((uid.replace(":", "") for uid in NETWORK), "coordinated_inauthentic")
    speaking(case, rows_of, said, **verdicts)
    assert telling(case, {"maplewatch"}) == {"maplewatch"}


@pytest.mark.parametrize(
    "text",
    [
        "as @kmarlowe says",
        "@ kmarlowe",
        "＠kmarlowe",
        "@\u200bkmarlowe",
        "see t.me/kmarlowe now",
        "x.com/kmarlowe",
        "https://news.example/kmarlowe",
        "WWW.X.com/KMarlowe",
        "mail kmarlowe@example.org",
        "kmarlowe.substack.com",
        "u/kmarlowe",
        "RT kmarlowe: hello",
        "twitter: kmarlowe",
        "via kmarlowe",
    ],
)
def test_naming_an_account_is_no_use_of_a_word(case: Case, rows_of: RowMaker, text: str) -> None:
    speaking(case, rows_of, {uid: [text] for uid in ORDINARY})
    assert telling(case, {"kmarlowe"}) == {"kmarlowe"}


def test_an_account_without_a_finding_says_nothing(case: Case, rows_of: RowMaker) -> None:
    speaking(case, rows_of, {uid: ["freedom"] for uid in ORDINARY})
    few = [{"account_uid": uid, "verdict": "none"} for uid in ORDINARY[:9]]
    case.write(Table.checked(AccountFindings, rows_of(AccountFindings, *few)))
    assert telling(case, {"freedom"}) == {"freedom"}


@pytest.mark.parametrize(
    ("handle", "expected"),
    [
        ("@K.Marlowe_", "k.marlowe"),
        ("ｋｍａｒｌｏｗｅ", "kmarlowe"),
        ("Zoe\u0301", "zoé"),
        ("-_.", ""),
    ],
)
def test_handles_are_compared_in_one_form(handle: str, expected: str) -> None:
    assert key(handle) == expected


def test_earlier_handles_are_handles_too(case: Case, rows_of: RowMaker) -> None:
    own = {"account_uid": "x:1", "platform": "x", "native_id": "1"}
    case.write(Table.checked(Accounts, rows_of(Accounts, own | {"handle": "@NewName"})))
    snapshot = own | {"handle": "OldName"}
    case.write(Table.checked(AccountSnapshots, rows_of(AccountSnapshots, snapshot)))
    assert handles_of(case) == {"x:1": {"newname", "oldname"}}
