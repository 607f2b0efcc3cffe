"""A crowd under some posts, and sets of accounts in it, for the tests of the group test."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa
from account_scene import START, Scene, days, table
from engines import ENGINE

from undertow.coordination import run_group_tests
from undertow.coordination.group_test.acts import read_acts
from undertow.schema import (
    Accounts,
    AccountTests,
    Edges,
    Engagement,
    GroupMembers,
    GroupTests,
    PostText,
    Table,
    TargetAccounts,
)
from undertow.settings import GroupSettings

Roles = dict[str, dict[str, str]]


def people(scene: Scene, n: int, *, threads: int = 2, seed: int = 0) -> None:
    """Let ordinary accounts answer in the threads, each in its own words."""
    rng = np.random.default_rng(seed)
    for i in range(n):
        account = f"x:o{i:03}"
        scene.created[account] = START - days(float(rng.uniform(10, 3000)))
        hour = days(float(rng.uniform(0, 0.9)))
        scene.act(account, START + hour, thread=f"x:page{rng.integers(threads)}")


def flood(
    scene: Scene,
    created: Iterable[datetime | None],
    *,
    prefix: str = "m",
    text: str | None = "the same text",
    threads: int = 2,
) -> list[str]:
    """Let accounts answer once each; return them."""
    accounts = []
    for i, at in enumerate(created):
        account = f"x:{prefix}{i:03}"
        scene.created[account] = at
        scene.act(account, START + days(0.5), text=text, thread=f"x:page{i % threads}")
        accounts.append(account)
    return accounts


def batch(n: int, age: float = 30.0) -> list[datetime]:
    """Creations within the same hours."""
    return [START - days(age) + days(i / 1000) for i in range(n)]


def run_groups(
    scene: Scene,
    settings: GroupSettings | None = None,
    *,
    validated: Sequence[str] = (),
    officials: Sequence[str] = (),
    order: np.ndarray | None = None,
) -> tuple[Table[GroupTests], Table[GroupMembers]]:
    """Run the stage on a scene, with the posts in some order."""
    if order is not None:
        scene = replace(scene, posts=[scene.posts[i] for i in order])
    tests = [{"account_uid": a, "q_value": 0.001} for a in validated]
    plain = {"n_original": 3, "n_copied": 3, "n_expected": 0.1, "n_from_found": 0, "p_value": 0.0}
    return run_group_tests(
        *_tables(scene),
        Table.empty(Edges),
        table(AccountTests, tests, **plain),
        table(TargetAccounts, [{"account_uid": a, "target_id": a} for a in officials]),
        settings or GroupSettings(),
        engine=ENGINE,
        rng_seed=1,
    )


def acts_of(scene: Scene) -> pa.Table:
    """Return what the stage reads of a scene."""
    return read_acts(*_tables(scene), ENGINE)


def _tables(scene: Scene) -> tuple[Any, ...]:
    """Return posts, accounts, texts, counts and actions."""
    texts = [
        {"post_uid": p["post_uid"], "text_group": p["group"], "near_group": p["group"]}
        for p in scene.posts
    ]
    counts = [
        {"post_uid": p["post_uid"], "reply_count": p["replies"], "repost_count": p["reposts"]}
        for p in scene.posts
        if p["replies"] is not None
    ]
    accounts = [{"account_uid": a, "created_at": at} for a, at in scene.created.items()]
    return (
        scene.post_rows,
        table(Accounts, accounts, platform="x", native_id="", n_posts=1, raw_sha256=""),
        table(PostText, texts, match_key="", n_chars=40),
        table(Engagement, counts, raw_sha256=""),
        scene.actions,
    )


def roles(members: Table[GroupMembers]) -> Roles:
    """Return the role of each account in each set."""
    found: Roles = {}
    for row in members.arrow.to_pylist():
        found.setdefault(row["group_id"], {})[row["account_uid"]] = row["role"]
    return found


def carrying(members: Table[GroupMembers]) -> set[str]:
    """Return the accounts that carry any set."""
    rows = members.arrow.to_pylist()
    return {row["account_uid"] for row in rows if row["role"] == "carries"}
