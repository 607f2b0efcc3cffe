"""A case folder: made, opened, written and read without ever showing half of anything."""

from __future__ import annotations

import errno
import hashlib
import shutil
import tomllib
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import undertow.case
from undertow.case import Case, file_sha256, write_atomically
from undertow.errors import CaseError, SettingsError
from undertow.schema import Accounts, Provenance, Table, Targets


@pytest.fixture
def targets(rows_of: Any) -> Table[Targets]:
    rows = [{"target_id": "b", "name": "Berthe"}, {"target_id": "a", "name": "Ann"}]
    return Table.checked(Targets, rows_of(Targets, *rows))


def test_create_then_open(tmp_path: Path) -> None:
    register = tmp_path / "officials.csv"
    register.write_bytes(b"target_id,name\r\n1,Ann\r\n")
    made = Case.create(tmp_path / "c", purpose="watch", owner="Unit 7", register=register)
    opened = Case.open(tmp_path / "c")
    assert made == opened
    assert (opened.purpose, opened.owner) == ("watch", "Unit 7")
    assert opened.register is not None
    assert opened.register.read_bytes() == register.read_bytes()
    assert opened.out.is_dir()


def test_a_case_without_register_has_none(case: Case) -> None:
    assert case.register is None


def test_an_empty_folder_becomes_a_case(tmp_path: Path) -> None:
    assert Case.create(tmp_path, purpose="p").path == tmp_path


@pytest.mark.parametrize("name", ["file", "folder"])
def test_create_leaves_what_exists_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("kept")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "note").write_text("kept")
    with pytest.raises(CaseError, match="exists and is not an empty folder"):
        Case.create(tmp_path / name, purpose="p")
    assert (tmp_path / "file").read_text() == (tmp_path / "folder" / "note").read_text() == "kept"


def test_open_says_how_to_make_a_case(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"no case here.*undertow init"):
        Case.open(tmp_path)


@pytest.mark.parametrize("content", [b"purpose = ", b"purpose = '\xff'"])
def test_open_names_a_damaged_case_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "case.toml").write_bytes(content)
    with pytest.raises(CaseError, match=r"case\.toml: cannot be read"):
        Case.open(tmp_path)


