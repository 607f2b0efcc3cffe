"""Approval: a second named person reads the drafts, and what they approve is what can be sent."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from undertow.case import Case
from undertow.decisions import (
    DecisionLog,
    Event,
    Notice,
    Outbox,
    Transaction,
    named,
    require_second_person,
)
from undertow.decisions.approvals import DRAFTED
from undertow.decisions.outbox import APPROVED, WARNED, read_notices
from undertow.errors import InputError, ReviewRequiredError
from undertow.notify.drafts import Desk, address_of, content_of, languages_of
from undertow.notify.letterhead import Letterhead, as_letterhead
from undertow.notify.letters import Letter
from undertow.notify.message import notice_message
from undertow.notify.safety import Signature, may_reassure
from undertow.notify.smime import certificate_of, fingerprint, is_in_force


@dataclass(frozen=True, slots=True)
class Approver:
    """Who approves.

    Attributes
    ----------
    by, operator : str
        Name, and account on the machine.
    signs_safety : bool
        Whether they answer for the sentence that no physical harm is meant.
    shares_login : bool
        Whether they work at the account of whoever made the drafts, and are somebody else.
    again : str
        Why somebody who was warned before is to be warned once more; nobody is where it is empty.
    """

    by: str
    operator: str
    signs_safety: bool = False
    shares_login: bool = False
    again: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An official whose draft was not approved, or whose notice was not sent, and why."""

    target_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Approval:
    """What came of an approval.

    Attributes
    ----------
    notices : tuple of Notice
        Approved, by official.
    refusals : tuple of Refusal
        The others that were asked for.
    unsigned : tuple of str
        Officials approved without the sentence on their safety although it was to be signed: the
        screen for threats does not bear it.
    """

    notices: tuple[Notice, ...]
    refusals: tuple[Refusal, ...]
    unsigned: tuple[str, ...] = ()


def record_drafts(
    log: DecisionLog,
    letterhead: Letterhead | None,
    drafts: Mapping[str, bytes],
    *,
    by: str,
    operator: str,
) -> Event:
    """Log who made which drafts; only what is logged here can be approved, by its number."""
    return log.append(
        DRAFTED,
        who=by,
        operator=operator,
        body={
            "letterhead": None if letterhead is None else letterhead.as_json(),
            "drafts": {target: _sha256(raw) for target, raw in sorted(drafts.items())},
        },
    )


def approve(
    case: Case,
    log: DecisionLog,
    number: int,
    approver: Approver,
    target_ids: Collection[str] | None = None,
) -> Approval:
    """Approve drafts, so that they may be sent.

    Parameters
    ----------
    case : Case
        Analysed; as it was when the drafts were made.
    log : DecisionLog
        Its decisions.
    number : int
        Which drafts were read: the number under which they were logged.
    approver : Approver
        The person who read them: not the one who made them.
    target_ids : collection of str or None
        Officials; all of the drafts where None.

    Returns
    -------
    Approval
        Notices, which replace those of the same officials that wait to be sent.

    Raises
    ------
    ReviewRequiredError
        There are no such drafts or newer ones, or they lack a letterhead, or their author would
        approve them.
    InputError
        No name is given, or an official has no draft.
    VerificationError
        The decisions, or the tables, are not what they were.
    """
    by = named(approver.by, "--by")
    drafted = _drafts_of_another(case, log, number, approver, by)
    desk = Desk(case, as_letterhead(drafted.body["letterhead"], "letterhead of the drafts"))
    recorded = drafted.body["drafts"]
    wanted = _wanted(recorded, target_ids)
    now = {target: _sha256(raw) for target, raw in desk.drafts().items()}
    at = datetime.now(UTC).isoformat(timespec="seconds")
    notices, refusals, unsigned = [], [], []
    with log.transaction() as change:
        known = _by_target(read_notices(change.connection))
        for target in wanted:
            earlier = known.get(target, [])
            reason = "changed" if now.get(target) != recorded[target] else None
            reason = reason or _objection(desk, target, earlier, approver.again)
            if reason is not None:
                refusals.append(Refusal(target, reason))
                continue
            bears = may_reassure(desk.letters[target].safety)
            signature = Signature(by, at, approver.signs_safety and bears)
            if approver.signs_safety and not bears:
                unsigned.append(target)
            # Approved once more in the same second, it is still another message.
            notice = _notice(desk, target, signature, f"{target}\0{at}\0{len(earlier)}")
            grounds = _grounds(notice, drafted, signature, approver, desk.letters[target])
            _replace(change, earlier, by, approver.operator)
            Outbox.add(change, notice)
            change.append(
                APPROVED,
                who=by,
                operator=approver.operator,
                subject=notice.notice_id,
                body=grounds,
            )
            notices.append(notice)
    return Approval(tuple(notices), tuple(refusals), tuple(unsigned))


def _grounds(
    notice: Notice, drafted: Event, signature: Signature, approver: Approver, letter: Letter
) -> dict[str, Any]:
    """Return what an approval is on record with."""
    return {
        "target_id": notice.target_id,
        "recipient": notice.recipient,
        "drafts_seq": drafted.seq,
        "draft_sha256": drafted.body["drafts"][notice.target_id],
        "is_safety_signed": signature.is_of_safety,
        "shares_login": approver.shares_login,
        "again": approver.again,
        "certificate_sha256": _key_of(letter),
    }


