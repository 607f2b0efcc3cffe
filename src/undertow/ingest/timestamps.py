"""Time stamps of an external authority (RFC 3161) over the custody log.

What is stamped is the ``hash`` of the last entry, as it is: it is a SHA-256 that stands, through
the chain, for the whole log up to there, and for the root of every run in it. A token shows that
the log existed when the authority signed it; without one the chain shows order and no time.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    VerifierBuilder,
    decode_timestamp_response,
)
from rfc3161_client.verify import SHA256_OID

from undertow.case import Case, write_atomically
from undertow.errors import CaseError, InputError, VerificationError
from undertow.ingest.custody import CustodyLog, hashed_text
from undertow.ingest.der import with_ordered_certificates

ACTION = "timestamp"
MAX_BYTES = 1 << 20
_NAME = re.compile(r"[0-9]{6,18}-[0-9a-f]{12}\.tsr")
_PEM_NAME = re.compile(r"[0-9]{6,18}-[0-9a-f]{12}(?:-[0-9a-f]{12})?\.pem")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_AT = re.compile(r"\d{4}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d\+00:00")


@dataclass(frozen=True, slots=True)
class Token:
    """A time-stamp token.

    Parameters
    ----------
    content : bytes
        The authority's answer (``TimeStampResp``, DER), which holds the token.
    digest : str
        What was stamped, in hexadecimal.
    at : datetime
        When, by the authority's clock; UTC.
    signer : str
        Subject of the certificate that came with it; empty when none did.
    """

    content: bytes
    digest: str
    at: datetime
    signer: str

    @classmethod
    def read(cls, content: bytes) -> Token:
        """Read an answer.

        Raises
        ------
        VerificationError
            It is none, it refuses the stamp, or it stamps another kind of digest.
        """
        try:
            answer = decode_timestamp_response(with_ordered_certificates(content))
            if answer.status != 0:
                told = "; ".join(answer.status_string) or "no reason given"
                raise VerificationError(f"the authority did not grant the time stamp: {told}")
            info = answer.tst_info
            imprint = info.message_imprint
            if imprint.hash_algorithm.dotted_string != SHA256_OID:
                raise VerificationError("the time stamp is not over a SHA-256 digest")
            signer = _signer(answer.signed_data)
            return cls(content, imprint.message.hex(), info.gen_time.astimezone(UTC), signer)
        except VerificationError:
            raise
        except Exception as error:  # damaged bytes make the parsers raise anything
            raise VerificationError(f"this is no time-stamp answer: {error}") from error

    def check(self, certificates: bytes) -> None:
        """Check the signature and the chain of certificates, at the time of the stamp.

        Parameters
        ----------
        certificates : bytes
            PEM: the authority's root, and those between it and the signer.

        Raises
        ------
        VerificationError
            The signature or the chain does not hold, or there is no root among the certificates.
        """
        builder = VerifierBuilder()
        for certificate in read_certificates(certificates):
            if certificate.issuer == certificate.subject:
                builder = builder.add_root_certificate(certificate)
            else:
                builder = builder.add_intermediate_certificate(certificate)
        try:
            answer = decode_timestamp_response(with_ordered_certificates(self.content))
            builder.build().verify(answer, bytes.fromhex(self.digest))
        except Exception as error:  # damaged bytes make the parsers raise anything
            raise VerificationError(f"the time stamp does not hold: {error}") from error


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp as the custody log names it.

    Parameters
    ----------
    seq : int
        The entry that names it.
    entry_seq, entry_hash : int, str
        The entry that was stamped, and its hash.
    token, token_sha256 : str
        File of the token, and its hash.
    certificates, certificates_sha256 : str or None
        File of the certificates, and its hash; None where there are none.
    stamped_at : str
        When, by the authority's clock: ISO 8601, UTC.
    """

    seq: int
    entry_seq: int
    entry_hash: str
    token: str
    token_sha256: str
    certificates: str | None
    certificates_sha256: str | None
    stamped_at: str

    @classmethod
    def named(cls, entry: dict[str, Any]) -> Stamp | None:
        """Return the stamp that an entry names, if it names one.

        Raises
        ------
        VerificationError
            The entry was not written by :func:`keep`: what it names might lie anywhere.
        """
        if entry.get("action") != ACTION:
            return None
        values = {name: entry.get(name) for name in cls.__slots__}
        is_sound = all(
            form.fullmatch(str(values[name]))
            for name, form in (
                ("entry_hash", _SHA256),
                ("token", _NAME),
                ("token_sha256", _SHA256),
                ("stamped_at", _AT),
            )
        )
        if not is_sound or type(values["entry_seq"]) is not int:
            raise VerificationError(f"entry {entry.get('seq')} names no file of a time stamp")
        if values["certificates_sha256"] is not None:
            # The first cases named the certificates after the token alone, and not in the log.
            beside = str(Path(str(values["token"])).with_suffix(".pem"))
            values["certificates"] = values["certificates"] or beside
            if not (
                _PEM_NAME.fullmatch(str(values["certificates"]))
                and _SHA256.fullmatch(str(values["certificates_sha256"]))
            ):
                raise VerificationError(f"entry {entry.get('seq')} names no file of certificates")
        return cls(**values)  # type: ignore[arg-type]

    @property
    def files(self) -> tuple[str, ...]:
        """The token, and the certificates where there are any."""
        return (self.token, self.certificates) if self.certificates else (self.token,)


