"""Host names as they are compared, and which of them many people share."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import idna
from publicsuffixlist import PublicSuffixList

_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
_LONGEST: Final = 253
# Reserved (RFC 2606); what `undertow synth` writes ends in them.
_FOR_EXAMPLES: Final = (".example", ".invalid", ".test")

# Sites that shorten links, keep mail or pages, or are read by everybody: alone they name nobody.
# Suffixes under which anybody can register, such as blogspot.com and gc.ca, are on the public list.
_EVERYBODYS: Final = frozenset(
    {
        "amazon.com", "apple.com", "archive.org", "archive.ph", "archive.today", "avaaz.org",
        "bing.com", "bit.ly", "change.org", "dailymotion.com", "discord.com", "discord.gg",
        "dropbox.com", "flickr.com", "github.com", "gmail.com", "google.com", "goo.gl",
        "hotmail.com", "is.gd", "linktr.ee", "livejournal.com", "microsoft.com", "naver.com",
        "odysee.com", "outlook.com", "ow.ly", "patreon.com", "paypal.com", "pinterest.com",
        "proton.me", "protonmail.com", "qq.com", "quora.com", "rebrand.ly", "rumble.com",
        "soundcloud.com", "spotify.com", "substack.com", "t.co", "telegram.org", "tinyurl.com",
        "tumblr.com", "vimeo.com", "wa.me", "weebly.com", "whatsapp.com", "wikimedia.org",
        "wikipedia.org", "wixsite.com", "wordpress.com", "yahoo.com", "yandex.com", "yandex.ru",
    }
)  # fmt: skip


def plain_host(host: str) -> str:
    """Return a host name in the form that is compared: IDNA, lower case, without ``www.``.

    Returns
    -------
    str
        Empty where it is no name of a site: an address in numbers, a file name, a bare word.
    """
    host = host.rstrip(".").lower()
    if len(host) > _LONGEST or not _HOST.fullmatch(host):
        return ""
    host = re.sub(r"^(?:www|m|mobile)\.", "", host)
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode()
        except (idna.IDNAError, UnicodeError):
            return ""
    is_known = _suffixes().publicsuffix(host, accept_unknown=False) is not None
    return host if is_known or host.endswith(_FOR_EXAMPLES) else ""


def is_everybodys(host: str) -> bool:
    """Tell whether a host, as :func:`plain_host` gives it, is a place that many people share.

    A public suffix is, be it of a registry (``co.uk``) or of a place where anybody can have a site
    (``blogspot.com``), and so are large sites under any suffix of a country (``google.ca``).
    """
    suffixes = _suffixes()
    if suffixes.publicsuffix(host) == host:
        return True
    own = suffixes.privatesuffix(host) or host
    name = own.split(".", 1)[0]
    return host == own and (own in _EVERYBODYS or f"{name}.com" in _OF_ALL_COUNTRIES)


def sites_of(host: str) -> Iterator[str]:
    """Yield a host and the sites that it is part of, down to the one under a public suffix."""
    own = _suffixes().privatesuffix(host)
    if not own:
        return
    labels = host.split(".")
    for i in range(len(labels) - own.count(".")):
        yield ".".join(labels[i:])


_OF_ALL_COUNTRIES = frozenset(
    {"amazon.com", "blogspot.com", "google.com", "yahoo.com", "yandex.com"}
)


@cache
def _suffixes() -> PublicSuffixList:
    """Return the Public Suffix List (publicsuffix.org, MPL-2.0) of the package."""
    return PublicSuffixList()
