"""What a campaign seems to seek, one objective a statement, and whom it makes speak.

Only of campaigns that are found inauthentic: what people who merely act together want is theirs.
The shares from which an objective is called likely are our judgement (docs/adr/0031); a machine
goes no further than that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from undertow.campaigns.statements.statement import (
    CampaignView,
    Judgement,
    Rows,
    Statement,
    Value,
)

_LIKELY: Final = 1 / 2
_OPEN: Final = 1 / 5
_FEWEST_POSTS: Final = 5
# Confidence is more than low where this many texts, in languages or on platforms, say the same.
_MANY_TEXTS: Final = 10


def voices(view: CampaignView) -> Iterator[Statement]:
    """Yield whoever, being no official, is made to say what a good part of the campaign says."""
    for row in _voices(view):
        facts = {name: row[name] for name in ("n_posts", "n_accounts", "n_texts", "languages")}
        facts |= {"name": row["subject"], "n_campaign": len(view.posts)}
        yield Statement(
            "voice",
            row["subject_id"] or row["subject"],
            facts,
            row["post_uids"],
            Value(float(row["n_posts"]), "posts"),
        )


def objectives(view: CampaignView) -> Iterator[Statement]:
    """Yield each objective that the posts speak for."""
    if not view.is_inauthentic:
        return
    officials = (row["target_id"] for row in view.register)
    addressed = {uid for ident in officials for uid in view.hit_posts.get(ident, ())}
    voiced = {uid for row in _voices(view) for uid in row["post_uids"]}
    acts = [row for row in view.readings if row["reading"] == "act"]
    accusing = (voiced | {uid for row in acts for uid in row["post_uids"]}) & addressed
    answers = {post["post_uid"] for post in view.posts if "reply_target" in post["layers"]}
    yield from _objective("discredit", view, accusing, addressed)
    yield from _objective("flood", view, answers & addressed, addressed)
    yield from _objective("speak_through", view, voiced & addressed, addressed)


def _voices(view: CampaignView) -> Rows:
    """Return the names that a good part of the posts in their languages give as the speaker."""
    return [
        row
        for row in view.readings
        if row["reading"] == "voice"
        and row["n_posts"] >= max(_FEWEST_POSTS, _OPEN * _n_posts_in(row["languages"], view))
    ]


def _n_posts_in(languages: list[str], view: CampaignView) -> int:
    """Count the posts in some languages; all, where no source states one."""
    stated = [post["language"] for post in view.posts if post["language"] is not None]
    if not stated:
        return len(view.posts)
    return sum(language.split("-")[0] in languages for language in stated)


def _objective(
    name: str, view: CampaignView, posts: set[str], among: set[str]
) -> Iterator[Statement]:
    share = len(posts) / max(len(among), 1)
    if len(posts) < _FEWEST_POSTS or share < _OPEN:
        return
    facts = {"n_posts": len(posts), "n_among": len(among)}
    own = [post for post in view.posts if post["post_uid"] in posts]
    confidence = "moderate" if _is_broad(own) else "low"
    yield Statement(
        "objective",
        name,
        facts,
        sorted(posts),
        Value(float(len(posts)), "posts", float(len(posts)), float(len(among))),
        judgement=Judgement(
            "likely" if share >= _LIKELY else "roughly_even", confidence, f"objective.{confidence}"
        ),
        against=(("alternatives", ""),),
    )


def _is_broad(posts: Sequence[dict[str, object]]) -> bool:
    """Whether it shows in many posts, by many accounts, in more than one place."""
    places = {(post["platform"], post["language"]) for post in posts}
    accounts = {post["account_uid"] for post in posts}
    return min(len(posts), len(accounts)) >= _MANY_TEXTS and len(places) > 1
