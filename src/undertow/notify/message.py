"""A notice as an e-mail: text, the same as a page, and the examples as a file of their own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from undertow.wording.redaction import clean


@dataclass(frozen=True, slots=True)
class Content:
    """What a message holds.

    Attributes
    ----------
    subject, text, page : str
        Words, as plain text and as HTML.
    languages : str
        Value of ``Content-Language``.
    examples : str
        Text of the attachment; empty for none.
    """

    subject: str
    text: str
    page: str
    languages: str
    examples: str = ""


def draft_message(
    content: Content, *, to: Address | None, sender: Address, ident: str, is_releasable: bool
) -> bytes:
    """Return an unsent message.

    Parameters
    ----------
    content : Content
        What it says.
    to : Address or None
        Recipient; None leaves the field to the approving officer.
    sender : Address
        Sender, or a placeholder for it.
    ident : str
        What the draft is about; with the text it makes message id and boundaries, so that the same
        draft is the same bytes.
    is_releasable : bool
        Whether an officer may complete and send it; else its status says that nobody may.

    Returns
    -------
    bytes
        RFC 5322 with CRLF, marked ``X-Unsent`` so that clients open it as a draft, without a date.
    """
    message = EmailMessage(policy=SMTP)
    _address(message, content, to, sender, ident)
    message["X-Unsent"] = "1"
    held = "" if is_releasable else "NOT RELEASABLE, must not be sent - "
    message["X-Undertow-Status"] = f"{held}DRAFT - not approved, not sent"
    return _filled(message, content, ident)


def notice_message(content: Content, *, to: Address, sender: Address, ident: str) -> bytes:
    """Return an approved message; only the date of its sending is missing."""
    message = EmailMessage(policy=SMTP)
    _address(message, content, to, sender, ident)
    return _filled(message, content, ident)


def _digest(content: Content, ident: str) -> str:
    whole = "\0".join((ident, content.subject, content.text, content.examples))
    return hashlib.sha256(whole.encode()).hexdigest()


def _address(
    message: EmailMessage, content: Content, to: Address | None, sender: Address, ident: str
) -> None:
    """Set the headers that say from whom, to whom and about what."""
    message["From"] = sender
    message["To"] = "undisclosed-recipients:;" if to is None else to
    message["Subject"] = " ".join(clean(content.subject).split())
    message["Message-ID"] = f"<{_digest(content, ident)[:32]}@{sender.domain}>"


def _filled(message: EmailMessage, content: Content, ident: str) -> bytes:
    """Put the parts into a message and return its bytes."""
    digest = _digest(content, ident)
    message.set_content(content.text, cte="quoted-printable")
    message.add_alternative(content.page, subtype="html", cte="quoted-printable")
    message.set_boundary(f"undertow-a-{digest[32:56]}")
    message.make_mixed(boundary=f"undertow-{digest[32:56]}")
    if content.examples:
        message.add_attachment(content.examples, cte="base64", filename="examples.txt")
    message["Content-Language"] = content.languages
    return message.as_bytes()
