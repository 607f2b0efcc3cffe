"""The provenance card: what one media file tells of itself, and where it was seen in the case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from undertow.errors import InputError
from undertow.media.provenance.facts import Fact
from undertow.media.provenance.state import CONTENT_CODES, FAILURE, C2paState
from undertow.schema import (
    Accounts,
    MediaFacts,
    MediaFiles,
    MediaGroups,
    MediaMatches,
    MediaPlaces,
    MediaSightings,
    Posts,
    Table,
)

# What a time is known to; a time that is an estimate is taken to be known to a day.
_PRECISION_S: Final = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "estimate": 86400}


@dataclass(frozen=True, slots=True)
class Sighting:
    """A post of the case that carries the file, or a file of its group.

    Attributes
    ----------
    post_uid, platform : str
        The post.
    account_uid, handle : str or None
        Its author, where the capture has one.
    created_at : datetime
        UTC, known to ``precision``.
    precision : str
        second, minute, hour, day or estimate.
    media_uid : str
        The file it carries.
    """

    post_uid: str
    platform: str
    account_uid: str | None
    handle: str | None
    created_at: datetime
    precision: str
    media_uid: str


@dataclass(frozen=True, slots=True)
class Carrier:
    """An account that carried the material; one without a name stands for all deleted ones.

    Attributes
    ----------
    platform : str
        Its platform.
    account_uid, handle : str or None
        The account.
    n_posts : int
        Posts of it that carry the file or a file of its group.
    first_at : datetime
        UTC, the earliest of them.
    """

    platform: str
    account_uid: str | None
    handle: str | None
    n_posts: int
    first_at: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bytes lie in the evidence; columns of ``media_places``."""

    file_sha256: str
    member: str
    byte_offset: int
    path: str
    source_url: str | None


@dataclass(frozen=True, slots=True)
class Related:
    """Another file that shows or plays the same in part.

    Attributes
    ----------
    media_uid : str
        The other file.
    kind : str
        picture, video, still or sound.
    share, share_other : float
        Share of this file that is in the other, and of the other that is in this.
    view, view_other : str
        What was done to the picture of each; full for nothing.
    """

    media_uid: str
    kind: str
    share: float
    share_other: float
    view: str
    view_other: str


@dataclass(frozen=True, slots=True)
class ProvenanceCard:
    """What is held on the origin of one media file.

    Attributes
    ----------
    media_uid, kind, mime, n_bytes, state, reason
        As in ``media_files``.
    width_px, height_px : int or None
        As shown.
    duration_s : float or None
        Of what could be decoded.
    c2pa_state : C2paState or None
        None where Content Credentials were not read.
    is_changed_since_signed : bool
        Whether the validation says that the bytes are not those that were signed: the one kind of
        invalidity that is about the content, and not about the signature or its certificate.
    credentials : tuple of Fact
        What the Content Credentials say, and the codes of their validation.
    told : tuple of Fact
        What else the file says of itself; anybody can have written it.
    earliest : Sighting or None
        Earliest post *held* that carries the material; what was not captured may be earlier.
    n_could_be_first : int
        Posts whose time, as exactly as it is known, could be the earliest; above 1 the order is
        open.
    n_files : int
        Files of the group, this one among them.
    n_posts, n_own_posts : int
        Posts that carry a file of the group, and this very file.
    carriers : tuple of Carrier
        Accounts, the earliest first.
    places : tuple of Place
        In the evidence.
    related : tuple of Related
        Other files, the most alike first.
    """

    media_uid: str
    kind: str
    mime: str
    n_bytes: int
    state: str
    reason: str | None
    width_px: int | None
    height_px: int | None
    duration_s: float | None
    c2pa_state: C2paState | None
    is_changed_since_signed: bool
    credentials: tuple[Fact, ...]
    told: tuple[Fact, ...]
    earliest: Sighting | None
    n_could_be_first: int
    n_files: int
    n_posts: int
    n_own_posts: int
    carriers: tuple[Carrier, ...]
    places: tuple[Place, ...]
    related: tuple[Related, ...]

    @property
    def platforms(self) -> tuple[str, ...]:
        """Platforms on which the material was seen, in the order of the alphabet."""
        return tuple(sorted({carrier.platform for carrier in self.carriers}))

    @property
    def n_accounts(self) -> int:
        """Accounts that carried the material; of deleted ones nothing is known, nor counted."""
        return sum(carrier.account_uid is not None for carrier in self.carriers)


