"""Sending of approved notices by SMTP: each once, whatever happens on the way."""

from __future__ import annotations

import email
import re
import smtplib
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.policy import SMTP
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Literal

from undertow.decisions import DecisionLog, Notice, Outbox, State
from undertow.decisions.approvals import approvals, is_approved, named
from undertow.errors import InputError, ReviewRequiredError, UndertowError

Security = Literal["starttls", "tls", "none"]

PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
_MOST_FAILURES: Final = 3
_LONGEST_REPLY: Final = 300
_FINAL: Final = (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, ssl.SSLError)
_LINE_BEGINS_WITH_DOT: Final = re.compile(rb"^\.", re.MULTILINE)


class SendError(UndertowError):
    """The mail server could not be used; what was sent before stands."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server.

    Attributes
    ----------
    host, port : str, int
        Where it is; the port of its kind of security where 0.
    security : str
        ``starttls``, ``tls``, or ``none``, which only this machine is spoken to with.
    user, password : str
        Account; none where empty.
    ca_file : Path or None
        Certificates to trust instead of those of the system.
    timeout_s : float
        Longest silence.
    """

    host: str
    port: int = 0
    security: Security = "starttls"
    user: str = ""
    password: str = ""
    ca_file: Path | None = None
    timeout_s: float = 60.0

    def check(self) -> None:
        """Raise where it may not be used so.

        Raises
        ------
        InputError
            Without encryption, and not on this machine.
        """
        if self.security == "none" and not _is_local(self.host):
            raise InputError(
                f"{self.host}: notices are sent without encryption to a server on this machine "
                "only; use starttls or tls"
            )


@dataclass(frozen=True, slots=True)
class SendReport:
    """What came of sending.

    Attributes
    ----------
    counts : Counter of str
        ``sent``, ``refused``, ``deferred`` and ``handed_over`` (no answer came) of this run.
    unconfirmed : tuple of Notice
        Notices that may have been sent, in this run or before, and wait for a person to say.
    """

    counts: Counter[str]
    unconfirmed: tuple[Notice, ...]


def send_notices(
    log: DecisionLog,
    server: Server,
    *,
    by: str,
    operator: str,
    per_minute: float = 30.0,
    on_progress: Callable[[int, int], None] | None = None,
) -> SendReport:
    """Send what was approved and is not sent yet.

    Parameters
    ----------
    log : DecisionLog
        Decisions of the case.
    server : Server
        The mail server.
    by : str
        Name of the person who sends.
    operator : str
        Who runs the command.
    per_minute : float
        Most messages in a minute.
    on_progress : callable, optional
        Called with the number of notices done and of all.

    Returns
    -------
    SendReport
        Refused notices stay refused; deferred ones are tried again by the next call.

    Raises
    ------
    ReviewRequiredError
        A notice is not, to the byte, what a second person approved; nothing is sent.
    VerificationError
        The decision log was changed; nothing is sent.
    SendError
        The server cannot be reached, or not with this account or certificate.
    CaseError
        Another process is sending the notices of this case.

    Notes
    -----
    A message counts once its last line was sent. Just before that line the notice is marked
    ``handed_over``, in the database and on disk: a process that dies earlier has not sent it, as a
    server drops a message without its end (RFC 5321, 3.3); one that dies later leaves the mark, and
    a marked notice is not sent again. The mark is taken back where the server answers that it does
    not have the message.
    """
    by = named(by, "--by")
    server.check()
    with log.alone():
        waiting = _checked(log)
        counts: Counter[str] = Counter()
        if waiting:
            _send(log, server, waiting, by, operator, 60.0 / per_minute, counts, on_progress)
    left = [notice for notice in Outbox(log).notices() if notice.state == "handed_over"]
    return SendReport(counts, tuple(left))


def _checked(log: DecisionLog) -> list[Notice]:
    """Return what waits to be sent, all of it approved."""
    known = approvals(log.sound_events())
    waiting = [notice for notice in Outbox(log).notices() if notice.state == "waiting"]
    for notice in waiting:
        if not is_approved(notice, known.get(notice.notice_id)):
            raise ReviewRequiredError(
                f"notice {notice.notice_id[:12]} to {notice.target_id}: not what a second person "
                "approved, so nothing is sent; run `undertow verify` on the case"
            )
    return waiting


