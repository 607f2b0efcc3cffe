"""Likes, replies, reposts and views: heavy-tailed for people; the network gets what is wanted."""

from __future__ import annotations

import numpy as np

from undertow.synth.world import Post, World

# Median likes of a post that opens a thread and has the pull of an ordinary official's page.
_ROOT_LIKES = 60.0


def add_engagement(world: World) -> None:
    """Set the counts of all posts; replies and reposts never fall below those captured."""
    rng = world.numbers("engagement")
    posts = world.posts
    for post in posts:
        if post.parent is not None:
            post.parent.n_replies += 1
            if post.root is not None and post.root is not post.parent:
                post.root.n_replies += 1
        if post.repost_of is not None:
            post.repost_of.n_reposts += 1
    n = len(posts)
    spread = rng.lognormal(0.0, 1.4, n)
    small = rng.integers(0, 3, n)
    unseen = rng.random((n, 2))
    glances = rng.random(n)
    campaign = world.knobs.campaign
    bought = campaign is not None and campaign.engagement == "bought"
    most = 0 if campaign is not None and campaign.engagement == "zero" else 2
    for i, post in enumerate(posts):
        if post.kind == "repost":
            continue
        is_ignored = post.author.group in ("network", "commercial")
        if is_ignored and not bought:
            post.n_likes = min(int(small[i]), most) if unseen[i, 0] < 0.3 else 0
        else:
            post.n_likes = int(_reach(post) * spread[i])
        # A capture never holds everything.
        post.n_replies += int(post.n_likes * 0.08 * unseen[i, 0])
        post.n_reposts += int(post.n_likes * 0.15 * unseen[i, 1])
        post.n_views = 3 + int(20 * glances[i]) + int(post.n_likes * (15 + 60 * unseen[i, 1]))


def _reach(post: Post) -> float:
    """Return the median number of likes."""
    if post.author.role in ("official", "outlet", "organisation"):
        return _ROOT_LIKES * float(np.sqrt(max(post.pull, 0.01)))
    return 0.9 if post.parent is not None else 1.6
