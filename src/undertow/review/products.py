"""Reports, drafts and bundles against the manifest written with them."""

from __future__ import annotations

import hashlib
import json
from itertools import product
from pathlib import Path
from typing import Any

from undertow.case import Case, file_sha256
from undertow.ingest.custody import CustodyLog
from undertow.review.outcomes import Outcome, Problem
from undertow.schema import Claims

MANIFEST = "manifest.json"
AGAIN = "run `undertow report`, `notify` and `export` again"
_FOREIGN = f"do not use or send it; move it out of the case, or {AGAIN}"


def check_products(case: Case) -> Outcome:
    """Compare every product with the manifest, and the manifest with the custody log."""
    present = _present(case)
    logged = _logged(case)
    if not (case.out / MANIFEST).exists():
        if not present and logged is None:
            return Outcome("products", 0)
        effect = f"no product can be trusted; {AGAIN}"
        gone = Problem("the manifest of products is missing", f"out/{MANIFEST}", effect)
        return Outcome("products", len(present), (gone,))
    try:
        text = (case.out / MANIFEST).read_bytes().decode("utf-8")
        manifest = json.loads(text)
        hashes = {str(name): str(sha256) for name, sha256 in manifest["files"].items()}
        claims_sha256 = str(manifest["claims_sha256"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        what = f"the manifest of products cannot be read ({type(error).__name__})"
        problem = Problem(what, f"out/{MANIFEST}", f"no product can be trusted; {AGAIN}")
        return Outcome("products", 1, (problem,))
    problems = []
    if not _is_as_written(text, manifest):
        effect = f"it was changed by hand or by a fault; {AGAIN}"
        problems.append(Problem("is not written as undertow does", f"out/{MANIFEST}", effect))
    elif logged is not None and logged != hashlib.sha256(text.encode()).hexdigest():
        effect = f"it was changed, or a command was interrupted; {AGAIN}"
        problems.append(Problem("is not the one in the custody log", f"out/{MANIFEST}", effect))
    if claims_sha256 != case.table_sha256(Claims):
        effect = f"the products do not say what the claims say; {AGAIN}"
        problems.append(Problem("names other claims", f"out/{MANIFEST}", effect))
    for name, sha256 in sorted(hashes.items()):
        fault = _fault(case.out, name, sha256)
        if fault is not None:
            problems.append(Problem(fault, f"out/{name}", f"do not use or send it; {AGAIN}"))
    problems += [
        Problem("was not made from the present claims, or not by undertow", f"out/{name}", _FOREIGN)
        for name in sorted(present - set(hashes))
    ]
    return Outcome("products", len(hashes) + 1, tuple(problems))


def _present(case: Case) -> set[str]:
    """Return the files that pass for products: all but the manifest and hidden ones."""
    files = (file for file in case.out.rglob("*") if file.is_symlink() or not file.is_dir())
    names = {file.relative_to(case.out).as_posix() for file in files if file.name[0] != "."}
    return names - {MANIFEST}


def _logged(case: Case) -> str | None:
    """Return the hash of the manifest that the custody log names last."""
    found = (entry.get("manifest_sha256") for entry in CustodyLog.of(case).entries())
    return next((str(sha256) for sha256 in reversed(list(found)) if sha256), None)


def _fault(out: Path, name: str, sha256: str) -> str | None:
    """Say what is wrong with a product, if anything."""
    file = out / name
    try:
        if not file.resolve().is_relative_to(out.resolve()):
            return "lies outside the folder of products"
        if not file.is_file():
            return "is missing"
        return None if file_sha256(file) == sha256 else "is not what was written"
    except (OSError, ValueError) as error:
        return f"cannot be read ({type(error).__name__})"


def _is_as_written(text: str, manifest: Any) -> bool:
    """Whether the text is JSON as a program writes it: blanks carry no meaning and no hash."""
    forms = product((None, 1, 2, 4), (True, False), (None, (",", ":")), ("", "\n"))
    return any(
        text == json.dumps(manifest, indent=indent, ensure_ascii=is_ascii, separators=marks) + end
        for indent, is_ascii, marks, end in forms
    )
