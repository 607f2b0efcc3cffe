"""Whom a campaign addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from undertow.campaigns.statements.course import counted
from undertow.campaigns.statements.statement import (
    CampaignView,
    Rows,
    Scope,
    Statement,
    Value,
    iso,
    uids,
)


def targets(view: CampaignView) -> Statement:
    """Return how many officials of the register are addressed, by party and province."""
    officials = {row["target_id"] for row in view.register}
    hit = {row["target_id"] for row in view.targets} & officials
    posts = sorted({post for target in hit for post in view.hit_posts[target]})
    facts = {
        "n_targets": len(hit),
        "n_register": len(view.register),
        "n_posts": len(posts),
        "by_party": spread(view.register, hit, "party"),
        "by_province": spread(view.register, hit, "province"),
    }
    # That nobody was a target is seen in all posts.
    value = Value(float(len(hit)), "officials", float(len(hit)), float(len(view.register)))
    return Statement("targets", "", facts, posts or uids(view.posts), value)


def each_target(view: CampaignView) -> Iterator[Statement]:
    """Yield what concerns each official, and each other person of the register."""
    names = {row["target_id"]: row["name"] for row in (*view.register, *view.persons)}
    persons = {row["target_id"] for row in view.persons}
    for row in view.targets:
        facts = {
            "name": names[row["target_id"]],
            "n_posts": row["n_posts"],
            "n_accounts": row["n_accounts"],
            "n_direct": row["n_direct"],
            "n_expected": row["n_expected"],
            "platforms": row["platforms"],
            "languages": row["languages"],
            "first_at": iso(row["first_at"]),
            "last_at": iso(row["last_at"]),
        } | view.ranges[row["target_id"]]
        if row["n_in_media"]:
            facts["n_in_media"] = row["n_in_media"]
        yield Statement(
            "person" if row["target_id"] in persons else "target",
            row["target_id"],
            facts,
            view.hit_posts[row["target_id"]],
            counted(facts),
            Scope(tuple(row["platforms"]), row["first_at"], row["last_at"]),
        )


def spread(register: Rows, hit: set[str], column: str) -> list[list[Any]]:
    """Return [value, officials hit, officials in the register], most hit first."""
    total = Counter(row[column] or "" for row in register)
    reached = Counter(row[column] or "" for row in register if row["target_id"] in hit)
    names = sorted(total, key=lambda name: (-reached[name], -total[name], name))
    return [[name, reached[name], total[name]] for name in names]
