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

from undertow.decisions import DecisionLog, Notice, Outbox, State, named
from undertow.errors import InputError
from undertow.wording.redaction import clean

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
    CaseError
        Somebody is sending.
    """
    state: State = "sent" if was_sent else "waiting"
    with log.alone():  # while somebody sends, the answer may still come
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
    log.sound_events()
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
            now = find_notice(log, notice.notice_id).state
            raise InputError(
                f"notice {notice_id}: is {now.replace('_', ' ')}; only one that is "
                f"{' or '.join(origin).replace('_', ' ')} can be {state}"
            )
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


def read_delivery_reports(
    log: DecisionLog, path: Path, *, by: str, operator: str
) -> tuple[list[DeliveryReport], int]:
    """Record what servers reported, from a message or an mbox of messages.

    A report is recorded once, however often it is read. A notice becomes ``bounced`` or
    ``delivered``; other reports are kept in the log alone. Anybody can write a report: whoever
    reads it in answers for where it came from, and it must name the notice and its recipient.

    Returns
    -------
    list of DeliveryReport
        Those that were new.
    int
        Messages that could not be read.

    Raises
    ------
    InputError
        The file cannot be read, or no name is given.
    """
    by = named(by, "--by")
    known = {event.subject for event in log.sound_events(REPORT)}
    mail = _Mail(Outbox(log).notices())
    new: list[DeliveryReport] = []
    n_unread = 0
    for raw in _messages(path):
        digest = hashlib.sha256(raw.replace(b"\r\n", b"\n").strip()).hexdigest()
        if digest in known:
            continue
        known.add(digest)
        try:
            found = list(mail.reports(email.message_from_bytes(raw, policy=default)))
        except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
            n_unread += 1  # mail holds anything, and the next message may be sound
            continue
        if found:
            _record(log, found, digest, by, operator)
        new += found
    return new, n_unread


def _record(
    log: DecisionLog, reports: list[DeliveryReport], digest: str, by: str, operator: str
) -> None:
    """Record the reports of one message."""
    with log.transaction() as change:
        for report in reports:
            change.append(
                REPORT,
                who=by,
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
                    who=by,
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
    if not raw.lstrip().startswith(b"From "):
        yield raw
        return
    folder = mail_folders.mbox(path, create=False)
    try:
        for key in folder.iterkeys():
            yield folder.get_bytes(key)
    finally:
        folder.close()


class _Mail:
    """The notices of a case, as reports name them.

    Parameters
    ----------
    notices : list of Notice
        All of them.
    """

    def __init__(self, notices: list[Notice]) -> None:
        self._by_id = {notice.notice_id: notice for notice in notices}
        self._by_message = {
            str(email.message_from_bytes(notice.message)["Message-ID"]).strip(): notice
            for notice in notices
        }

    def reports(self, message: Message) -> Iterator[DeliveryReport]:
        """Yield what a message reports of notices, each to the recipient of the notice."""
        for part in message.walk():
            fields = part.get_payload()
            if part.get_content_type() != "message/delivery-status" or not isinstance(fields, list):
                continue
            envelope = next((_field(own, "Original-Envelope-Id") for own in fields), "")
            notice = self._by_id.get(envelope) or self._returned(message)
            if notice is None:
                continue
            for own in fields[1:]:
                action = _field(own, "Action").lower()
                if action and notice.recipient.lower() in _recipients(own):
                    words = f"{_field(own, 'Status')} {_field(own, 'Diagnostic-Code')}".strip()
                    yield DeliveryReport(
                        notice.notice_id, notice.target_id, action[:20], words[:_LONGEST]
                    )

    def _returned(self, message: Message) -> Notice | None:
        """Return the notice whose headers a report gives back."""
        for part in message.walk():
            if part.get_content_type() == "message/rfc822":
                inner = part.get_payload()
                headers = inner[0] if isinstance(inner, list) and inner else None
            elif part.get_content_type() == "text/rfc822-headers":
                payload = part.get_payload(decode=True)
                raw = payload if isinstance(payload, bytes) else str(payload).encode()
                headers = email.message_from_bytes(raw)
            else:
                continue
            if isinstance(headers, Message):
                notice = self._by_message.get(str(headers.get("Message-ID", "")).strip())
                if notice is not None:
                    return notice
        return None


def _recipients(part: Message | str) -> set[str]:
    """Return the addresses that a part of a report is about."""
    fields = (_field(part, name) for name in ("Final-Recipient", "Original-Recipient"))
    return {field.rpartition(";")[2].strip().strip("<>").lower() for field in fields if field}


def _field(part: Message | str, name: str) -> str:
    if not isinstance(part, Message):
        return ""
    return " ".join(clean(str(part.get(name, ""))).split())
