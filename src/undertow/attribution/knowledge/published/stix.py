"""STIX 2.1 bundles: observed objects, and the comparisons of indicator patterns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Set
from typing import Any, Final

from stix2patterns.v21.pattern import Pattern

from undertow.attribution.knowledge.observable import (
    LONGEST_CELL,
    Kind,
    Observable,
    is_text,
    read_observables,
    read_text,
)
from undertow.attribution.knowledge.published.media_hash import read_hash
from undertow.attribution.knowledge.published.row import PublishedRow
from undertow.errors import InputError

name: Final = "stix"

_NO_OBSERVABLE = "without anything that a case can be searched for"
_REVOKED = "revoked by its source"
_BENIGN = "of a type that is no indicator of an operation, such as benign or compromised"
_TARGET = "what the operation targets, impersonates or compromised, by a relationship"
_UNREADABLE = "a pattern that cannot be read"
_PATTERN_TYPES = ("stix", None)
_NO_INDICATORS = frozenset({"anomalous-activity", "anonymization", "benign", "compromised"})
_AT_OTHERS = frozenset({"targets", "impersonates", "compromises", "located-at", "mitigates"})
# What account_type says in the wild -> the platform; of others a case holds no accounts.
_PLATFORMS: Final = {
    "twitter": "x", "x": "x", "x.com": "x", "twitter-id": "x", "x (formerly twitter)": "x",
    "facebook": "facebook", "fb": "facebook", "facebook-user": "facebook",
    "facebook-page": "facebook", "instagram": "instagram", "youtube": "youtube",
    "youtube-channel": "youtube", "tiktok": "tiktok", "telegram": "telegram",
    "telegram-channel": "telegram", "telegram-user": "telegram", "reddit": "reddit",
    "medium": "medium", "linkedin": "linkedin", "vk": "vk", "vkontakte": "vk",
    "mastodon": "mastodon", "bluesky": "bluesky", "threads": "threads", "weibo": "weibo",
    "truthsocial": "truthsocial", "truth social": "truthsocial", "douyin": "douyin",
}  # fmt: skip
_NAME = re.compile(r"[\w.:-]{2,100}")
_LONGEST_PATTERN = 1 << 16
_OBSERVATION = re.compile(r"\[(?:[^\[\]']|'(?:[^'\\]|\\.)*')+\]")
_MEMBER = re.compile(r"'(?:[^'\\]|\\.)*'")
# Objects that say nothing that can be observed: counted neither as read nor as left out.
_FRAME = frozenset(
    {
        "attack-pattern", "bundle", "campaign", "course-of-action", "extension-definition",
        "grouping", "identity", "incident", "infrastructure", "intrusion-set", "language-content",
        "location", "malware", "malware-analysis", "marking-definition", "note", "observed-data",
        "opinion", "relationship", "report", "sighting", "threat-actor", "tool", "vulnerability",
        "narrative", "event",
    }
)  # fmt: skip


def recognises(head: bytes) -> bool:
    """Tell whether a file begins as a bundle."""
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and b'"bundle' in head


def read(content: bytes) -> Iterator[PublishedRow]:
    """Yield the observed objects and indicators of a bundle.

    Raises
    ------
    InputError
        The file is no bundle.
    """
    try:
        bundle = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError(f"is no JSON: {error}") from error
    objects = bundle.get("objects") if isinstance(bundle, dict) else None
    if not isinstance(objects, list):
        raise InputError("is no STIX bundle: it has no list of objects")
    at_others = {
        one.get("target_ref")
        for one in objects
        if isinstance(one, dict)
        and one.get("type") == "relationship"
        and one.get("relationship_type") in _AT_OTHERS
    }
    for place, one in enumerate(objects, 1):
        if isinstance(one, dict):
            yield from _rows(place, one, at_others)


def _rows(place: int, one: Mapping[str, Any], at_others: Set[Any]) -> Iterator[PublishedRow]:
    kind, held = one.get("type"), one.get("objects")
    if kind == "observed-data" and isinstance(held, dict):  # as STIX 2.0 has them
        for inner in held.values():
            if isinstance(inner, dict):
                yield from _rows(place, inner, at_others)
    if not isinstance(kind, str) or kind in _FRAME:
        return
    told, found, reason = _pattern(one) if kind == "indicator" else _object(one)
    if one.get("revoked") is True:
        reason = _REVOKED
    elif one.get("id") is not None and one.get("id") in at_others:
        reason = _TARGET
    elif not found:
        reason = reason or _NO_OBSERVABLE
    note = " ".join(str(one.get("name") or one.get("description") or "").split())
    told = " ".join(str(told).split())[:LONGEST_CELL]
    yield PublishedRow(
        place, told, () if reason else tuple(dict.fromkeys(found)), reason, kind, note
    )


_Read = tuple[Any, list[Observable], str]


def _object(one: Mapping[str, Any]) -> _Read:
    """Return what a cyber-observable object says, and what of it can be looked for."""
    match one:
        case {"type": "url" | "domain-name", "value": str(value)}:
            return value, read_observables(value), ""
        case {"type": "user-account"}:
            login, ident = one.get("account_login"), one.get("user_id")
            platform = _platform(one.get("account_type"))
            return ident or login, [*_login(login, platform), *_ident(ident, platform)], ""
        case {"type": "file" | "artifact", "hashes": dict(hashes)}:
            return ", ".join(map(str, hashes.values())), list(_files(hashes)), ""
        case {"type": "channel" | "media-content"}:
            url, content = str(one.get("url") or ""), str(one.get("content") or "")
            return url or content, [*read_observables(url), *read_text(content)], ""
    return one.get("value") or one.get("type"), [], ""


def _platform(kind: Any) -> str:
    return _PLATFORMS.get(str(kind or "").strip().casefold(), "")


def _login(value: Any, platform: str) -> Iterator[Observable]:
    if not isinstance(value, str):
        return
    if "/" in value:
        yield from read_observables(value)
    elif platform and _NAME.fullmatch(name := value.strip().removeprefix("@")):
        yield Observable(Kind.ACCOUNT, name.casefold(), platform)


def _ident(value: Any, platform: str) -> Iterator[Observable]:
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value:d}" if abs(value) < 1 << 63 else ""
    if platform and isinstance(value, str) and _NAME.fullmatch(ident := value.strip()):
        yield Observable(Kind.ACCOUNT_ID, ident, platform)


def _files(hashes: Mapping[Any, Any]) -> Iterator[Observable]:
    for kind, value in hashes.items():
        yield from read_hash(str(kind), str(value))


def _pattern(one: Mapping[str, Any]) -> _Read:
    """Return the pattern of an indicator, and what its comparisons for equality name."""
    pattern, types = one.get("pattern"), one.get("indicator_types") or one.get("labels")
    if isinstance(types, list) and _NO_INDICATORS & {str(kind) for kind in types}:
        return pattern, [], _BENIGN
    if one.get("pattern_type") not in _PATTERN_TYPES or not isinstance(pattern, str):
        return pattern, [], _UNREADABLE
    if len(pattern) > _LONGEST_PATTERN or not is_text(pattern):
        return pattern, [], _UNREADABLE
    found: list[Observable] = []
    try:
        # Each observation by itself: an account type is that of the logins beside it.
        for part in _OBSERVATION.findall(pattern):
            for kind, own in Pattern(part).inspect().comparisons.items():
                found += _compared(kind, own)
    except Exception:
        return pattern, [], _UNREADABLE
    return pattern, found, ""


def _compared(kind: str, comparisons: list[tuple[list[str], str, Any]]) -> Iterator[Observable]:
    """Yield what comparisons of one kind of object name."""
    pairs = [
        (path, _plain(value))
        for path, operator, told in comparisons
        if operator in ("=", "IN")
        for value in (_members(told) if operator == "IN" else [told])
    ]
    platforms = {_platform(value) for path, value in pairs if path[0] == "account_type"}
    platform = platforms.pop() if len(platforms) == 1 else ""
    for path, value in pairs:
        if kind in ("domain-name", "url"):
            yield from read_observables(value)
        elif kind == "user-account" and path[0] == "account_login":
            yield from _login(value, platform)
        elif kind == "user-account" and path[0] == "user_id":
            yield from _ident(value, platform)
        elif kind == "file" and path[0] == "hashes":
            yield from read_hash(str(path[-1]), value)
        elif kind.endswith(("content", "post", "message")) and path[-1] in ("content", "body"):
            yield from read_text(value)


def _members(told: Any) -> list[str]:
    """Return the members of a set as a pattern writes it."""
    return _MEMBER.findall(str(told))


def _plain(quoted: Any) -> str:
    text = str(quoted)
    is_quoted = len(text) > 1 and text[0] == text[-1] == "'"
    return text[1:-1].replace("\\'", "'").replace("\\\\", "\\") if is_quoted else text
