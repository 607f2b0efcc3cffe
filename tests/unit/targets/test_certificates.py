"""Certificates in the register: RSA, of the address in the row, on one line."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from hypothesis import given
from hypothesis import strategies as st
from keys import cell, certificate_for, rsa_key

from undertow.errors import InputError
from undertow.targets.certificate import parse_certificate
from undertow.targets.register import read_register


def register(folder: Path, email: str, certificate: str) -> Path:
    file = folder / "register.csv"
    file.write_text(f"target_id,name,email,certificate\nmp-1,Zoé Roy,{email},{certificate}\n")
    return file


def test_a_certificate_is_kept_as_base64(tmp_path: Path) -> None:
    own = certificate_for("zoe@parl.invalid", rsa_key())
    pem = own.public_bytes(Encoding.PEM).decode().replace("\n", " ")
    for given_as in (cell(own), pem):
        [row] = read_register(register(tmp_path, "Zoe@parl.invalid", given_as)).arrow.to_pylist()
        assert row["certificate"] == cell(own)


def test_one_that_names_no_address_is_taken(tmp_path: Path) -> None:
    own = cell(certificate_for("", rsa_key()))
    [row] = read_register(register(tmp_path, "zoe@parl.invalid", own)).arrow.to_pylist()
    assert row["certificate"] == own


@pytest.mark.parametrize(
    ("email", "certificate", "words"),
    [
        ("zoe@parl.invalid", "AAAA", "is no X.509 certificate"),
        ("zoe@parl.invalid", "not base64!", "is no X.509 certificate"),
        ("", cell(certificate_for("zoe@parl.invalid", rsa_key())), "without an address"),
        ("ann@parl.invalid", cell(certificate_for("zoe@parl.invalid", rsa_key())), "is of zoe@"),
        (
            "zoe@parl.invalid",
            cell(certificate_for("zoe@parl.invalid", ec.generate_private_key(ec.SECP256R1()))),
            "has no RSA key",
        ),
        (
            "zoe@parl.invalid",
            cell(certificate_for("zoe@parl.invalid", rsa_key(1024))),
            "has no RSA key of 2048 bits",
        ),
    ],
)
def test_what_cannot_be_used_is_told(
    tmp_path: Path, email: str, certificate: str, words: str
) -> None:
    with pytest.raises(InputError, match=words) as told:
        read_register(register(tmp_path, email, certificate))
    assert "register.csv:2 (certificate)" in str(told.value)


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda raw: raw.hex()))
def test_no_cell_crashes_it(value: str) -> None:
    with pytest.raises(ValueError, match=r"certificate"):
        parse_certificate(value, "zoe@parl.invalid")
