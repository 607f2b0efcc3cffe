"""Certificates of the register: the key to which what is sent to somebody is encrypted."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID

_ARMOUR: Final = re.compile(r"-----(?:BEGIN|END) CERTIFICATE-----|\s+")
_LEAST_BITS: Final = 2048
_MAIL: Final = frozenset(
    {ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
)
_UNREADABLE: Final = (
    ValueError,
    binascii.Error,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    x509.UnsupportedGeneralNameType,
)


def parse_certificate(cell: str, email: str) -> x509.Certificate:
    """Return the certificate in a cell of the register.

    Parameters
    ----------
    cell : str
        One X.509 certificate, DER in base64, on one line, with or without the lines of PEM.
    email : str
        Address of whom it belongs to.

    Raises
    ------
    ValueError
        It is none, belongs to another address, or S/MIME cannot encrypt to its key; says why.
    """
    try:
        raw = base64.b64decode(_ARMOUR.sub("", cell), validate=True)
        found = x509.load_der_x509_certificate(raw)
        key, addresses, forbidden = found.public_key(), _addresses(found), _forbidden(found)
    except _UNREADABLE as error:
        raise ValueError(f"is no X.509 certificate in base64 ({error})") from error
    if forbidden:
        raise ValueError(f"is not meant to encrypt mail: {forbidden}")
    if not isinstance(key, RSAPublicKey) or key.key_size < _LEAST_BITS:
        raise ValueError(f"has no RSA key of {_LEAST_BITS} bits or more, which S/MIME needs here")
    if not email:
        raise ValueError("is given without an address; fill the column email")
    if addresses and email.casefold() not in addresses:
        raise ValueError(f"is of {', '.join(sorted(addresses))}, not of {email}")
    try:
        sealed(b"", found)
    except ValueError as error:
        raise ValueError(f"has a key that nothing can be encrypted to ({error})") from error
    return found


def sealed(content: bytes, certificate: x509.Certificate) -> bytes:
    """Return content encrypted to a certificate: CMS enveloped data, AES-256 in CBC mode, DER.

    Raises
    ------
    ValueError
        Its key is broken.
    """
    return (
        pkcs7.PKCS7EnvelopeBuilder()
        .set_data(content)
        .set_content_encryption_algorithm(algorithms.AES256)
        .add_recipient(certificate)
        .encrypt(Encoding.DER, [pkcs7.PKCS7Options.Binary])
    )


def _forbidden(certificate: x509.Certificate) -> str:
    """Return which of its extensions says that mail may not be encrypted to it; empty for none."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        if not usage.key_encipherment:
            return "keyUsage has no keyEncipherment"
    except x509.ExtensionNotFound:
        pass
    try:
        purposes = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        if not {
            ExtendedKeyUsageOID.EMAIL_PROTECTION,
            ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
        } & {*purposes}:
            return "extendedKeyUsage has no emailProtection"
    except x509.ExtensionNotFound:
        pass
    return ""


def tidy_certificate(cell: str, email: str) -> str:
    """Return the certificate in a cell as DER in base64; raises as :func:`parse_certificate`."""
    return base64.b64encode(parse_certificate(cell, email).public_bytes(Encoding.DER)).decode()


def _addresses(certificate: x509.Certificate) -> set[str]:
    """Return the mail addresses that a certificate names, in one case; none is no objection."""
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        found = set(names.get_values_for_type(x509.RFC822Name))
    except x509.ExtensionNotFound:
        found = set()
    own = certificate.subject.get_attributes_for_oid(x509.NameOID.EMAIL_ADDRESS)
    return {str(address).casefold() for address in (*found, *(name.value for name in own))}