def folder(case: Case) -> Path:
    """Return where tokens and certificates are."""
    return case.path / "evidence" / "timestamps"


def stamps(case: Case) -> list[Stamp]:
    """Return the time stamps that the custody log names, oldest first."""
    found = map(Stamp.named, CustodyLog.of(case).entries())
    return [stamp for stamp in found if stamp is not None]


def request(case: Case) -> bytes:
    """Return a request (``TimeStampReq``, DER) for the last entry of the custody log.

    Raises
    ------
    CaseError
        The log has no entry yet.
    """
    last = CustodyLog.of(case).last()
    if last is None:
        raise CaseError(f"{case.path}: the custody log is empty; there is nothing to stamp yet")
    builder = TimestampRequestBuilder().data(hashed_text(last))
    # No nonce: the answer may come days later, and is held against the log alone.
    builder = builder.hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=False)
    return builder.cert_request(cert_request=True).build().as_bytes()


def keep(
    case: Case, answer: bytes, certificates: bytes | None, *, who: str, command: str
) -> tuple[Stamp, Token]:
    """Check an authority's answer, store it and log it.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    answer : bytes
        What the authority sent.
    certificates : bytes or None
        PEM, its root among them; without them the signature is neither checked now nor later.
    who, command : str
        For the custody log.

    Raises
    ------
    VerificationError
        It is no token over an entry of this case's log, or the signature does not hold.
    CaseError
        It cannot be written.
    """
    token = Token.read(answer)
    if certificates is not None:
        token.check(certificates)
    log = CustodyLog.of(case)
    seq = next((e["seq"] for e in log.entries() if e.get("hash") == token.digest), None)
    if seq is None:
        raise VerificationError(
            f"{case.path}: the time stamp is over {token.digest[:16]}…, which is no entry of this "
            "case's custody log; make a request with --request and send that"
        )
    sha256 = hashlib.sha256(answer).hexdigest()
    name = f"{seq:06d}-{sha256[:12]}"
    pem_sha256 = hashlib.sha256(certificates).hexdigest() if certificates is not None else None
    fields: dict[str, str | int | None] = {
        "entry_seq": seq,
        "entry_hash": token.digest,
        "token": f"{name}.tsr",
        "token_sha256": sha256,
        # One answer may be kept with several chains of certificates, none in place of another.
        "certificates": f"{name}-{pem_sha256[:12]}.pem" if pem_sha256 else None,
        "certificates_sha256": pem_sha256,
        "stamped_at": token.at.isoformat(timespec="seconds"),
    }
    path = folder(case) / str(fields["token"])
    try:
        write_atomically(path, answer)
        if certificates is not None:
            write_atomically(folder(case) / str(fields["certificates"]), certificates)
    except OSError as error:
        raise CaseError(
            f"{path}: cannot be written: {error.strerror or error}; make room and run the command "
            "again"
        ) from error
    entry = log.append(ACTION, who=who, command=command, fields=fields)
    return Stamp(**{name: entry[name] for name in Stamp.__slots__}), token


def read_certificates(pem: bytes) -> list[x509.Certificate]:
    """Read certificates, one of them a root.

    Raises
    ------
    InputError
        They cannot be read, or none signs itself.
    """
    try:
        found = list(dict.fromkeys(x509.load_pem_x509_certificates(pem)))
    except ValueError as error:
        raise InputError(f"the certificates are not PEM that can be read ({error})") from error
    if not any(certificate.issuer == certificate.subject for certificate in found):
        raise InputError("none of the certificates is a root; add the authority's root to the file")
    return found


def _signer(signed: Any) -> str:
    """Return the subject of the certificate that signed, where it came along."""
    infos = list(signed.signer_infos)
    for content in signed.certificates:
        certificate = x509.load_der_x509_certificate(content)
        if (certificate.issuer, certificate.serial_number) in {
            (info.issuer, info.serial_number) for info in infos
        }:
            return certificate.subject.rfc4514_string()
    return ""
