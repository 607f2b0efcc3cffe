"""What was deleted under retention: the lists, and that the deletions came to their end."""

from __future__ import annotations

from undertow.case import Case
from undertow.errors import UndertowError
from undertow.ingest.erasure import Erasure, erasures
from undertow.retention import read_listing
from undertow.review.outcomes import Outcome, Problem


def check_retention(case: Case) -> tuple[Outcome, tuple[str, ...]]:
    """Check every list of what was deleted; return also what there is to say about it."""
    problems, notes = [], []
    found = erasures(case)
    known = {own.list_sha256 for own in found}
    for own in found:
        where = f"evidence/custody.jsonl:{own.seq}"
        try:
            listing = read_listing(case, own.list_sha256)
        except UndertowError as error:
            effect = "nothing shows what was deleted; restore the list from a copy"
            problems.append(Problem(str(error), where, effect))
            continue
        if not own.is_done:
            what = "a deletion under retention was interrupted"
            effect = f"run `undertow retain {case.path} --by NAME`, which brings it to its end"
            problems.append(Problem(what, where, effect))
        elif own.n_records != listing.n_records:
            what = "the log names another number of records than its list"
            problems.append(Problem(what, where, "nothing shows what was deleted"))
        else:
            notes.append(_told(own))
    folder = case.path / "evidence" / "retention"
    for path in sorted(folder.glob("*")):
        if path.stem not in known or path.suffix != ".jsonl":
            where = path.relative_to(case.path).as_posix()
            what = "is a list of deletions that the custody log does not name"
            problems.append(Problem(what, where, "it proves nothing; remove it"))
    return Outcome("retention", len(found), tuple(problems)), tuple(notes)


def _told(own: Erasure) -> str:
    return (
        f"{own.n_records:,} records deleted under retention on {own.at[:10]}, by {own.by}; "
        f"evidence/retention/{own.list_sha256}.jsonl lists their hashes, entry {own.seq} of the "
        "custody log names the list"
    )
