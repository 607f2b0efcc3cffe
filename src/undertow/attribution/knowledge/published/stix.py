"""STIX 2.1 bundles: observed objects, and the comparisons of indicator patterns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stix2patterns.v21.pattern import Pattern

from undertow.attribution.knowledge.observable import (
    Kind,
    Observable,
    read_observables,
    read_text,
)
from undertow.attribution.knowledge.published.row import PublishedRow
from undertow.errors import InputError

name: Final = "stix"

_NO_OBSERVABLE = "holds nothing that a case can be searched for"
_REVOKED = "was revoked by its source"
_PATTERN_TYPES = ("stix", None)
_PLATFORMS: Final = {"twitter": "x", "x.com": "x", "fb": "facebook"}


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
    for place, one in enumerate(objects, 1):
        if isinstance(one, dict) and (row := _row(place, one)) is not None:
            yield row


def _row(place: int, one: Mapping[str, Any]) -> PublishedRow | None:
    kind = one.get("type")
    if kind == "indicator":
        told: Any = one.get("pattern")
        found = tuple(_of_pattern(told)) if one.get("pattern_type") in _PATTERN_TYPES else ()
    else:
        told, found = _of_object(one)
        if not told:
            return None
    if one.get("revoked") is True:
        return PublishedRow(place, str(told), (), _REVOKED, str(kind))
    note = " ".join(str(one.get("name") or one.get("description") or "").split())
    return PublishedRow(place, str(told), found, "" if found else _NO_OBSERVABLE, str(kind), note)


def _of_object(one: Mapping[str, Any]) -> tuple[Any, tuple[Observable, ...]]:
    """Return what a cyber-observable object says, and what of it can be looked for."""
    match one:
        case {"type": "url" | "domain-name", "value": str(value)}:
            return value, tuple(read_observables(value))
        case {"type": "user-account"}:
            account = one.get("user_id") or one.get("account_login")
            return account, tuple(_account(account, one.get("account_type")))
        case {"type": "file" | "artifact", "hashes": dict(hashes)}:
            return ", ".join(map(str, hashes.values())), tuple(_files(hashes))
        case {"type": "channel" | "media-content", "url": str(value)}:
            return value, tuple(read_observables(value))
    return None, ()


def _account(value: Any, kind: Any) -> Iterator[Observable]:
    platform = str(kind or "").casefold()
    platform = _PLATFORMS[platform] if platform in _PLATFORMS else platform
    if isinstance(value, str) and value and platform:
        yield Observable(Kind.ACCOUNT, value.removeprefix("@").casefold(), platform)


def _files(hashes: Mapping[Any, Any]) -> Iterator[Observable]:
    for value in hashes.values():
        yield from (o for o in read_observables(str(value)) if o.kind is Kind.FILE)


def _of_pattern(pattern: Any) -> Iterator[Observable]:
    """Yield what the equality comparisons of a pattern name."""
    if not isinstance(pattern, str):
        return
    try:
        comparisons = Pattern(pattern).inspect().comparisons
    except Exception:
        return
    for kind, own in comparisons.items():
        types = [_plain(v) for path, op, v in own if path == ["account_type"] and op == "="]
        for path, operator, quoted in own:
            if operator != "=":
                continue
            value = _plain(quoted)
            if kind in ("domain-name", "url"):
                yield from read_observables(value)
            elif kind == "user-account" and path[0] in ("user_id", "account_login"):
                yield from _account(value, types[0] if types else "")
            elif kind == "file" and path[0] == "hashes":
                yield from (o for o in read_observables(value) if o.kind is Kind.FILE)
            elif kind.endswith(("content", "post", "message")) and path[-1] in ("content", "body"):
                yield from read_text(value)


def _plain(quoted: Any) -> str:
    text = str(quoted)
    is_quoted = len(text) > 1 and text[0] == text[-1] == "'"
    return text[1:-1].replace("\\'", "'").replace("\\\\", "\\") if is_quoted else text
