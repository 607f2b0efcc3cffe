"""Encrypted notices: whoever has the key reads what was approved, and nobody else any of it."""

from __future__ import annotations

import email
import shutil
import subprocess
from email.headerregistry import Address
from email.policy import SMTP
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs7,
)
from keys import certificate_for, rsa_key

from undertow.notify.message import Content, notice_message
from undertow.notify.smime import is_in_force, seal

CONTENT = Content("Avis: activité", "Zoé, lisez ceci.\n", "<p>Zoé</p>", "fr", "Exemple 1\n")
MESSAGE = notice_message(
    CONTENT,
    to=Address("Zoé Roy", addr_spec="zoe@parl.invalid"),
    sender=Address("Unit", addr_spec="desk@agency.example"),
    ident="t-1",
)


def body(raw: bytes) -> list[str]:
    parts = email.message_from_bytes(raw, policy=SMTP).walk()
    return [str(part.get_content()) for part in parts if not part.is_multipart()]


def test_the_key_opens_what_was_approved() -> None:
    own = certificate_for("zoe@parl.invalid", rsa_key())
    sealed = email.message_from_bytes(seal(MESSAGE, own), policy=SMTP)
    plain = email.message_from_bytes(MESSAGE, policy=SMTP)
    for name in ("From", "To", "Subject", "Message-ID"):
        assert sealed[name] == plain[name]
    assert sealed.get_content_type() == "application/pkcs7-mime"
    assert sealed.get_param("smime-type") == "enveloped-data"
    der = sealed.get_payload(decode=True)
    assert isinstance(der, bytes)
    opened = pkcs7.pkcs7_decrypt_der(der, own, rsa_key(), [])
    assert body(opened) == body(MESSAGE)


def test_nothing_of_it_is_readable_and_no_two_are_alike() -> None:
    own = certificate_for("zoe@parl.invalid", rsa_key())
    first, second = seal(MESSAGE, own), seal(MESSAGE, own)
    assert first != second
    for words in (b"lisez", b"<p>", b"text/html", b"examples.txt"):
        assert words in MESSAGE
        assert words not in first
    assert max(map(len, first.split(b"\r\n"))) <= 998


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to open it")
def test_another_program_opens_it(tmp_path: Path) -> None:
    own = certificate_for("zoe@parl.invalid", rsa_key())
    (tmp_path / "mail.eml").write_bytes(seal(MESSAGE, own))
    (tmp_path / "own.crt").write_bytes(own.public_bytes(Encoding.PEM))
    key = rsa_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "own.key").write_bytes(key)
    command = ("openssl", "cms", "-decrypt", "-in", "mail.eml", "-recip", "own.crt")
    done = subprocess.run(
        [*command, "-inkey", "own.key"], cwd=tmp_path, capture_output=True, check=True
    )
    assert body(done.stdout) == body(MESSAGE)


def test_a_certificate_is_in_force_between_its_days() -> None:
    assert is_in_force(certificate_for("", rsa_key()))
    assert not is_in_force(certificate_for("", rsa_key(), days=-1))
    assert not is_in_force(certificate_for("", rsa_key(), days=90))
