"""Format ``bluesky-jetstream``: the stream of all changes on Bluesky, one event a line.

Fields: https://github.com/bluesky-social/jetstream. An event names an account by its DID alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Raw, Struct

from undertow.ingest.formats.bluesky_objects import (
    POST,
    REPOST,
    Blob,
    blob_cid,
    post_of,
    repost_of,
)
from undertow.ingest.formats.pages import ABSENT, inside
from undertow.ingest.formats.signature import record_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.outcomes import Ignored, Mapped, Rejection
from undertow.ingest.record import AccountStatus, Id, Name, Profile, Removal, Text, accept
from undertow.ingest.times import epoch_text

_PROFILE = "app.bsky.actor.profile"
_RULES = {
    "app.bsky.feed.like": "like",
    "app.bsky.graph.follow": "follow",
    "app.bsky.graph.block": "block",
}
_STATUSES: dict[str | None, AccountStatus] = {
    "takendown": "suspended",
    "suspended": "suspended",
    "deleted": "deleted",
}


class Commit(Struct):
    """A change of one record."""

    operation: Name
    collection: Name
    rkey: Name
    record: Raw = ABSENT


class Identity(Struct):
    """The name of an account, new or confirmed."""

    handle: Name | None = None


class Account(Struct):
    """Whether an account can be seen."""

    active: bool
    status: Name | None = None


class Event(Struct):
    """A change; ``time_us`` is when the stream saw it, in microseconds since 1970."""

    did: Id
    time_us: int
    kind: Name
    commit: Commit | None = None
    identity: Identity | None = None
    account: Account | None = None


class ProfileRecord(Struct, rename="camel"):
    """A profile as its owner wrote it."""

    display_name: Name | None = None
    description: Text | None = None
    avatar: Blob | None = None


_decode = msgspec.json.Decoder(Event).decode


def map_json(raw: bytes) -> Iterator[Mapped]:
    """Map one event."""
    event = _decode(raw)
    seen_at = epoch_text(event.time_us, "$.time_us", per_s=1_000_000)
    if event.kind == "commit" and event.commit is not None:
        yield _commit(event.did, event.commit, seen_at)
    elif event.kind == "identity" and event.identity is not None:
        yield _identity(event.did, event.identity, seen_at)
    elif event.kind == "account" and event.account is not None:
        yield _account(event.did, event.account, seen_at)
    else:
        raise Rejection(
            "schema", "unknown_kind", "$.kind", f"{event.kind[:60]!r} is no event that is known"
        )


def _commit(did: str, commit: Commit, seen_at: str) -> Mapped:
    if commit.collection not in (POST, REPOST, _PROFILE):
        return Ignored(_RULES.get(commit.collection, "other_collection"))
    uri = f"at://{did}/{commit.collection}/{commit.rkey}"
    if commit.operation == "delete":
        if commit.collection == _PROFILE:
            return Ignored("profile_emptied")
        return accept(
            Removal(
                platform="bluesky", id=uri, deleted_at=seen_at, author_id=did, observed_at=seen_at
            )
        )
    if commit.operation not in ("create", "update"):
        raise Rejection(
            "schema",
            "unknown_kind",
            "$.commit.operation",
            f"{commit.operation[:60]!r} is neither create, update nor delete",
        )
    if not bytes(commit.record):
        raise Rejection("schema", "missing_field", "$.commit.record", "the record is missing")
    with inside("$.commit.record"):
        if commit.collection == _PROFILE:
            return accept(_profile(did, commit.record, seen_at))
        record = (post_of if commit.collection == POST else repost_of)(uri, commit.record, seen_at)
    record.observed_at = seen_at
    record.author_id = did
    record.edited_at = seen_at if commit.operation == "update" else None
    return accept(record)


def _profile(did: str, raw: Raw, seen_at: str) -> Profile:
    profile = msgspec.json.decode(raw, type=ProfileRecord)
    return Profile(
        platform="bluesky",
        author_id=did,
        observed_at=seen_at,
        author_name=profile.display_name,
        author_description=profile.description,
        author_avatar=blob_cid(profile.avatar),
    )


def _identity(did: str, identity: Identity, seen_at: str) -> Mapped:
    if not identity.handle:
        return Ignored("identity_without_handle")
    profile = Profile(
        platform="bluesky", author_id=did, observed_at=seen_at, author_handle=identity.handle
    )
    return accept(profile)


def _account(did: str, account: Account, seen_at: str) -> Mapped:
    status = "active" if account.active else _STATUSES.get(account.status)
    if status is None:  # deactivated by its owner for a while, or a fault of its server
        return Ignored("account_unavailable")
    return accept(
        Profile(platform="bluesky", author_id=did, observed_at=seen_at, author_status=status)
    )


def _fits(value: dict[str, Any]) -> bool:
    is_event = "did" in value and "time_us" in value
    return is_event and value.get("kind") in ("commit", "identity", "account")


def _event(did: str, second: int, **more: Any) -> dict[str, Any]:
    return {"did": did, "time_us": 1_693_648_800_000_000 + second * 1_000_000, **more}


def _change(did: str, second: int, operation: str, path: str, **record: Any) -> dict[str, Any]:
    collection, _, rkey = path.partition("/")
    commit: dict[str, Any] = {"rev": "3k", "operation": operation, "collection": collection}
    commit |= {"rkey": rkey, "cid": "bafyrecord"}
    if record:
        commit["record"] = {"$type": collection, "createdAt": "2023-09-02T10:00:00.000Z", **record}
    return _event(did, second, kind="commit", commit=commit)


def _examples() -> tuple[Example, ...]:
    ana, bo = "did:plc:ana", "did:plc:bo"
    root = {"uri": f"at://{ana}/{POST}/3k1", "cid": "bafyrecord"}
    blob = {"$type": "blob", "ref": {"$link": "bafkpicture"}, "mimeType": "image/jpeg", "size": 9}
    link = {"$type": "app.bsky.richtext.facet#link", "uri": "https://example.org/tea"}
    mention = {"$type": "app.bsky.richtext.facet#mention", "did": bo}
    facets = [
        {"index": {"byteStart": 5, "byteEnd": 20}, "features": [link]},
        {"index": {"byteStart": 21, "byteEnd": 24}, "features": [mention]},
    ]
    events = [
        _change(
            ana,
            1,
            "create",
            f"{POST}/3k1",
            text="🫖 example.org/tea @bo",
            langs=["en"],
            facets=facets,
            tags=["tea"],
            embed={"$type": "app.bsky.embed.images", "images": [{"alt": "", "image": blob}]},
        ),
        _change(
            bo,
            2,
            "update",
            f"{POST}/3k2",
            text="Gladly",
            reply={"root": root, "parent": root},
            embed={"$type": "app.bsky.embed.record", "record": root},
        ),
        _change(bo, 3, "create", f"{REPOST}/3k3", subject=root),
        _change(bo, 4, "create", "app.bsky.feed.like/3k4", subject=root),
        _change(bo, 5, "delete", f"{POST}/3k2"),
        _change(ana, 6, "create", f"{_PROFILE}/self", displayName="Ana", description="Gardener",
                avatar=blob),
        _event(ana, 7, kind="identity", identity={"did": ana, "handle": "ana.example", "seq": 1}),
        _event(bo, 8, kind="account", account={"active": False, "did": bo, "status": "suspended"}),
    ]  # fmt: skip
    lines = b"".join(msgspec.json.encode(event) + b"\n" for event in events)
    return (Example("events.jsonl", lines, 7),)


SPEC = FormatSpec(
    format_id="bluesky-jetstream",
    platforms=("bluesky",),
    mapper_version="1",
    description="Bluesky Jetstream: posts, reposts, deletions, profiles and names as they change",
    supplies=frozenset(
        {
            "author_avatar",
            "author_description",
            "author_handle",
            "author_id",
            "author_name",
            "author_status",
            "created_at",
            "deleted_at",
            "edited_at",
            "hashtags",
            "in_reply_to_author_id",
            "in_reply_to_id",
            "lang",
            "media",
            "mentions",
            "observed_at",
            "quoted_id",
            "repost_of_author_id",
            "repost_of_id",
            "root_id",
            "text",
            "urls",
        }
    ),
    never="counts; when an account was made; what happened while nobody listened",
    times="ISO 8601 with a zone, as claimed by the writer; observed_at is when the stream saw it",
    ids="addresses (at://) of posts, DIDs of accounts and mentions",
    markup="plain",
    reference="https://github.com/bluesky-social/jetstream",
    probe=record_signature(
        _fits, "did, time_us and a kind of event", ("did", "time_us", "kind", "commit")
    ),
    get_examples=_examples,
    map_json=map_json,
)
