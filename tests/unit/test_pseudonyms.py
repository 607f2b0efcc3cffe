"""Names of accounts in products: who can make them, and what becomes of a lost key."""

from __future__ import annotations

import hashlib
import hmac
import stat

import pytest

from undertow.case import Case
from undertow.errors import CaseError, InputError, VerificationError
from undertow.ingest import CustodyLog
from undertow.pseudonyms import FINGERPRINT, KEY_FILE, Pseudonyms, make_key, read_key


def _publish(case: Case) -> None:
    fields = {FINGERPRINT: Pseudonyms.open(case).fingerprint}
    CustodyLog.of(case).append("report", who="ana", command="undertow report", fields=fields)


def test_a_name_is_that_of_the_key_and_the_account(case: Case) -> None:
    names = Pseudonyms.open(case)
    digest = hmac.new(names.key, b"x:1", hashlib.sha256).hexdigest()
    assert names.of("x:1") == f"A-{digest[:12]}"
    assert Pseudonyms.open(case).of("x:1") == names.of("x:1")
    assert names.of("x:2") != names.of("x:1")


def test_two_cases_name_an_account_differently(case: Case, tmp_path) -> None:
    other = Case.create(tmp_path / "other", purpose="p")
    assert Pseudonyms.open(other).of("x:1") != Pseudonyms.open(case).of("x:1")


def test_only_the_owner_reads_the_key(case: Case) -> None:
    make_key(case)
    assert stat.S_IMODE((case.path / KEY_FILE).stat().st_mode) == 0o600
    assert [file.name for file in case.path.glob(".*.tmp")] == []


def test_neither_key_nor_names_are_printed_with_the_object(case: Case) -> None:
    names = Pseudonyms.open(case)
    assert names.key.hex() not in repr(names)
    assert repr(names.key) not in repr(names)


def test_a_lost_key_is_never_replaced_once_something_was_published(case: Case) -> None:
    _publish(case)
    (case.path / KEY_FILE).unlink()
    with pytest.raises(CaseError, match="lost, and products were made with it"):
        Pseudonyms.open(case)
    assert not (case.path / KEY_FILE).exists()


def test_another_key_is_refused_once_something_was_published(case: Case) -> None:
    _publish(case)
    (case.path / KEY_FILE).unlink()
    make_key(case)
    with pytest.raises(VerificationError, match="not the key that products"):
        Pseudonyms.open(case)


def test_a_key_that_was_given_stays(case: Case) -> None:
    assert make_key(case, bytes(range(32))).key == bytes(range(32))
    assert make_key(case).key == bytes(range(32))
    with pytest.raises(CaseError, match="another key already"):
        make_key(case, bytes(32))


@pytest.mark.parametrize("text", ["", "00" * 31, "zz" * 32, "é" * 64])
def test_what_is_no_key_is_refused(case: Case, text: str) -> None:
    (case.path / KEY_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match="key of"):
        Pseudonyms.open(case)
    with pytest.raises(InputError, match="key of"):
        read_key(case.path / KEY_FILE)
