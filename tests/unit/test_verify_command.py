"""``undertow verify`` on the command line: what it takes for what, and what it says of the log."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import bundle_scene as scene
import pytest
from typer.testing import CliRunner

from undertow.bundle import CUSTODY
from undertow.case import Case
from undertow.cli.app import application
from undertow.errors import InputError
from undertow.export import WrittenBundle


@pytest.fixture
def built(case: Case, tmp_path: Path) -> Case:
    return scene.build(case, tmp_path)


@pytest.fixture
def bundle(built: Case, tmp_path: Path) -> WrittenBundle:
    return scene.export(built, tmp_path / "out")


def verify(*arguments: object) -> Any:
    return CliRunner().invoke(application(["verify"]), ["verify", *map(str, arguments)])


def test_a_bundle_with_a_case_file_in_it_is_neither(case: Case, bundle: WrittenBundle) -> None:
    shutil.copy(case.path / "case.toml", bundle.folder)
    error = verify(bundle.folder).exception
    assert isinstance(error, InputError)
    assert "holds case.toml and SHA256SUMS" in str(error)


def test_a_folder_with_a_case_file_and_no_more_does_not_verify(case: Case, tmp_path: Path) -> None:
    (tmp_path / "emptied").mkdir()
    shutil.copy(case.path / "case.toml", tmp_path / "emptied")
    assert verify(case.path).exit_code == 0
    done = verify(tmp_path / "emptied")
    assert done.exit_code == 1
    assert "no entry of action 'init'" in done.output


def test_the_last_hash_is_printed_to_be_compared(bundle: WrittenBundle) -> None:
    done = verify(bundle.archive)
    assert done.exit_code == 0, done.output
    assert f"its last custody hash is {bundle.head}; this must be compared" in done.output
    done = verify(bundle.archive, "--head", bundle.head)
    assert done.exit_code == 0, done.output
    assert "must be compared" not in done.output
    assert "the hash given is that of entry" in done.output
    assert json.loads(verify(bundle.folder, "--json").output)["head"] == bundle.head


def test_another_hash_is_a_failure(built: Case, bundle: WrittenBundle) -> None:
    for path in (bundle.archive, bundle.folder, built.path):
        done = verify(path, "--head", "0" * 16)
        assert done.exit_code == 1
        assert "the hash given (0000000000000000)" in done.output
    assert verify(built.path, "--head", bundle.head[:16]).exit_code == 0
    assert isinstance(verify(built.path, "--head", "123").exception, InputError)


def test_what_a_file_is_called_does_not_disturb_the_terminal(bundle: WrittenBundle) -> None:
    (bundle.folder / "\x1b[2Jx").write_text("")
    done = verify(bundle.folder)
    assert done.exit_code == 1
    assert "\x1b[2J" not in done.output


def test_a_log_of_brackets_ends_in_a_problem(built: Case, bundle: WrittenBundle) -> None:
    for log in (bundle.folder / CUSTODY, built.path / "evidence" / CUSTODY):
        with log.open("ab") as file:
            file.write(b"[" * 200_000)
    for path in (bundle.folder, built.path):
        done = verify(path)
        assert isinstance(done.exception, SystemExit)
        assert done.exit_code == 1
        assert "custody" in done.output
