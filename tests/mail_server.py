"""A real SMTP server in a thread, which keeps what it accepts and can be told to misbehave."""

from __future__ import annotations

import asyncio
import email
import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Inbox:
    """What a server accepted, and what it answers.

    ``answer`` is called with a recipient and says what is answered to the end of a message; an
    answer that is not 250 is no acceptance. ``delay_s`` is how long it thinks after it accepted.
    """

    answer: Callable[[str], str] = lambda recipient: "250 OK"
    delay_s: float = 0.0
    received: list[tuple[str, bytes]] = field(default_factory=list)
    options: list[list[str]] = field(default_factory=list)
    was_encrypted: set[bool] = field(default_factory=set)
    port: int = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        recipient = str(envelope.rcpt_tos[0])
        answer = self.answer(recipient)
        if answer.startswith("250"):
            self.received.append((recipient, cast(bytes, envelope.original_content)))
            self.options.append([*envelope.mail_options, *envelope.rcpt_options])
            self.was_encrypted.add(server.transport.get_extra_info("sslcontext") is not None)
        await asyncio.sleep(self.delay_s)
        return answer

    @property
    def counts(self) -> Counter[str]:
        return Counter(recipient for recipient, _ in self.received)

    def messages(self) -> dict[str, EmailMessage]:
        parsed = (
            (recipient, email.message_from_bytes(raw, policy=default))
            for recipient, raw in self.received
        )
        return {recipient: cast(EmailMessage, message) for recipient, message in parsed}


class _WithReports(SMTP):
    """A server that offers delivery status notifications (RFC 3461)."""

    async def smtp_MAIL(self, arg: str | None) -> None:
        await super().smtp_MAIL(_without(arg, "RET", "ENVID", keep=self._kept))

    async def smtp_RCPT(self, arg: str | None) -> None:
        await super().smtp_RCPT(_without(arg, "NOTIFY", keep=self._kept))

    @property
    def _kept(self) -> list[str]:
        return cast(list[str], self.event_handler.wishes)


def _without(arg: str | None, *names: str, keep: list[str]) -> str | None:
    words = (arg or "").split()
    keep += [word for word in words if word.partition("=")[0] in names]
    return " ".join(word for word in words if word.partition("=")[0] not in names) or None


@dataclass
class ReportingInbox(Inbox):
    """The inbox of a server that offers reports; ``wishes`` are the options it was given."""

    wishes: list[str] = field(default_factory=list)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        session.host_name = name
        return [*lines[:-1], "250-DSN", lines[-1]]


class _Controller(Controller):
    def factory(self) -> SMTP:
        kind = _WithReports if isinstance(self.handler, ReportingInbox) else SMTP
        return kind(self.handler, **self.SMTP_kwargs)


@contextmanager
def mail_server(
    inbox: Inbox | None = None,
    *,
    tls: tuple[Path, Path] | None = None,
    is_tls_from_start: bool = False,
    account: tuple[str, str] | None = None,
) -> Iterator[Inbox]:
    """Run a server on a free port of this machine.

    ``tls`` is certificate and key: STARTTLS is required, or TLS spoken from the start. ``account``
    is name and password, which it then asks for.
    """
    inbox = inbox or Inbox()
    more: dict[str, Any] = {}
    context = None
    if tls is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
    if context is not None and not is_tls_from_start:
        more |= {"tls_context": context, "require_starttls": True}
    if account is not None:
        # Over TLS from the start the server knows of none, and would let nobody in.
        more |= {"authenticator": _authenticator(*account)}
        more |= {"auth_required": not is_tls_from_start}
        more |= {"auth_require_tls": not is_tls_from_start}
    controller = _Controller(
        inbox,
        hostname="127.0.0.1",
        port=_free_port(),
        ssl_context=context if is_tls_from_start else None,
        **more,
    )
    controller.start()
    try:
        inbox.port = controller.port
        yield inbox
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def _authenticator(name: str, password: str) -> Callable[..., AuthResult]:
    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        expected = LoginPassword(name.encode(), password.encode())
        return AuthResult(success=data == expected, handled=False)

    return check


def certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate for this machine, signed by itself; return it and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "mail.crt", folder / "mail.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files
