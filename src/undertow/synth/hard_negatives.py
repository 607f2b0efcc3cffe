"""People most easily mistaken for a campaign: five crowds of ordinary people, one function each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from undertow.synth import voice
from undertow.synth.clock import DAY_S, HOUR_S, seconds
from undertow.synth.crowd_knobs import FanRaidKnobs, PetitionKnobs
from undertow.synth.newcomers import join, newcomers
from undertow.synth.organic import answer, new_story, repost
from undertow.synth.population import add_local_outlets, known_as, new_outlet
from undertow.synth.world import Account, Official, Post, World

_PETITION: Final = {
    "en": "As your constituent I ask you to vote for Bill C-917 on clean drinking water. "
    "Our families cannot wait another year.",
    "fr": "À titre d'électeur de votre circonscription, je vous demande de voter pour le projet de "
    "loi C-917 sur l'eau potable. Nos familles ne peuvent pas attendre une autre année.",
    "zh": "作为您的选民,我请您投票支持C-917号清洁饮用水法案。我们的家庭不能再等一年。",
}
_DRIVE: Final = {
    "en": "Please stand up for the night train. Keep the northern line open and staffed, "
    "and table Bill C-431 before the winter.",
    "fr": "Défendez le train de nuit. Gardez la ligne du nord ouverte et dotée de personnel, et "
    "déposez le projet de loi C-431 avant l'hiver.",
    "zh": "请支持夜班火车。请保留北线并保证人手,在冬天之前提出C-431号法案。",
}
_PETITIONS: Final = {
    "petition": (_PETITION, "https://cleantap.example/c-917"),
    "petition_drive": (_DRIVE, "https://nighttrain.example/c-431"),
}
_SLOGANS: Final = {"fan_raid": "slogan", "joining_fans": "chant"}
_PROTEST_TAGS: Final = ("FamiliesTogether", "FamilleReunie", "家庭团聚")
_ORGANISATION: Final = "Clear Rivers Coalition"
_DECLARATIONS: Final = (
    "Volunteer with the Clear Rivers Coalition.",
    "Proud member of Clear Rivers Coalition since {n} years.",
    "Activist. Clear Rivers Coalition, local chapter.",
)


def add_petition(world: World, group: str, knobs: PetitionKnobs | None) -> None:
    """Let people send the text of a petition to officials, over days and by daylight.

    Those who sign up for it do so minutes or days before; half of them stay and take part in other
    threads.
    """
    if knobs is None:
        return
    rng, words = world.numbers(group), world.words(group)
    texts, link = _PETITIONS[group]
    start = seconds(knobs.start)
    n_new = round(knobs.people * knobs.newcomer_share)
    writers = crowd(world, rng, knobs.people - n_new, group, "writer")
    for writer in [*writers, *newcomers(world, words, n_new, group)]:
        wanted = int(rng.integers(knobs.officials_each[0], knobs.officials_each[1] + 1))
        first = int(world.clock.draw(rng, 1, start, start + knobs.days * DAY_S)[0])
        text = texts[writer.language]
        if words.random() < knobs.personal_share:
            text += " " + voice.write(words, writer.language, "personal")
        with_link = words.random() < 0.6
        at, letters = first, []
        for official in own_first(rng, writer, world.officials, wanted):
            post = official.latest_post(writer.platform, at)
            if post is None:
                continue
            urls = (link,) if with_link else ()
            ending = f" {link}" if with_link else ""
            letters.append(answer(writer, at, text + ending, writer.language, post, urls=urls))
            at += int(rng.integers(40, 900))
        world.posts += letters
        if writer.role == "newcomer" and letters:
            join(world, words, writer, letters[0].at, knobs.join_days)


def add_syndication(world: World) -> None:
    """Let local newsrooms run agency stories at once, and readers press the share button."""
    knobs = world.knobs.syndication
    if knobs is None:
        return
    rng, words = world.numbers("syndication"), world.words("syndication")
    outlets = add_local_outlets(world, knobs.outlets)
    readers = crowd(
        world, rng, round(knobs.stories * knobs.sharers_per_story * 0.7), "syndication", "sharer"
    )
    for at in np.sort(world.clock.draw(rng, knobs.stories)).tolist():
        first = new_story(outlets[0], at, 0.0, words)
        runs = max(3, int(rng.binomial(len(outlets), knobs.pickup_share)))
        for i in rng.permutation(len(outlets))[:runs].tolist():
            moment = at + int(rng.uniform(0, knobs.pickup_minutes * 60))
            world.posts.append(
                Post(outlets[i], moment, "post", first.text, "en", urls=first.urls, pull=0.02)
            )
        headline = first.text.removesuffix(first.urls[0])
        button = f"{headline}{first.urls[0]} via @{outlets[0].handle}"
        for i in rng.permutation(len(readers))[
            : int(rng.poisson(knobs.sharers_per_story))
        ].tolist():
            moment = min(at + int(rng.lognormal(np.log(4 * HOUR_S), 1.2)), world.clock.end - 1)
            world.posts.append(
                Post(
                    readers[i],
                    moment,
                    "post",
                    button,
                    "en",
                    urls=first.urls,
                    mentions=(outlets[0].handle,),
                )
            )


def add_fan_raid(world: World, group: str, knobs: FanRaidKnobs | None) -> None:
    """Let the fans of a singer flood one post of an official who is no target of the campaign."""
    if knobs is None:
        return
    rng, words = world.numbers(_stream(group)), world.words(_stream(group))
    start = seconds(knobs.start)
    spared = [o for o in world.officials if o not in world.targets]
    posts = [o.latest_post("x", start) for o in spared]
    post = max((p for p in posts if p is not None), key=lambda p: p.at)
    n_new = round(knobs.fans * knobs.newcomer_share)
    fans = world.recruit(rng, "x", knobs.fans - n_new, group, "fan")
    fans += newcomers(world, words, n_new, group, ("x",))
    # The call spreads fast and fades: most come in the first hour.
    delays = np.minimum(rng.gamma(1.6, knobs.hours / 4, len(fans)), knobs.hours) * HOUR_S
    for fan, delay in zip(fans, delays.tolist(), strict=True):
        text = voice.roughen(words, voice.write(words, fan.language, _SLOGANS[group]))
        world.posts.append(answer(fan, start + int(delay), text, fan.language, post))
        if fan.role == "newcomer":
            join(world, words, fan, start + int(delay))


def add_diaspora_protest(world: World) -> None:
    """Let people protest for family visas on a few days, in their own words and languages."""
    knobs = world.knobs.diaspora_protest
    if knobs is None:
        return
    rng, words = world.numbers("diaspora protest"), world.words("diaspora protest")
    languages = list(knobs.language_shares)
    for person in crowd(world, rng, knobs.people, "diaspora_protest", "protester"):
        usual = languages[rng.choice(len(languages), p=list(knobs.language_shares.values()))]
        for day in knobs.days:
            if rng.random() < 0.35:
                continue
            start = seconds(day) + 12 * HOUR_S
            at = int(world.clock.draw(rng, 1, start, start + 16 * HOUR_S)[0])
            wanted = int(rng.integers(knobs.officials_each[0], knobs.officials_each[1] + 1))
            for official in own_first(rng, person, world.officials, wanted):
                post = official.latest_post(person.platform, at)
                if post is None:
                    continue
                text = voice.roughen(words, voice.write(words, usual, "protest"))
                tags = tuple(t for t in _PROTEST_TAGS if words.random() < 0.45)
                text = " ".join([text, *(f"#{tag}" for tag in tags)])
                world.posts.append(answer(person, at, text, usual, post, hashtags=tags))
                at += int(rng.integers(120, 3600))


def add_activists(world: World) -> None:
    """Let declared volunteers repost what their organisation publishes."""
    knobs = world.knobs.activists
    if knobs is None:
        return
    rng, words = world.numbers("activists"), world.words("activists")
    organisation = new_outlet(world, "x", _ORGANISATION, "en", words, group="activists")
    organisation.role = "organisation"
    organisation.description = (
        f"{_ORGANISATION}. Clean water for everybody. {known_as(organisation)}"
    )
    times = np.sort(world.clock.draw(rng, knobs.organisation_posts)).tolist()
    own = [
        Post(organisation, at, "post", voice.write(words, "en", "organisation"), "en", pull=0.02)
        for at in times
    ]
    world.posts += own
    for volunteer in world.recruit(rng, "x", knobs.people, "activists", "volunteer"):
        declared = voice.pick(words, _DECLARATIONS).format(n=words.randint(2, 9))
        volunteer.description = f"{volunteer.description or ''} {declared}".strip()
        zeal = min(0.95, knobs.repost_share * float(rng.lognormal(0.0, 0.5)))
        for post in own:
            if rng.random() < zeal:
                delay = int(rng.lognormal(np.log(knobs.delay_minutes * 60), 1.0))
                at = min(post.at + 10 + delay, world.clock.end - 1)
                world.posts.append(repost(volunteer, max(at, post.at + 10), post))


def _stream(group: str) -> str:
    """Return the name of a crowd's random streams."""
    return group.replace("_", " ")


def crowd(world: World, rng: np.random.Generator, n: int, group: str, role: str) -> list[Account]:
    """Recruit people on X and Facebook, three to two."""
    on_x = round(n * 0.6)
    return [
        *world.recruit(rng, "x", on_x, group, role),
        *world.recruit(rng, "facebook", n - on_x, group, role),
    ]


def own_first(
    rng: np.random.Generator, person: Account, officials: Sequence[Official], n: int
) -> list[Official]:
    """Return the official a person follows and ``n - 1`` others with a page there."""
    others = [o for o in officials if person.platform in o.pages and o is not person.follows]
    chosen = [others[i] for i in rng.permutation(len(others))[: n - 1].tolist()]
    own = person.follows
    return [own, *chosen] if own is not None and person.platform in own.pages else chosen