def test_open_refuses_unknown_keys(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text("purpose = 'p'\npropose = 'q'\n")
    with pytest.raises(SettingsError, match="propose"):
        Case.open(tmp_path)


def test_open_reads_settings(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text("[settings.coordination]\nq = 0.01\n")
    assert Case.open(tmp_path).settings.coordination.q == 0.01


@given(purpose=st.text(), owner=st.text())
@example(purpose='"""\\', owner="\x00\x1f\x7f\x85\u2028\r\n\t")
def test_any_text_survives_case_toml(
    tmp_path_factory: pytest.TempPathFactory, purpose: str, owner: str
) -> None:
    path = tmp_path_factory.mktemp("case") / "c"
    case = Case.create(path, purpose=purpose, owner=owner)
    assert (case.purpose, case.owner) == (purpose, owner)
    assert set(tomllib.loads((path / "case.toml").read_text())) == {"purpose", "owner", "settings"}


def test_write_then_read(case: Case, targets: Table[Targets]) -> None:
    hashes = case.write(targets)
    assert case.read(Targets).arrow.equals(targets.arrow)
    assert case.n_rows(Targets) == 2
    assert hashes == {"targets": case.table_sha256(Targets)}
    assert [f.name for f in case.table_dir(Targets).iterdir()] == ["part-0.parquet"]


def test_same_rows_same_bytes(case: Case, tmp_path: Path, targets: Table[Targets]) -> None:
    other = Case.create(tmp_path / "other", purpose="another purpose")
    backwards = Table.checked(Targets, targets.arrow.take([1, 0]))
    assert case.write(targets) == other.write(backwards)


def test_a_table_never_written_is_empty(case: Case) -> None:
    assert case.read(Targets).n_rows == 0
    assert case.n_rows(Targets) == 0
    assert case.table_files(Targets) == []


def test_parts_are_read_as_one_table(case: Case, targets: Table[Targets]) -> None:
    folder = case.table_dir(Targets)
    folder.mkdir()
    for number in (1, 0):
        pq.write_table(targets.arrow.slice(number, 1), folder / f"part-{number}.parquet")
    assert case.read(Targets).arrow.equals(targets.arrow)
    before = case.table_sha256(Targets)
    (folder / "part-1.parquet").rename(folder / "part-2.parquet")
    assert case.table_sha256(Targets) == before


@pytest.mark.parametrize("damage", ["truncated", "garbage", "other columns", "twice"])
def test_a_damaged_table_is_named(case: Case, targets: Table[Targets], damage: str) -> None:
    case.write(targets)
    file = case.table_dir(Targets) / "part-0.parquet"
    match damage:
        case "truncated":
            file.write_bytes(file.read_bytes()[:-20])
        case "garbage":
            file.write_bytes(b"<html>not found</html>")
        case "other columns":
            pq.write_table(pa.table({"name": ["Ann"]}), file)
        case "twice":
            shutil.copy(file, file.with_name("part-1.parquet"))
    with pytest.raises(CaseError, match=r"tables/targets: cannot be read.*undertow verify"):
        case.read(Targets)


def test_a_full_disk_leaves_the_old_tables(
    case: Case, targets: Table[Targets], rows_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = Table.checked(Accounts, rows_of(Accounts, {"account_uid": "x:1"}))
    case.write(targets, accounts)
    before = [case.table_sha256(Targets), case.table_sha256(Accounts)]
    write_parquet = undertow.case.write_parquet

    def write_until_full(arrow: pa.Table, path: Path) -> None:
        write_parquet(arrow, path)
        if "accounts" in str(path):
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(undertow.case, "write_parquet", write_until_full)
    with pytest.raises(CaseError, match="No space left on device"):
        case.write(Table.empty(Targets), Table.empty(Accounts))
    assert [case.table_sha256(Targets), case.table_sha256(Accounts)] == before
    assert not list(case.path.rglob("*.tmp"))


def test_a_draft_left_by_a_killed_process_is_not_read(case: Case, targets: Table[Targets]) -> None:
    case.write(targets)
    before = case.table_sha256(Targets)
    (case.table_dir(Targets) / ".part-0.parquet.tmp").write_bytes(b"half")
    assert case.read(Targets).n_rows == 2
    assert case.table_sha256(Targets) == before
    case.write(targets)
    assert not list(case.path.rglob("*.tmp"))


def test_provenance_of_a_stage(case: Case, rows_of: Any) -> None:
    assert case.provenance("text") is None
    row = {"stage": "text", "inputs": ["posts=aa"], "outputs": ["post_text=bb"]}
    case.write_provenance(Table.checked(Provenance, rows_of(Provenance, row)))
    found = case.provenance("text")
    assert found is not None
    assert found["inputs"] == ["posts=aa"]
    assert case.provenance("waves") is None
    (case.table_dir(Provenance) / "text.parquet").write_bytes(b"damaged")
    assert case.provenance("text") is None


def test_write_atomically_replaces_or_leaves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "deep" / "file"
    write_atomically(file, b"old")
    write_atomically(file, b"new")
    assert file.read_bytes() == b"new"

    def fail(descriptor: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="Input/output error"):
        write_atomically(file, b"newer")
    assert [(f.name, f.read_bytes()) for f in file.parent.iterdir()] == [("file", b"new")]


def test_file_sha256_reads_in_blocks(tmp_path: Path) -> None:
    file = tmp_path / "file"
    content = bytes(range(256)) * 12_000
    file.write_bytes(content)
    assert file_sha256(file) == hashlib.sha256(content).hexdigest()


def test_one_writer_at_a_time(case: Case) -> None:
    other = Case.open(case.path)
    with case.writing():
        with pytest.raises(CaseError, match="another undertow process is writing"), other.writing():
            pytest.fail("two writers")
        assert other.read(Targets).n_rows == 0
    with other.writing():
        pass
