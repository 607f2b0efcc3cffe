"""What the case is for and who answers for it, against what the custody log says of that."""

from __future__ import annotations

from collections.abc import Iterator

from undertow.case import Case
from undertow.errors import UndertowError
from undertow.ingest.custody import CustodyLog
from undertow.pseudonyms import FINGERPRINT, KEY_FILE, Pseudonyms
from undertow.review.outcomes import Outcome, Problem

INIT = "init"


def check_identity(case: Case) -> Outcome:
    """Compare purpose, owner and key of pseudonyms with the last entries that state them.

    A log without the entry of ``undertow init`` is no whole log, however well it hangs together: a
    case that was emptied has none.
    """
    stated: dict[str, str] = {}
    is_begun = False
    key: str | None = None
    for entry in CustodyLog.of(case).entries():
        is_begun |= entry.get("action") == INIT
        key = entry.get(FINGERPRINT, key)
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
    problems += _other_key(case, key)
    return Outcome("identity", len(stated), tuple(problems))


def _other_key(case: Case, logged: str | None) -> Iterator[Problem]:
    """Yield that pseudonyms are made with another key; a copy without the key makes none."""
    if logged is None or not (case.path / KEY_FILE).exists():
        return
    try:
        Pseudonyms.open(case)
    except UndertowError as error:
        effect = "pseudonyms would mean other accounts than in products that were handed on"
        yield Problem(str(error), KEY_FILE, effect)
