"""Officials of the register, their pages, and what they post."""

from __future__ import annotations

import unicodedata
from collections import Counter
from random import Random
from typing import Final

import numpy as np

from undertow.synth import voice
from undertow.synth.clock import DAY_S
from undertow.synth.names import (
    GIVEN,
    GIVEN_ZH,
    PARTIES,
    PROVINCES,
    RIDING_PLACES,
    RIDING_SIDES,
    SURNAMES,
)
from undertow.synth.world import Account, Official, Post, World

_FULLY_PRESENT: Final = 4  # enough for a sortie on every platform


def add_officials(world: World) -> None:
    """Invent the officials, choose the campaign's targets among them, and write their posts."""
    rng, words = world.numbers("officials"), world.words("officials")
    knobs = world.knobs.officials
    n = knobs.officials
    pulls = rng.permutation(1.0 / np.arange(1, n + 1) ** world.knobs.organic.thread_tail)
    provinces = rng.choice(len(PROVINCES), n, p=_shares([share for _, share, _ in PROVINCES]))
    parties = rng.choice(len(PARTIES), n, p=_shares([share for _, share in PARTIES]))
    names: set[str] = set()
    for i in range(n):
        province, _, french = PROVINCES[provinces[i]]
        language = "fr" if rng.random() < french else "en"
        name, chinese = _new_name(words, language, names)
        official = Official(
            target_id=f"mp-{i + 1:03d}",
            name=name,
            party=_party(PARTIES[parties[i]][0], province),
            province=province,
            riding=_riding(words, language),
            language=language if rng.random() < 0.9 else "",
            email=f"{slug(name, '.')}@parl.invalid",
            aliases=_aliases(
                name, language, chinese if rng.random() < knobs.chinese_alias_share else ""
            ),
            pull=float(pulls[i]),
        )
        world.officials.append(official)
    _add_subnational(world, names)
    _drop_shared_aliases(world.officials)
    if world.knobs.campaign is not None:
        chosen = rng.permutation(n)[: min(world.knobs.campaign.targets, n - 1)]
        world.targets = [world.officials[i] for i in sorted(chosen.tolist())]
        others = words.sample(world.officials[n:], _n_subnational(world))
        world.targets += sorted(others, key=lambda official: official.target_id)
    for official in world.officials:
        always = _everywhere(world, official)
        _add_pages(world, official, always, rng, words)


def _n_subnational(world: World) -> int:
    campaign = world.knobs.campaign
    most = world.knobs.officials.subnational
    return 0 if campaign is None else min(campaign.subnational_targets, most)


def _add_subnational(world: World, names: set[str]) -> None:
    """Add councillors and mayors, who get less attention than most members of parliament."""
    words = world.words("subnational officials")
    for i in range(world.knobs.officials.subnational):
        province, _, french = PROVINCES[words.randrange(len(PROVINCES))]
        language = "fr" if words.random() < french else "en"
        name, _ = _new_name(words, language, names)
        town = voice.pick(words, RIDING_PLACES[language])
        role = {"en": "councillor", "fr": "conseiller"}[language]
        world.officials.append(
            Official(
                target_id=f"local-{i + 1:03d}",
                name=name,
                party="",
                province=province,
                riding={"en": f"City of {town}", "fr": f"Ville de {town}"}[language],
                language=language,
                email=f"{slug(name, '.')}@city.invalid",
                aliases=(f"{role} {name.split(' ', 1)[1]}",),
                pull=words.choice(world.officials).pull / 4,
            )
        )


