"""Time stamps of a case and of its bundle: held against the log, and their absence is said."""

from __future__ import annotations

import hashlib
import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import bundle_scene as scene
import pytest
from tsa import Authority, authority

from undertow.case import Case, write_atomically
from undertow.errors import VerificationError
from undertow.export import WrittenBundle
from undertow.ingest import timestamps
from undertow.review import VerificationReport, verify_bundle, verify_case

NONE = ("the custody log is hash-chained, not externally time-stamped",)


@pytest.fixture(scope="module")
def trusted(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("tsa"))


@pytest.fixture
def ingested(case: Case, tmp_path: Path) -> Case:
    return scene.build(case, tmp_path)


def stamp(case: Case, by: Authority, pem: bytes | None) -> timestamps.Stamp:
    query = by.folder / "head.tsq"
    query.write_bytes(timestamps.request(case))
    answer = by.stamp(query).read_bytes()
    made, _ = timestamps.keep(case, answer, pem, who="ana", command="undertow timestamp")
    return made


def stamped(report: VerificationReport) -> list[tuple[str, str]]:
    return [(p.where, p.what) for p in report.problems if p.where.startswith("timestamps/")]


def test_absence_is_said_of_a_case_and_of_a_bundle(ingested: Case, tmp_path: Path) -> None:
    assert verify_case(ingested).notes == NONE
    bundle = scene.export(ingested, tmp_path / "out")
    assert verify_bundle(bundle.archive).notes == NONE
    text = (bundle.folder / "README.txt").read_text()
    assert "not externally time-stamped" in text
    assert "sans horodatage externe" in text


@pytest.mark.parametrize("is_checked", [True, False])
def test_a_stamp_is_told_with_how_far_it_was_checked(
    ingested: Case, tmp_path: Path, trusted: Authority, is_checked: bool
) -> None:
    made = stamp(ingested, trusted, trusted.chain.read_bytes() if is_checked else None)
    bundle = scene.export(ingested, tmp_path / "out")
    away = Path(shutil.copytree(bundle.folder, tmp_path / "away" / "b"))
    shutil.rmtree(ingested.out)
    for report in (verify_case(ingested), verify_bundle(away), verify_bundle(bundle.archive)):
        assert stamped(report) == []
        note, after = report.notes
        assert after == (
            f"no time stamp covers what the custody log says after entry {made.entry_seq}, in 2 of "
            "its entries, the one that seals a bundle among them"
        )
        assert f"up to entry {made.entry_seq} was time-stamped" in note
        assert "CN=Test authority" in note
        assert ("its signature holds" in note) == is_checked
        assert ("was not checked" in note) != is_checked
    assert verify_bundle(bundle.archive).ok
    assert "1\u00a0time stamp of an external authority" in (away / "README.txt").read_text()


def test_a_token_of_another_entry_is_found(ingested: Case, trusted: Authority) -> None:
    first = stamp(ingested, trusted, None)
    second = stamp(ingested, trusted, None)
    folder = timestamps.folder(ingested)
    shutil.copy(folder / first.token, folder / second.token)
    report = verify_case(ingested)
    assert stamped(report) == [
        (f"timestamps/{second.token}", f"{second.token}: is not what was stored")
    ]
    assert len(report.notes) == 1


def test_a_changed_certificate_is_found(ingested: Case, trusted: Authority, tmp_path: Path) -> None:
    made = stamp(ingested, trusted, trusted.chain.read_bytes())
    other = authority(tmp_path / "other").chain
    assert made.certificates is not None
    shutil.copy(other, timestamps.folder(ingested) / made.certificates)
    [(_, what)] = stamped(verify_case(ingested))
    assert what == f"{made.certificates}: is not what was stored"


def test_a_missing_token_and_a_foreign_one_are_found(ingested: Case, trusted: Authority) -> None:
    made = stamp(ingested, trusted, None)
    folder = timestamps.folder(ingested)
    (folder / made.token).rename(folder / "000001-000000000000.tsr")
    assert [where for where, _ in stamped(verify_case(ingested))] == [
        f"timestamps/{made.token}",
        "timestamps/000001-000000000000.tsr",
    ]


def test_a_log_written_anew_no_longer_has_what_was_stamped(
    ingested: Case, trusted: Authority
) -> None:
    """Whoever can write to the case can make chain and head anew, but not the token."""
    log = timestamps.CustodyLog.of(ingested)
    made = stamp(ingested, trusted, trusted.chain.read_bytes())
    entries = list(log.entries())
    log.path.unlink()
    log.head.unlink()
    own = {"seq", "prev_hash", "hash", "at", "who", "command", "tool_version", "action"}
    for entry in entries:
        fields = {name: value for name, value in entry.items() if name not in own}
        log.append(entry["action"], who="eve", command=entry["command"], fields=fields)
    assert log.check() == []
    assert stamped(verify_case(ingested)) == [
        (f"timestamps/{made.token}", "it is over an entry that the log does not hold")
    ]


