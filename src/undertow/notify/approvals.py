"""Approval: a second named person reads the drafts, and what they approve is what can be sent."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from undertow.case import Case
from undertow.decisions import DecisionLog, Event, Notice, Outbox, Transaction
from undertow.decisions.approvals import APPROVED, named, same_person
from undertow.decisions.outbox import GONE
from undertow.errors import InputError, ReviewRequiredError
from undertow.notify.drafts import address_of, content_of, drafts_of, languages_of
from undertow.notify.examples import read_examples
from undertow.notify.letterhead import Letterhead, as_letterhead
from undertow.notify.letters import Letter, read_letters
from undertow.notify.message import notice_message
from undertow.notify.safety import Signature, may_reassure

DRAFTED: Final = "notices_drafted"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An official whose draft was not approved, and why."""

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
    """Log who made which drafts; only what is logged here can be approved."""
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
    *,
    by: str,
    operator: str,
    target_ids: Collection[str] | None = None,
    signs_safety: bool = False,
    again: str = "",
    at: datetime | None = None,
) -> Approval:
    """Approve drafts, so that they may be sent.

    Parameters
    ----------
    case : Case
        Analysed; as it was when the drafts were made.
    log : DecisionLog
        Its decisions.
    by : str
        Name of the person who read the drafts: not the one who made them.
    operator : str
        Who runs the command.
    target_ids : collection of str or None
        Officials; all of the last drafts where None.
    signs_safety : bool
        Whether they answer for the sentence that no physical harm is meant.
    again : str
        Why somebody who was warned before is to be warned once more; nobody is where it is empty.
    at : datetime or None
        When; now by default.

    Returns
    -------
    Approval
        Notices, which replace those of the same officials that were approved and not sent.

    Raises
    ------
    ReviewRequiredError
        Nobody made drafts, or they lack a letterhead, or their author would approve them.
    InputError
        No name is given, or an official has no draft.
    VerificationError
        The decisions, or the tables, are not what they were.
    """
    by = named(by, "--by")
    moment = (at or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds")
    drafted = _last_drafts(case, log)
    if same_person(by, drafted.who) or same_person(by, drafted.operator):
        raise ReviewRequiredError(
            f"{by} made these drafts; a second person has to read and approve them"
        )
    letterhead = as_letterhead(drafted.body["letterhead"], "letterhead of the drafts")
    recorded = drafted.body["drafts"]
    wanted = sorted(recorded) if target_ids is None else sorted(set(target_ids))
    if unknown := [target for target in wanted if target not in recorded]:
        raise InputError(f"{', '.join(unknown)}: no draft for an official of this id")
    now = {target: _sha256(raw) for target, raw in drafts_of(case, letterhead).items()}
    letters = {letter.official["target_id"]: letter for letter in read_letters(case)}
    examples = read_examples(case)
    earlier = _by_target(Outbox(log).notices())
    notices, refusals, unsigned = [], [], []
    with log.transaction() as change:
        for target in wanted:
            if now.get(target) != recorded[target]:
                refusals.append(Refusal(target, "changed"))
                continue
            letter = letters[target]
            reason = _objection(letter, letterhead, earlier.get(target, ()), again)
            if reason is not None:
                refusals.append(Refusal(target, reason))
                continue
            signature = Signature(by, moment, signs_safety and may_reassure(letter.safety))
            if signs_safety and not signature.is_of_safety:
                unsigned.append(target)
            before = earlier.get(target, ())
            # Approved once more in the same second, it is still another message.
            ident = f"{target}\0{moment}\0{len(before)}"
            notice = _notice(letter, letterhead, examples.get(target, []), signature, ident)
            _replace(change, before, by, operator)
            Outbox.add(change, notice)
            change.append(
                APPROVED,
                who=by,
                operator=operator,
                subject=notice.notice_id,
                body={
                    "target_id": target,
                    "recipient": notice.recipient,
                    "draft_sha256": recorded[target],
                    "drafted_by": drafted.who,
                    "drafts_seq": drafted.seq,
                    "is_safety_signed": signature.is_of_safety,
                    "again": again,
                },
            )
            notices.append(notice)
    return Approval(tuple(notices), tuple(refusals), tuple(unsigned))


def _last_drafts(case: Case, log: DecisionLog) -> Event:
    """Return the entry of the last drafts."""
    found = log.sound_events(DRAFTED)
    if not found:
        raise ReviewRequiredError(
            f"{case.path}: no drafts to approve; make them with "
            f"`undertow notify draft {case.path} --by NAME --letterhead FILE`"
        )
    if found[-1].body["letterhead"] is None:
        raise ReviewRequiredError(
            f"{case.path}: the last drafts do not say who writes; make them again with "
            f"`undertow notify draft {case.path} --by NAME --letterhead FILE` "
            "(`undertow notify letterhead` prints an example)"
        )
    return found[-1]


def _objection(
    letter: Letter, letterhead: Letterhead, earlier: Iterable[Notice], again: str
) -> str | None:
    """Return why an official cannot be written to; None where nothing is in the way."""
    if any(notice.state in GONE for notice in earlier) and not again.strip():
        return "warned"
    if address_of(letter) is None:
        return "no_address"
    if not letter.safety.is_screened:
        return "not_screened"
    if letter.safety.n_pending:
        return "awaits_judgement"
    if any(language not in letterhead.contact for language in languages_of(letter)):
        return "no_letterhead"
    return None


def _notice(
    letter: Letter, letterhead: Letterhead, quotes: list[str], signature: Signature, ident: str
) -> Notice:
    """Return the message that is approved."""
    to = address_of(letter)
    assert to is not None
    message = notice_message(
        content_of(letter, quotes, letterhead, signature),
        to=to,
        sender=letterhead.sender,
        ident=ident,
    )
    return Notice(_sha256(message), letter.official["target_id"], to.addr_spec, message)


def _replace(change: Transaction, earlier: Iterable[Notice], by: str, operator: str) -> None:
    """Withdraw what was approved for the same official and not sent."""
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
