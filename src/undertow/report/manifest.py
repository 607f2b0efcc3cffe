"""The manifest: what every product was when it was written, and which claims it tells."""

from __future__ import annotations

import json
from pathlib import Path

from undertow.case import Case, file_sha256, write_atomically
from undertow.errors import CaseError
from undertow.schema import Claims

NAME = "manifest.json"


def write_manifest(case: Case) -> Path:
    """Write ``out/manifest.json`` over all products of a case.

    Returns
    -------
    Path
        The manifest: ``files`` maps each product, by its place under ``out/``, to its SHA-256;
        ``claims_sha256`` is the digest of the table of claims that the products were made from.

    Raises
    ------
    CaseError
        A product cannot be read or the manifest cannot be written.
    """
    path = case.out / NAME
    try:
        files = {
            file.relative_to(case.out).as_posix(): file_sha256(file) for file in _products(case.out)
        }
        manifest = {"claims_sha256": case.table_sha256(Claims), "files": files}
        text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False)
        write_atomically(path, f"{text}\n".encode())
    except OSError as error:
        raise CaseError(
            f"{path}: cannot be written: {error.strerror or error}; check that the folder can be "
            "written and make the products again"
        ) from error
    return path


def _products(out: Path) -> list[Path]:
    """Return the files under a folder but the manifest and unfinished drafts, by name."""
    files = (file for file in out.rglob("*") if file.is_file() and not file.is_symlink())
    return sorted(f for f in files if f != out / NAME and not f.name.startswith("."))