def _send(
    log: DecisionLog,
    server: Server,
    waiting: list[Notice],
    by: str,
    operator: str,
    interval_s: float,
    counts: Counter[str],
    on_progress: Callable[[int, int], None] | None,
) -> None:
    """Send notices one after another, over as few connections as the server allows."""
    left, n_failures, last = list(waiting), 0, 0.0
    while left:
        try:
            with _session(server) as smtp:
                while left:
                    time.sleep(max(last + interval_s - time.monotonic(), 0.0))
                    last = time.monotonic()
                    notice = left[0]
                    state, reply = _deliver(log, smtp, notice, by, operator)
                    left.pop(0)
                    n_failures = 0
                    counts[state] += 1
                    _settle(log, notice, state, reply, by, operator)
                    if on_progress is not None:
                        on_progress(len(waiting) - len(left), len(waiting))
        except _Unanswered:
            left.pop(0)
            counts["handed_over"] += 1
        except _Withdrawn:
            left.pop(0)
        except (smtplib.SMTPException, OSError) as error:
            n_failures += 1
            if n_failures == _MOST_FAILURES or isinstance(error, _FINAL):
                n_done = len(waiting) - len(left)
                raise SendError(
                    f"{server.host}: {_words(error)}; {n_done} of {len(waiting)} notices were "
                    "dealt with, run the command again for the others"
                ) from error


class _Unanswered(Exception):
    """The connection ended between the last line of a message and the answer to it."""


class _Withdrawn(Exception):
    """A notice was withdrawn while it was sent; the server drops what it has of it."""


def _deliver(
    log: DecisionLog, smtp: smtplib.SMTP, notice: Notice, by: str, operator: str
) -> tuple[str, str]:
    """Hand a message over; return what became of it and the words of the server."""
    has_dsn = smtp.has_extn("dsn")
    envelope = ["RET=HDRS", f"ENVID={notice.notice_id}"] if has_dsn else []
    code, words = smtp.mail(_sender(notice), envelope)
    if code == 250:
        wish = ["NOTIFY=SUCCESS,FAILURE,DELAY"] if has_dsn else []
        code, words = smtp.rcpt(notice.recipient, wish)
    if code in (250, 251):
        code, words = smtp.docmd("DATA")
    if code != 354:
        smtp.rset()
        return _outcome(code), _reply(code, words)
    date = format_datetime(datetime.now(UTC))
    smtp.send(_LINE_BEGINS_WITH_DOT.sub(b"..", f"Date: {date}\r\n".encode() + notice.message))
    with log.transaction() as change:
        is_ours = Outbox.move(
            change,
            notice.notice_id,
            "handed_over",
            origin=("waiting",),
            who=by,
            operator=operator,
            is_attempt=True,
        )
    if not is_ours:
        raise _Withdrawn
    try:
        smtp.send(b".\r\n")
        code, words = smtp.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise _Unanswered from error
    return _outcome(code), _reply(code, words)


def _settle(
    log: DecisionLog, notice: Notice, outcome: str, reply: str, by: str, operator: str
) -> None:
    """Write down what the server said."""
    states: dict[str, State] = {"sent": "sent", "refused": "refused", "deferred": "waiting"}
    with log.transaction() as change:
        Outbox.move(
            change,
            notice.notice_id,
            states[outcome],
            origin=("waiting", "handed_over"),
            who=by,
            operator=operator,
            reply=reply,
        )


def _outcome(code: int) -> str:
    if 200 <= code < 300:
        return "sent"
    return "refused" if code >= 500 else "deferred"


@contextmanager
def _session(server: Server) -> Iterator[smtplib.SMTP]:
    """Hold a connection; encrypted, with the server's certificate checked, but on this machine."""
    port = server.port or PORTS[server.security]
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, port, timeout=server.timeout_s, context=_trust(server)
        )
    else:
        smtp = smtplib.SMTP(server.host, port, timeout=server.timeout_s)
    try:
        smtp.ehlo()
        if server.security == "starttls":
            smtp.starttls(context=_trust(server))
            smtp.ehlo()
        if server.user:
            smtp.login(server.user, server.password)
        yield smtp
        smtp.quit()
    finally:
        smtp.close()


def _trust(server: Server) -> ssl.SSLContext:
    return ssl.create_default_context(
        cafile=None if server.ca_file is None else str(server.ca_file)
    )


def _sender(notice: Notice) -> str:
    """Return the address that a message says it is from."""
    parsed = email.message_from_bytes(notice.message, policy=SMTP)
    return str(parsed["From"].addresses[0].addr_spec)


def _is_local(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _reply(code: int, words: bytes) -> str:
    said = " ".join(words.decode("utf-8", "replace").split())
    return f"{code} {said}"[:_LONGEST_REPLY]


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        reason = error.smtp_error
        return _reply(error.smtp_code, reason if isinstance(reason, bytes) else reason.encode())
    return " ".join(str(error).split()) or type(error).__name__
