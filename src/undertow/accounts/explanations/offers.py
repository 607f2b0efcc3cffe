"""Offers: posts that sell something, told without the words of any language.

A post is an offer when it can be followed (a link, or a number to call) and shows one of two
things. It names a price, a stake or a rate: a currency sign beside a number, odds such as 25/1, a
round percentage. Or it has its words or its picture in common with another post but a link of its
own, at a host to which other accounts link as well: that is how a seller knows whom to pay.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from undertow.accounts.explanations.material import MemberPost

_CURRENCY: Final = r"[$£€¥₹₽₩₺₿]|(?:USD|EUR|GBP|CAD|CNY|USDT|BTC)(?![A-Za-z])"
_PRICE: Final = re.compile(
    rf"(?:{_CURRENCY})\s?\d|\d\s?(?:{_CURRENCY})"  # $20, 20 €
    r"|(?<![\d/])\d{1,4}/[1-9](?![\d/])"  # 25/1
    r"|(?<![\d.,])(?:[1-9]0|[1-9]?5|100|[2-9]00)\s?[%％](?!\d)"  # 50%
)
_CONTACT: Final = re.compile(r"\b(?:wa\.me|t\.me|line\.me|vk\.me)/\w|\+\d[\d \-()]{7,}\d")
_ADDRESS: Final = re.compile(r"https?://\S+")
_LINK: Final = re.compile(r"^(?:[A-Za-z]+:)?(?://)?(?:www\.|m\.)?([^/?#]+)([^?#]*)")
# Hosts that give every post, or every film of every user, a link of its own.
_EVERYBODYS: Final = frozenset(
    {"t.co", "bit.ly", "tinyurl.com", "goo.gl", "ow.ly", "buff.ly", "dlvr.it", "is.gd", "lnkd.in"}
    | {"fb.me", "youtu.be", "youtube.com", "tiktok.com", "facebook.com", "instagram.com", "x.com"}
    | {"twitter.com", "t.me", "reddit.com", "linkedin.com", "medium.com", "telegra.ph"}
)


def offers_among(posts: Iterable[MemberPost]) -> set[str]:
    """Return the uids of the posts that are offers."""
    reachable = [post for post in posts if is_reachable(post)]
    referring = _referring(reachable)
    return {
        post.post_uid for post in reachable if names_price(post.text) or post.post_uid in referring
    }


def is_reachable(post: MemberPost) -> bool:
    """Whether a post carries a link or a number to call."""
    return bool(post.has_link) or _CONTACT.search(post.text) is not None


def names_price(text: str) -> bool:
    """Whether a text names a price, a stake or a rate, its links left out."""
    return _PRICE.search(_ADDRESS.sub(" ", text)) is not None


def _referring(posts: list[MemberPost]) -> set[str]:
    """Return the posts in common words or pictures with a link of their own at a common host."""
    accounts: dict[str, set[str]] = defaultdict(set)
    links = {post.post_uid: [_host_and_path(link) for link in post.links] for post in posts}
    for post in posts:
        for host, path in links[post.post_uid]:
            accounts[host].add(post.account_uid)
            accounts[host + path].add(post.account_uid)
    return {
        post.post_uid
        for post in posts
        if post.on("text", "near_duplicate_text", "template", "media")
        and any(
            host not in _EVERYBODYS and len(accounts[host]) > 1 and len(accounts[host + path]) == 1
            for host, path in links[post.post_uid]
        )
    }


def _host_and_path(link: str) -> tuple[str, str]:
    """Return the parts of a link that say where it leads, without what it asks for there."""
    found = _LINK.match(link.strip())
    if found is None:
        return "", ""
    return found[1].lower(), found[2].rstrip("/") or "/"
