"""``manifest.sha256``: the hash of every file of an export, as ``sha256sum`` checks it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from undertow.case import file_sha256, write_products
from undertow.errors import CaseError

SUMS: Final = "manifest.sha256"

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")


def write_sums(folder: Path, written: Iterable[Path]) -> Path:
    """Bring ``manifest.sha256`` of a folder up to date after files were written to it.

    Parameters
    ----------
    folder : Path
        The folder of an export.
    written : iterable of Path
        What was written now.

    Returns
    -------
    Path
        The manifest. What it named before and is still there keeps its old hash: writing one file
        must not vouch for another.

    Raises
    ------
    CaseError
        A file cannot be read, or the manifest cannot be written.
    """
    path = folder / SUMS
    try:
        sums = {name: sha256 for name, sha256 in _read(path) if (folder / name).is_file()}
        sums |= {file.relative_to(folder).as_posix(): file_sha256(file) for file in written}
    except OSError as error:
        raise CaseError(f"{path}: cannot be made: {error.strerror or error}") from error
    write_products({path: _written(sums)})
    return path


def sums_over(manifest: bytes, files: Mapping[str, bytes]) -> bytes:
    """Return a manifest with the hashes of other contents of some of the files that it names."""
    sums = dict(_parsed(manifest.decode("utf-8", "replace")))
    sums |= {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name in sums
    }
    return _written(sums)


def _written(sums: Mapping[str, str]) -> bytes:
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(sums.items())).encode()


def _read(path: Path) -> list[tuple[str, str]]:
    """Return names and hashes of a manifest; none where there is none."""
    if not path.is_file():
        return []
    return _parsed(path.read_text("utf-8"))


def _parsed(text: str) -> list[tuple[str, str]]:
    found = (_LINE.fullmatch(line) for line in text.splitlines())
    # A name that leads elsewhere is none of ours.
    return [(m[2], m[1]) for m in found if m is not None and ".." not in Path(m[2]).parts]
