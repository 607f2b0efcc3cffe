"""What is in a bundle, and that nothing else is; that it can be checked by hand."""

from __future__ import annotations

import errno
import hashlib
import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import bundle_scene as scene
import pytest

from undertow import bundle as b
from undertow.bundle import pack
from undertow.case import Case
from undertow.errors import CaseError, InputError, VerificationError
from undertow.export import WrittenBundle
from undertow.ingest import CustodyLog
from undertow.ingest.evidence import EvidenceStore
from undertow.review import verify_bundle


@pytest.fixture
def built(case: Case, tmp_path: Path) -> Case:
    return scene.build(case, tmp_path)


@pytest.fixture
def bundle(built: Case, tmp_path: Path) -> WrittenBundle:
    return scene.export(built, tmp_path / "out")


def read(bundle: WrittenBundle, name: str) -> Any:
    return json.loads((bundle.folder / name).read_bytes())


def names(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_a_bundle_verifies_as_a_folder_and_as_an_archive(bundle: WrittenBundle) -> None:
    for path in (bundle.folder, bundle.archive):
        report = verify_bundle(path)
        assert report.ok, report.problems
        assert {check.name: check.n_checked for check in report.checks} == {
            "archive": 1,
            "sums": 13,
            "custody": scene_entries(bundle),
            "files": 2,
            "records": 3,
            "claims": 3,
            "timestamps": 0,
        }


def scene_entries(bundle: WrittenBundle) -> int:
    return len((bundle.folder / "custody.jsonl").read_bytes().splitlines())


def test_it_holds_the_records_of_its_claims_and_no_others(
    built: Case, bundle: WrittenBundle
) -> None:
    wanted = {scene.place_of(built, uid)["raw_sha256"] for uid in ("x:1", "x:2", "x:4")}
    records = {name for name in names(bundle.folder) if name.startswith("records/")}
    assert records == {f"records/{sha256}.{end}" for sha256 in wanted for end in ("raw", "json")}
    content = b"".join(path.read_bytes() for path in bundle.folder.rglob("*") if path.is_file())
    assert scene.BYSTANDER.encode() not in content
    sha256 = scene.place_of(built, "x:2")["raw_sha256"]
    assert json.loads((bundle.folder / f"records/{sha256}.raw").read_bytes())["text"] == "zwei, 二"


def test_a_claim_is_told_in_both_languages_with_its_numbers(bundle: WrittenBundle) -> None:
    claim = read(bundle, "claims/k-one.json")
    assert claim["facts"] == scene.FACTS["activity"]
    assert claim["n_evidence"] == len(claim["evidence"]) == 2
    assert "2" in claim["text"]["en"]
    assert claim["text"]["en"] != claim["text"]["fr"]
    judged = read(bundle, "claims/k-two.json")["text"]
    assert "Confidence: moderate." in judged["en"]
    assert "Degré de confiance\u202f: moyen." in judged["fr"]
    text = (bundle.folder / "README.txt").read_text()
    for told in claim["text"].values():
        assert re.sub(r"\s+", " ", told) in re.sub(r"\s+", " ", text)


def test_what_was_read_from_a_record_is_told(built: Case, bundle: WrittenBundle) -> None:
    place = scene.place_of(built, "x:2")
    record = read(bundle, f"records/{place['raw_sha256']}.json")
    for name in ("raw_sha256", "file_sha256", "file_name", "line", "byte_offset", "byte_length"):
        assert record[name] == place[name]
    assert [seen["record_uid"] for seen in record["observations"]] == ["x:2"]
    assert record["profiles"] == ["x:u2"]


def test_whole_files_are_counted_and_told(bundle: WrittenBundle) -> None:
    assert (bundle.about.records, bundle.about.whole_files) == (3, 1)
    text = (bundle.folder / "README.txt").read_text()
    assert "1\u00a0record is a whole captured file" in text


def test_the_log_ends_with_the_bundle_and_is_otherwise_that_of_the_case(
    built: Case, bundle: WrittenBundle
) -> None:
    log = (bundle.folder / "custody.jsonl").read_bytes()
    assert log == CustodyLog.of(built).path.read_bytes()
    last = json.loads(log.splitlines()[-1])
    sums = (bundle.folder / "SHA256SUMS").read_bytes()
    assert (last["action"], last["hash"]) == ("bundle", bundle.head)
    assert last["sums_sha256"] == hashlib.sha256(sums).hexdigest()


def test_the_same_claims_give_the_same_bytes(
    built: Case, bundle: WrittenBundle, tmp_path: Path
) -> None:
    again = scene.export(built, tmp_path / "again")
    for name in names(bundle.folder) - {"custody.jsonl"}:
        assert (bundle.folder / name).read_bytes() == (again.folder / name).read_bytes()
    first = bundle.archive.read_bytes()
    pack(bundle.folder, bundle.archive)
    assert bundle.archive.read_bytes() == first
    with zipfile.ZipFile(bundle.archive) as archive:
        listed = archive.namelist()
        assert archive.testzip() is None
    assert listed == sorted(f"{bundle.folder.name}/{name}" for name in names(bundle.folder))


def test_an_earlier_bundle_is_replaced_and_nothing_else_is(built: Case, tmp_path: Path) -> None:
    first = scene.export(built, tmp_path / "out", "k-one")
    assert first.folder.name == "evidence-k-one"
    (first.folder / "stray").write_text("x")
    assert not (scene.export(built, tmp_path / "out", "k-one").folder / "stray").exists()
    shutil.rmtree(first.folder)
    first.folder.mkdir()
    (first.folder / "letter.txt").write_text("not a bundle")
    before = scene.n_entries(built)
    with pytest.raises(InputError, match="is no bundle"):
        scene.export(built, tmp_path / "out", "k-one")
    assert scene.n_entries(built) == before


def test_a_bundle_that_cannot_be_packed_leaves_nothing_half(
    built: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_the_disk(*_: object) -> None:
        raise OSError(errno.EFBIG, "File too large")

    out = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(b, "pack", fill_the_disk)
        with pytest.raises(CaseError, match=r"evidence-k-one: .*File too large; make room"):
            scene.export(built, out, "k-one")
    assert list(out.iterdir()) == []
    first = scene.export(built, out, "k-one")
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    monkeypatch.setattr(b, "pack", fill_the_disk)
    with pytest.raises(CaseError):
        scene.export(built, out, "k-one")
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert verify_bundle(first.archive).ok


def test_claims_of_a_campaign(built: Case, tmp_path: Path) -> None:
    bundle = scene.export(built, tmp_path / "out", campaign_id="c-1")
    claims = {name for name in names(bundle.folder) if name.startswith("claims/")}
    assert claims == {"claims/k-one.json", "claims/k-two.json"}
    assert verify_bundle(bundle.archive).ok


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"claim_ids": ["k-nine"]}, "k-nine: not in this case"),
        ({"campaign_id": "c-9"}, "c-9: has no claims"),
        ({}, "no claim was named"),
        ({"claim_ids": ["k-one"], "max_bytes": 100}, "more than the limit of 100"),
    ],
)
def test_what_cannot_be_exported_is_said(
    built: Case, tmp_path: Path, options: dict[str, Any], message: str
) -> None:
    before = scene.n_entries(built)
    with pytest.raises(InputError, match=re.escape(message)):
        scene.write_evidence(built, tmp_path / "out", who="a", command="b", **options)
    assert scene.n_entries(built) == before
    assert not (tmp_path / "out").exists()