def test_a_changed_byte_of_a_stamped_bundle_is_found(
    ingested: Case, tmp_path: Path, trusted: Authority
) -> None:
    made = stamp(ingested, trusted, trusted.chain.read_bytes())
    bundle: WrittenBundle = scene.export(ingested, tmp_path / "out")
    for name in made.files:
        file = bundle.folder / "timestamps" / name
        content = file.read_bytes()
        for position in range(0, len(content), 97):
            changed = bytearray(content)
            changed[position] ^= 1
            file.write_bytes(changed)
            assert not verify_bundle(bundle.folder).ok
        file.write_bytes(content)
    assert verify_bundle(bundle.folder).ok


def test_the_same_answer_under_another_chain_leaves_the_first(
    ingested: Case, trusted: Authority
) -> None:
    query = trusted.folder / "head.tsq"
    query.write_bytes(timestamps.request(ingested))
    answer, pem = trusted.stamp(query).read_bytes(), trusted.chain.read_bytes()
    chains = (pem, b"# the same with a remark\n" + pem, pem)
    for chain in chains:
        timestamps.keep(ingested, answer, chain, who="ana", command="undertow timestamp")
    folder = timestamps.folder(ingested)
    kept = [stamp.certificates for stamp in timestamps.stamps(ingested)]
    assert [(folder / str(name)).read_bytes() for name in kept] == list(chains)
    report = verify_case(ingested)
    assert report.ok, report.problems


def test_certificates_named_after_the_token_alone_are_still_found(
    ingested: Case, trusted: Authority
) -> None:
    made = stamp(ingested, trusted, None)
    pem = trusted.chain.read_bytes()
    beside = Path(made.token).with_suffix(".pem").name
    write_atomically(timestamps.folder(ingested) / beside, pem)
    fields = {name: getattr(made, name) for name in type(made).__slots__ if name != "seq"}
    del fields["certificates"]
    fields["certificates_sha256"] = hashlib.sha256(pem).hexdigest()
    timestamps.CustodyLog.of(ingested).append("timestamp", who="a", command="", fields=fields)
    report = verify_case(ingested)
    assert report.ok, report.problems
    assert "its signature holds" in report.notes[-1]


@pytest.mark.parametrize(("minutes", "is_told"), [(4, False), (6, True)])
def test_entries_younger_than_the_stamp_that_covers_them_are_told(
    ingested: Case, trusted: Authority, minutes: int, is_told: bool
) -> None:
    log = timestamps.CustodyLog.of(ingested)
    at = datetime.now(UTC) + timedelta(minutes=minutes)
    entry = log.append("note", who="ana", command="", at=at)
    made = stamp(ingested, trusted, trusted.chain.read_bytes())
    found = stamped(verify_case(ingested))
    assert bool(found) == is_told
    for where, what in found:
        assert where == f"timestamps/{made.token}"
        assert "1 of the entries that it covers say that they were written later" in what
        assert f"entry {entry['seq']} ({entry['at']})" in what


@pytest.mark.parametrize(
    "change",
    [
        {"entry_seq": [1]},
        {"entry_seq": True},
        {"entry_hash": None},
        {"token_sha256": {}},
        {"certificates_sha256": 7},
        {"certificates": "../../x.pem"},
    ],
)
def test_an_entry_of_another_shape_is_a_problem_and_no_crash(
    ingested: Case, tmp_path: Path, trusted: Authority, change: dict[str, Any]
) -> None:
    made = stamp(ingested, trusted, trusted.chain.read_bytes())
    fields = {name: getattr(made, name) for name in type(made).__slots__ if name != "seq"}
    log = timestamps.CustodyLog.of(ingested)
    log.append("timestamp", who="eve", command="", fields=fields | change)
    with pytest.raises(VerificationError, match="names no file"):
        timestamps.stamps(ingested)
    assert any("names no file" in p.what for p in verify_case(ingested).problems)


def test_a_pipe_in_place_of_a_token_is_not_waited_for(ingested: Case, trusted: Authority) -> None:
    token = timestamps.folder(ingested) / stamp(ingested, trusted, None).token
    token.unlink()
    os.mkfifo(token)
    assert stamped(verify_case(ingested)) == [
        (f"timestamps/{token.name}", f"{token.name}: is missing, or no file")
    ]
