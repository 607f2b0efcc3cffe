"""How much a campaign published, when, where and in which languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from undertow.campaigns.statements.statement import (
    CampaignView,
    Scope,
    Statement,
    Value,
    iso,
    ranked,
    uids,
)

_FEW: Final = 0.05
"""Share of posts before the first wave up to which a campaign is told to begin with that wave."""


def activity(view: CampaignView) -> Statement:
    """Return how much there is, by how many, from when to when."""
    campaign = view.campaign
    facts = {
        "n_posts": campaign["n_posts"],
        "n_accounts": campaign["n_accounts"],
        "n_platforms": len(campaign["platforms"]),
        "start": iso(campaign["start"]),
        "end": iso(campaign["end"]),
    }
    facts |= _beginning(view) | view.ranges[""]
    return Statement("activity", "", facts, uids(view.posts), counted(facts))


def _beginning(view: CampaignView) -> dict[str, Any]:
    """Return when the first wave began, and how few posts are older; nothing where many are.

    Accounts that were bought together have old posts in common: those make no campaign a year long.
    """
    none = {"onset": None, "n_before": 0}
    if not view.waves:
        return none
    first = min(view.waves, key=lambda wave: wave["start"])
    n_before = sum(post["at"].date() < first["start"].date() for post in view.posts)
    if not 0 < n_before <= _FEW * len(view.posts):
        return none
    return {"onset": iso(first["start"]), "n_before": n_before}


def waves(view: CampaignView) -> Iterator[Statement]:
    """Yield each wave of the campaign."""
    times = (
        "start", "start_low", "start_high", "surge_start", "peak", "surge_end", "end", "end_low",
        "end_high",
    )  # fmt: skip
    for number, wave in enumerate(view.waves, start=1):
        facts = {name: iso(wave[name]) for name in times}
        facts |= {name: wave[name] for name in ("n", "n_expected", "q_value")}
        inside = [post for post in view.posts if wave["start"] <= post["at"] <= wave["end"]]
        scope = Scope(tuple(view.campaign["platforms"]), wave["start"], wave["end"])
        yield Statement(
            "waves", str(number), facts, uids(inside), Value(float(wave["n"]), "posts"), scope
        )


def platforms(view: CampaignView) -> Statement:
    """Return the posts and accounts of each platform."""
    posts = Counter(post["platform"] for post in view.posts)
    accounts: dict[str, set[str]] = {}
    for post in view.posts:
        accounts.setdefault(post["platform"], set()).add(post["account_uid"])
    rows = [[name, n, len(accounts[name])] for name, n in ranked(posts)]
    value = Value(float(len(rows)), "platforms")
    return Statement("platforms", "", {"by_platform": rows}, uids(view.posts), value)


def languages(view: CampaignView) -> Statement:
    """Return the posts in each language, as the sources state it."""
    posts = Counter(post["language"] or "und" for post in view.posts)
    value = Value(float(len(posts)), "languages")
    return Statement("languages", "", {"by_language": ranked(posts)}, uids(view.posts), value)


def counted(facts: dict[str, Any]) -> Value:
    """Return a count of posts with the most there can be, where that is known."""
    most = facts["n_highest"]
    low = float(facts["n_posts"])
    return Value(low, "posts", low, None if most is None else float(most))
