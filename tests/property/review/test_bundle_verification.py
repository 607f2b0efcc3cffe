"""A bundle verifies as it was made; one changed byte is found, and what falls is named."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bundle_scene as scene
import pytest

from undertow import bundle as b
from undertow.case import Case
from undertow.errors import InputError
from undertow.export import WrittenBundle
from undertow.review import VerificationReport, verify_bundle, verify_case

ALL = sorted(scene.CLAIMS)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, WrittenBundle]:
    folder = tmp_path_factory.mktemp("bundle")
    case = Case.create(folder / "case", purpose="a test")
    scene.build(case, folder)
    return case, scene.export(case, folder / "out")


@pytest.fixture
def bundle(made: tuple[Case, WrittenBundle], tmp_path: Path) -> Path:
    """A copy that may be changed, far from the case."""
    return Path(shutil.copytree(made[1].folder, tmp_path / made[1].folder.name))


@pytest.fixture
def archive(made: tuple[Case, WrittenBundle], tmp_path: Path) -> Path:
    return Path(shutil.copy(made[1].archive, tmp_path))


def fallen(report: VerificationReport) -> list[str]:
    return [claim.claim_id for claim in report.fallen_claims]


def expected(made: tuple[Case, WrittenBundle], name: str) -> list[str]:
    """Return the claims that fall with a file."""
    case, _ = made
    on = {
        uid: {
            scene.place_of(case, uid.replace("u", ""))[key] for key in ("raw_sha256", "file_sha256")
        }
        for _, uids in scene.CLAIMS.values()
        for uid in uids
    }
    kind, _, rest = name.partition("/")
    if kind == "claims":
        return [rest.removesuffix(".json")]
    if kind in ("records", "files"):
        ident = rest.partition(".")[0]
        claims = scene.CLAIMS.items()
        return sorted(claim for claim, (_, uids) in claims if any(ident in on[u] for u in uids))
    return ALL if name in (b.SUMS, b.CUSTODY) else []


def test_every_byte_counts(made: tuple[Case, WrittenBundle], bundle: Path) -> None:
    chosen = random.Random(3)
    n_changed = 0
    for file in sorted(path for path in bundle.rglob("*") if path.is_file()):
        name = file.relative_to(bundle).as_posix()
        content, falls = file.read_bytes(), expected(made, name)
        some = chosen.sample(range(len(content)), min(60, len(content)))
        positions = {0, len(content) - 1, *some}
        for position in positions:
            changed = bytearray(content)
            changed[position] ^= chosen.randint(1, 255)
            file.write_bytes(changed)
            report = verify_bundle(bundle)
            assert not report.ok, (name, position)
            assert fallen(report) == falls, (name, position)
            n_changed += 1
        file.write_bytes(content)
    assert n_changed > 600
    assert verify_bundle(bundle).ok


def test_every_byte_of_the_archive_counts(archive: Path) -> None:
    content = archive.read_bytes()
    for position in random.Random(4).sample(range(len(content)), 400):
        changed = bytearray(content)
        changed[position] ^= 0x21
        archive.write_bytes(changed)
        report = verify_bundle(archive)
        assert not report.ok, position
    for changed in (
        content + b"x",
        b"x" + content,
        content[:-1],
        content[: len(content) // 2],
        b"",
    ):
        archive.write_bytes(changed)
        assert not verify_bundle(archive).ok


def test_claims_fall_by_what_is_there_when_their_names_were_changed_in_the_list(
    bundle: Path,
) -> None:
    sums = bundle / b.SUMS
    sums.write_bytes(sums.read_bytes().replace(b"claims/k-two.json", b"claims/k-two.jsoN"))
    assert fallen(verify_bundle(bundle)) == ALL


def test_a_changed_record_in_the_archive_fells_its_claims(
    made: tuple[Case, WrittenBundle], archive: Path
) -> None:
    raw = scene.post("1", "one")
    archive.write_bytes(archive.read_bytes().replace(raw, raw.replace(b"one", b"two")))
    assert fallen(verify_bundle(archive)) == ["k-one"]


@pytest.mark.parametrize("name", ["README.txt", "claims/k-one.json", "SHA256SUMS", "custody.jsonl"])
def test_a_missing_file_is_found(made: tuple[Case, WrittenBundle], bundle: Path, name: str) -> None:
    (bundle / name).unlink()
    report = verify_bundle(bundle)
    assert name in {problem.where for problem in report.problems}
    assert fallen(report) == expected(made, name)


def test_a_file_put_in_is_found_and_counts_for_nothing(bundle: Path) -> None:
    (bundle / "claims/k-new.json").write_bytes((bundle / "claims/k-one.json").read_bytes())
    [problem] = verify_bundle(bundle).problems
    assert (problem.where, problem.what) == (
        "claims/k-new.json",
        "was not in the bundle when it was made",
    )


def test_a_link_is_not_followed(bundle: Path, tmp_path: Path) -> None:
    readme = bundle / "README.txt"
    (tmp_path / "elsewhere").write_bytes(readme.read_bytes())
    readme.unlink()
    readme.symlink_to(tmp_path / "elsewhere")
    [problem] = verify_bundle(bundle).problems
    assert problem.where == "README.txt"
    assert "is a link" in problem.what


def seal(bundle: Path) -> None:
    """List the files anew, and let the log's last entry name the list: a forger with time."""
    names = (path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file())
    sums_sha256 = b.write_sums(bundle, set(names) - {b.SUMS, b.CUSTODY})
    log = bundle / b.CUSTODY
    *lines, last = log.read_bytes().splitlines(keepends=True)
    entry = json.loads(last) | {"sums_sha256": sums_sha256}
    del entry["hash"]
    text = json.dumps(entry, sort_keys=True, separators=(",", ":"))
    entry["hash"] = hashlib.sha256(text.encode()).hexdigest()
    line = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    log.write_bytes(b"".join([*lines, line]))


