"""A draft as an e-mail file that a mail client opens for editing."""

from __future__ import annotations

import hashlib
import re
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from undertow.wording.redaction import clean

# RFC 5321 mailboxes without quoted local parts; anything rarer is left to the approving officer.
_MAILBOX = re.compile(
    r"(?P<local>[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*)"
    r"@(?P<domain>[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+)"
)
_MAX_NAME = 120
_MAX_ADDRESS = 254


def mailbox(name: str, email: str | None) -> Address | None:
    """Return the address of an official; None when the register holds none that can be used."""
    match = _MAILBOX.fullmatch((email or "").strip())
    if match is None or len(match[0]) > _MAX_ADDRESS:
        return None
    shown = " ".join(clean(name).split())[:_MAX_NAME]
    return Address(shown, match["local"], match["domain"])


def draft_message(
    *,
    to: Address | None,
    sender: str,
    subject: str,
    text: str,
    languages: str,
    ident: str,
    is_releasable: bool,
) -> bytes:
    """Return an unsent message.

    Parameters
    ----------
    to : Address or None
        Recipient; None leaves the field to the approving officer.
    sender : str
        Display name of the placeholder sender.
    subject, text : str
        Words of the draft.
    languages : str
        Value of ``Content-Language``.
    ident : str
        What the draft is about; with the text it makes message id and boundary, so that the same
        draft is the same bytes.
    is_releasable : bool
        Whether an officer may complete and send it; else its status says that nobody may.

    Returns
    -------
    bytes
        RFC 5322 with CRLF, marked ``X-Unsent`` so that clients open it as a draft, without a date.
    """
    digest = hashlib.sha256(f"{ident}\0{subject}\0{text}".encode()).hexdigest()
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(sender, "draft", "undertow.invalid")
    message["To"] = "undisclosed-recipients:;" if to is None else to
    message["Subject"] = " ".join(clean(subject).split())
    message["Message-ID"] = f"<{digest[:32]}@undertow.invalid>"
    message["X-Unsent"] = "1"
    held = "" if is_releasable else "NOT RELEASABLE, must not be sent - "
    message["X-Undertow-Status"] = f"{held}DRAFT - not approved, not sent"
    message.set_content(text, cte="quoted-printable")
    message.make_mixed(boundary=f"undertow-{digest[32:56]}")
    message["Content-Language"] = languages
    return message.as_bytes()
