"""What each platform is like: what can be done there, what a capture shows, how ids look."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

from undertow.synth.world import Account, Post

_BASE16: Final = string.digits + "abcdef"
_BASE36: Final = string.digits + string.ascii_lowercase
_BASE64: Final = string.ascii_letters + string.digits + "-_"
_X_EPOCH_MS: Final = 1_288_834_974_657
_X_SNOWFLAKE_SINCE: Final = 1_451_606_400  # accounts from 2016 on carry long ids
_INSTAGRAM_EPOCH_MS: Final = 1_314_220_021_721


@dataclass(frozen=True, slots=True)
class Platform:
    """Traits of a platform.

    Parameters
    ----------
    name : str
        Platform id.
    opened : int
        Year of the first accounts.
    acts : mapping
        What people do there: post, answer, repost, quote -> share; sums to 1.
    shows_created : float
        Share of accounts whose date of creation a capture holds, 0..1.
    shows_language, shows_followers, shows_description, shows_hashtags : bool
        Whether a capture holds the field.
    counts : frozenset of str
        Engagement counts that a capture holds: like, reply, repost, view.
    prefixes_mentions : bool
        Whether an answer begins with the handle of whom it answers.
    shows_post_count : bool
        Whether a capture holds how many posts the profile counts.
    """

    name: str
    opened: int
    acts: Mapping[str, float]
    shows_created: float
    shows_language: bool
    shows_followers: bool
    shows_description: bool
    shows_hashtags: bool
    counts: frozenset[str]
    prefixes_mentions: bool = False
    shows_post_count: bool = False

    @property
    def answer_kind(self) -> str:
        """Kind of the record that answers a page."""
        return "reply" if self.prefixes_mentions else "comment"


PLATFORMS: Final[dict[str, Platform]] = {
    platform.name: platform
    for platform in (
        Platform(
            "x",
            2009,
            {"post": 0.2, "answer": 0.5, "repost": 0.24, "quote": 0.06},
            shows_created=1.0,
            shows_language=True,
            shows_followers=True,
            shows_description=True,
            shows_hashtags=True,
            counts=frozenset({"like", "reply", "repost", "view"}),
            prefixes_mentions=True,
            shows_post_count=True,
        ),
        Platform(
            "facebook",
            2009,
            {"post": 0.07, "answer": 0.86, "repost": 0.07},
            shows_created=0.7,
            shows_language=True,
            shows_followers=False,
            shows_description=False,
            shows_hashtags=True,
            counts=frozenset({"like", "reply"}),
        ),
        Platform(
            "youtube",
            2009,
            {"post": 0.01, "answer": 0.99},
            shows_created=1.0,
            shows_language=False,
            shows_followers=True,
            shows_description=True,
            shows_hashtags=False,
            counts=frozenset({"like", "reply", "view"}),
        ),
        Platform(
            "reddit",
            2010,
            {"post": 0.1, "answer": 0.9},
            shows_created=1.0,
            shows_language=False,
            shows_followers=False,
            shows_description=False,
            shows_hashtags=False,
            counts=frozenset({"like"}),
        ),
        Platform(
            "tiktok",
            2017,
            {"post": 0.06, "answer": 0.94},
            shows_created=0.0,
            shows_language=True,
            shows_followers=True,
            shows_description=True,
            shows_hashtags=True,
            counts=frozenset({"like", "reply", "view"}),
        ),
        Platform(
            "instagram",
            2011,
            {"post": 0.05, "answer": 0.95},
            shows_created=0.6,
            shows_language=False,
            shows_followers=False,
            shows_description=False,
            shows_hashtags=True,
            counts=frozenset({"like"}),
        ),
        Platform(
            "linkedin",
            2009,
            {"post": 0.15, "answer": 0.85},
            shows_created=0.0,
            shows_language=True,
            shows_followers=True,
            shows_description=True,
            shows_hashtags=True,
            counts=frozenset({"like", "reply"}),
        ),
        Platform(
            "medium",
            2012,
            {"post": 0.2, "answer": 0.8},
            shows_created=0.0,
            shows_language=False,
            shows_followers=True,
            shows_description=True,
            shows_hashtags=False,
            counts=frozenset({"like", "reply"}),
        ),
    )
}


def account_id(account: Account, words: Random) -> str:
    """Draw a native id in the form of the account's platform; ``created_at`` must be set."""
    match account.platform:
        case "x" if account.created_at >= _X_SNOWFLAKE_SINCE:
            return str(_snowflake(account.created_at, _X_EPOCH_MS, 22, words))
        case "x":
            return str(words.randrange(10**7, 3 * 10**9))
        case "facebook":
            return f"1000{_text(words, string.digits, 11)}"
        case "youtube":
            return f"UC{_text(words, _BASE64, 22)}"
        case "reddit":
            return f"t2_{_text(words, _BASE36, 8)}"
        case "tiktok":
            return str((account.created_at << 32) | words.getrandbits(32))
        case "linkedin":
            return f"ACoAA{_text(words, _BASE64, 34)}"
        case "medium":
            return _text(words, _BASE16, 12)
        case _:
            return str(words.randrange(10**8, 7 * 10**10))


def post_id(post: Post, words: Random) -> str:
    """Draw a native id in the form of the platform; author and parents must have theirs."""
    top = post.root is None
    match post.author.platform:
        case "x":
            return str(_snowflake(post.at, _X_EPOCH_MS, 22, words))
        case "facebook":
            place = (
                post.author.native_id if post.root is None else post.root.native_id.split("_")[1]
            )
            return f"{place}_{_text(words, string.digits, 15)}"
        case "youtube" if top:
            return _text(words, _BASE64, 11)
        case "youtube" if post.parent is not None and post.parent.root is not None:
            return f"{post.parent.native_id.split('.')[0]}.{_text(words, _BASE64, 22)}"
        case "youtube":
            return f"Ug{_text(words, _BASE64, 17)}4AaABAg"
        case "reddit":
            return f"{'t3' if top else 't1'}_{_text(words, _BASE36, 7)}"
        case "tiktok":
            return str((post.at << 32) | words.getrandbits(32))
        case "linkedin":
            return str(_snowflake(post.at, 0, 22, words))
        case "medium":
            return _text(words, _BASE16, 12)
        case _:
            return str(_snowflake(post.at, _INSTAGRAM_EPOCH_MS, 23, words))


def _snowflake(at: int, epoch_ms: int, low_bits: int, words: Random) -> int:
    return (at * 1000 + words.randrange(1000) - epoch_ms << low_bits) | words.getrandbits(low_bits)


def _text(words: Random, alphabet: str, length: int) -> str:
    size = len(alphabet)
    return "".join([alphabet[int(words.random() * size)] for _ in range(length)])
