"""Sending of approved notices by SMTP: each once, whatever happens on the way."""

from __future__ import annotations

import email
import math
import re
import smtplib
import ssl
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.policy import SMTP
from email.utils import format_datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Final, Literal

from undertow.case import Case
from undertow.decisions import DecisionLog, Notice, Outbox, State, named, objections
from undertow.decisions.outbox import APPROVED
from undertow.errors import InputError, ReviewRequiredError, UndertowError
from undertow.notify.approvals import Refusal, stale
from undertow.notify.smime import certificate_of, fingerprint, is_in_force, seal
from undertow.schema import Targets
from undertow.wording.redaction import clean

Security = Literal["starttls", "tls", "none"]

PORTS: Final = {"starttls": 587, "tls": 465, "none": 25}
# A server scans a message before it answers: RFC 5321, 4.5.3.2.6, asks for ten minutes.
_LAST_ANSWER_S: Final = 600.0
_SESSION: Final = (smtplib.SMTPResponseException, ssl.SSLError)
_MOST_FAILURES: Final = 3
_TRIES: Final = 2
_LONGEST_REPLY: Final = 300
_FINAL: Final = (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError, ssl.SSLError)
# These say that the server will not have this session, whoever a message is for.
_NOT_THIS_SESSION: Final = frozenset({421, 503, 530, 534, 535, 538})
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
        Longest silence, but for the answer to a message.
    """

    host: str
    port: int = 0
    security: Security = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    ca_file: Path | None = None
    timeout_s: float = 60.0

    def check(self) -> None:
        """Raise where it may not be used so.

        Raises
        ------
        InputError
            It has no name or no password, or is another machine and not encrypted.
        """
        if not self.host.strip():
            raise InputError("--server: the name of a mail server is needed")
        if self.user and not self.password:
            raise InputError("--user: set UNDERTOW_SMTP_PASSWORD to the password of the account")
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
        ``sent``, ``refused``, ``deferred``, ``dropped`` (the connection ended over it, twice) and
        ``handed_over`` (no answer came) of this run.
    left_out : tuple of Refusal
        Approved on facts that are others now, or for a certificate that is not in force; they wait
        for another approval.
    unconfirmed : tuple of Notice
        Notices that may have been sent, in this run or before, and wait for a person to say.
    problem : str
        Why sending ended before all was dealt with; empty where it did not.
    """

    counts: Counter[str]
    left_out: tuple[Refusal, ...]
    unconfirmed: tuple[Notice, ...]
    problem: str = ""


