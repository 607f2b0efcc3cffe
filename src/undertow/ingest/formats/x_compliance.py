"""Notices of the X compliance API: posts and accounts that are gone, suspended or protected.

A line is ``{id, action, created_at, redacted_at, reason}`` for posts and for accounts alike; a file
does not say which. The id of a post holds the moment in ``created_at``, of which X shows the whole
second (``.000Z``); that of an account lies before it, mostly by seconds. An account made within the
very second of its id is read as a post that is gone, of which nothing is made; never the reverse,
which would make an account, suspended or deleted, that there never was.
"""

from __future__ import annotations

from datetime import timedelta

import msgspec
from msgspec import Struct

from undertow.ingest.id_times import post_time
from undertow.ingest.outcomes import Ignored, Mapped, Rejection
from undertow.ingest.record import AccountStatus, Id, Profile, Removal, Time, accept
from undertow.ingest.times import parse_time

_STATUS: dict[str, AccountStatus] = {
    "suspended": "suspended",
    "protected": "protected",
    "deactivated": "deleted",
    "deleted": "deleted",
}
# Ids of posts were counted one by one until then; those of accounts much longer.
_FIRST_TIMED_POST = 1_288_839_000
_SECOND = timedelta(seconds=1)
_MILLISECOND = timedelta(milliseconds=1)
# Times of posts stray by up to a second and a half from their ids.
_FIRST_LAG, _LAST_LAG = timedelta(seconds=2), timedelta(hours=1)


class Notice(Struct):
    """A post or an account to which something happened."""

    id: Id
    created_at: Time
    reason: str
    redacted_at: Time | None = None


_decode = msgspec.json.Decoder(Notice).decode


def map_notice(raw: bytes) -> Mapped:
    """Map one notice.

    Raises
    ------
    Rejection
        It cannot be told whether a post or an account is meant.
    """
    notice = _decode(raw)
    if notice.reason == "scrub_geo":
        return Ignored("place_removed")
    if _is_post(notice):
        if notice.redacted_at is None:
            return Ignored("undated_notice")
        return accept(Removal(platform="x", id=notice.id, deleted_at=notice.redacted_at))
    status = _STATUS.get(notice.reason)
    if status is None:
        raise Rejection(
            "schema", "unknown_kind", "$.reason", f"{notice.reason[:40]!r} is no known reason"
        )
    profile = Profile(
        platform="x",
        author_id=notice.id,
        author_created_at=notice.created_at,
        author_status=status,
        observed_at=notice.redacted_at,
    )
    return accept(profile)


def _is_post(notice: Notice) -> bool:
    """Whether the time in the id is the time given; False where only an account's can be so."""
    created_at, _ = parse_time(notice.created_at, "$.created_at")
    moment = post_time("x", notice.id, "post")
    if moment is None:
        if created_at.timestamp() > _FIRST_TIMED_POST:
            return False
    else:
        exactness = _MILLISECOND if created_at.microsecond else _SECOND
        if timedelta(0) <= moment - created_at < exactness:
            return True
        if _FIRST_LAG <= created_at - moment <= _LAST_LAG:
            return False
    raise Rejection(
        "semantic",
        "post_or_account",
        "$.id",
        "the time in the id does not tell whether this is a post or an account; ask X for the "
        "posts and for the accounts in a job each, and compare",
    )
