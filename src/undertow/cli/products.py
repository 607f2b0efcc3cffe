"""What products have in common: an analysed case, a manifest, an entry in the custody log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from undertow.case import Case, file_sha256
from undertow.cli.console import command_line, custody_of, operator
from undertow.errors import CaseError, VerificationError
from undertow.ingest.vouched import VOUCHED_BY_ANALYSIS, VOUCHED_BY_INGEST
from undertow.pseudonyms import FINGERPRINT, Pseudonyms
from undertow.report import write_manifest


def require_analysis(case: Case) -> None:
    """Raise unless the case was analysed, and the custody log vouches for what came of it.

    Raises
    ------
    CaseError
        It was not.
    VerificationError
        What ingest or analysis recorded of their tables is not what they logged.
    """
    if case.provenance("claims") is None:
        raise CaseError(f"{case.path}: not analysed yet; run `undertow analyze {case.path}` first")
    if any(vouched.is_altered(case) for vouched in (VOUCHED_BY_INGEST, VOUCHED_BY_ANALYSIS)):
        raise VerificationError(
            f"{case.path}: tables/provenance: not what the custody log vouches for, so nothing was "
            f"made from the tables; run `undertow verify {case.path}` to see why, and `undertow "
            f"analyze {case.path}` to make them again"
        )


def vouch_for(
    case: Case, written: Iterable[Path], action: str, fields: Mapping[str, str | int | None]
) -> None:
    """Put products that were just written into the manifest; log that and the key of pseudonyms.

    The case is held for writing by the caller.
    """
    manifest = write_manifest(case, written)
    custody_of(case).append(
        action,
        who=operator(),
        command=command_line(),
        fields={
            **fields,
            "manifest_sha256": file_sha256(manifest),
            FINGERPRINT: Pseudonyms.open(case).fingerprint,
        },
    )
