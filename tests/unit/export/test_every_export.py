"""What holds for every export: nobody is named who may not be, the same bytes, harmless text."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import export_scene
import pytest

from undertow.case import Case
from undertow.export import (
    approve_referral,
    draft_referral,
    referral_of,
    write_csv,
    write_gexf,
    write_misp,
    write_referral,
    write_stix,
    write_sums,
)
from undertow.tlp import Tlp

Write = Callable[[Case, Path, Tlp], list[Path]]


def refer(case: Case, out: Path, tlp: Tlp) -> list[Path]:
    log = export_scene.log_of(case)
    written = []
    for platform in ("x", "youtube"):
        own = referral_of(case, platform, tlp)
        made = draft_referral(log, own, by="Ana Roy", operator="ana")
        approve_referral(log, own, made.seq, by="Bo Lin", operator="bo")
        written += write_referral(log, own, out / platform)
    return written


EXPORTS: dict[str, Write] = {
    "stix": lambda case, out, tlp: [write_stix(case, out, tlp)],
    "misp": write_misp,
    "csv": write_csv,
    "gexf": write_gexf,
    "referral": refer,
}
LEVELS = {(name, tlp) for name in EXPORTS for tlp in Tlp if name != "referral"} | {
    ("referral", tlp) for tlp in Tlp if tlp.names_accounts
}


@pytest.fixture(params=sorted(LEVELS), ids=lambda own: f"{own[0]}-{own[1].value}")
def written(request: pytest.FixtureRequest, scene: Case, tmp_path: Path) -> tuple[Tlp, list[Path]]:
    name, tlp = request.param
    return tlp, EXPORTS[name](scene, tmp_path / "out", tlp)


def words(path: Path) -> str:
    """Return all that a file says, once its form is read."""
    text = path.read_text("utf-8")
    return json.dumps(json.loads(text), ensure_ascii=False) if path.suffix == ".json" else text


def test_nobody_is_named_who_may_not_be(written: tuple[Tlp, list[Path]]) -> None:
    tlp, files = written
    assert files
    for file in files:
        told = words(file).casefold()
        for handle in export_scene.HIDDEN:
            assert handle not in told, file.name
        assert "zoé roy" not in told
        assert "old lantern" not in told
        assert "613 555" not in told
        if not tlp.names_accounts:
            for uid in (*export_scene.CORE, export_scene.EDGE):
                native_id = uid.partition(":")[2].casefold()
                assert uid.casefold() not in told
                assert re.search(rf"\b{native_id}\b", told) is None, file.name
            for handle in export_scene.HANDLES.values():
                assert handle.casefold() not in told, file.name
            for uid in export_scene.POSTS:
                assert re.search(rf"\b{uid.partition(':')[2]}\b", told) is None, file.name
            # No time to the second that only one account or post has.
            assert "09:15:33" not in told
            assert "09:15:16" not in told


def test_hostile_text_is_harmless(written: tuple[Tlp, list[Path]]) -> None:
    _, files = written
    for file in files:
        raw = file.read_text("utf-8")
        assert len(raw) < 200_000, "a word of a megabyte says no more than its beginning"
        assert not any(unicodedata.category(c) in ("Cc", "Cf") and c not in "\n\r\t" for c in raw)
        assert "https://evil.example" not in raw
        if file.suffix == ".csv":
            with file.open(encoding="utf-8", newline="") as handle:
                for row in csv.reader(handle):
                    assert not any(cell.startswith(tuple("=+-@\t\r")) for cell in row), file.name
        if file.suffix == ".gexf":
            assert "<script" not in raw


def test_manifest_covers_every_file(written: tuple[Tlp, list[Path]], tmp_path: Path) -> None:
    _, files = written
    sums = write_sums(tmp_path / "out", files)
    lines = dict(reversed(line.split("  ")) for line in sums.read_text().splitlines())
    assert lines == {
        file.relative_to(tmp_path / "out").as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files
    }


@pytest.mark.parametrize("name", [name for name in EXPORTS if name != "referral"])
def test_the_same_case_gives_the_same_bytes(
    name: str, scene: Case, rows_of: Any, tmp_path: Path
) -> None:
    again = export_scene.build(tmp_path / "again", rows_of, is_reversed=True)
    one = EXPORTS[name](scene, tmp_path / "one", Tlp.amber)
    other = EXPORTS[name](again, tmp_path / "other", Tlp.amber)
    assert [file.name for file in one] == [file.name for file in other]
    for left, right in zip(one, other, strict=True):
        assert left.read_bytes() == right.read_bytes()


def test_level_of_the_case_is_taken_where_none_is_given(
    scene: Case, rows_of: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "green"
    export_scene.build(folder, rows_of)
    toml = folder / "case.toml"
    toml.write_text(f'{toml.read_text()}\n[settings.export]\ntlp = "green"\n')
    bundle = write_stix(Case.open(folder), tmp_path / "out").read_text()
    assert '"TLP:GREEN"' in bundle
    assert '"TLP:AMBER"' in write_stix(scene, tmp_path / "own").read_text()


def test_manifest_vouches_for_no_file_that_was_changed(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_text("1")
    second.write_text("2")
    before = write_sums(tmp_path, [first]).read_text()
    first.write_text("changed by hand")
    after = write_sums(tmp_path, [second]).read_text()
    assert after.startswith(before)
    first.unlink()
    assert "a.csv" not in write_sums(tmp_path, [second]).read_text()