def test_nothing_is_proven_of_damaged_evidence(built: Case, tmp_path: Path) -> None:
    damaged = scene.place_of(built, "x:4")["file_sha256"]
    stored = EvidenceStore(built.path / "evidence").path(damaged)
    stored.write_bytes(bytes(20) + stored.read_bytes()[20:])
    assert scene.export(built, tmp_path / "out", "k-one").about.records == 2
    before = scene.n_entries(built)
    with pytest.raises(VerificationError, match="undertow verify"):
        scene.export(built, tmp_path / "out", "k-three")
    assert scene.n_entries(built) == before
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "evidence-k-one",
        "evidence-k-one.zip",
    }


def test_records_that_no_run_covers_are_not_proven(built: Case, tmp_path: Path) -> None:
    log = CustodyLog.of(built)
    kept = [line for line in log.path.read_bytes().splitlines(True) if b'"run"' not in line]
    log.path.write_bytes(b"".join(kept))
    with pytest.raises(VerificationError, match="undertow ingest"):
        scene.export(built, tmp_path / "out", "k-one")


def shell(folder: Path, command: str) -> str:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout


def test_the_commands_of_the_readme_do_what_they_say(built: Case, bundle: WrittenBundle) -> None:
    text = (bundle.folder / "README.txt").read_text()
    is_command = re.compile(r"  (sha|tail|sed|pri)").match
    commands = [line.strip() for line in text.splitlines() if is_command(line)]
    half = len(commands) // 2
    assert commands[:half] == commands[half:]
    sums, tail, seal, chain, records, leaf, node = commands[:half]
    assert "FAILED" not in shell(bundle.folder, sums)
    last = json.loads(shell(bundle.folder, tail))
    assert shell(bundle.folder, seal).split()[0] == last["sums_sha256"]
    log = (bundle.folder / "custody.jsonl").read_bytes()
    entries = [json.loads(line) for line in log.splitlines()]
    for number, entry in enumerate(entries, start=1):
        assert shell(bundle.folder, f"L={number}; {chain}").split()[0] == entry["hash"]
    for line in shell(bundle.folder, records).splitlines():
        digest, name = line.split()
        assert name == f"records/{digest}.raw"
    place = scene.place_of(built, "x:2")
    record = read(bundle, f"records/{place['raw_sha256']}.json")
    words = f"{record['byte_offset']} {record['byte_length']} {record['raw_sha256']}"
    digest = shell(bundle.folder, f"LEAF='{words}'; {leaf}").split()[0]
    index, size = record["proof"]["index"], record["proof"]["size"]
    for neighbour in record["proof"]["hashes"]:
        pair = (neighbour, digest) if index % 2 else (digest, neighbour)
        digest = hand_over(bundle.folder, node, *pair)
        index, size = index // 2, (size + 1) // 2
    assert size == 1
    assert digest == read(bundle, f"files/{record['file_sha256']}.json")["root"]


def hand_over(folder: Path, command: str, left: str, right: str) -> str:
    if shutil.which("xxd") is None:  # the same with what every test machine has
        return hashlib.sha256(bytes.fromhex("01" + left + right)).hexdigest()
    return shell(folder, f"LEFT={left}; RIGHT={right}; {command}").split()[0]
