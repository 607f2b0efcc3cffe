"""What products have in common: they need an analysed case."""

from __future__ import annotations

from undertow.case import Case
from undertow.errors import CaseError


def require_analysis(case: Case) -> None:
    """Raise unless the case was analysed.

    Raises
    ------
    CaseError
        It was not.
    """
    if case.provenance("claims") is None:
        raise CaseError(f"{case.path}: not analysed yet; run `undertow analyze {case.path}` first")
