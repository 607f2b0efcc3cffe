"""Reports, drafts and bundles against the manifest written with them."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path
from typing import Any

from undertow.case import Case, file_sha256
from undertow.review.outcomes import Outcome, Problem
from undertow.schema import Claims

MANIFEST = "manifest.json"
AGAIN = "run `undertow report`, `notify` and `export` again"


def check_products(case: Case) -> Outcome:
    """Compare every product with the manifest; without one there is nothing to compare."""
    file = case.out / MANIFEST
    if not file.exists():
        return Outcome("products", 0)
    try:
        text = file.read_bytes().decode("utf-8")
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
    if claims_sha256 != case.table_sha256(Claims):
        effect = f"the products do not say what the claims say; {AGAIN}"
        problems.append(Problem("names other claims", f"out/{MANIFEST}", effect))
    for name, sha256 in sorted(hashes.items()):
        fault = _fault(case.out, name, sha256)
        if fault is not None:
            problems.append(Problem(fault, f"out/{name}", f"do not use or send it; {AGAIN}"))
    return Outcome("products", len(hashes) + 1, tuple(problems))


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
