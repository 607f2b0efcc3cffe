"""Crowds that an event brings together: viewers, customers, and people who quote a known text."""

from __future__ import annotations

from typing import Final

import numpy as np

from undertow.synth import voice
from undertow.synth.clock import DAY_S, HOUR_S, seconds
from undertow.synth.hard_negatives import crowd, own_first
from undertow.synth.organic import answer, repost
from undertow.synth.population import new_outlet
from undertow.synth.world import Account, Post, World

_BROADCASTERS: Final = ("Rinkside Live", "Northline Sports", "Harbour Sports Radio")
_BRAND: Final = "Loonline Mobile"
# The kind of text that everybody knows: half a verse, the same in every mouth.
_VERSE: Final = {
    "en": "Where the river meets the morning and the lanterns line the quay, "
    "we will keep a light still burning for the ones who went to sea.",
    "fr": "Où la rivière rejoint l'aube et les lanternes bordent le quai, "
    "nous garderons une flamme pour ceux que la mer a emportés.",
    "zh": "河流与清晨相遇,灯笼照亮码头,我们为出海的人留一盏不灭的灯。",
}


def add_live_event(world: World) -> None:
    """Let viewers of a match repost what broadcasters publish while it goes on."""
    knobs = world.knobs.live_event
    if knobs is None:
        return
    rng, words = world.numbers("live event"), world.words("live event")
    hosts = [
        new_outlet(world, "x", name, "en", words, group="live_event") for name in _BROADCASTERS
    ]
    viewers = world.recruit(rng, "x", knobs.people, "live_event", "viewer")
    for start in knobs.starts:
        times = seconds(start) + np.sort(rng.uniform(0, knobs.minutes * 60, knobs.posts))
        pulls = rng.lognormal(0.0, 1.0, knobs.posts)
        plays = [
            Post(
                hosts[int(rng.integers(len(hosts)))],
                int(at),
                "post",
                voice.write(words, "en", "play"),
                "en",
                pull=0.02,
            )
            for at in times.tolist()
        ]
        world.posts += plays
        for viewer in viewers:
            zeal = knobs.repost_share * float(rng.lognormal(0.0, 0.6))
            likes = rng.random(knobs.posts) < np.minimum(zeal * pulls / pulls.mean(), 0.95)
            for i in np.flatnonzero(likes).tolist():
                delay = 5 + int(rng.lognormal(np.log(knobs.delay_minutes * 60), 0.9))
                world.posts.append(repost(viewer, min(plays[i].at + delay, _last(world)), plays[i]))


def add_brand_customers(world: World) -> None:
    """Let customers complain under the posts of a brand, which answers with a stock text."""
    knobs = world.knobs.brand_customers
    if knobs is None:
        return
    rng, words = world.numbers("brand customers"), world.words("brand customers")
    brands = {}
    for platform in ("x", "facebook"):
        brand = new_outlet(world, platform, _BRAND, "en", words, group="brand_customers")
        brand.role = "brand"
        brands[platform] = brand
    customers = crowd(world, rng, knobs.people, "brand_customers", "customer")
    for start in knobs.starts:
        opened = {
            platform: Post(
                brand, seconds(start), "post", voice.write(words, "en", "notice"), "en", pull=0.3
            )
            for platform, brand in brands.items()
        }
        world.posts += opened.values()
        for customer in customers:
            n = int(rng.integers(knobs.complaints_each[0], knobs.complaints_each[1] + 1))
            notice = opened[customer.platform]
            for delay in np.sort(rng.uniform(60, knobs.hours * HOUR_S, n)).tolist():
                _complain(world, customer, notice, notice.at + int(delay), knobs.answered_share)


def _complain(world: World, customer: Account, notice: Post, at: int, answered: float) -> None:
    """Let a customer complain, and the brand answer in words that it has ready."""
    words = world.words(f"complaint {customer.handle} {at}")
    text = voice.roughen(words, voice.write(words, customer.language, "complaint"))
    complaint = answer(customer, min(at, _last(world)), text, customer.language, notice)
    world.posts.append(complaint)
    if words.random() < answered:
        text = voice.write(words, "en", "stock_answer")
        later = min(complaint.at + 120 + words.randrange(3 * HOUR_S), _last(world))
        world.posts.append(answer(notice.author, later, text, "en", complaint))


def add_quoted_text(world: World) -> None:
    """Let people quote a verse that everybody knows, to officials and on their own pages."""
    knobs = world.knobs.quoted_text
    if knobs is None:
        return
    rng, words = world.numbers("quoted text"), world.words("quoted text")
    start = seconds(knobs.start)
    for person in crowd(world, rng, knobs.people, "quoted_text", "quoter"):
        at = int(world.clock.draw(rng, 1, start, start + knobs.days * DAY_S)[0])
        text = _VERSE[person.language]
        if words.random() < knobs.comment_share:
            text += " " + voice.write(words, person.language, "tail")
        post = None
        if words.random() < knobs.answer_share:
            official = own_first(rng, person, world.officials, 1)
            post = official[0].latest_post(person.platform, at) if official else None
        if post is None:
            world.posts.append(Post(person, at, "post", text, person.language))
        else:
            world.posts.append(answer(person, at, text, person.language, post))


def _last(world: World) -> int:
    return world.clock.end - 1
