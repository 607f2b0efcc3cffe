"""The planted network at work: sorties, and beside them amplification and filler."""

from __future__ import annotations

from random import Random

from undertow.synth import network_text
from undertow.synth.clock import DAY_S, HOUR_S
from undertow.synth.network_accounts import Member, add_members, campaign_of, form_cells
from undertow.synth.organic import repost
from undertow.synth.population import new_outlet
from undertow.synth.sorties import Sorties
from undertow.synth.world import Post, World


def add_network(world: World) -> None:
    """Let the network do everything its knobs say."""
    if world.knobs.campaign is None:
        return
    words = world.words("network")
    members = add_members(world)
    aside = [_put_aside(world, words, member) for member in members]
    comments = Sorties(world, form_cells(world, members)).run()
    world.posts += comments + _echo(world, comments)
    first, last = comments[0].at, comments[-1].at
    on_x = [post for post in comments if post.author.platform == "x"]
    for member, (n_filler, n_reposts) in zip(members, aside, strict=True):
        reposts = _amplify(words, member, n_reposts, on_x, last)
        # What could not be placed becomes filler, so that the number of posts is kept.
        n_filler += member.posts_left + n_reposts - len(reposts)
        world.posts += reposts
        world.posts += [_filler(world, words, member, first, last) for _ in range(n_filler)]


def _put_aside(world: World, words: Random, member: Member) -> tuple[int, int]:
    """Reserve posts of a member for filler and reposts; an account of one post comments."""
    knobs = campaign_of(world)
    n_filler = n_reposts = 0
    for _ in range(member.posts_left - 1):
        draw = words.random()
        if draw < knobs.filler_share:
            n_filler += 1
        elif member.account.platform == "x" and draw < (
            knobs.filler_share + knobs.amplification_share
        ):
            n_reposts += 1
    member.posts_left -= n_filler + n_reposts
    return n_filler, n_reposts


def _amplify(words: Random, member: Member, n: int, comments: list[Post], last: int) -> list[Post]:
    """Repost comments of other members within minutes."""
    known = [c for c in comments if c.at >= member.ready and c.author is not member.account]
    chosen = words.sample(known, min(n, len(known)))
    return [
        repost(member.account, min(comment.at + words.randrange(20, 1200), last), comment)
        for comment in chosen
    ]


def _filler(world: World, words: Random, member: Member, first: int, last: int) -> Post:
    """Post something unrelated in working hours."""
    low = max(first, member.ready)
    day = words.randrange(low, last + 1) // DAY_S * DAY_S
    at = day + words.choice(campaign_of(world).shift_hours_utc) * HOUR_S + words.randrange(HOUR_S)
    language = campaign_of(world).filler_language or member.account.language
    text = network_text.filler(words, language)
    return Post(member.account, min(max(at, low), last), "post", text, language)


def _echo(world: World, comments: list[Post]) -> list[Post]:
    """Let an outlet of a state, which is no part of the campaign, say what it says a day later."""
    knobs, words = world.knobs.known, world.words("state echo")
    if knobs is None or not knobs.echo_posts:
        return []
    outlet = new_outlet(world, "x", "Voice of the Far Republic", "en", words)
    chosen = words.sample(comments, min(knobs.echo_posts, len(comments)))
    return [
        Post(
            outlet,
            min(comment.at + DAY_S + words.randrange(DAY_S), world.clock.end - 1),
            "post",
            f"Voices from abroad: {comment.text}",
            comment.language,
        )
        for comment in chosen
    ]
