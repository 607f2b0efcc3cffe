"""MISP galaxies: names under which operations and actors are known, with references."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import AnyHttpUrl, TypeAdapter, ValidationError

from undertow.attribution.knowledge.observable import clean_text
from undertow.attribution.knowledge.operation import Operation
from undertow.errors import InputError

# The day from which a galaxy that gives no date counts: before anything that undertow ships.
_UNDATED = date(1970, 1, 1)
_LONGEST = 2000
_ADDRESS = TypeAdapter(AnyHttpUrl)


def is_galaxy(content: bytes) -> bool:
    """Tell whether a file is a cluster file of a MISP galaxy."""
    try:
        values = json.loads(content)
    except (ValueError, RecursionError):
        return False
    return isinstance(values, dict) and isinstance(values.get("values"), list)


def read_galaxy(content: bytes) -> list[Operation]:
    """Return the operations of a cluster file; entries without a name are left out.

    Raises
    ------
    InputError
        It is no cluster file, or an entry cannot be used; names the entry.
    """
    if not is_galaxy(content):
        raise InputError('is no MISP galaxy: JSON with a list "values"')
    galaxy = json.loads(content)
    found: dict[str, Operation] = {}
    for entry in galaxy["values"]:
        if isinstance(entry, dict) and (operation := _operation(entry, galaxy)) is not None:
            found.setdefault(operation.id, operation)
    return list(found.values())


def unnamed(content: bytes) -> int:
    """Return how many entries of a cluster file have no name, and are left out."""
    values = json.loads(content)["values"]
    return sum(not (isinstance(one, dict) and _text(one.get("value"))) for one in values)


def _operation(entry: Mapping[str, Any], galaxy: Mapping[str, Any]) -> Operation | None:
    name = _text(entry.get("value"))
    if not name:
        return None
    ident = _ident(name)
    meta = entry.get("meta")
    meta = meta if isinstance(meta, dict) else {}
    title = _text(galaxy.get("name")) or "MISP galaxy"
    refs = [ref for ref in _texts(meta.get("refs")) if _is_address(ref)]
    sources = [
        {"id": f"ref-{i}", "publisher": title, "title": name, "url": ref}
        for i, ref in enumerate(dict.fromkeys(refs), 1)
    ]
    values = {
        "id": ident,
        "version": _UNDATED,
        "name": {"en": name},
        "aliases": list(_texts(meta.get("synonyms"))),
        "summary": {"en": _text(entry.get("description")) or name},
        "sources": sources,
    }
    try:
        return Operation.model_validate(values)
    except ValidationError as error:
        raise InputError(f"entry {name}: {error.errors()[0]['msg']}") from error


def _ident(name: str) -> str:
    """Return a name as an id; one without Latin letters or digits is known by its hash."""
    ident = re.sub(r"[^a-z0-9]+", "-", _plain(name)).strip("-")[:60].strip("-")
    return ident or f"galaxy-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def _is_address(ref: str) -> bool:
    try:
        _ADDRESS.validate_python(ref)
    except ValidationError:
        return False
    return True


def _texts(values: Any) -> Iterator[str]:
    if isinstance(values, list):
        yield from filter(None, map(_text, values))


def _text(value: Any) -> str:
    text = clean_text(value) if isinstance(value, str) else ""
    return text[:_LONGEST].strip()


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
