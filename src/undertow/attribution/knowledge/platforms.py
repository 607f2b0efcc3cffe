"""Whose profile, or which post, an address on a platform is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import unquote

from undertow.attribution.knowledge.hosts import is_everybodys

Steps = Sequence[str]
Query = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OnPlatform:
    """An account or a post of a platform.

    Parameters
    ----------
    kind : {'account', 'account_id', 'post'}
        Account by its handle, account by its native id, or post.
    value : str
        Handle without @, in one case, or native id.
    platform : str
        Platform id.
    """

    kind: Literal["account", "account_id", "post"]
    value: str
    platform: str


# First steps of pages that show what everybody publishes.
_EVERYBODYS = frozenset({"explore", "hashtag", "home", "intent", "search", "share", "tag", "tags"})
# First steps that are part of a platform and no handle.
_OWN_PAGES = frozenset(
    {
        "about", "explore", "events", "groups", "hashtag", "help", "home", "i", "intent", "login",
        "marketplace", "p", "pages", "permalink.php", "photo", "photo.php", "posts", "privacy",
        "reel", "reels", "search", "settings", "share", "stories", "story.php", "tag", "tags", "tv",
        "videos", "watch", "joinchat", "s", "addstickers", "wall", "r", "feed", "notifications",
        "messages", "tos", "compose", "direct", "c", "addlist", "video", "docs", "ads", "jobs",
        "policies", "legal", "en", "fr", "download", "proxy", "socks", "iv", "accounts", "business",
    }
)  # fmt: skip
_NAME = re.compile(r"(?!.*\.php$)[\w.-]{1,100}")
_DOOR = re.compile(r"(?:[a-z]{2}(?:-[a-z]{2})?|old|new|mbasic|touch|web)\.")


def is_shared(host: str, steps: Steps) -> bool:
    """Tell whether an address is that of a platform, or of another place where many people are.

    Parameters
    ----------
    host, steps : str, sequence of str
        As for :func:`account_or_post`.
    """
    if host in _READERS:
        return not steps or steps[0].lower() in _EVERYBODYS
    return not steps and is_everybodys(host)


def account_or_post(host: str, steps: Steps, query: Query) -> OnPlatform | None:
    """Return the account or post that an address leads to; None where it leads to neither.

    Parameters
    ----------
    host : str
        In lower case, without ``www.`` and ``m.``.
    steps : sequence of str
        Parts of the path.
    query : mapping
        Parameters, the first of each name.
    """
    for name, read in _READERS.items():
        if host == name or (host.endswith(f".{name}") and _is_door(host.removesuffix(name), name)):
            return read(host, steps, query)
    return None


def _is_door(prefix: str, name: str) -> bool:
    """Tell whether a subdomain shows the platform itself: by language or device, or an account."""
    return name == "medium.com" or _DOOR.fullmatch(prefix) is not None


def _handle(step: str, platform: str) -> OnPlatform | None:
    name = unquote(step).removeprefix("@")
    if not _NAME.fullmatch(name) or name.lower() in _OWN_PAGES:
        return None
    return OnPlatform("account", name.casefold(), platform)


def _x(host: str, steps: Steps, query: Query) -> OnPlatform | None:
    if len(steps) >= 3 and steps[-2] in ("status", "statuses") and steps[-1].isdecimal():
        return OnPlatform("post", steps[-1], "x")
    if len(steps) >= 3 and steps[1] in ("status", "statuses") and steps[2].isdecimal():
        return OnPlatform("post", steps[2], "x")
    if steps[:2] == ["i", "user"] and len(steps) > 2 and steps[2].isdecimal():
        return OnPlatform("account_id", steps[2], "x")
    return _handle(steps[0], "x") if steps else None


def _facebook(host: str, steps: Steps, query: Query) -> OnPlatform | None:
    if not steps:
        return None
    if steps[0] == "profile.php" and query.get("id", "").isdecimal():
        return OnPlatform("account_id", query["id"], "facebook")
    if steps[0] in ("people", "pages", "p") and len(steps) > 1:
        number = re.search(r"(\d{5,})$", steps[-1])
        return OnPlatform("account_id", number[1], "facebook") if number else None
    if len(steps) != 1:
        return None
    if steps[0].isdecimal():
        return OnPlatform("account_id", steps[0], "facebook")
    return _handle(steps[0], "facebook")


def _instagram(host: str, steps: Steps, query: Query) -> OnPlatform | None:
    return _handle(steps[0], "instagram") if len(steps) == 1 else None


def _youtube(host: str, steps: Steps, query: Query) -> OnPlatform | None:
    if not steps:
        return None
    if steps[0] == "watch" and "v" in query:
        return OnPlatform("post", query["v"], "youtube")
    if steps[0] in ("shorts", "live", "embed") and len(steps) > 1:
        return OnPlatform("post", steps[1], "youtube")
    if steps[0] == "channel" and len(steps) > 1:
        return OnPlatform("account_id", steps[1], "youtube")
    if steps[0] in ("c", "user") and len(steps) > 1:
        return _handle(steps[1], "youtube")
    return _handle(steps[0], "youtube") if steps[0].startswith("@") else None


def _youtu_be(host: str, steps: Steps, query: Query) -> OnPlatform | None:
    return OnPlatform("post", steps[0], "youtube") if steps else None


def _tiktok(host: str, steps: Steps, query: Query) -> OnPlatform | None:
    if len(steps) >= 3 and steps[1] == "video" and steps[2].isdecimal():
        return OnPlatform("post", steps[2], "tiktok")
    return _handle(steps[0], "tiktok") if steps and steps[0].startswith("@") else None


def _reddit(host: str, steps: Steps, query: Query) -> OnPlatform | None:
    if len(steps) >= 2 and steps[0] in ("user", "u"):
        return _handle(steps[1], "reddit")
    return None


def _medium(host: str, steps: Steps, query: Query) -> OnPlatform | None:
    if host != "medium.com":
        name = host.removesuffix(".medium.com")
        return None if name in ("policy", "help", "blog", "about") else _handle(name, "medium")
    return _handle(steps[0], "medium") if len(steps) == 1 and steps[0][0] == "@" else None


def _telegram(host: str, steps: Steps, query: Query) -> OnPlatform | None:
    own = [step for step in steps if step != "s"]
    return _handle(own[0], "telegram") if own else None


def _linkedin(host: str, steps: Steps, query: Query) -> OnPlatform | None:
    if len(steps) >= 2 and steps[0] in ("in", "company"):
        return _handle(steps[1], "linkedin")
    return None


def _one_step(platform: str) -> Callable[[str, Steps, Query], OnPlatform | None]:
    def read(host: str, steps: Steps, query: Query) -> OnPlatform | None:
        return _handle(steps[0], platform) if len(steps) == 1 else None

    return read


def _bluesky(host: str, steps: Steps, query: Query) -> OnPlatform | None:
    if len(steps) < 2 or steps[0] != "profile":
        return None
    if steps[1].startswith("did:"):
        return OnPlatform("account_id", steps[1], "bluesky")
    return _handle(steps[1], "bluesky")


_READERS: Final[dict[str, Callable[[str, Steps, Query], OnPlatform | None]]] = {
    "twitter.com": _x,
    "x.com": _x,
    "facebook.com": _facebook,
    "fb.com": _facebook,
    "instagram.com": _instagram,
    "youtube.com": _youtube,
    "youtu.be": _youtu_be,
    "tiktok.com": _tiktok,
    "reddit.com": _reddit,
    "medium.com": _medium,
    "t.me": _telegram,
    "linkedin.com": _linkedin,
    "vk.com": _one_step("vk"),
    "ok.ru": _one_step("ok"),
    "truthsocial.com": _one_step("truthsocial"),
    "threads.net": _one_step("threads"),
    "threads.com": _one_step("threads"),
    "weibo.com": _one_step("weibo"),
    "gettr.com": _one_step("gettr"),
    "bsky.app": _bluesky,
}
