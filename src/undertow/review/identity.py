"""What the case is for and who answers for it, against what the custody log says of that."""

from __future__ import annotations

from undertow.case import Case
from undertow.ingest.custody import CustodyLog
from undertow.review.outcomes import Outcome, Problem

INIT = "init"


def check_identity(case: Case) -> Outcome:
    """Compare purpose and owner with the last entry that states them.

    A log without the entry of ``undertow init`` is no whole log, however well it hangs together: a
    case that was emptied has none.
    """
    stated: dict[str, str] = {}
    is_begun = False
    for entry in CustodyLog.of(case).entries():
        is_begun |= entry.get("action") == INIT
        stated |= {name: str(entry[name]) for name in ("purpose", "owner") if name in entry}
    present = {"purpose": case.purpose, "owner": case.owner}
    problems = [
        Problem(
            f"the {name} is not the one in the custody log ({stated[name]!r})",
            "case.toml",
            "every product prints it; restore it, or record the change with `undertow amend`",
        )
        for name in stated
        if stated[name] != present[name]
    ]
    if not is_begun:
        what = f"has no entry of action {INIT!r}, with which every case begins"
        effect = "the log, or all of the case, was removed; restore it from a copy"
        problems.append(Problem(what, "evidence/custody.jsonl", effect))
    return Outcome("identity", len(stated), tuple(problems))
