"""A scene for each explanation, in which it is true; its people are like those around them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import combinations

from account_scene import START, Scene, crowd, days

VERSE = "the river keeps the evening and the evening keeps the light"


def minutes(n: float) -> timedelta:
    return timedelta(minutes=n)


def people(n_members: int, n_around: int = 40, *, age: float | None = 1000.0) -> Scene:
    """Members that did nothing yet, and people who wrote in their own words on the same days."""
    scene = crowd(n_members, n_around, member_age=age)
    scene.posts = [row for row in scene.posts if row["account_uid"] not in scene.community]
    return scene


def pairs(scene: Scene, layer: str, window_s: int = 600) -> None:
    """Validate every pair of members."""
    scene.edges = [
        {"layer": layer, "window_s": window_s, "a": a, "b": b, "p_value": 1e-9}
        for a, b in combinations(sorted(scene.community), 2)
    ]


def newsroom(n_members: int = 8) -> Scene:
    """Outlets run the same linked headlines, and readers share them."""
    scene = crowd(n_members, 0)
    scene.posts.clear()
    for i in range(60):
        scene.created[f"x:o{i:03}"] = START - days(700 + 9 * i)
        scene.act(f"x:o{i:03}", urls=["url:ours"] if i < 2 else [])
    for story in range(10):
        for member in scene.community:
            link = {"urls": [f"url:news/{story}"]}
            scene.act(member, thread=None, text=f"headline {story}", **link)
        if story < 5:
            for reader in ("x:o005", "x:o006"):
                scene.act(reader, thread=None, text=f"headline {story} via", **link)
    return scene


def petition(n_members: int = 30, n_outside: int = 0, age: float | None = 1000.0) -> Scene:
    """People fill in a letter and send it to two officials each."""
    scene = people(n_members, 60, age=age)
    outside = [f"x:s{i:03}" for i in range(n_outside)]
    scene.created |= {name: START - days(800 + 10 * i) for i, name in enumerate(outside)}
    for i, signer in enumerate([*scene.community, *outside]):
        for k in range(2):
            subject = ("school", "clinic", "library")[(i + k) % 3]
            text = f"Please keep our {subject} open, the families here have no other place to go."
            scene.act(signer, START + days(i % 5), text=text, target=f"t{(i + 3 * k) % 7}")
    return scene


def chatter() -> Scene:
    """The same people meet in the same threads and write in their own words."""
    scene = crowd(8, 40)
    for row in scene.posts:
        row["group"] = row["post_uid"]
    pairs(scene, "reply_target", 3600)
    return scene


def volunteers() -> Scene:
    """Members of one organisation say so and repost what it publishes, within minutes."""
    scene = people(12)
    scene.created["x:org"] = START - days(2000)
    scene.profiles["x:org"] = "Clear Rivers Coalition. Clean water for everybody."
    for i, account in enumerate(sorted(scene.created)):
        scene.profiles.setdefault(account, f"{'abcdefghij'[i % 10] * 9} gardener number {i}")
    for i, member in enumerate(scene.community):
        scene.profiles[member] = f"Likes tea {i}. Proud of the clear rivers coalition {i * 7}"
    for n in range(6):
        original = scene.act("x:org", START + days(n), thread=None)
        for i, member in enumerate(scene.community):
            at = START + days(n) + minutes(i)
            scene.repost(member, original, at, reposted_account_uid="x:org")
    pairs(scene, "repost")
    return scene


def raid() -> Scene:
    """Fans flood two posts on one evening, each in their own words."""
    scene = people(25)
    for i, fan in enumerate(scene.community):
        for k, page in enumerate(("x:page1", "x:page2")):
            scene.act(fan, START + minutes(7 * i + 60 * k), thread=page)
    pairs(scene, "reply_target")
    return scene


def debate() -> Scene:
    """Viewers of a debate repost the same posts about it, as everybody does that evening."""
    scene = people(6)
    for i in range(30):
        scene.act(f"x:o{i:03}", START + minutes(i), thread=None, hashtags=["debate"])
    for n in range(4):
        for i, member in enumerate(scene.community):
            at = START + minutes(20 * n + i)
            tags = {"hashtags": ["debate"], "reposted_account_uid": f"x:o{n:03}"}
            scene.repost(member, f"x:hub{n}", at, **tags)
    pairs(scene, "repost")
    return scene


def memes(n_outside: int = 25) -> Scene:
    """Members post pictures, in words of their own, that others posted weeks before and after."""
    scene = people(8)
    for picture in ("media:a", "media:b", "media:c"):
        for i in range(n_outside):
            at = START - days(20) + days(1.5 * i)
            scene.act(f"x:o{i:03}", at, thread=None)
            scene.posts[-1]["media"] = [picture]
        for i, member in enumerate(scene.community):
            scene.act(member, START + days(i), thread=None)
            scene.posts[-1]["media"] = [picture]
    pairs(scene, "media", 86400)
    return scene


def goal(n_outside: int = 30) -> Scene:
    """Members post the clip of the evening in words of their own, as viewers do."""
    scene = people(6)
    for n in range(3):
        for i in range(n_outside):
            at = START + minutes(20 * n + i)
            scene.act(f"x:o{i:03}", at, thread=None)
            scene.posts[-1]["media"] = [f"media:goal{n}"]
        for i, member in enumerate(scene.community):
            scene.act(member, START + minutes(20 * n + i), thread=None)
            scene.posts[-1]["media"] = [f"media:goal{n}"]
    pairs(scene, "media")
    return scene


def customers() -> Scene:
    """People complain to one company, day after day, in their own words."""
    scene = people(10)
    scene.created |= {f"x:c{i:03}": START - days(900 + 7 * i) for i in range(20)}
    everybody = [*scene.community, *(f"x:c{i:03}" for i in range(20))]
    for i, customer in enumerate(everybody):
        for k in range(2):
            at = START + days((i + 3 * k) % 10)
            scene.act(customer, at, thread="x:brand", addressed_account_uid="x:brand")
    pairs(scene, "reply_target")
    return scene


def adverts() -> Scene:
    """Accounts offer the same bargain, each through a link of its own, in whatever thread."""
    scene = people(8)
    for n in range(4):
        for i, seller in enumerate(scene.community):
            link = {"urls": [f"https://bargain.example/r/{n}{i}"]}
            scene.act(seller, START + minutes(60 * n + i), text=f"Look at this {n}", **link)
    pairs(scene, "text")
    return scene


def verses() -> Scene:
    """People quote a verse that others have quoted for months."""
    scene = people(10)
    for i in range(5):
        scene.act(f"x:o{i:03}", START - days(60 - 10 * i), thread=None, text=VERSE)
    for i, reader in enumerate(scene.community):
        for k in range(2):
            scene.act(reader, START + minutes(i + 90 * k), thread=None, text=VERSE)
    pairs(scene, "text")
    return scene


def school_class(n_members: int = 30, *, n_outside: int = 0) -> Scene:
    """Pupils sign up on one afternoon and use suggested texts, two days later."""
    scene = people(n_members, 60)
    scene.created |= {name: START - days(2) + minutes(i) for i, name in enumerate(scene.community)}
    outside = [f"x:s{i:03}" for i in range(n_outside)]
    scene.created |= {name: START - days(800 + 10 * i) for i, name in enumerate(outside)}
    for i, pupil in enumerate([*scene.community, *outside]):
        for k in range(4):
            text = f"suggestion {(i + k) % 6}: {'abcdef'[(i + k) % 6] * 40}"
            at = START + days(k % 3) + minutes(7 * i)
            scene.act(pupil, at, text=text, target=f"t{(i + 3 * k) % 7}")
    return scene


SCENES: dict[str, Callable[[], Scene]] = {
    "brand_customers": customers,
    "commercial_spam": adverts,
    "declared_activism": volunteers,
    "fandom_raid": raid,
    "live_event": debate,
    "petition_template": petition,
    "quoted_text": verses,
    "shared_interest": chatter,
    "sign_up_drive": school_class,
    "syndication": newsroom,
}


def made_together(scene: Scene) -> Scene:
    """Let all members have been created on one day, some weeks before they acted."""
    scene.created |= dict.fromkeys(scene.community, START - days(20))
    return scene
