"""A time-stamping authority of our own, made with ``openssl ts``: nobody trusts it but a test."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIG = """
[tsa]
default_tsa = authority
[authority]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/sent.pem
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256, sha512
ess_cert_id_alg = sha256
"""


@dataclass(frozen=True)
class Authority:
    """An authority in a folder."""

    folder: Path

    @property
    def chain(self) -> Path:
        """Its root certificate."""
        return self.folder / "ca.pem"

    def stamp(self, request: Path, *, digest: str | None = None) -> Path:
        """Answer a request; or stamp a digest of one's own."""
        if digest is not None:
            request = self.folder / "own.tsq"
            query = ["-query", "-digest", digest, "-sha256", "-cert", "-out", str(request)]
            self._openssl(query)
        answer = self.folder / "answer.tsr"
        self._openssl(["-reply", "-queryfile", str(request), "-out", str(answer)])
        return answer

    def holds(self, answer: Path, digest: str) -> bool:
        """Whether openssl itself takes an answer."""
        options = ["-verify", "-digest", digest, "-in", str(answer), "-CAfile", str(self.chain)]
        return self._run(options).returncode == 0

    def _openssl(self, options: list[str]) -> None:
        done = self._run(options)
        assert done.returncode == 0, done.stderr

    def _run(self, options: list[str]) -> subprocess.CompletedProcess[str]:
        config = [] if options[0] == "-verify" else ["-config", str(self.folder / "tsa.cnf")]
        return subprocess.run(
            ["openssl", "ts", options[0], *config, *options[1:]],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )


def authority(folder: Path, *, is_expired: bool = False, may_stamp: bool = True) -> Authority:
    """Make an authority: a root and a signer, whose certificate may be past its end."""
    folder.mkdir(parents=True, exist_ok=True)
    begin = datetime.now(UTC) - timedelta(days=30)
    end = datetime.now(UTC) + timedelta(days=-1 if is_expired else 30)
    root_key, key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    root_name, name = _name("Test root"), _name("Test authority")
    root = _certificate(root_name, root_name, root_key, root_key, begin, end, ())
    usage = ExtendedKeyUsageOID.TIME_STAMPING if may_stamp else ExtendedKeyUsageOID.CODE_SIGNING
    signer = _certificate(name, root_name, key, root_key, begin, end, (usage,))
    # Many certificates, so that the set is out of order, as from many a real authority.
    others = [_certificate(root_name, root_name, root_key, root_key, begin, end, ()) for _ in "ab"]
    sent = {"ca.pem": [root], "tsa.pem": [signer], "sent.pem": [root, *others]}
    for file, certificates in sent.items():
        pems = (each.public_bytes(serialization.Encoding.PEM) for each in certificates)
        (folder / file).write_bytes(b"".join(pems))
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "tsa.key").write_bytes(pem)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    return Authority(folder)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: rsa.RSAPrivateKey,
    issuer_key: rsa.RSAPrivateKey,
    begin: datetime,
    end: datetime,
    usages: tuple[x509.ObjectIdentifier, ...],
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=not usages, path_length=None), critical=True)
    )
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=True)
    return builder.sign(issuer_key, hashes.SHA256())
