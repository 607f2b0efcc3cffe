"""What the case is for and who answers for it, against what the custody log says of that."""

from __future__ import annotations

from undertow.case import Case
from undertow.ingest.custody import CustodyLog
from undertow.review.outcomes import Outcome, Problem


def check_identity(case: Case) -> Outcome:
    """Compare purpose and owner with the last entry that states them."""
    stated: dict[str, str] = {}
    for entry in CustodyLog.of(case).entries():
        stated |= {name: str(entry[name]) for name in ("purpose", "owner") if name in entry}
    present = {"purpose": case.purpose, "owner": case.owner}
    problems = tuple(
        Problem(
            f"the {name} is not the one in the custody log ({stated[name]!r})",
            "case.toml",
            "every product prints it; restore it, or record the change with `undertow amend`",
        )
        for name in stated
        if stated[name] != present[name]
    )
    return Outcome("identity", len(stated), problems)