def slug(text: str, separator: str = "-") -> str:
    """Return a text in lower-case ASCII letters and digits, words joined by ``separator``."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return separator.join("".join(c if c.isalnum() else " " for c in plain).split())


def _everywhere(world: World, official: Official) -> frozenset[str]:
    """Return where an official surely has a page: a few targets everywhere, the rest on two."""
    if official not in world.targets:
        return frozenset()
    if world.targets.index(official) < _FULLY_PRESENT:
        return frozenset(world.platforms)
    return frozenset({"x", "facebook"})


def _add_pages(
    world: World,
    official: Official,
    always: frozenset[str],
    rng: np.random.Generator,
    words: Random,
) -> None:
    knobs = world.knobs.officials
    speaks = "fr" if official.province == "QC" and official.language != "en" else "en"
    for platform in world.platforms:
        present = rng.random() < knobs.presence.get(platform, 0.0)
        if platform not in knobs.presence or not (present or platform in always):
            continue
        wish = slug(official.name, words.choice(("", "_"))) + words.choice(("", "", "mp", "_mp"))
        page = Account(
            platform=platform,
            name=official.name,
            handle=world.handle(platform, wish, words),
            language=speaks,
            group="officials",
            role="official",
            description=f"{official.riding} ({official.province})",
            followers=int(400 + 60_000 * official.pull * rng.lognormal(0.0, 0.5)),
        )
        official.pages[platform] = page
        world.accounts.append(page)
        official.posts[platform] = _page_posts(world, official, page, rng, words)
        world.posts += official.posts[platform]


def _page_posts(
    world: World, official: Official, page: Account, rng: np.random.Generator, words: Random
) -> list[Post]:
    n = max(3, int(rng.poisson(world.knobs.officials.posts_per_page[page.platform])))
    times = world.clock.draw(rng, n)
    # A page is never silent in the first days, so that everybody has something to answer.
    times[0] = world.clock.draw(rng, 1, world.clock.start, world.clock.start + 3 * DAY_S)[0]
    times.sort()
    pulls = official.pull * rng.lognormal(0.0, 1.0, n)
    posts = []
    for at, pull in zip(times.tolist(), pulls.tolist(), strict=True):
        language = page.language if words.random() < 0.88 else words.choice(("en", "fr"))
        posts.append(
            Post(
                author=page,
                at=at,
                kind="post",
                text=voice.write(words, language, "official"),
                language=language,
                pull=pull,
            )
        )
    return posts


def _new_name(words: Random, language: str, taken: set[str]) -> tuple[str, str]:
    while True:
        surname = voice.pick(words, tuple(SURNAMES[language]))
        name = f"{voice.pick(words, GIVEN[language])} {surname}"
        if name not in taken:
            taken.add(name)
            return name, SURNAMES[language][surname]


def _aliases(name: str, language: str, chinese: str) -> tuple[str, ...]:
    """Return other forms of a name; the Chinese one is made up from the sound."""
    given, surname = name.split(" ", 1)
    titles = ("député", "députée") if language == "fr" else ("MP",)
    aliases = [f"{title} {surname}" for title in titles] + [f"{given[0]}. {surname}"]
    if chinese:
        aliases.append(f"{GIVEN_ZH[sum(map(ord, given)) % len(GIVEN_ZH)]}·{chinese}")
    return tuple(aliases)


def _drop_shared_aliases(officials: list[Official]) -> None:
    """Keep only aliases that name one official; those with one surname share the rest."""
    uses = Counter(alias for official in officials for alias in official.aliases)
    for official in officials:
        official.aliases = tuple(alias for alias in official.aliases if uses[alias] == 1)


def _party(party: str, province: str) -> str:
    """Return the party; the regional ones have members in their region only."""
    if party == "Rassemblement boréal" and province != "QC":
        return "Maple Party"
    if party == "Prairie League" and province not in {"AB", "SK", "MB"}:
        return "Northern Alliance"
    return party


def _riding(words: Random, language: str) -> str:
    place = voice.pick(words, RIDING_PLACES[language])
    return f"{place}–{voice.pick(words, RIDING_SIDES[language])}"


def _shares(weights: list[float]) -> list[float]:
    total = sum(weights)
    return [weight / total for weight in weights]
