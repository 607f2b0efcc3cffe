"""The list of a case's tables in an object store, which turns many new objects into one change.

Objects are written once, under names that nothing else has, and a reader takes those that the
newest whole manifest names. So a new manifest, which is one small object, replaces tables all at
once. It is never written over another: where a file can be seen before all of it is there (HDFS, a
mounted folder), one that is cut short fails its own hash and the one before still counts.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, TypeAlias

from undertow.table_store.base import TableFile

FOLDER = "manifests"
KEPT = "kept"
Entries: TypeAlias = dict[TableFile, str]
_MANIFEST = re.compile(r"manifests/(\d{12})-[0-9a-f]{8}\.json")
_OBJECT = re.compile(r"[a-z0-9_]+/[A-Za-z0-9_][A-Za-z0-9_.-]*\.\d{12}-[0-9a-f]{8}\.parquet")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*\.parquet")


def manifest_key(number: int, writer: str) -> str:
    """Return the key of a manifest; ``writer`` keeps two processes apart."""
    return f"{FOLDER}/{number:012d}-{writer}.json"


def kept_key(key: str) -> str:
    """Return the key of the mark that keeps a manifest and its objects."""
    return key.replace(FOLDER, KEPT, 1)


def kept_manifest(key: str) -> str | None:
    """Return the key of the manifest that a mark keeps; None for the key of anything else."""
    manifest = key.replace(KEPT, FOLDER, 1) if key.startswith(f"{KEPT}/") else ""
    return manifest if number_of(manifest) is not None else None


def object_key(file: TableFile, number: int, writer: str) -> str:
    """Return the key of the version of a file that comes with manifest ``number``."""
    stem = PurePosixPath(file.name).stem
    return f"{file.table}/{stem}.{number:012d}-{writer}.parquet"


def number_of(key: str) -> int | None:
    """Return the number of a manifest; None for the key of anything else."""
    match = _MANIFEST.fullmatch(key)
    return int(match[1]) if match else None


def is_object_key(key: str) -> bool:
    """Whether a key is one that :func:`object_key` gives."""
    return _OBJECT.fullmatch(key) is not None


def encode(entries: Mapping[TableFile, str]) -> bytes:
    """Return a manifest: a line of JSON, and a line with the SHA-256 of it."""
    tables: dict[str, dict[str, str]] = {}
    for file, key in sorted(entries.items()):
        tables.setdefault(file.table, {})[file.name] = key
    line = json.dumps({"tables": tables}, sort_keys=True).encode() + b"\n"
    return line + hashlib.sha256(line).hexdigest().encode() + b"\n"


def decode(content: bytes) -> Entries | None:
    """Read a manifest; None when it is cut short, changed, or names what no case writes."""
    line, _, rest = content.partition(b"\n")
    if rest != hashlib.sha256(line + b"\n").hexdigest().encode() + b"\n":
        return None
    try:
        tables: Any = json.loads(line)["tables"]
        entries = {
            TableFile(table, name): key
            for table, names in tables.items()
            for name, key in names.items()
        }
        is_ours = all(_NAME.fullmatch(f.name) and _OBJECT.fullmatch(k) for f, k in entries.items())
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return entries if is_ours else None
