"""Invented lives of accounts: people stay, move or take up a subject, and some are taken over.

Nothing here knows how changes are found. A person writes with words of a language and a subject,
with a hand of their own, at hours of their own, and answers others as often as they do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
from account_scene import table

from undertow.schema import Posts, Table

START = datetime(2022, 1, 1, tzinfo=UTC)
Row = dict[str, Any]


@dataclass(frozen=True)
class Life:
    """How an account posts for a while."""

    language: int
    subject: int
    hour: float
    answers: float
    links: float
    pictures: float
    small: float
    ends: float
    doubles: float


def some_life(rng: np.random.Generator) -> Life:
    chance = rng.beta(0.6, 1.2, 6)
    language, subject = int(rng.integers(3)), int(rng.integers(40))
    return Life(language, subject, rng.uniform(0, 24), *(float(p) for p in chance))


@cache
def vocabulary(language: int, subject: int) -> tuple[list[str], list[str]]:
    """Return the words of a subject in a language, and its small words."""
    letters = list(("abdegilmnorstu", "cfhjkpqvwxyzae", "的一是不了人我在有他这")[language])
    own, common = np.random.default_rng(1000 * language + subject), np.random.default_rng(language)
    return (
        ["".join(own.choice(letters, 7)) for _ in range(40)],
        ["".join(common.choice(letters, 1 + i % 3)) for i in range(30)],
    )


def text(rng: np.random.Generator, life: Life) -> str:
    """Write words of the language (often) and of the subject (some), typed by the hand."""
    subject, plain = vocabulary(life.language, life.subject)
    words = []
    for _ in range(rng.integers(5, 15)):
        pool = subject if rng.random() < 0.5 else plain
        words.append(pool[min(int(rng.pareto(1.0)), len(pool) - 1)])
    line = ("" if life.language == 2 else " ").join(words)
    line = line if rng.random() < life.small else line[:1].upper() + line[1:]
    line += ("。" if life.language == 2 else ".") if rng.random() < life.ends else ""
    line += "!!" if rng.random() < life.doubles else ""
    return line + (" 😂" if rng.random() < life.pictures else "")


def posts_of(
    rng: np.random.Generator, account: str, life: Life, n: int, begin: datetime, days: float
) -> list[Row]:
    """Post ``n`` times from ``begin`` on, within ``days``."""
    rows = []
    for offset in np.sort(rng.uniform(0, days, n)):
        day = begin + timedelta(days=float(np.floor(offset)))
        at = day + timedelta(hours=float((life.hour + rng.normal(0, 3)) % 24))
        is_answer = rng.random() < life.answers
        rows.append(
            {
                "account_uid": account,
                "created_at": at,
                "kind": "reply" if is_answer else "post",
                "parent_uid": "x:page" if is_answer else None,
                "text": text(rng, life),
                "urls": ["http://a.example"] if rng.random() < life.links else [],
            }
        )
    rows.sort(key=lambda row: row["created_at"])
    # The first post is the beginning: a change is dated by it.
    rows[0]["created_at"] = begin
    return rows


def another_hour(rng: np.random.Generator, life: Life) -> float:
    return (life.hour + rng.uniform(5, 12)) % 24


def moved(rng: np.random.Generator, life: Life) -> Life:
    """Another language and other waking hours, the same person."""
    return replace(life, language=(life.language + 1) % 3, hour=another_hour(rng, life))


def new_interest(rng: np.random.Generator, life: Life) -> Life:
    """Another subject, and other people to answer."""
    return replace(life, subject=life.subject + 50, answers=float(rng.beta(2, 2)))


def taken_over(rng: np.random.Generator, life: Life) -> Life:
    """Somebody else, who works at other hours; in half of the cases in the same language."""
    other = some_life(rng)
    language = life.language if rng.random() < 0.5 else other.language
    return replace(
        other,
        language=language,
        subject=life.subject + 50,
        hour=another_hour(rng, life),
        answers=float(rng.beta(8, 2)),
    )


CHANGES = {"moved": moved, "new_interest": new_interest, "taken_over": taken_over}


@dataclass(frozen=True)
class Story:
    """A change of an account, and when it happened (None: never)."""

    kind: str
    changed_at: datetime | None


def stories(
    rng: np.random.Generator,
    kind: str,
    n_accounts: int,
    *,
    n_before: tuple[int, int] = (10, 40),
    n_after: tuple[int, int] = (8, 30),
    pause_days: float = 3.0,
) -> tuple[list[Row], dict[str, Story]]:
    """Write the posts of accounts with one kind of life: ``stays`` or a key of ``CHANGES``."""
    rows: list[Row] = []
    told: dict[str, Story] = {}
    for i in range(n_accounts):
        account = f"x:{kind}{i:03}"
        life = some_life(rng)
        after = CHANGES[kind](rng, life) if kind in CHANGES else life
        rows += posts_of(rng, account, life, int(rng.integers(*n_before)), START, 200)
        begin = START + timedelta(days=201 + pause_days)
        rows += posts_of(rng, account, after, int(rng.integers(*n_after)), begin, 30)
        told[account] = Story(kind, begin if kind in CHANGES else None)
    return rows, told


def posts_table(rows: list[Row]) -> Table[Posts]:
    """Return table ``posts``; later rows of an account never come before earlier ones."""
    plain = {"platform": "x", "native_id": "", "created_precision": "second", "hashtags": []}
    plain |= {"created_source": "field", "mentions": [], "raw_sha256": ""}
    numbered = [row | {"post_uid": f"x:p{i:06}"} for i, row in enumerate(rows)]
    return table(Posts, numbered, **plain)


def is_in_order(rows: list[Row]) -> bool:
    return all(a["created_at"] <= b["created_at"] for a, b in pairwise(rows))
