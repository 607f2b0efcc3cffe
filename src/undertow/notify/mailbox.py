"""Addresses that can be written into a header without asking what they mean."""

from __future__ import annotations

import re
from email.headerregistry import Address

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
    """Return an address with a name to show; None when it is none that can be used."""
    match = _MAILBOX.fullmatch((email or "").strip())
    if match is None or len(match[0]) > _MAX_ADDRESS:
        return None
    shown = " ".join(clean(name).split())[:_MAX_NAME]
    return Address(shown, match["local"], match["domain"])