def test_a_bundle_sealed_again_does_not_end_with_the_hash_that_was_handed_over(
    made: tuple[Case, WrittenBundle], bundle: Path
) -> None:
    head = made[1].head
    for given in (head, head[:16], f" {head.upper()} "):
        report = verify_bundle(bundle, head=given)
        assert report.ok, report.problems
        assert report.head == head
    (bundle / "README.txt").write_text("Other words")
    seal(bundle)
    assert verify_bundle(bundle).ok
    report = verify_bundle(bundle, head=head[:16])
    [problem] = report.problems
    assert (problem.where, report.head != head) == (b.CUSTODY, True)
    assert f"does not end with the hash given ({head[:16]})" in problem.what
    assert fallen(report) == ALL


def test_a_bundle_must_end_with_the_hash_but_a_case_may_go_on(
    made: tuple[Case, WrittenBundle], bundle: Path
) -> None:
    earlier = json.loads((bundle / b.CUSTODY).read_bytes().splitlines()[-2])["hash"]
    assert not verify_bundle(bundle, head=earlier).ok
    report = verify_case(made[0], head=earlier)
    assert not [problem for problem in report.problems if "hash given" in problem.what]
    assert "1 later entries are not covered by it" in report.notes[-1]
    report = verify_case(made[0], head="0" * 64)
    assert [problem for problem in report.problems if "holds no entry with" in problem.what]
    assert report.head == made[1].head


@pytest.mark.parametrize("head", ["", "abc", "0" * 15, "0" * 65, "g" * 64])
def test_what_is_no_hash_is_refused(bundle: Path, head: str) -> None:
    with pytest.raises(InputError, match="--head"):
        verify_bundle(bundle, head=head)


def test_a_log_of_brackets_is_a_problem_and_no_crash(bundle: Path) -> None:
    log = bundle / b.CUSTODY
    log.write_bytes(log.read_bytes() + b"[" * 200_000)
    report = verify_bundle(bundle)
    assert b.CUSTODY in {problem.where.partition(":")[0] for problem in report.problems}
    assert fallen(report) == ALL


def test_a_pipe_in_place_of_a_record_is_not_waited_for(bundle: Path) -> None:
    record = sorted(bundle.glob("records/*.raw"))[0]
    record.unlink()
    os.mkfifo(record)
    report = verify_bundle(bundle)
    [what] = [p.what for p in report.problems if p.where == f"records/{record.name}"]
    assert "is no file" in what
    assert fallen(report)


def test_a_folder_that_is_a_link_is_not_followed(bundle: Path, tmp_path: Path) -> None:
    (bundle / "records").rename(tmp_path / "elsewhere")
    (bundle / "records").symlink_to(tmp_path / "elsewhere")
    report = verify_bundle(bundle)
    assert fallen(report) == ALL
    with pytest.raises(b.BundleError, match="is not there"):
        b.open_bundle(bundle).read(f"records/{next((tmp_path / 'elsewhere').iterdir()).name}")


def change(bundle: Path, pattern: str, change: Callable[[dict[str, Any]], object]) -> None:
    """Change one part and everything that vouches for it."""
    file = sorted(bundle.glob(pattern))[0]
    part = json.loads(file.read_bytes())
    change(part)
    file.write_bytes(json.dumps(part).encode())
    seal(bundle)


def test_a_forger_who_changes_nothing_is_not_found(bundle: Path) -> None:
    seal(bundle)
    assert verify_bundle(bundle).ok


