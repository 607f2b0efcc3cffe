"""What can be observed of a campaign, as STIX: accounts, channels and links."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from stix2 import URL, File, UserAccount

from undertow.export.disclosure import Disclosure
from undertow.export.media import ExportedMedia
from undertow.export.stix.making import Maker, Stix
from undertow.export.stix.types import Channel
from undertow.export.subjects import Account, Link
from undertow.export.words import channel_name
from undertow.wording import phrase
from undertow.wording.claims import platform

# The vocabulary of STIX knows two of the platforms; the others go by their own ids.
_ACCOUNT_TYPES: Mapping[str, str] = MappingProxyType({"x": "twitter"})
# Where an account is a channel that others subscribe to, and not only somebody who writes.
_HAVE_CHANNELS = frozenset({"douyin", "telegram", "tiktok", "wechat", "youtube"})


def account(own: Account, disclosed: Disclosure, marking: str) -> UserAccount:
    """Return an account, under its pseudonym where it may not be named.

    A pseudonym stands where an id of the platform would: the id of the object is derived from it,
    so that two accounts are not one. No time is told with it, and nothing else of the profile.
    """
    is_named = own.uid in disclosed.named
    shown = disclosed.account(own.uid, own.native_id)
    return UserAccount(
        account_type=_ACCOUNT_TYPES.get(own.platform, own.platform),
        user_id=shown,
        account_login=own.handle if is_named else None,
        display_name=None if is_named else shown,
        account_created=own.created_at if is_named else None,
        object_marking_refs=[marking],
    )


def channel(maker: Maker, own: Account, disclosed: Disclosure) -> tuple[Stix, Stix] | None:
    """Return the channel that an account is, where it is one and published on it."""
    if own.platform not in _HAVE_CHANNELS or not own.opens_threads:
        return None
    shown = disclosed.account(own.uid, own.native_id)
    name = own.handle if own.uid in disclosed.named and own.handle else shown
    return maker.told(
        Channel,
        "channel",
        own.platform,
        shown,
        texts={
            "name": channel_name(name, own.platform),
            "description": (phrase("stix.channel", platform=platform(own.platform)),),
        },
        channel_types=[own.platform],
    )


def links(own: tuple[Link, ...], disclosed: Disclosure, marking: str) -> list[URL]:
    """Return the links that may be told."""
    told = (disclosed.link(link.url) for link in own)
    return [URL(value=url, object_marking_refs=[marking]) for url in told if url is not None]


def media_file(own: ExportedMedia, marking: str) -> Stix:
    """Return a media file by its hashes, without a name: it may be somebody's.

    The id follows from the SHA-256 alone, so another producer's copy is the same object. PDQ is no
    algorithm of the vocabulary, which is open; of a video it would be the hash of one moment, and
    is left to ``media.csv``.
    """
    hashes = {"SHA-256": own.media_uid}
    if own.kind == "image" and own.pdq:
        hashes["PDQ"] = own.pdq[0]
    return File(
        hashes=hashes,
        size=own.row.get("n_bytes"),
        mime_type=own.row.get("mime") or None,
        object_marking_refs=[marking],
        allow_custom=True,
    )