def build_card(
    media_uid: str,
    media_files: Table[MediaFiles],
    media_facts: Table[MediaFacts],
    media_places: Table[MediaPlaces],
    media_sightings: Table[MediaSightings],
    media_groups: Table[MediaGroups],
    media_matches: Table[MediaMatches],
    posts: Table[Posts],
    accounts: Table[Accounts],
) -> ProvenanceCard:
    """Put together what is held on the origin of a media file.

    Parameters
    ----------
    media_uid : str
        The file.
    media_files, media_facts, media_places, media_sightings, media_groups, media_matches : Table
        What is known of media in the case.
    posts, accounts : Table
        The case.

    Returns
    -------
    ProvenanceCard
        O(n) in the rows of the tables.

    Raises
    ------
    InputError
        The case has no such file.
    """
    found = _rows(media_files.arrow, "media_uid", [media_uid])
    if not found:
        raise InputError(
            f"media file {media_uid}: not in the case; table media_files lists those that are"
        )
    facts = [
        Fact(row["source"], row["position"], row["name"], row["value"])
        for row in _rows(media_facts.arrow, "media_uid", [media_uid])
    ]
    credentials = tuple(fact for fact in facts if fact.source == "c2pa")
    group = _group_of(media_uid, media_groups.arrow)
    sightings = _sightings(group, media_sightings, posts, accounts)
    posts_of = {seen.post_uid for seen in sightings}
    return ProvenanceCard(
        **{name: found[0][name] for name in _COPIED},
        c2pa_state=None if found[0]["c2pa_state"] is None else C2paState(found[0]["c2pa_state"]),
        is_changed_since_signed=_is_changed(credentials),
        credentials=credentials,
        told=tuple(fact for fact in facts if fact.source != "c2pa"),
        earliest=sightings[0] if sightings else None,
        n_could_be_first=_n_could_be_first(sightings),
        n_files=len(group),
        n_posts=len(posts_of),
        n_own_posts=len({seen.post_uid for seen in sightings if seen.media_uid == media_uid}),
        carriers=_carriers(sightings),
        places=tuple(
            Place(**{name: row[name] for name in Place.__slots__})
            for row in _rows(media_places.arrow, "media_uid", [media_uid])
        ),
        related=_related(media_uid, media_matches.arrow),
    )


_COPIED: Final = (
    "media_uid", "kind", "mime", "n_bytes", "state", "reason", "width_px", "height_px",
    "duration_s",
)  # fmt: skip


def _is_changed(credentials: Iterable[Fact]) -> bool:
    return any(fact.name == FAILURE and fact.value in CONTENT_CODES for fact in credentials)


def _group_of(media_uid: str, media_groups: pa.Table) -> list[str]:
    own = _rows(media_groups, "media_uid", [media_uid])
    if not own:
        return [media_uid]
    return [row["media_uid"] for row in _rows(media_groups, "media_group", [own[0]["media_group"]])]


def _sightings(
    group: list[str],
    media_sightings: Table[MediaSightings],
    posts: Table[Posts],
    accounts: Table[Accounts],
) -> list[Sighting]:
    """Return the posts that carry the material, the earliest first."""
    seen = _rows(media_sightings.arrow, "media_uid", group)
    columns = ("post_uid", "platform", "account_uid", "created_at", "created_precision")
    of_post = {
        row["post_uid"]: row
        for row in _rows(posts.columns(*columns), "post_uid", [row["post_uid"] for row in seen])
    }
    authors = sorted({row["account_uid"] for row in of_post.values()} - {None})
    handles = {
        row["account_uid"]: row["handle"]
        for row in _rows(accounts.columns("account_uid", "handle"), "account_uid", authors)
    }
    found = []
    for row in seen:
        post = of_post.get(row["post_uid"])
        if post is not None:
            found.append(_sighting(row["media_uid"], post, handles))
    return sorted(found, key=lambda one: (one.created_at, one.post_uid, one.media_uid))


def _sighting(
    media_uid: str, post: Mapping[str, Any], handles: Mapping[str, str | None]
) -> Sighting:
    return Sighting(
        post_uid=post["post_uid"],
        platform=post["platform"],
        account_uid=post["account_uid"],
        handle=handles.get(post["account_uid"]),
        created_at=post["created_at"],
        precision=post["created_precision"],
        media_uid=media_uid,
    )


def _n_could_be_first(sightings: list[Sighting]) -> int:
    """Count the posts that may have been made before all others, as exactly as times are known."""
    if not sightings:
        return 0
    ends = [
        seen.created_at + timedelta(seconds=_PRECISION_S.get(seen.precision, 86400))
        for seen in sightings
    ]
    return len({seen.post_uid for seen in sightings if seen.created_at < min(ends)})


def _carriers(sightings: list[Sighting]) -> tuple[Carrier, ...]:
    posts: dict[tuple[str, str | None], list[Sighting]] = {}
    for seen in sightings:
        posts.setdefault((seen.platform, seen.account_uid), []).append(seen)
    return tuple(
        Carrier(
            platform=platform,
            account_uid=account_uid,
            handle=own[0].handle,
            n_posts=len({seen.post_uid for seen in own}),
            first_at=own[0].created_at,
        )
        for (platform, account_uid), own in posts.items()
    )


def _related(media_uid: str, matches: pa.Table) -> tuple[Related, ...]:
    found = [
        Related(
            media_uid=row[f"media_{other}"],
            kind=row["kind"],
            share=row[f"share_{own}"],
            share_other=row[f"share_{other}"],
            view=row[f"view_{own}"],
            view_other=row[f"view_{other}"],
        )
        for own, other in (("a", "b"), ("b", "a"))
        for row in _rows(matches, f"media_{own}", [media_uid])
    ]
    found.sort(key=lambda one: (-max(one.share, one.share_other), one.media_uid, one.kind))
    return tuple(found)


def _rows(table: pa.Table, column: str, values: list[str]) -> list[dict[str, Any]]:
    wanted = pa.array(values, pa.string())
    rows: list[dict[str, Any]] = table.filter(pc.is_in(table.column(column), wanted)).to_pylist()
    return rows
