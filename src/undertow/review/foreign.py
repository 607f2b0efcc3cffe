"""What lies in a case and was not put there by undertow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from undertow.case import Case
from undertow.schema import TABLES
from undertow.table_store import FolderTables

_FOLDER = re.compile(r"[0-9a-f]{2}")
_STORED = re.compile(r"[0-9a-f]{64}\.zst")
_LOGS = frozenset({"custody.jsonl", "custody.head"})
_WITH_OWN_CHECKS = frozenset({"runs", "timestamps", "retention"})


def foreign_files(case: Case) -> Iterator[str]:
    """Yield what lies among the evidence and the tables and was not put there by undertow.

    Names that begin with a dot are what a command that was killed leaves.
    """
    for path in sorted((case.path / "evidence").glob("[!.]*")):
        if _FOLDER.fullmatch(path.name) and path.is_dir():
            found = (file for file in sorted(path.iterdir()) if not _is_stored(file))
            yield from (file.relative_to(case.path).as_posix() for file in found)
        elif path.name not in _LOGS | _WITH_OWN_CHECKS:
            yield path.relative_to(case.path).as_posix()
    for name in case.store.foreign(TABLES):
        yield f"tables/{name}"
    if not (isinstance(case.store, FolderTables) and case.store.work == case.path / "tables"):
        yield from _left_in_case(case)


def _left_in_case(case: Case) -> Iterator[str]:
    """Yield files in the case's own folder of tables, where its tables are elsewhere."""
    for file in sorted((case.path / "tables").rglob("*")):
        inside = file.relative_to(case.path)
        if file.is_file() and not any(part.startswith(".") for part in inside.parts):
            yield inside.as_posix()


def _is_stored(file: Path) -> bool:
    return _STORED.fullmatch(file.name) is not None and file.name.startswith(file.parent.name)
