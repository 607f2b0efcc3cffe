"""Objects that a source also writes with other names for the same fields."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import msgspec

_LOW = re.compile(r"_([a-z])")
_HIGH = re.compile(r"(?<=[a-z0-9])([A-Z])")


def renamed(raw: bytes | msgspec.Raw, name: Callable[[str], str], nothing: str = "") -> bytes:
    """Return JSON with other names.

    Parameters
    ----------
    raw : bytes or Raw
        JSON.
    name : callable
        Gives the name wanted for a name found.
    nothing : str
        A text that stands for a field without a value; such fields are left out.
    """

    def rewritten(value: Any) -> Any:
        if isinstance(value, dict):
            given = ((key, item) for key, item in value.items() if not nothing or item != nothing)
            return {name(key): rewritten(item) for key, item in given}
        return [rewritten(item) for item in value] if isinstance(value, list) else value

    return msgspec.json.encode(rewritten(msgspec.json.decode(raw)))


def camel(name: str) -> str:
    """Return ``like_count`` as ``likeCount``."""
    return _LOW.sub(lambda match: match[1].upper(), name)


def snake(name: str) -> str:
    """Return ``likeCount`` as ``like_count``."""
    return _HIGH.sub(lambda match: f"_{match[1].lower()}", name)
