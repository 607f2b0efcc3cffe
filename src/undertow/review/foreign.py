"""What lies in a case and was not put there by undertow."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from undertow.case import Case
from undertow.schema import TABLES

_FOLDER = re.compile(r"[0-9a-f]{2}")
_STORED = re.compile(r"[0-9a-f]{64}\.zst")
_LOGS = frozenset({"custody.jsonl", "custody.head"})
_WITH_OWN_CHECKS = frozenset({"runs", "timestamps"})


def foreign_files(case: Case) -> Iterator[Path]:
    """Yield what lies among the evidence and the tables and was not put there by undertow.

    Names that begin with a dot are what a command that was killed leaves.
    """
    for path in sorted((case.path / "evidence").glob("[!.]*")):
        if _FOLDER.fullmatch(path.name) and path.is_dir():
            yield from (file for file in sorted(path.iterdir()) if not _is_stored(file))
        elif path.name not in _LOGS | _WITH_OWN_CHECKS:
            yield path
    for path in sorted((case.path / "tables").glob("[!.]*")):
        if path.name in TABLES:
            yield from (file for file in sorted(path.glob("[!.]*")) if file.suffix != ".parquet")
        else:
            yield path


def _is_stored(file: Path) -> bool:
    return _STORED.fullmatch(file.name) is not None and file.name.startswith(file.parent.name)
