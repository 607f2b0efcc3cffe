"""The steps of a release, each on record before anything follows from it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from undertow.assessments.statement import Bilingual
from undertow.case import Case, write_products
from undertow.decisions import DecisionLog, require_second_person
from undertow.errors import CaseError, ReviewRequiredError, VerificationError
from undertow.publishing.objections import objections
from undertow.publishing.products import Product, products
from undertow.releases import Checklist, Release, find_release, released_folder
from undertow.releases.record import APPROVED, PROPOSED, WITHDRAWN

_MOST_NAMED: Final = 8


def propose_release(
    case: Case, log: DecisionLog, checklist: Checklist, *, by: str, operator: str
) -> Release:
    """Propose to release the products of a case as they are now.

    Raises
    ------
    ReviewRequiredError
        Something stands against it.
    """
    found = products(case)
    _require_none(objections(case, found, checklist, by))
    files = {product.name: product.sha256 for product in found}
    body = {"files": files, "checklist": checklist.model_dump(mode="json")}
    event = log.append(PROPOSED, who=by, operator=operator, body=body)
    return find_release(log, event.hash, "proposed")


def approve_release(
    case: Case,
    log: DecisionLog,
    ident: str,
    *,
    by: str,
    operator: str,
    shares_login: bool = False,
) -> Release:
    """Approve a release as a second person; write its files, unmarked, to ``released/``.

    Raises
    ------
    ReviewRequiredError
        Whoever proposed it would approve it, or something stands against it by now.
    VerificationError
        The products would not be those that were proposed.
    InputError
        There is no such release, or it does not wait for approval.
    """
    own = find_release(log, ident, "proposed")
    require_second_person(
        own.proposed_by,
        own.operator,
        by=by,
        operator=operator,
        shares_login=shares_login,
        what="this release",
    )
    found = products(case)
    checklist = Checklist.model_validate(own.checklist)
    _require_none(objections(case, found, checklist, own.proposed_by))
    _require_proposed(own, found)
    event = log.append(
        APPROVED,
        who=by,
        operator=operator,
        subject=own.release_id,
        body={"shares_login": shares_login},
    )
    released = replace(
        own,
        state="released",
        approved_by=by,
        approved_at=event.at,
        shares_login=shares_login,
    )
    _write(case, released, found)
    return released


def withdraw_release(
    log: DecisionLog, ident: str, correction: Bilingual, *, by: str, operator: str
) -> Release:
    """Take a release back, proposed or approved, and say why, for those who have it.

    Raises
    ------
    InputError
        There is no such release, or it stands no more.
    """
    own = find_release(log, ident, "proposed", "released")
    event = log.append(
        WITHDRAWN,
        who=by,
        operator=operator,
        subject=own.release_id,
        body=correction.model_dump(),
    )
    return replace(own, state="withdrawn", ended_at=event.at, correction=correction)


def write_released(case: Case, log: DecisionLog, ident: str) -> Path:
    """Write the files of a release that stands once more, where they were lost or changed.

    Raises
    ------
    VerificationError
        The case no longer gives the bytes that were signed; bring them back from a copy.
    InputError
        There is no such release, or it does not stand.
    """
    own = find_release(log, ident, "released")
    found = products(case)
    _require_proposed(own, found)
    return _write(case, own, found)


def _write(case: Case, own: Release, found: Iterable[Product]) -> Path:
    """Write the files of a release and who signed it; what lay there goes."""
    folder = released_folder(case, own.release_id)
    try:
        shutil.rmtree(folder, ignore_errors=True)
        write_products({folder / product.name: product.content for product in found})
        write_products({folder.with_suffix(".json"): _signatures(own)})
    except OSError as error:
        raise CaseError(f"{folder}: cannot be written: {error.strerror or error}") from error
    return folder


def _signatures(own: Release) -> bytes:
    """Return who signed what."""
    told = {
        "release": own.release_id,
        "proposed_by": own.proposed_by,
        "proposed_at": own.proposed_at,
        "approved_by": own.approved_by,
        "approved_at": own.approved_at,
        "files": dict(own.files),
    }
    return f"{json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False)}\n".encode()


def _require_none(found: list[str]) -> None:
    if found:
        more = f"; and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
        raise ReviewRequiredError(
            f"not released, {len(found)} objections: {'; '.join(found[:_MOST_NAMED])}{more}"
        )


def _require_proposed(own: Release, found: Iterable[Product]) -> None:
    now = {product.name: product.sha256 for product in found}
    if now == own.files:
        return
    changed = sorted(
        name for name in now.keys() | own.files.keys() if now.get(name) != own.files.get(name)
    )
    raise VerificationError(
        f"{', '.join(changed[:_MOST_NAMED])}: not what was proposed: analysis or decisions changed "
        "since; propose the release again"
    )
