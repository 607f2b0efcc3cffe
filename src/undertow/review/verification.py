"""Verification of a case: from its claims down to the bytes, offline, by anybody.

Every check is made whatever the others find, and none of them raises on damage: what cannot be
read is a problem like any other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from undertow.case import Case
from undertow.errors import CaseError, VerificationError
from undertow.ingest import timestamps
from undertow.ingest.custody import CustodyLog
from undertow.review.custody import check_custody
from undertow.review.decisions import check_decisions
from undertow.review.evidence import check_files, check_links, check_records
from undertow.review.head import check_head, last_hash, read_head
from undertow.review.identity import check_identity
from undertow.review.media import check_media
from undertow.review.outcomes import Check, FallenClaim, Outcome, Problem, VerificationReport
from undertow.review.products import check_products
from undertow.review.released import check_released
from undertow.review.retention import check_retention
from undertow.review.runs import check_runs
from undertow.review.tables import (
    Chain,
    check_register,
    check_settings,
    check_tables,
    read_chain,
    unvouched_rows,
)
from undertow.review.timestamps import check_timestamps
from undertow.schema import Claims, Provenance

T = TypeVar("T")


def verify_case(case: Case, *, head: str | None = None) -> VerificationReport:
    """Check everything a claim rests on and everything made from it.

    Custody log and its time stamps, stored files, the runs that brought them in, the records
    behind the evidence, the links between claims and evidence, every table against provenance,
    purpose, settings, register, products, the decisions of people and what they released.

    Parameters
    ----------
    case : Case
        Only read.
    head : str or None
        Hash of an entry of the custody log as it was handed over by another way, or the first 16
        digits of it at least; entries may follow it.

    Returns
    -------
    VerificationReport
        What was checked, what is wrong, and the claims that fall: those that rest on damaged
        records; all of them when a table between records and claims is not what it was.

    Raises
    ------
    InputError
        ``head`` is no hash.
    CaseError
        The object store with the tables cannot be reached.

    Notes
    -----
    Every stored file is read twice from start to end: once for its own hash, once for its records.
    The places of all records are read once.
    """
    wanted = None if head is None else read_head(head)
    # Tables that cannot be reached are not damaged: nothing can be said of them.
    case.store.names(Provenance.name)
    outcomes: list[Outcome] = []

    def add(name: str, check: Callable[[], tuple[Outcome, T]], otherwise: T) -> T:
        outcome, found = _attempt(name, check, otherwise)
        outcomes.append(outcome)
        return found

    def only(name: str, check: Callable[[], Outcome]) -> None:
        add(name, lambda: (check(), None), None)

    unvouched = add("custody", lambda: check_custody(case), frozenset[str]())
    notes = add("timestamps", lambda: _timestamps(case), tuple[str, ...]())
    if wanted is not None:
        notes += add("head", lambda: _head(case, wanted), tuple[str, ...]())
    notes += add("retention", lambda: check_retention(case), tuple[str, ...]())
    lost = add("files", lambda: check_files(case), frozenset[str]())
    changed = add("runs", lambda: check_runs(case), frozenset[str]())
    chain = add("provenance", lambda: _chain(case), Chain())
    only("tables", lambda: check_tables(case, chain))
    only("links", lambda: check_links(case))
    only("records", lambda: check_records(case, unvouched | lost | changed))
    only("media", lambda: check_media(case, unvouched | lost))
    only("identity", lambda: check_identity(case))
    only("settings", lambda: check_settings(case, chain))
    only("register", lambda: check_register(case))
    only("products", lambda: check_products(case))
    only("decisions", lambda: check_decisions(case))
    only("released", lambda: check_released(case))
    return _report(case, [own for own in outcomes if own.check != "media" or _is_told(own)], notes)


def _is_told(media: Outcome) -> bool:
    """Whether there is something to say of media: most cases have none."""
    return media.n_checked > 0 or bool(media.problems)


def _head(case: Case, head: str) -> tuple[Outcome, tuple[str, ...]]:
    entries = list(CustodyLog.of(case).entries())
    return check_head(entries, head, "evidence/custody.jsonl", may_go_on=True)


def _last_hash(case: Case) -> str | None:
    try:
        return last_hash(list(CustodyLog.of(case).entries()))
    except CaseError:  # told where the log is checked
        return None


def _timestamps(case: Case) -> tuple[Outcome, tuple[str, ...]]:
    folder = timestamps.folder(case)
    files = {file.name: file for file in folder.glob("*")}

    def read(name: str) -> bytes:
        if name not in files or not files[name].is_file():  # a pipe would be waited for
            raise VerificationError(f"{name}: is missing, or no file")
        return files[name].read_bytes()

    return check_timestamps(CustodyLog.of(case).entries(), files, read)


def _chain(case: Case) -> tuple[Outcome, Chain]:
    chain = read_chain(case)
    problems = tuple(unvouched_rows(case))
    n_rows = len(chain.rows) + len(chain.unreadable)
    return Outcome("provenance", n_rows, problems, all_fall=bool(problems)), chain


def _attempt(name: str, check: Callable[[], tuple[Outcome, T]], otherwise: T) -> tuple[Outcome, T]:
    """Make a check; damaged bytes may make a reader raise anything, and that is a finding."""
    try:
        return check()
    except Exception as error:
        problem = Problem(
            f"could not be checked: {error}" if str(error) else "could not be checked",
            name,
            "nothing shows that any claim stands",
        )
        return Outcome(name, 0, (problem,), all_fall=True), otherwise


def _report(case: Case, outcomes: list[Outcome], notes: tuple[str, ...]) -> VerificationReport:
    """Put the outcomes together and name the claims that fall."""
    problems = [problem for outcome in outcomes for problem in outcome.problems]
    checks = tuple(Check(o.check, o.n_checked, len(o.problems)) for o in outcomes)
    falls = {claim_id for outcome in outcomes for claim_id in outcome.falls}
    all_fall = any(outcome.all_fall for outcome in outcomes)
    try:
        claims = case.read(Claims).arrow.select(["claim_id", "kind", "campaign_id"]).to_pylist()
    except Exception as error:  # damaged bytes may raise anything
        problems.append(Problem(str(error), "tables/claims", "no claim stands"))
        claims = []
    fallen = tuple(
        FallenClaim(claim["claim_id"], claim["kind"], claim["campaign_id"])
        for claim in claims
        if all_fall or claim["claim_id"] in falls
    )
    return VerificationReport(
        not problems, checks, tuple(problems), fallen, notes, _last_hash(case)
    )