@pytest.mark.parametrize(
    ("pattern", "forge", "what"),
    [
        ("claims/k-one.json", lambda c: c.update(n_evidence=3), "the number of evidence rows"),
        ("claims/k-one.json", lambda c: c.update(evidence=[], n_evidence=0), "the number of"),
        ("claims/k-one.json", lambda c: c.update(claim_id="k-two"), "is about another claim"),
        ("claims/k-one.json", lambda c: c.update(extra=1), "cannot be read"),
        (
            "claims/k-one.json",
            lambda c: c["evidence"][0].update(record_uid="x:9"),
            "names a record",
        ),
        ("claims/k-one.json", lambda c: c["evidence"][0].update(raw_sha256="0" * 64), "does not"),
        ("records/*.json", lambda r: r.update(byte_offset=7777), "the proof does not lead"),
        ("records/*.json", lambda r: r.update(byte_length=1), "the bytes are not those"),
        ("records/*.json", lambda r: r.update(file_sha256="0" * 64), "the file it was captured"),
        ("records/*.json", lambda r: r["proof"].update(index=-1), "the proof does not lead"),
        ("records/*.json", lambda r: r["proof"].update(hashes=["zz"]), "the proof does not lead"),
        ("files/*.json", lambda f: f.update(n_records=9), "the proof does not lead to the root of"),
        ("files/*.json", lambda f: f["run"].update(custody_seq=1), "has no entry for this run"),
        ("files/*.json", lambda f: f["run"].update(root="0" * 64), "does not lead to the root"),
    ],
)
def test_a_forged_part_is_found_though_everything_vouches_for_it(
    bundle: Path, pattern: str, forge: Callable[[dict[str, Any]], object], what: str
) -> None:
    change(bundle, pattern, forge)
    report = verify_bundle(bundle)
    assert any(what in problem.what for problem in report.problems)
    assert report.fallen_claims


def test_a_record_that_was_never_captured_has_no_proof(bundle: Path) -> None:
    """Forged bytes, a place for them and a tree of their own: no run in the log has that root."""
    raw = b'{"forged": true}'
    sha256 = hashlib.sha256(raw).hexdigest()
    old = sorted(bundle.glob("records/*.json"))[0]
    record = json.loads(old.read_bytes()) | {"raw_sha256": sha256, "byte_length": len(raw)}
    (bundle / f"records/{sha256}.json").write_bytes(json.dumps(record).encode())
    (bundle / f"records/{sha256}.raw").write_bytes(raw)
    change(bundle, "claims/k-one.json", lambda c: c["evidence"][0].update(raw_sha256=sha256))
    assert "k-one" in fallen(verify_bundle(bundle))


def zipped(path: Path, *members: tuple[str, bytes], mode: int = stat.S_IFREG | 0o644) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, content)
    return path


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    "members",
    [
        [("e/../../x", b"")],
        [("/etc/passwd", b"")],
        [("e/claims/../../x", b"")],
        [("e\\x", b"")],
        [("e/a", b""), ("f/b", b"")],
        [("e/a", b""), ("e/a", b"")],
        [("e/claims/deep/a.json", b"")],
        [("e/.hidden", b"")],
        [("e/" + "n" * 300, b"")],
        [],
    ],
)
def test_archives_that_reach_elsewhere_are_refused(
    tmp_path: Path, members: list[tuple[str, bytes]]
) -> None:
    report = verify_bundle(zipped(tmp_path / "e.zip", *members))
    assert not report.ok
    assert len(report.problems) == 1


def test_a_link_in_an_archive_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "e.zip", ("e/SHA256SUMS", b"/etc/passwd"), mode=stat.S_IFLNK | 0o777)
    assert "is no file of a bundle" in verify_bundle(path).problems[0].what


def test_archives_that_are_too_large_are_not_read(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MAX_FILES", "MAX_FILE_BYTES", "MAX_BYTES"):
        with monkeypatch.context() as patch:
            patch.setattr(b.archive, name, 3)
            assert "not read" in verify_bundle(archive).problems[0].what


def test_a_bundle_packed_again_is_to_be_verified_as_a_folder(bundle: Path, tmp_path: Path) -> None:
    path = tmp_path / "again.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for file in sorted(bundle.rglob("*")):
            if file.is_file():
                packed.write(file, f"{bundle.name}/{file.relative_to(bundle)}")
    report = verify_bundle(path)
    [problem] = report.problems
    assert "unpack it and verify the folder" in problem.effect
    assert report.fallen_claims == ()


def test_what_is_no_bundle_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such case or bundle"):
        verify_bundle(tmp_path / "none")
    text = tmp_path / "text.zip"
    text.write_text("no archive")
    assert "damaged" in verify_bundle(text).problems[0].what
    (tmp_path / "empty").mkdir()
    report = verify_bundle(tmp_path / "empty")
    assert not report.ok
    assert {problem.where for problem in report.problems} == {b.SUMS, b.CUSTODY}
