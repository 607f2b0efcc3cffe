"""The manifest: what every product was when it was written, and which claims it tells."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from undertow.case import Case, file_sha256, write_atomically
from undertow.errors import CaseError
from undertow.schema import Claims

NAME = "manifest.json"


def write_manifest(case: Case, written: Iterable[Path]) -> Path:
    """Bring ``out/manifest.json`` up to date after products were written.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    written : iterable of Path
        What was written now; files outside ``out/`` are passed over.

    Returns
    -------
    Path
        The manifest: ``files`` maps each product, by its place under ``out/``, to its SHA-256 when
        it was written; ``claims_sha256`` is the digest of the table of claims that they were made
        from. Products of other claims are no longer in it, and nothing that no command wrote.

    Raises
    ------
    CaseError
        A product cannot be read or the manifest cannot be written.
    """
    path = case.out / NAME
    claims_sha256 = case.table_sha256(Claims)
    out = case.out.resolve()
    try:
        new = {
            file.resolve().relative_to(out).as_posix(): file_sha256(file)
            for file in written
            if file.resolve().is_relative_to(out)
        }
        files = _earlier(case, claims_sha256) | new
        manifest = {"claims_sha256": claims_sha256, "files": files}
        text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False)
        write_atomically(path, f"{text}\n".encode())
    except OSError as error:
        raise CaseError(
            f"{path}: cannot be written: {error.strerror or error}; check that the folder can be "
            "written and make the products again"
        ) from error
    return path


def _earlier(case: Case, claims_sha256: str) -> dict[str, str]:
    """Return the products that are still there, with the hash that they had when written.

    One that was changed since keeps its old hash: writing another product must not vouch for it.
    """
    try:
        manifest = json.loads((case.out / NAME).read_bytes())
        files = {str(name): str(sha256) for name, sha256 in manifest["files"].items()}
        is_current = manifest["claims_sha256"] == claims_sha256
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    kept = {name: sha256 for name, sha256 in files.items() if (case.out / name).is_file()}
    return kept if is_current else {}
