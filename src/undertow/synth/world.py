"""The people and posts of a scenario while it is being made."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from random import Random

import numpy as np

from undertow.synth.clock import Clock
from undertow.synth.knobs import ScenarioKnobs


@dataclass(frozen=True, slots=True)
class Profile:
    """What an account says of itself."""

    name: str
    handle: str
    description: str | None


@dataclass(frozen=True, slots=True, order=True)
class Upload:
    """A picture or video as it is posted: what it shows, and what was done to it.

    ``material`` names what it shows, and with it whose it is; ``kind`` is picture or video;
    ``edit`` is one of `undertow.synth.media_files.EDITS`. All are labels.
    """

    material: str
    kind: str
    edit: str


@dataclass(slots=True, eq=False)
class Account:
    """An account; ``group`` and ``role`` are labels and never reach a capture.

    ``created_at`` (seconds since 1970) is 0 until it is known. ``activity`` is the relative rate
    at which a person posts. ``former`` is the profile of before ``changed_at``, which is also set
    where only the use of the account changed. Who ``lives_abroad`` has day when it is night here.
    """

    platform: str
    name: str
    handle: str
    language: str
    group: str = "organic"
    role: str = "person"
    description: str | None = None
    activity: float = 1.0
    follows: Official | None = None
    created_at: int = 0
    shows_created: bool = True
    followers: int = 0
    native_id: str = ""
    former: Profile | None = None
    changed_at: int = 0
    lives_abroad: bool = False

    def profile(self, at: int) -> Profile:
        """Return the profile at a time."""
        if self.former is not None and at < self.changed_at:
            return self.former
        return Profile(self.name, self.handle, self.description)


@dataclass(slots=True, eq=False)
class Post:
    """A post, comment, reply, repost or quote; ``pull`` is how much its thread attracts.

    ``order`` numbers the order of the campaign on which it was made, from 1; a label.
    """

    author: Account
    at: int
    kind: str
    text: str
    language: str
    parent: Post | None = None
    root: Post | None = None
    repost_of: Post | None = None
    quoted: Post | None = None
    hashtags: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    media: tuple[Upload, ...] = ()
    order: int = 0
    pull: float = 0.0
    native_id: str = ""
    n_replies: int = 0
    n_reposts: int = 0
    n_likes: int = 0
    n_views: int = 0


@dataclass(slots=True, eq=False)
class Official:
    """An invented official with pages by platform; ``pull`` is how much attention they get."""

    target_id: str
    name: str
    party: str
    province: str
    riding: str
    language: str
    email: str
    aliases: tuple[str, ...]
    pull: float
    pages: dict[str, Account] = field(default_factory=dict)
    posts: dict[str, list[Post]] = field(default_factory=dict)

    def latest_post(self, platform: str, before: int) -> Post | None:
        """Return the newest post of a page before a time; posts are kept in order of time."""
        newest = None
        for post in self.posts.get(platform, ()):
            if post.at >= before:
                break
            newest = post
        return newest


class World:
    """Everything made so far.

    Each concern draws from streams of its own, so that changing a knob of one leaves the others
    as they were.
    """

    def __init__(self, knobs: ScenarioKnobs, seed: int) -> None:
        self.knobs = knobs
        self.seed = seed
        self.clock = Clock(knobs.start, knobs.end, self.numbers("clock"))
        self.officials: list[Official] = []
        self.targets: list[Official] = []
        self.batches: list[tuple[int, int]] = []
        self.published: list[Account] = []
        self.accounts: list[Account] = []
        self.people: dict[str, list[Account]] = {}
        self.posts: list[Post] = []
        self._handles: set[tuple[str, str]] = set()

    def numbers(self, concern: str) -> np.random.Generator:
        """Return the number stream of a concern, from its beginning."""
        return np.random.default_rng([self.seed, zlib.crc32(concern.encode())])

    def words(self, concern: str) -> Random:
        """Return the word stream of a concern, from its beginning."""
        return Random(f"{self.seed}:{concern}")

    @property
    def platforms(self) -> tuple[str, ...]:
        """Platforms on which people are, in a fixed order."""
        return tuple(self.knobs.organic.platform_shares)

    def handle(self, platform: str, wish: str, words: Random) -> str:
        """Return a handle that is not taken, as near to the wish as possible."""
        handle = wish
        while (platform, handle.lower()) in self._handles:
            handle = f"{wish}{words.randrange(10, 10_000)}"
        self._handles.add((platform, handle.lower()))
        return handle

    def recruit(
        self, rng: np.random.Generator, platform: str, n: int, group: str, role: str
    ) -> list[Account]:
        """Move up to ``n`` ordinary people of a platform into the crowd of a hard negative.

        They keep their age, their language and everything they post elsewhere.
        """
        ordinary = [a for a in self.people.get(platform, ()) if a.group == "organic"]
        chosen = rng.permutation(len(ordinary))[:n]
        crowd = [ordinary[i] for i in sorted(chosen.tolist())]
        for account in crowd:
            account.group, account.role = group, role
        return crowd
