"""Runs of ``undertow ingest``: their roots against the log and the tables, and a run cut short."""

from __future__ import annotations

from undertow.case import Case
from undertow.errors import CaseError, VerificationError
from undertow.ingest.runs import (
    FileRoot,
    altered,
    file_root,
    logged_runs,
    read_run,
    run_path,
    unfinished,
)
from undertow.review.outcomes import Outcome, Problem

AGAIN = "run `undertow ingest` again with the same captures"


def check_runs(case: Case) -> tuple[Outcome, frozenset[str]]:
    """Check every run; return also the files whose records are not those that were logged.

    Notes
    -----
    Reads the places of all records once: 12 s for ten million.
    """
    pending = unfinished(case)
    runs = list(logged_runs(case))
    roots = {root for _, root in runs}
    newest: dict[str, tuple[FileRoot, int]] = {}
    problems = []
    if pending:
        where = f"evidence/custody.jsonl:{min(pending.values())}"
        effect = f"what it read is not in the tables as a whole: {AGAIN}, nothing is lost"
        problems.append(Problem("an ingest was interrupted before its end", where, effect))
    for seq, root in runs:
        try:
            newest |= {file.file_sha256: (file, seq) for file in read_run(case, root).files}
        except VerificationError as error:
            effect = f"nothing shows what this run brought in; restore it, or {AGAIN}"
            problems.append(Problem(str(error), f"evidence/custody.jsonl:{seq}", effect))
    folder = run_path(case, "").parent
    for path in sorted(folder.glob("*")):
        if path.stem not in roots or path.suffix != ".txt":
            effect = "it proves nothing: entries were cut off, or it was put there"
            where = path.relative_to(case.path).as_posix()
            problems.append(Problem("is a run that the custody log does not name", where, effect))
    changed = []
    for file, seq in newest.values():
        if file.file_sha256 not in pending and not _is_unchanged(case, file):
            changed.append(file.file_sha256)
            what = f"the records of this file are not those of the run in entry {seq}"
            where = f"tables/observations/{file.file_sha256[:16]}.parquet"
            problems.append(Problem(what, where, f"claims on it fall; remove it and {AGAIN}"))
    for sha256 in sorted(set(altered(case)) - set(changed)):
        changed.append(sha256)
        what = "what the tables hold of this file is not what the ingest of it logged"
        where = f"tables/*/{sha256[:16]}*.parquet"
        problems.append(Problem(what, where, f"claims on it fall; remove it and {AGAIN}"))
    return Outcome("runs", len(runs), tuple(problems)), frozenset(changed)


def _is_unchanged(case: Case, file: FileRoot) -> bool:
    try:
        return file_root(case, file.file_sha256) == file
    except CaseError:
        return False
