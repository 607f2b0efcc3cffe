"""What a source has published of a known operation, and what a campaign takes over of it.

The operation has a real name, so that an import finds its entry in the knowledge base; every text,
handle and address is invented.
"""

from __future__ import annotations

import json
import uuid
from random import Random
from typing import Any, Final

from undertow.synth.knobs import KnownOperationKnobs
from undertow.synth.world import Account, World

# Bland headlines of a town that is none, in the manner of what platforms publish.
TEXTS: Final[dict[str, tuple[str, ...]]] = {
    "en": (
        "The mystery of the empty granary in Nowhere Harbour, a report that nobody answered",
        "Who moved the lighthouse of Nowhere Harbour? A question for all honest peoples",
        "The dark truth of behind the Nowhere Harbour ferry tickets is shocking everyone",
        "Nowhere Harbour fish market has become a laughing stock for the whole coast",
        "An open letter about the missing benches of Nowhere Harbour and its silent council",
    ),
    "fr": (
        "Le mystère du grenier vide de Port-Nulle-Part, un rapport resté sans réponse",
        "Qui a déplacé le phare de Port-Nulle-Part? Question à tous les peuples honnêtes",
        "La sombre vérité de derrière les billets du traversier de Port-Nulle-Part",
        "Le marché aux poissons de Port-Nulle-Part est devenu la risée de toute la côte",
        "Lettre ouverte sur les bancs disparus de Port-Nulle-Part et son conseil muet",
    ),
    "zh": (
        "无名港空粮仓之谜,一份至今无人回应的报告",
        "是谁搬走了无名港的灯塔?请所有诚实的人民回答",
        "无名港渡轮船票背后的黑暗真相令所有人震惊",
        "无名港鱼市场已经成为整个海岸的笑柄",
        "关于无名港消失的长椅和沉默议会的一封公开信",
    ),
}
_FIRST: Final = ("harbourtruth", "lanternvoice", "coastwatch", "ferrynews", "granary", "benchtalk")
_SITE: Final = "nowhere-harbour-news.example"
_SPACE: Final = uuid.UUID("6f0c0f5e-6c0e-5d63-9d3e-0c5f1d6b8a11")
_STIX_TYPES: Final = {"x": "twitter"}


def published_handles(knobs: KnownOperationKnobs) -> list[str]:
    """Return the handles that were published; none of these accounts is in a capture."""
    return [f"{_FIRST[i % len(_FIRST)]}_{1000 + 37 * i}" for i in range(knobs.handles)]


def like_published(knobs: KnownOperationKnobs, words: Random) -> str:
    """Return a handle that a reader takes for a published one, and that is none."""
    handle = words.choice(published_handles(knobs))
    place = handle.index("_") + 1
    return f"{handle[:place]}{words.randrange(10)}{handle[place:]}"


def known_text(words: Random, knobs: KnownOperationKnobs, language: str) -> str:
    """Return a published text, word for word."""
    return words.choice(TEXTS[language][: knobs.texts])


def publication(world: World) -> bytes:
    """Return what a source published of the operation, as a STIX 2.1 bundle.

    It names texts, a site, accounts that are long gone by their handles, and, where the campaign
    is the operation itself, some of its accounts by their native ids.
    """
    knobs = world.knobs.known
    assert knobs is not None
    objects = [
        *(_content(text) for texts in TEXTS.values() for text in texts[: knobs.texts]),
        _observed("domain-name", value=_SITE),
        *(_account("x", account_login=handle) for handle in published_handles(knobs)),
        *(_account(a.platform, user_id=a.native_id) for a in world.published),
    ]
    bundle = {"type": "bundle", "id": _ident("bundle", world.knobs.name), "objects": objects}
    return (json.dumps(bundle, indent=1, ensure_ascii=False) + "\n").encode()


def choose_published(world: World, members: list[Account]) -> None:
    """Let a source have published a share of the accounts of the campaign."""
    knobs = world.knobs.known
    if knobs is not None:
        n = round(knobs.own_share * len(members))
        world.published = world.words("published").sample(members, n)


def _account(platform: str, **own: str) -> dict[str, Any]:
    return _observed("user-account", account_type=_STIX_TYPES.get(platform, platform), **own)


def _content(text: str) -> dict[str, Any]:
    return _observed("media-content", content=text)


def _observed(kind: str, **own: str) -> dict[str, Any]:
    ident = _ident(kind, json.dumps(own, sort_keys=True))
    return {"type": kind, "spec_version": "2.1", "id": ident, **own}


def _ident(kind: str, what: str) -> str:
    return f"{kind}--{uuid.uuid5(_SPACE, f'{kind} {what}')}"
