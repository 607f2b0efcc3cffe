"""Where tables may be kept, and a case that keeps them elsewhere."""

from __future__ import annotations

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pytest

from undertow.case import Case
from undertow.errors import CaseError, InputError
from undertow.review.foreign import foreign_files
from undertow.schema import Table, Targets
from undertow.settings import Settings


@pytest.fixture
def targets(rows_of: Any) -> Table[Targets]:
    return Table.checked(Targets, rows_of(Targets, {"target_id": "a", "name": "Ann"}))


@pytest.mark.parametrize("form", ["path", "url"])
def test_another_folder_has_the_layout_of_a_case(
    tmp_path: Path, targets: Table[Targets], form: str
) -> None:
    folder = tmp_path / "big disk" / "tables"
    given = str(folder) if form == "path" else folder.as_uri()
    case = Case.create(tmp_path / "c", purpose="p", tables=given)
    own = Case.create(tmp_path / "own", purpose="p")
    assert case.write(targets) == own.write(targets)
    assert case.table_files(Targets) == [folder / "targets" / "part-0.parquet"]
    assert case.table_urls(Targets) == [(folder / "targets" / "part-0.parquet").as_uri()]
    assert not list((tmp_path / "c" / "tables").iterdir())
    again = Case.open(tmp_path / "c")
    assert again.read(Targets).n_rows == again.n_rows(Targets) == 1
    assert again.has_table(Targets)
    assert again.spill == folder / ".spill"
    assert tomllib.loads((tmp_path / "c" / "case.toml").read_text())["tables"] == str(folder)


def test_the_place_is_no_setting(tmp_path: Path) -> None:
    case = Case.create(tmp_path / "c", purpose="p", tables=str(tmp_path / "t"))
    assert case.settings.digest() == Settings().digest()


def test_a_relative_folder_is_kept_as_an_absolute_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, targets: Table[Targets]
) -> None:
    monkeypatch.chdir(tmp_path)
    Case.create(Path("c"), purpose="p", tables="t").write(targets)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert Case.open(Path("../c")).n_rows(Targets) == 1


def test_a_folder_that_is_not_mounted_is_told(tmp_path: Path) -> None:
    Case.create(tmp_path / "c", purpose="p", tables=str(tmp_path / "t"))
    shutil.rmtree(tmp_path / "t")
    (tmp_path / "t").mkdir()
    with pytest.raises(CaseError, match=r"t: the tables of .* are not here; mount the disk"):
        Case.open(tmp_path / "c")


@pytest.mark.parametrize(
    ("place", "message"),
    [
        ("ftp://host/p", "tables can be in a folder, or at file://, s3://"),
        ("s3://", "names no bucket"),
        ("s3:///p", "names no bucket"),
        ("s3://key:word@bucket/p", "secret"),
        ("s3://bucket/p?secret_key=word", "secret"),
        ("abfs://c@a.dfs.core.windows.net/p?account_key=word", "secret"),
        ("file://host/p", "file:///folder"),
        ("file:///", "file:///folder"),
        ("s3://[bucket/p", "is no URL"),
    ],
)
def test_what_is_no_place_is_refused_and_leaves_nothing(
    tmp_path: Path, place: str, message: str
) -> None:
    with pytest.raises(InputError, match=message) as error:
        Case.create(tmp_path / "c", purpose="p", tables=place)
    assert "word" not in str(error.value)
    assert not list((tmp_path / "c").iterdir())
    assert Case.create(tmp_path / "c", purpose="p").purpose == "p"


def test_a_place_in_the_case_or_in_use_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="lies in the case itself"):
        Case.create(tmp_path / "c", purpose="p", tables=str(tmp_path / "c" / "evidence"))
    Case.create(tmp_path / "one", purpose="p", tables=str(tmp_path / "t"))
    with pytest.raises(CaseError, match="exists and is not an empty folder"):
        Case.create(tmp_path / "two", purpose="p", tables=str(tmp_path / "t"))


def test_an_object_store_is_not_reached_by_opening_a_case(tmp_path: Path) -> None:
    Case.create(tmp_path / "c", purpose="p")
    with (tmp_path / "c" / "case.toml").open("r+") as file:
        text = file.read()
        file.seek(0)
        file.write('tables = "s3://bucket/p?endpoint_override=http://127.0.0.1:9"\n' + text)
    assert Case.open(tmp_path / "c").store.where("posts") == "s3://bucket/p/posts"


def test_what_lies_in_both_places_is_foreign(tmp_path: Path, targets: Table[Targets]) -> None:
    case = Case.create(tmp_path / "c", purpose="p", tables=str(tmp_path / "t"))
    case.write(targets)
    assert list(foreign_files(case)) == []
    (tmp_path / "t" / "targets" / "note.txt").write_text("x")
    (tmp_path / "c" / "tables" / "posts").mkdir()
    (tmp_path / "c" / "tables" / "posts" / "part-0.parquet").write_text("x")
    assert list(foreign_files(case)) == ["tables/targets/note.txt", "tables/posts/part-0.parquet"]
