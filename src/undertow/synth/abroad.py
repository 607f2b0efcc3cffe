"""People who live in UTC+8: the same life, half a day later."""

from __future__ import annotations

from typing import Final

from undertow.synth.clock import HOUR_S
from undertow.synth.world import World

# From the day of people in the Americas, four to eight hours behind UTC, to that in UTC+8.
_LATER_S: Final = 12 * HOUR_S


def move_abroad(world: World) -> None:
    """Let a share of people post half a day later, wherever nothing answers what they posted."""
    share = world.knobs.organic.abroad_share
    if share == 0:
        return
    rng = world.numbers("abroad")
    for crowd in world.people.values():
        for i in rng.permutation(len(crowd))[: round(share * len(crowd))].tolist():
            crowd[i].lives_abroad = True
    answered = {
        id(other) for post in world.posts for other in (post.parent, post.repost_of, post.quoted)
    }
    for post in world.posts:
        if post.author.lives_abroad and id(post) not in answered:
            later = post.at + _LATER_S
            post.at = later if later < world.clock.end else post.at
