"""What a campaign says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from undertow.campaigns.statements.statement import (
    CampaignView,
    Rows,
    Scope,
    Statement,
    Value,
    iso,
)


def narratives(view: CampaignView) -> Iterator[Statement]:
    """Yield what each narrative says, and where."""
    for row in view.narratives:
        ident = row["narrative_id"]
        facts = {
            "quote": row["quote"],
            "language": row["language"],
            "quotes": _quotes(view.narrative_quotes[ident]),
            "spread": _spread_of(view.narrative_spread[ident]),
            "terms": row["terms"],
            "frame": _frame(row),
            "template": _template(view, view.narrative_posts[ident]),
            "stance": row["stance"],
            "n_claim_groups": row["n_claim_groups"],
            "n_texts": row["n_texts"],
            "n_posts": row["n_posts"],
            "n_accounts": row["n_accounts"],
            "platforms": row["platforms"],
            "languages": row["languages"],
            "first_seen": iso(row["first_seen"]),
            "last_seen": iso(row["last_seen"]),
            "targets": row["target"].split("|") if row["target"] else [],
        }
        yield Statement(
            "narrative",
            ident,
            facts,
            view.narrative_posts[ident],
            Value(float(row["n_posts"]), "posts"),
            Scope(tuple(row["platforms"]), row["first_seen"], row["last_seen"]),
        )


def _quotes(rows: Rows) -> Rows:
    """Return the quote of each language, the language with the most posts first."""
    ordered = sorted(rows, key=lambda row: (-row["n_posts"], row["language"]))
    names = ("language", "quote", "post_uid", "n_posts", "n_texts", "terms")
    return [{name: row[name] for name in names} for row in ordered]


def _template(view: CampaignView, posts: list[str]) -> dict[str, Any] | None:
    """Return the template that most posts of a narrative were made from, if any was."""
    used = Counter(name for post in posts if (name := view.template_of[post]) is not None)
    if not used:
        return None
    name, n_posts = min(used.items(), key=lambda item: (-item[1], item[0]))
    return view.templates[name] | {"n_posts": n_posts}


def _spread_of(rows: Rows) -> Rows:
    """Return posts and first day on each platform in each language, most posts first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = row["platform"], row["language"]
        own = found.setdefault(key, {"n_posts": 0, "first_day": row["day"]})
        own["n_posts"] += row["n_posts"]
        own["first_day"] = min(own["first_day"], row["day"])
    ordered = sorted(found, key=lambda key: (-found[key]["n_posts"], key))
    return [
        {
            "platform": platform,
            "language": language,
            "n_posts": found[platform, language]["n_posts"],
            "first_day": iso(found[platform, language]["first_day"]),
        }
        for platform, language in ordered
    ]


def _frame(row: dict[str, Any]) -> dict[str, Any] | None:
    """Return who is said to have done what; None where the texts do not say so as one."""
    if row["actor"] is None:
        return None
    return {
        "actor": row["actor"],
        "is_official": row["actor_id"] is not None,
        "predicate": row["predicate"],
        "kind": row["predicate_kind"],
        "target": row["frame_target"],
        "target_is_official": row["frame_target_id"] is not None,
        "is_negated": row["frame_is_negated"],
        "n_texts": row["n_frame_texts"],
        "n_read": row["n_read"],
        "n_posts": row["frame_basis"],
    }
