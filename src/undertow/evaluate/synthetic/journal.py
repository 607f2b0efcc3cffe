"""Results of single runs on disk, so that a suite that was killed goes on where it was."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from undertow.errors import InputError

Outcome = dict[str, Any]
"""What a run measured: JSON values."""

_READ = (".py", ".toml", ".json", ".csv", ".txt")


class Journal:
    """Results of the runs made so far with this very code, one JSON line each.

    Parameters
    ----------
    path : Path
        File to keep them in; made when the first result comes. Results of other code stay in it
        and do not count.

    Raises
    ------
    InputError
        The file is there and holds something else.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: dict[str, Outcome] = {}
        self._whole = 0  # length of the lines that are complete
        if not path.exists():
            return
        for number, line in enumerate(path.read_bytes().splitlines(keepends=True), 1):
            if not line.endswith(b"\n"):
                break  # the last line of a run that was killed while it was written
            self._whole += len(line)
            try:
                row = json.loads(line)
                if row["code"] == code_sha256():
                    self._found[row["key"]] = row["outcome"]
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(
                    f"{path}, line {number}: no result of a run ({error}); "
                    "choose another file, or remove this one"
                ) from error

    def get(self, key: str) -> Outcome | None:
        """Return the result of a run, or None where it was not made."""
        return self._found.get(key)

    def add(self, key: str, outcome: Outcome) -> None:
        """Keep the result of a run."""
        self._found[key] = outcome
        row = {"key": key, "code": code_sha256(), "outcome": outcome}
        line = json.dumps(row, ensure_ascii=False).encode() + b"\n"
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.touch()
        with self._path.open("r+b") as handle:
            handle.truncate(self._whole)
            handle.seek(self._whole)
            handle.write(line)
            self._whole = handle.tell()
            handle.flush()
            os.fsync(handle.fileno())


@cache
def code_sha256() -> str:
    """Return a digest of everything in the package that can change a result."""
    digest = hashlib.sha256()
    for name, file in sorted(_files(resources.files("undertow"), "")):
        digest.update(name.encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:16]


def _files(folder: Traversable, place: str) -> list[tuple[str, Traversable]]:
    found = []
    for entry in folder.iterdir():
        name = f"{place}/{entry.name}"
        if entry.is_dir():
            if entry.name != "__pycache__":
                found += _files(entry, name)
        elif entry.name.endswith(_READ):
            found.append((name, entry))
    return found
