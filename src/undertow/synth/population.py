"""Ordinary people and newsrooms: their accounts, languages and habits."""

from __future__ import annotations

from itertools import zip_longest
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from undertow.synth import voice
from undertow.synth.names import GIVEN, LOCAL_OUTLETS, NICKNAMES_ZH, OUTLETS
from undertow.synth.officials import slug
from undertow.synth.world import Account, Profile, World

_INITIALS: Final = "ABCDEFGHJKLMNOPRSTVWYZ"
_HANDLE_WORDS: Final = tuple(
    "maple canoe tamarack loon harbour prairie puck river birch trail fox otter garden lakeside "
    "northern quiet sunny coast valley heron".split()
)


def add_people(world: World) -> None:
    """Add the people of every platform; what they post is decided elsewhere."""
    rng, words = world.numbers("people"), world.words("people")
    knobs = world.knobs.organic
    languages = tuple(knobs.language_shares)
    weights = list(knobs.language_shares.values())
    pulls = np.array([official.pull for official in world.officials])
    for platform, share in knobs.platform_shares.items():
        n = max(20, round(knobs.accounts * share))
        speaks = rng.choice(len(languages), n, p=weights)
        activity = pareto(rng, n, knobs.activity_tail, knobs.max_activity)
        # People follow their own member more than the famous ones: a damped pull.
        follows = rng.choice(len(pulls), n, p=np.sqrt(pulls) / np.sqrt(pulls).sum())
        crowd = []
        for i in range(n):
            account = new_person(world, platform, languages[speaks[i]], words)
            account.activity = float(activity[i])
            account.follows = world.officials[follows[i]]
            crowd.append(account)
        world.people[platform] = crowd


def add_outlets(world: World) -> list[Account]:
    """Add the national newsrooms, each on one or more platforms, and return their accounts."""
    words = world.words("outlets")
    wanted = world.knobs.organic.outlets
    # In turns, so that every language has a newsroom however small the scenario.
    turns = zip_longest(*OUTLETS.values())
    names = [
        (name, language)
        for turn in turns
        for name, language in zip(turn, OUTLETS, strict=True)
        if name is not None
    ]
    outlets: list[Account] = []
    for name, language in names[: max(wanted // 2, 3)]:
        for platform in ("x", "facebook", "youtube", "tiktok", "instagram"):
            if platform in world.platforms and (platform == "x" or words.random() < 0.5):
                outlets.append(new_outlet(world, platform, name, language, words))
    return outlets


def add_local_outlets(world: World, n: int) -> list[Account]:
    """Add local newsrooms on X and Facebook that take stories from one agency."""
    words = world.words("local outlets")
    towns = voice.grammar("en").options("Town")
    names = [f"{town} {kind}" for kind in LOCAL_OUTLETS for town in towns]
    words.shuffle(names)
    places = [p for p in ("x", "x", "facebook") if p in world.platforms]
    return [
        new_outlet(world, places[i % len(places)], name, "en", words, group="syndication")
        for i, name in enumerate(names[:n])
    ]


def new_person(world: World, platform: str, language: str, words: Random) -> Account:
    """Invent a person's account."""
    profile = new_profile(world, platform, language, words)
    account = Account(
        platform, profile.name, profile.handle, language, description=profile.description
    )
    world.accounts.append(account)
    return account


def new_profile(world: World, platform: str, language: str, words: Random) -> Profile:
    """Invent a person's profile; the handle styles are those of real sign-up forms."""
    given = voice.pick(words, GIVEN.get(language, GIVEN["en"]))
    initial = _INITIALS[int(words.random() * len(_INITIALS))]
    name = f"{given} {initial}."
    if language == "zh" and words.random() < 0.7:
        name = voice.pick(words, NICKNAMES_ZH)
    style = words.random()
    plain = slug(given, "")
    if style < 0.3:
        wish = f"{plain}{initial}{words.randrange(10**5, 10**8)}"
    elif style < 0.65:
        wish = f"{plain}_{voice.pick(words, _HANDLE_WORDS)}{words.randrange(100)}"
    else:
        wish = f"{voice.pick(words, _HANDLE_WORDS)}_{voice.pick(words, _HANDLE_WORDS)}"
        wish += str(words.randrange(1, 3000))
    handle = world.handle(platform, wish, words)
    shows_bio = words.random() < 0.6
    return Profile(name, handle, voice.write(words, language, "bio") if shows_bio else None)


def rename(world: World, account: Account, at: int, words: Random) -> None:
    """Give an account another name and profile text from a time on; often the handle stays."""
    new = new_profile(world, account.platform, account.language, words)
    account.former, account.changed_at = account.profile(at), at
    account.name, account.description = new.name, new.description
    if words.random() < 0.5:
        account.handle = new.handle


def new_outlet(
    world: World, platform: str, name: str, language: str, words: Random, group: str = "media"
) -> Account:
    """Invent the account of a newsroom or organisation."""
    account = Account(
        platform,
        name,
        world.handle(platform, slug(name, ""), words),
        language,
        group=group,
        role="outlet",
        description=f"{name}: news and weather",
        followers=int(words.paretovariate(1.1) * 3_000),
    )
    world.accounts.append(account)
    return account


def pareto(rng: np.random.Generator, n: int, tail: float, most: float) -> NDArray[np.float64]:
    """Draw ``n`` weights of a Pareto law with exponent ``tail``, between 1 and ``most``."""
    least = most**-tail
    return np.asarray((least + (1.0 - least) * rng.random(n)) ** (-1.0 / tail))


def known_as(account: Account) -> str:
    """Return the web address of a newsroom; the domain is reserved for examples."""
    return f"{slug(account.name)}.example"
