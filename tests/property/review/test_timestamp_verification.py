"""Time stamps of a case and of its bundle: held against the log, and their absence is said."""

from __future__ import annotations

import shutil
from pathlib import Path

import bundle_scene as scene
import pytest
from tsa import Authority, authority

from undertow.case import Case
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
        [note] = report.notes
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
