"""Time stamps by an authority made with openssl: which are taken, which are not, and why."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
import tsa
from tsa import Authority, authority

from undertow.case import Case
from undertow.errors import CaseError, InputError, UndertowError, VerificationError
from undertow.ingest import CustodyLog
from undertow.ingest.timestamps import (
    Stamp,
    Token,
    folder,
    keep,
    read_certificates,
    request,
    stamps,
)


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("stranger"))


@pytest.fixture
def logged(case: Case) -> Case:
    for number in range(3):
        CustodyLog.of(case).append("note", who="ana", command="", fields={"number": number})
    return case


def asked(case: Case, folder: Path) -> Path:
    path = folder / "head.tsq"
    path.write_bytes(request(case))
    return path


def take(case: Case, answer: Path, by: Authority | None) -> Stamp:
    pem = by.chain.read_bytes() if by else None
    stamp, _ = keep(case, answer.read_bytes(), pem, who="ana", command="undertow timestamp")
    return stamp


def test_a_request_is_for_the_hash_of_the_last_entry(logged: Case, tmp_path: Path) -> None:
    command = ["openssl", "ts", "-query", "-text", "-in", str(asked(logged, tmp_path))]
    told = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    dumped = "".join(
        part
        for line in told.splitlines()
        if " - " in line and line.startswith("    00")
        for part in line.split(" - ")[1].split("   ")[0].replace("-", " ").split()
    )
    last = CustodyLog.of(logged).last()
    assert last is not None
    assert dumped == last["hash"]
    assert "Hash Algorithm: sha256" in told
    assert "Certificate required: yes" in told


def test_an_empty_log_has_nothing_to_stamp(case: Case) -> None:
    CustodyLog.of(case).path.unlink()
    with pytest.raises(CaseError, match="nothing to stamp"):
        request(case)


def test_a_stamp_is_checked_stored_and_logged(
    logged: Case, tmp_path: Path, trusted: Authority
) -> None:
    answer = trusted.stamp(asked(logged, tmp_path))
    head = CustodyLog.of(logged).last()
    assert head is not None
    assert trusted.holds(answer, head["hash"])
    stamp = take(logged, answer, trusted)
    assert (stamp.entry_seq, stamp.entry_hash) == (4, head["hash"])
    assert stamps(logged) == [stamp]
    assert (folder(logged) / stamp.token).read_bytes() == answer.read_bytes()
    assert (folder(logged) / stamp.certificates).read_bytes() == trusted.chain.read_bytes()
    assert Token.read(answer.read_bytes()).signer == "CN=Test authority"
    assert CustodyLog.of(logged).check() == []


def test_an_answer_may_come_when_the_log_has_grown(
    logged: Case, tmp_path: Path, trusted: Authority
) -> None:
    answer = trusted.stamp(asked(logged, tmp_path))
    CustodyLog.of(logged).append("note", who="ana", command="")
    assert take(logged, answer, None).entry_seq == 4
    assert stamps(logged)[0].certificates_sha256 is None
    assert len(list(folder(logged).iterdir())) == 1


def refused(case: Case, answer: Path, by: Authority | None, match: str) -> None:
    with pytest.raises(UndertowError, match=match):
        take(case, answer, by)
    assert stamps(case) == []
    assert not folder(case).exists()


def test_a_stamp_over_another_digest_is_refused(logged: Case, trusted: Authority) -> None:
    answer = trusted.stamp(Path(), digest="ab" * 32)
    refused(logged, answer, trusted, "no entry of this case's custody log")


def test_a_stamp_by_another_authority_is_refused(
    logged: Case, tmp_path: Path, trusted: Authority, stranger: Authority
) -> None:
    answer = stranger.stamp(asked(logged, tmp_path))
    refused(logged, answer, trusted, "does not hold")


@pytest.mark.parametrize("fault", ["is_expired", "may_stamp"])
def test_a_signer_that_may_not_stamp_is_refused(
    logged: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    bad = authority(tmp_path / "tsa", **{fault: fault == "is_expired"})
    if fault == "may_stamp":  # openssl will not stamp with it: let a good signer lend its name
        good = authority(tmp_path / "good")
        answer = good.stamp(asked(logged, tmp_path))
    else:
        answer = bad.stamp(asked(logged, tmp_path))
    refused(logged, answer, bad, "does not hold")


def test_every_changed_byte_of_what_was_signed_is_refused(
    logged: Case, tmp_path: Path, trusted: Authority
) -> None:
    answer = trusted.stamp(asked(logged, tmp_path))
    content = answer.read_bytes()
    head = CustodyLog.of(logged).last()
    assert head is not None
    begin = content.index(bytes.fromhex(head["hash"]))
    for position in [*range(begin - 60, begin + 80), *range(len(content) - 40, len(content))]:
        changed = bytearray(content)
        changed[position] ^= 0x11
        with pytest.raises(UndertowError):
            keep(logged, bytes(changed), trusted.chain.read_bytes(), who="a", command="")
    assert stamps(logged) == []


@pytest.mark.parametrize("content", [b"", b"no answer", b"\x30\x03\x02\x01\x02", bytes(5000)])
def test_what_is_no_answer_is_refused(logged: Case, content: bytes) -> None:
    with pytest.raises(VerificationError):
        keep(logged, content, None, who="ana", command="")


def test_a_refusal_of_the_authority_is_told(logged: Case, trusted: Authority) -> None:
    query = trusted.folder / "sha1.tsq"
    command = ["openssl", "ts", "-query", "-sha1", "-digest", "ab" * 20, "-out", str(query)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    refused(logged, trusted.stamp(query), trusted, "did not grant")


def test_certificates_without_a_root_are_refused(trusted: Authority) -> None:
    with pytest.raises(InputError, match="root"):
        read_certificates((trusted.folder / "tsa.pem").read_bytes())
    with pytest.raises(InputError, match="PEM"):
        read_certificates(b"no certificate")


def test_a_chain_may_hold_more_than_the_root(
    logged: Case, tmp_path: Path, trusted: Authority
) -> None:
    answer = trusted.stamp(asked(logged, tmp_path)).read_bytes()
    root = trusted.chain.read_bytes()
    whole = (trusted.folder / "tsa.pem").read_bytes() + root + root
    stamp, _ = keep(logged, answer, whole, who="ana", command="")
    assert stamp.certificates_sha256 is not None


@pytest.mark.parametrize("name", ["../../../etc/passwd", "", None, "000001-0.tsr"])
def test_a_log_that_names_a_file_elsewhere_is_not_followed(case: Case, name: str | None) -> None:
    fields = {"token": name, "stamped_at": "2023-09-02T10:00:00+00:00"}
    CustodyLog.of(case).append("timestamp", who="eve", command="", fields=fields)
    with pytest.raises(VerificationError, match="names no file"):
        stamps(case)


def test_the_authority_is_one_that_openssl_takes(tmp_path: Path) -> None:
    assert tsa.authority(tmp_path).stamp(Path(), digest="cd" * 32).stat().st_size > 100
