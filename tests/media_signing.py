"""An own certificate authority for tests, and media that are signed under it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import c2pa
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

MODEL_MADE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
MANIFEST = {
    "claim_generator_info": [{"name": "Test Generator", "version": "2.1"}],
    "title": "A fjord\u202e",
    "assertions": [
        {
            "label": "c2pa.actions.v2",
            "data": {
                "actions": [
                    {
                        "action": "c2pa.created",
                        "digitalSourceType": MODEL_MADE,
                        "softwareAgent": {"name": "Test Model"},
                    }
                ]
            },
        }
    ],
}
# Thumbnails would make up most of a tiny file.
_SETTINGS = {"builder": {"thumbnail": {"enabled": False}}}


@dataclass(frozen=True, slots=True)
class Authority:
    """A root certificate, and a signer below it."""

    root_pem: str
    chain_pem: bytes
    key_pem: bytes

    def sign(self, content: bytes, mime: str, **elsewhere: Any) -> bytes:
        """Return a file with a manifest in it, or with ``url`` with the address of one."""
        signer = c2pa.Signer.from_info(
            c2pa.C2paSignerInfo(b"es256", self.chain_pem, self.key_pem, None)
        )
        signed = io.BytesIO()
        with c2pa.Context.from_dict(_SETTINGS) as context:
            builder = c2pa.Builder(MANIFEST, context=context)
            if url := elsewhere.get("url"):
                builder.set_no_embed()
                builder.set_remote_url(url)
            builder.sign(signer, mime, io.BytesIO(content), signed)
        return signed.getvalue()


def authority(name: str = "Test Root") -> Authority:
    """Make an authority."""
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root = _certificate(name, name, root_key, root_key, is_root=True)
    leaf = _certificate("Test Signer", name, key, root_key, is_root=False)
    return Authority(
        root_pem=_pem(root).decode(),
        chain_pem=_pem(leaf) + _pem(root),
        key_pem=key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )


def _certificate(
    subject: str,
    issuer: str,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
    *,
    is_root: bool,
) -> x509.Certificate:
    begin = datetime.now(UTC) - timedelta(days=1)
    usage = dict.fromkeys(
        (
            "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
            "encipher_only", "decipher_only",
        ),
        False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=365))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not is_root, key_cert_sign=is_root, crl_sign=is_root, **usage
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    if not is_root:
        of_issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
        purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(of_issuer, critical=False)
        builder = builder.add_extension(purposes, critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CA"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test Press"),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
