"""``manifest.sha256``: the hash of every file of an export, as ``sha256sum`` checks it."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
    lines = [f"{sha256}  {name}\n" for name, sha256 in sorted(sums.items())]
    write_products({path: "".join(lines).encode()})
    return path


def _read(path: Path) -> list[tuple[str, str]]:
    """Return names and hashes of a manifest; none where there is none."""
    if not path.is_file():
        return []
    found = (_LINE.fullmatch(line) for line in path.read_text("utf-8").splitlines())
    # A name that leads elsewhere is none of ours.
    return [(m[2], m[1]) for m in found if m is not None and ".." not in Path(m[2]).parts]
