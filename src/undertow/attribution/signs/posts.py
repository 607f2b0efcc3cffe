"""Signs of what a campaign posts: through which layers, on how many platforms, in which languages.

A post counts where it belongs to the campaign through the layer: it was posted alike by several.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from undertow.attribution.rows import Row
from undertow.attribution.signs.sign import (
    MEDIA,
    UNMEASURED,
    Campaign,
    Measured,
    Sign,
    of_posts,
)

_COPIES = frozenset({"text", "near_duplicate_text"})
_PLATFORMS = 3


def _through(*layers: str, needs_text: bool = False) -> Callable[[Campaign], Measured]:
    def measure(campaign: Campaign) -> Measured:
        able = [post for post in campaign.posts if post["is_comparable"] or not needs_text]
        if not able:
            return UNMEASURED
        return of_posts((p for p in able if not {*layers}.isdisjoint(p["layers"])), len(able))

    return measure


def _platforms(campaign: Campaign) -> Measured:
    """Measure nearly the same text by accounts of three platforms or more."""
    if campaign.platforms_captured < _PLATFORMS:
        return UNMEASURED
    return _spread(campaign, "near_group", "platform", at_least=_PLATFORMS)


def _languages(campaign: Campaign) -> Measured:
    """Measure the same claim in several languages."""
    return _spread(campaign, "claim_group", "spoken", at_least=2)


def _spread(campaign: Campaign, group: str, over: str, *, at_least: int) -> Measured:
    """Return the posts whose group is found in so many places."""
    grouped: defaultdict[str, list[Row]] = defaultdict(list)
    for post in campaign.posts:
        if post[group] is not None and post[over] is not None:
            grouped[post[group]].append(post)
    if not grouped:
        return UNMEASURED
    wide = [posts for posts in grouped.values() if len({post[over] for post in posts}) >= at_least]
    return of_posts((post for posts in wide for post in posts), len(campaign.posts))


def _media(campaign: Campaign) -> Measured:
    """Measure posts with material that several accounts posted, among those whose media are held.

    That something is posted again is measured; what it shows is not.
    """
    carrying = [post for post in campaign.posts if post.get("media")]
    accounts: defaultdict[str, set[str]] = defaultdict(set)
    for post in carrying:
        for group in post["media"]:
            accounts[group].add(post["account_uid"])
    if not carrying:
        return UNMEASURED
    shared = {group for group, own in accounts.items() if len(own) > 1}
    return of_posts((p for p in carrying if not shared.isdisjoint(p["media"])), len(carrying))


POST_SIGNS = (
    Sign("near_duplicate_text", "texts", _through(*_COPIES, needs_text=True)),
    Sign("template", "texts", _through("template", needs_text=True)),
    Sign("platforms", "texts", _platforms),
    Sign("languages", "texts", _languages),
    Sign("reply_target", "conduct", _through("reply_target")),
    Sign("url", "conduct", _through("url")),
    Sign(MEDIA, "conduct", _media),
)
