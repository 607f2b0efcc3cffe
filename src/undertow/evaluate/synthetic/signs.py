"""What single tests and measurements of a case say, against the truth of its corpus."""

from __future__ import annotations

from typing import Final

from undertow.case import Case
from undertow.evaluate.synthetic.corpora import Corpus
from undertow.schema import AccountChanges, AccountTests, Edges, GroupMembers

CHANGED_ROLES: Final = ("hijacked", "mover", "convert", "returner")
"""Accounts that were taken over, and people whose life changed."""

_DAY_S: Final = 86_400.0

Change = list[str | float | bool | None]


def changes_of(corpus: Corpus) -> list[Change]:
    """Return role, score, days off and whether the interval holds the date, for each account.

    Score, days and interval are None where the analysis measured no change.
    """
    measured = corpus.case.read(AccountChanges).arrow.to_pylist()
    found = {row["account_uid"]: row for row in measured}
    changes: list[Change] = []
    for uid, label in sorted(corpus.truth.accounts.items()):
        if label.role not in CHANGED_ROLES or label.changed_at is None:
            continue
        row = found.get(uid)
        if row is None:
            changes.append([label.role, None, None, None])
            continue
        days = (row["changed_at"] - label.changed_at).total_seconds() / _DAY_S
        holds = row["earliest"] <= label.changed_at <= row["latest"]
        changes.append([label.role, row["score"], round(days, 3), holds])
    return changes


def named_by_tests(case: Case) -> dict[str, set[str]]:
    """Return the accounts that each test alone names."""
    edges = case.read(Edges).arrow
    tests = case.read(AccountTests).arrow.select(["account_uid", "q_value"]).to_pylist()
    largest = case.settings.coordination.account_q
    return {
        "pair test": {*edges.column("a").to_pylist(), *edges.column("b").to_pylist()},
        "account test": {row["account_uid"] for row in tests if row["q_value"] <= largest},
        "group test": {
            row["account_uid"]
            for row in case.read(GroupMembers).arrow.to_pylist()
            if row["role"] == "carries"
        },
    }
