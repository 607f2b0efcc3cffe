"""People whose life changes: they move, take up politics, or come back after a long silence.

To a machine they look like an account that somebody else took over.
"""

from __future__ import annotations

from random import Random
from typing import Final

from undertow.synth import voice
from undertow.synth.clock import DAY_S, time_of_day
from undertow.synth.crowd_knobs import ChangeKnobs
from undertow.synth.history import old_posts
from undertow.synth.newcomers import take_part
from undertow.synth.population import new_person, rename
from undertow.synth.world import Account, Post, World

_PLATFORMS: Final = ("x", "x", "facebook")
_ROLES: Final = {"migration": "mover", "new_interest": "convert", "returning": "returner"}
# Languages somebody moves from and to.
_MOVES: Final = (("zh", "en"), ("zh", "fr"), ("fr", "en"), ("en", "fr"), ("en", "zh"))
# How many hours earlier the day begins where they lived.
_ZONES_H: Final = (5, 6, 8, 12, 13, 14)


def add_changed_people(world: World) -> None:
    """Add the three kinds, each with a captured past and a present in the window."""
    knobs = world.knobs
    for kind, own in (
        ("migration", knobs.migration),
        ("new_interest", knobs.new_interest),
        ("returning", knobs.returning),
    ):
        if own is not None:
            words = world.words(kind)
            for i in range(own.people):
                _add_person(world, kind, _PLATFORMS[i % len(_PLATFORMS)], own, words)


def _add_person(world: World, kind: str, platform: str, knobs: ChangeKnobs, words: Random) -> None:
    before, after, zone_h = "", "en", 0
    if kind == "migration":
        before, after = words.choice(_MOVES)
        zone_h = words.choice(_ZONES_H)
    else:
        shares = world.knobs.organic.language_shares
        after = words.choices(list(shares), list(shares.values()))[0]
    account = new_person(world, platform, after, words)
    account.group, account.role = kind, _ROLES[kind]
    span = world.clock.end - world.clock.start
    change = world.clock.start + int(words.uniform(0.05, 0.6) * span)
    silent = change - words.randint(*knobs.pause_days) * DAY_S
    past = old_posts(
        words,
        account,
        words.randint(*knobs.posts_before),
        silent,
        language=before or after,
        zone_h=zone_h,
    )
    account.created_at = past[0].at - words.randrange(100 * DAY_S, 2500 * DAY_S)
    world.posts += past
    account.changed_at = change
    if words.random() < knobs.profile_share:
        rename(world, account, change, words)
    _live_on(world, words, account, kind, change, words.randint(*knobs.posts_after))


def _live_on(world: World, words: Random, account: Account, kind: str, change: int, n: int) -> None:
    """Post from the change on: those who took up politics write to officials, the rest mixes."""
    share = {"migration": 0.5, "new_interest": 0.9, "returning": 0.3}[kind]
    n_answers = max(1, sum(words.random() < share for _ in range(n)))
    last_day = (world.clock.end - change) // DAY_S
    for _ in range(max(1, n - n_answers)):
        day = (change // DAY_S + 1 + words.randrange(max(1, last_day - 1))) * DAY_S
        text = voice.roughen(words, voice.write(words, account.language, "hobby"))
        at = min(day + time_of_day(words), world.clock.end - 1)
        world.posts.append(Post(account, at, "post", text, account.language))
    take_part(world, words, account, change, n_answers)
