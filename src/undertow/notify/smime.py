"""Encryption of notices to the certificate that the register holds (S/MIME 4.0, RFC 8551).

What a person approved stays what it is; it is wrapped on the way out, and the wrapping differs from
one time to the next, as encryption must. Headers stay readable: the subject names nobody.
"""

from __future__ import annotations

import base64
import email
import hashlib
from datetime import UTC, datetime
from email.message import Message
from email.policy import SMTP
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from undertow.targets.certificate import parse_certificate, sealed

_OUTSIDE: Final = ("From", "To", "Subject", "Message-ID", "MIME-Version")
_LINE_BYTES: Final = 57  # 76 characters of base64: RFC 2045, 6.8


def certificate_of(official: dict[str, str | None]) -> x509.Certificate | None:
    """Return the certificate of a row of ``targets``; None where the register holds none."""
    cell = official["certificate"]
    return None if cell is None else parse_certificate(cell, official["email"] or "")


def fingerprint(certificate: x509.Certificate | None) -> str:
    """Return the SHA-256 of a certificate; empty for none."""
    if certificate is None:
        return ""
    return hashlib.sha256(certificate.public_bytes(Encoding.DER)).hexdigest()


def is_in_force(certificate: x509.Certificate) -> bool:
    """Whether a certificate is valid now."""
    return certificate.not_valid_before_utc <= datetime.now(UTC) <= certificate.not_valid_after_utc


def seal(message: bytes, certificate: x509.Certificate) -> bytes:
    """Return a message whose body can be read with the key of a certificate alone.

    Parameters
    ----------
    message : bytes
        RFC 5322 with CRLF.
    certificate : Certificate
        Of the recipient, with an RSA key.

    Returns
    -------
    bytes
        From, To, Subject and Message-ID as before; the rest is ``application/pkcs7-mime``,
        encrypted with AES-256 in CBC mode, as every client of S/MIME reads it.
    """
    inside = email.message_from_bytes(message, policy=SMTP)
    outside: list[tuple[str, str]] = []
    for name in _OUTSIDE:
        if name in inside:
            outside.append((name, str(inside[name])))
            del inside[name]
    content = sealed(inside.as_bytes(), certificate)
    wrapped = Message(policy=SMTP)
    for name, value in outside:
        wrapped[name] = value
    wrapped["Content-Type"] = "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"
    wrapped["Content-Transfer-Encoding"] = "base64"
    wrapped["Content-Disposition"] = "attachment; filename=smime.p7m"
    lines = (content[i : i + _LINE_BYTES] for i in range(0, len(content), _LINE_BYTES))
    wrapped.set_payload("".join(base64.b64encode(line).decode() + "\r\n" for line in lines))
    return wrapped.as_bytes()