def send_notices(
    case: Case,
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
    case : Case
        Analysed: what was approved on other facts than it has now is left out.
    log : DecisionLog
        Its decisions.
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
        Refused notices stay refused; deferred and dropped ones are tried again by the next call.

    Raises
    ------
    ReviewRequiredError
        A notice is not what a second person approved, or not where it says; nothing is sent.
    VerificationError
        The decision log was changed, or is an older copy; nothing is sent.
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
    if not 0 < per_minute < math.inf:
        raise InputError("--per-minute: a number above 0 is needed")
    with log.alone():
        waiting, left_out, keys = _checked(case, log)
        bodies, unsealed = _sealed(case, waiting, keys)
        left_out += unsealed
        waiting = [notice for notice in waiting if notice.notice_id in bodies]
        run = _Run(log, server, by, operator, 60.0 / per_minute, on_progress, len(waiting), bodies)
        problem = run.send(waiting) if waiting else ""
    left = [notice for notice in Outbox(log).notices() if notice.state == "handed_over"]
    return SendReport(run.counts, left_out, tuple(left), problem)


def _checked(
    case: Case, log: DecisionLog
) -> tuple[list[Notice], tuple[Refusal, ...], dict[str, str]]:
    """Return what may be sent, and what was approved on other facts than the case has now.

    Third, the hash of the certificate that the approval of each notice names; empty for none.
    """
    events, notices = Outbox(log).snapshot()
    log.require_sound(events)
    for notice_id, fault in objections(events, notices):
        raise ReviewRequiredError(
            f"notice {notice_id[:12]}: {fault}, so nothing is sent; `undertow verify` on the case "
            "says more"
        )
    waiting = [notice for notice in notices if notice.state == "waiting"]
    changed = stale(case, events, waiting)
    refusals = (Refusal(n.target_id, "changed") for n in waiting if n.notice_id in changed)
    keys = {
        event.subject: str(event.body.get("certificate_sha256", ""))
        for event in events
        if event.action == APPROVED
    }
    return [n for n in waiting if n.notice_id not in changed], tuple(refusals), keys


def _sealed(
    case: Case, waiting: list[Notice], keys: Mapping[str, str]
) -> tuple[dict[str, bytes], tuple[Refusal, ...]]:
    """Return what goes out for each notice, and those that cannot be encrypted as was approved.

    Nothing is in clear whose approval names a certificate, whatever the register says by now; and
    all is encrypted before anything is sent, so that one key keeps no other notice back.
    """
    officials = {row["target_id"]: row for row in case.read(Targets).arrow.to_pylist()}
    bodies, refusals = dict[str, bytes](), []
    for notice in waiting:
        try:
            certificate = certificate_of(officials[notice.target_id])
            if fingerprint(certificate) != keys[notice.notice_id]:
                refusals.append(Refusal(notice.target_id, "changed"))
            elif certificate is None:
                bodies[notice.notice_id] = notice.message
            elif is_in_force(certificate):
                bodies[notice.notice_id] = seal(notice.message, certificate)
            else:
                refusals.append(Refusal(notice.target_id, "certificate"))
        except ValueError:
            refusals.append(Refusal(notice.target_id, "certificate"))
    return bodies, tuple(refusals)


class _Unanswered(Exception):
    """The connection ended between the last line of a message and the answer to it."""


class _Withdrawn(Exception):
    """A notice was withdrawn while it was sent; the server drops what it has of it."""


@dataclass
class _Run:
    """Sending of some notices."""

    log: DecisionLog
    server: Server
    by: str
    operator: str
    interval_s: float
    on_progress: Callable[[int, int], None] | None
    n_all: int
    bodies: Mapping[str, bytes] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    _last_s: float = 0.0

    def send(self, notices: list[Notice]) -> str:
        """Send notices over as few connections as the server allows; return why it ended early.

        A notice over which the connection ends goes behind the others, and is left for the next
        call when that happens again: one bad address must not keep the others from being warned.
        """
        left, drops = deque(notices), Counter[str]()
        n_failures = n_unanswered = 0
        while left:
            notice: Notice | None = None
            try:
                with _session(self.server) as smtp:
                    while left:
                        self._wait()
                        notice = left[0]
                        self._deliver(smtp, notice)
                        left.popleft()
                        n_failures = n_unanswered = 0
                        self._tell(len(left))
                        notice = None
            except _Withdrawn:
                left.popleft()
            except _Unanswered:
                left.popleft()
                self.counts["handed_over"] += 1
                n_unanswered += 1
                if n_unanswered == _TRIES:
                    return self._ended("no answer came to the last messages", len(left))
            except (smtplib.SMTPException, OSError, UnicodeError) as error:
                if notice is None or isinstance(
                    error, smtplib.SMTPResponseException | ssl.SSLError
                ):
                    n_failures += 1
                    if n_failures == _MOST_FAILURES or isinstance(error, _FINAL):
                        return self._ended(_words(error), len(left))
                    continue
                drops[notice.notice_id] += 1
                left.rotate(-1)
                if drops[notice.notice_id] == _TRIES:
                    left.remove(notice)
                    self.counts["dropped"] += 1
        return ""

    def _ended(self, why: str, n_left: int) -> str:
        return (
            f"{self.server.host}: {why}; {n_left} of {self.n_all} notices were not tried, run the "
            "command again for them"
        )

    def _wait(self) -> None:
        time.sleep(max(self._last_s + self.interval_s - time.monotonic(), 0.0))
        self._last_s = time.monotonic()

    def _tell(self, n_left: int) -> None:
        if self.on_progress is not None:
            self.on_progress(self.n_all - n_left, self.n_all)

    def _deliver(self, smtp: smtplib.SMTP, notice: Notice) -> None:
        """Hand a message over, and write down what the server says of it."""
        has_dsn = smtp.has_extn("dsn")
        envelope = ["RET=HDRS", f"ENVID={notice.notice_id}"] if has_dsn else []
        code, words = smtp.mail(_sender(notice), envelope)
        if code != 250:
            raise smtplib.SMTPResponseException(code, words)
        wish = ["NOTIFY=SUCCESS,FAILURE,DELAY"] if has_dsn else []
        code, words = smtp.rcpt(notice.recipient, wish)
        if code in (250, 251):
            code, words = smtp.docmd("DATA")
        if code in _NOT_THIS_SESSION:
            raise smtplib.SMTPResponseException(code, words)
        if code != 354:
            self._settle(notice, code, words)
            smtp.rset()
            return
        date = format_datetime(datetime.now(UTC))
        message = f"Date: {date}\r\n".encode() + self.bodies[notice.notice_id]
        smtp.send(_LINE_BEGINS_WITH_DOT.sub(b"..", message))
        if not self._move(notice, "handed_over", is_attempt=True):
            raise _Withdrawn
        try:
            if smtp.sock is not None:
                smtp.sock.settimeout(_LAST_ANSWER_S)
            smtp.send(b".\r\n")
            code, words = smtp.getreply()
        except (smtplib.SMTPException, OSError) as error:
            raise _Unanswered from error
        if smtp.sock is not None:
            smtp.sock.settimeout(self.server.timeout_s)
        self._settle(notice, code, words)

    def _settle(self, notice: Notice, code: int, words: bytes) -> None:
        """Write down what the server said of a notice."""
        outcome = "sent" if 200 <= code < 300 else "refused" if code >= 500 else "deferred"
        states: dict[str, State] = {"sent": "sent", "refused": "refused", "deferred": "waiting"}
        self.counts[outcome] += 1
        self._move(notice, states[outcome], reply=_reply(code, words))

    def _move(
        self, notice: Notice, state: State, *, reply: str = "", is_attempt: bool = False
    ) -> bool:
        origin = ("waiting",) if state == "handed_over" else ("waiting", "handed_over")
        with self.log.transaction() as change:
            return Outbox.move(
                change,
                notice.notice_id,
                state,
                origin=origin,
                who=self.by,
                operator=self.operator,
                reply=reply,
                is_attempt=is_attempt,
            )


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
        smtp.ehlo_or_helo_if_needed()
        if server.security == "starttls":
            smtp.starttls(context=_trust(server))
            smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
        yield smtp
        _leave(smtp)
    finally:
        smtp.close()


def _leave(smtp: smtplib.SMTP) -> None:
    """Say goodbye; what was sent stands, whatever the answer."""
    try:
        smtp.quit()
    except (smtplib.SMTPException, OSError):
        return


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
    said = " ".join(clean(words.decode("utf-8", "replace")).split())
    return f"{code} {said}"[:_LONGEST_REPLY]


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        reason = error.smtp_error
        return _reply(error.smtp_code, reason if isinstance(reason, bytes) else reason.encode())
    return clean(" ".join(str(error).split())) or type(error).__name__
