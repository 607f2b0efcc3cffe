"""Cleaning of the fields of a record, one value at a time."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

from undertow.ingest.outcomes import Rejection
from undertow.ingest.plain_text import clean
from undertow.ingest.times import parse_time

_PLATFORM = re.compile(r"[a-z][a-z0-9_.-]{0,31}")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}")


@lru_cache(maxsize=1024)
def platform_name(name: str) -> str:
    """Return a name that can be a platform's: a few letters and digits, the first a letter."""
    if not _PLATFORM.fullmatch(name):
        raise Rejection("schema", "bad_value", "$.platform", f"{name[:40]!r} is no platform's name")
    return name


def time(text: str | None, path: str) -> datetime | None:
    """Return a time in UTC; a blank one is none."""
    return parse_time(text, path)[0] if text and text.strip() else None


def required_id(value: str, path: str) -> str:
    """Return an id that a record cannot be without."""
    native_id = usable_id(value, path)
    if native_id is None:
        raise Rejection("schema", "missing_field", path, "the id is blank")
    return native_id


def usable_id(value: str | None, path: str = "$") -> str | None:
    """Return a usable id; a blank one is no id, or all such accounts would become one."""
    if value is None or (value.isalnum() and value.isascii()):
        return value
    native_id = clean(value).strip()
    if "E+" in native_id and native_id.replace(".", "").replace("E+", "").isdigit():
        raise Rejection(
            "semantic",
            "id_destroyed",
            path,
            f"{native_id!r}: a spreadsheet rounded this id and its last digits are lost",
        )
    return native_id or None


def short_text(value: str | None) -> str | None:
    """Return a name, an address or the like; a blank one is none."""
    return (clean(value).strip() or None) if value else None


def handle(value: str | None) -> str | None:
    """Return a handle without its mark."""
    name = short_text(value)
    return name.removeprefix("@") or None if name else None


def long_text(value: str | None) -> str | None:
    """Return a text, blanks around it and all."""
    return clean(value) if value is not None else None


def distinct_items(values: list[str] | None, prefix: str) -> list[str] | None:
    """Return the distinct items in the order given, without blanks and without their mark."""
    if not values:
        return values
    if len(values) == 1:
        only = clean(values[0]).strip().removeprefix(prefix)
        return [only] if only else []
    items = [clean(value).strip().removeprefix(prefix) for value in values]
    return [item for item in dict.fromkeys(items) if item]


@lru_cache(maxsize=1024)
def language_tag(tag: str | None) -> str | None:
    """Return a language tag (BCP 47); a source may write anything there, and it is printed."""
    return tag if tag and _LANGUAGE_TAG.fullmatch(tag) else None


def is_named(value: str | None) -> bool:
    """Whether a reference names something: a blank one is none, as it is for :func:`usable_id`."""
    return value is not None and (value.isalnum() or bool(clean(value).strip()))
