"""People's keys and certificates, made for a test."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID


@cache
def rsa_key(bits: int = 2048) -> rsa.RSAPrivateKey:
    """Return a key; the same each time, as making one takes long."""
    return rsa.generate_private_key(65537, bits)


def certificate_for(
    email: str, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, days: int = 30
) -> x509.Certificate:
    """Return a certificate of an address, signed by itself; expired where ``days`` is negative."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Somebody")])
    end = datetime.now(UTC) + timedelta(days=days)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(end - timedelta(days=60))
        .not_valid_after(end)
    )
    if email:
        names = x509.SubjectAlternativeName([x509.RFC822Name(email)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(key, hashes.SHA256())


def cell(certificate: x509.Certificate) -> str:
    """Return a certificate as a register has it."""
    return base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
