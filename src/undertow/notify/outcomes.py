"""What people and servers report of notices afterwards: taken back, sent after all, bounced."""

from __future__ import annotations

import email
import hashlib
import mailbox as mail_folders
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Final

from undertow.decisions import DecisionLog, Notice, Outbox, State
from undertow.decisions.approvals import named
from undertow.errors import InputError

REPORT: Final = "delivery_report"
_LARGEST: Final = 64 << 20
_STATES: Final[dict[str, State]] = {"failed": "bounced", "delivered": "delivered"}
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What a mail server reported of a notice (RFC 3464).

    Attributes
    ----------
    notice_id, target_id : str
        Of which notice.
    action : str
        ``failed``, ``delayed``, ``delivered``, ``relayed`` or ``expanded``.
    words : str
        Status and diagnosis.
    """

    notice_id: str
    target_id: str
    action: str
    words: str


def withdraw(log: DecisionLog, notice_id: str, *, by: str, operator: str, why: str) -> Notice:
    """Take back an approved notice that was not sent.

    Raises
    ------
    InputError
        There is no such notice, or it is not waiting to be sent.
    """
    return _decide(log, notice_id, "withdrawn", ("waiting",), by, operator, why)


def settle(
    log: DecisionLog, notice_id: str, *, was_sent: bool, by: str, operator: str, why: str
) -> Notice:
    """Say of a notice whose sending got no answer whether it was sent; if not, it waits again.

    Raises
    ------
    InputError
        There is no such notice, or it got its answer.
    """
    state: State = "sent" if was_sent else "waiting"
    return _decide(log, notice_id, state, ("handed_over",), by, operator, why)


def _decide(
    log: DecisionLog,
    notice_id: str,
    state: State,
    origin: tuple[str, ...],
    by: str,
    operator: str,
    why: str,
) -> Notice:
    by = named(by, "--by")
    if not why.strip():
        raise InputError("--why: a reason is needed")
    notice = find_notice(log, notice_id)
    with log.transaction() as change:
        if not Outbox.move(
            change,
            notice.notice_id,
            state,
            origin=origin,
            who=by,
            operator=operator,
            reply=why.strip()[:_LONGEST],
        ):
            raise InputError(f"notice {notice_id}: is {notice.state}, and can not become {state}")
    return find_notice(log, notice.notice_id)


def find_notice(log: DecisionLog, notice_id: str) -> Notice:
    """Return the notice whose id begins with some digits, eight at least.

    Raises
    ------
    InputError
        None does, or several do.
    """
    found = [n for n in Outbox(log).notices() if n.notice_id.startswith(notice_id.lower())]
    if len(notice_id) < 8 or len(found) != 1:
        raise InputError(
            f"notice {notice_id}: no single notice has an id that begins so; "
            "`undertow notify status` lists them"
        )
    return found[0]


def read_delivery_reports(log: DecisionLog, path: Path, *, operator: str) -> list[DeliveryReport]:
    """Record what servers reported, from a message or an mbox of messages.

    A report is recorded once, however often it is read. A notice becomes ``bounced`` or
    ``delivered``; other reports are kept in the log alone.

    Returns
    -------
    list of DeliveryReport
        Those that were new.

    Raises
    ------
    InputError
        The file cannot be read.
    """
    known = {event.subject for event in log.events(REPORT)}
    notices = {notice.notice_id: notice for notice in Outbox(log).notices()}
    new = []
    for raw in _messages(path):
        digest = hashlib.sha256(raw).hexdigest()
        if digest in known:
            continue
        known.add(digest)
        message = email.message_from_bytes(raw, policy=default)
        for report in _reports(message, notices):
            _record(log, report, digest, operator)
            new.append(report)
    return new


def _record(log: DecisionLog, report: DeliveryReport, digest: str, operator: str) -> None:
    with log.transaction() as change:
        change.append(
            REPORT,
            who="",
            operator=operator,
            subject=digest,
            body={
                "notice_id": report.notice_id,
                "action": report.action,
                "words": report.words,
            },
        )
        state = _STATES.get(report.action)
        if state is not None:
            Outbox.move(
                change,
                report.notice_id,
                state,
                origin=("handed_over", "sent", "delivered"),
                who="",
                operator=operator,
                reply=report.words,
            )


def _messages(path: Path) -> Iterator[bytes]:
    """Yield the messages of a file."""
    try:
        if path.stat().st_size > _LARGEST:
            raise InputError(f"{path}: larger than {_LARGEST >> 20} MiB; split it")
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from error
    if not raw.startswith(b"From "):
        yield raw
        return
    folder = mail_folders.mbox(path, create=False)
    try:
        for key in folder.iterkeys():
            yield folder.get_bytes(key)
    finally:
        folder.close()


def _reports(message: Message, notices: dict[str, Notice]) -> Iterator[DeliveryReport]:
    """Yield what a message reports of notices of this case."""
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        fields = part.get_payload()
        if not isinstance(fields, list):
            continue
        envelope = next((_field(own, "Original-Envelope-Id") for own in fields), "")
        notice = notices.get(envelope) or _by_message_id(message, notices)
        if notice is None:
            continue
        for own in fields[1:]:
            action = _field(own, "Action").lower()
            if action:
                words = " ".join(
                    filter(None, (_field(own, "Status"), _field(own, "Diagnostic-Code")))
                )
                yield DeliveryReport(
                    notice.notice_id, notice.target_id, action[:20], words[:_LONGEST]
                )


def _by_message_id(message: Message, notices: dict[str, Notice]) -> Notice | None:
    """Return the notice whose headers a report gives back."""
    for part in message.walk():
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) else inner
            text = first.as_string() if isinstance(first, Message) else str(first)
            for notice in notices.values():
                ident = email.message_from_bytes(notice.message)["Message-ID"]
                if ident and str(ident).strip() in text:
                    return notice
    return None


def _field(part: Message | str, name: str) -> str:
    if not isinstance(part, Message):
        return ""
    return " ".join(str(part.get(name, "")).split())
