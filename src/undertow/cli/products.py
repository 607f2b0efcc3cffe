"""What products have in common: an analysed case, a manifest, an entry in the custody log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from undertow.case import Case, file_sha256
from undertow.cli.console import command_line, custody_of, operator
from undertow.errors import CaseError
from undertow.report import write_manifest


def require_analysis(case: Case) -> None:
    """Raise unless the case was analysed.

    Raises
    ------
    CaseError
        It was not.
    """
    if case.provenance("claims") is None:
        raise CaseError(f"{case.path}: not analysed yet; run `undertow analyze {case.path}` first")


def vouch_for(
    case: Case, written: Iterable[Path], action: str, fields: Mapping[str, str | int | None]
) -> None:
    """Put products that were just written into the manifest, and log the manifest.

    The case is held for writing by the caller.
    """
    manifest = write_manifest(case, written)
    custody_of(case).append(
        action,
        who=operator(),
        command=command_line(),
        fields={**fields, "manifest_sha256": file_sha256(manifest)},
    )