def stale(case: Case, events: list[Event], waiting: Iterable[Notice]) -> set[str]:
    """Return the notices whose drafts would be other ones now.

    The analysis, a judgement on a threat or on an actor changed since they were approved, or the
    certificate to which they are encrypted.
    """
    approvals = {event.subject: event for event in events if event.action == APPROVED}
    drafts = {event.seq: event for event in events if event.action == DRAFTED}
    found, now, keys = set(), dict[int, dict[str, bytes]](), dict[str, str]()
    for notice in waiting:
        body = approvals[notice.notice_id].body
        number = body["drafts_seq"]
        if number not in now:
            head = as_letterhead(drafts[number].body["letterhead"], "letterhead of the drafts")
            desk = Desk(case, head)
            now[number] = desk.drafts()
            keys = {target: _key_of(letter) for target, letter in desk.letters.items()}
        raw = now[number].get(notice.target_id)
        is_same = raw is not None and _sha256(raw) == body["draft_sha256"]
        if not is_same or keys[notice.target_id] != body.get("certificate_sha256", ""):
            found.add(notice.notice_id)
    return found


def _key_of(letter: Letter) -> str:
    """Return the hash of the certificate to which a notice is encrypted; empty for none."""
    return fingerprint(certificate_of(letter.official))


def _drafts(case: Case, log: DecisionLog, number: int) -> Event:
    """Return the entry of the drafts of a number, which must be the last."""
    again = f"`undertow notify draft {case.path} --by NAME --letterhead FILE`"
    found = log.sound_events(DRAFTED)
    if not found:
        raise ReviewRequiredError(f"{case.path}: no drafts to approve; make them with {again}")
    last = found[-1]
    if last.seq != number:
        raise ReviewRequiredError(
            f"{case.path}: the last drafts are number {last.seq}, of {last.who}; read those and "
            "approve them by their number"
        )
    if last.body["letterhead"] is None:
        raise ReviewRequiredError(
            f"{case.path}: the last drafts do not say who writes; make them again with {again} "
            "(`undertow notify letterhead` prints an example)"
        )
    return last


def _drafts_of_another(
    case: Case, log: DecisionLog, number: int, approver: Approver, by: str
) -> Event:
    """Return the entry of the drafts of a number, which must be those of somebody else."""
    drafted = _drafts(case, log, number)
    require_second_person(
        drafted.who,
        drafted.operator,
        by=by,
        operator=approver.operator,
        shares_login=approver.shares_login,
        what="these drafts",
    )
    return drafted


def _wanted(recorded: Collection[str], target_ids: Collection[str] | None) -> list[str]:
    """Return the officials whose drafts are to be approved, each of whom must have one."""
    wanted = sorted(recorded) if target_ids is None else sorted(set(target_ids))
    if unknown := [target for target in wanted if target not in recorded]:
        raise InputError(f"{', '.join(unknown)}: no draft for an official of this id")
    return wanted


def _objection(desk: Desk, target: str, earlier: Iterable[Notice], again: str) -> str | None:
    """Return why an official cannot be written to; None where nothing is in the way."""
    letter, letterhead = desk.letters[target], desk.letterhead
    assert letterhead is not None
    if any(notice.state in WARNED for notice in earlier) and not again.strip():
        return "warned"
    if address_of(letter) is None:
        return "no_address"
    certificate = certificate_of(letter.official)
    if certificate is not None and not is_in_force(certificate):
        return "certificate"
    if not letter.safety.is_screened:
        return "not_screened"
    if letter.safety.n_pending:
        return "awaits_judgement"
    if any(language not in letterhead.contact for language in languages_of(letter)):
        return "no_letterhead"
    return None if _has_kinds(letter, letterhead) else "no_kind"


def _has_kinds(letter: Letter, letterhead: Letterhead) -> bool:
    """Whether the kind of claim is written down for every campaign that a letter tells of."""
    return all(
        letterhead.kind_of(activity.campaign_id, language, is_alone=letter.is_of_only_campaign)
        for activity in letter.activities
        for language in languages_of(letter)
    )


def _notice(desk: Desk, target: str, signature: Signature, ident: str) -> Notice:
    """Return the message that is approved."""
    letter = desk.letters[target]
    to = address_of(letter)
    assert to is not None
    assert desk.letterhead is not None
    message = notice_message(
        content_of(letter, desk.examples.get(target, []), desk.letterhead, signature),
        to=to,
        sender=desk.letterhead.sender,
        ident=ident,
    )
    return Notice(_sha256(message), target, to.addr_spec, message)


def _replace(change: Transaction, earlier: Iterable[Notice], by: str, operator: str) -> None:
    """Withdraw what waits for the same official."""
    for notice in earlier:
        Outbox.move(
            change,
            notice.notice_id,
            "withdrawn",
            origin=("waiting",),
            who=by,
            operator=operator,
            reply="replaced by a later approval",
        )


def _by_target(notices: Iterable[Notice]) -> dict[str, list[Notice]]:
    found: dict[str, list[Notice]] = {}
    for notice in notices:
        found.setdefault(notice.target_id, []).append(notice)
    return found


def _sha256(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
