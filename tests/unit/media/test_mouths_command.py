"""``undertow media mouths``: asked for with a purpose, told as a hint, deleted at a word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from mouths import several, talking
from typer.testing import CliRunner

from undertow.case import Case
from undertow.cli import media, media_mouths
from undertow.errors import CaseError, ReviewRequiredError
from undertow.ingest.custody import CustodyLog
from undertow.media.hints.mouth import MouthHint
from undertow.media.hints.mouth_hints import FILE, forget_hints, read_hints, related, write_hints
from undertow.media.hints.mouth_track import Mouth
from undertow.schema import MediaFiles, MediaGroups, MediaMatches, Table
from undertow.wording.provenance.hints import mouth_lines

PURPOSE = ("--purpose", "Find videos that were dubbed over")
VIDEOS = several(1, 22) | {"dub": talking(np.random.default_rng(99), is_driven=False)}
UIDS = {name: f"{i:02x}" * 32 for i, name in enumerate(VIDEOS)}


@pytest.fixture
def case(tmp_path: Path, rows_of: Any) -> Case:
    """A case with 23 videos that talk, one of them dubbed, and two that are not looked at."""
    made = Case.create(tmp_path / "case", purpose="a test")
    rows: list[dict[str, Any]] = [{"media_uid": uid, "has_sound": True} for uid in UIDS.values()]
    rows += [{"media_uid": "e" * 64, "has_sound": False}, {"media_uid": "f" * 64, "kind": "audio"}]
    plain = {"kind": "video", "state": "decoded", "mime": "video/mp4"}
    with made.writing():
        made.write(Table.checked(MediaFiles, rows_of(MediaFiles, *(plain | row for row in rows))))
    return Case.open(made.path)


def run(case: Case, *words: str) -> Any:
    """Run the command; curves that are made stand for what is decoded and seen."""
    names = {uid: name for name, uid in UIDS.items()}

    @contextmanager
    def open_talks(case: Case) -> Iterator[Any]:
        yield lambda uid: (names[uid], VIDEOS[names[uid]].cepstra)

    def track_mouth(name: str, model: object) -> Mouth:
        opening = VIDEOS[name].opening
        return Mouth(0, len(opening), opening)

    app = typer.Typer()
    app.callback()(lambda: None)
    media.add_to(app)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(media_mouths, "open_talks", open_talks)
        patch.setattr(media_mouths, "track_mouth", track_mouth)
        patch.setattr(media_mouths, "can_track", lambda: True)
        return CliRunner().invoke(app, ["media", words[0], str(case.path), *words[1:]])


def test_nothing_is_measured_without_a_purpose(case: Case) -> None:
    assert isinstance(run(case, "mouths", "--purpose", "why").exception, ReviewRequiredError)
    nothing = run(case, "mouths", "--format", "json")
    assert json.loads(nothing.stdout) == []
    assert list(CustodyLog.of(case).entries()) == []


def test_a_dub_is_told_as_a_hint_in_both_languages(case: Case) -> None:
    found = run(case, "mouths", *PURPOSE)
    assert found.exit_code == 0, found.exception
    listed = json.loads(run(case, "mouths", "--format", "json").stdout)
    assert [row["media_uid"] for row in listed if row["verdict"] == "not_driven"] == [UIDS["dub"]]
    assert len(listed) == len(VIDEOS)
    for language, words in (
        ("en", "Hint: this soundtrack does not drive this mouth"),
        ("fr", "cette bande sonore n’anime pas cette bouche"),
    ):
        assert words in " ".join(run(case, "show", UIDS["dub"], "--lang", language).stdout.split())
        assert words not in run(case, "show", UIDS["v00"], "--lang", language).stdout
    # Nothing is kept but ranks, and the log has the purpose.
    kept = json.loads((case.path / FILE).read_text())
    assert set(kept[UIDS["dub"]]) == {"p_value", "n_controls", "p_own", "n_in_step", "n_tested"}
    assert [entry.get("purpose") for entry in CustodyLog.of(case).entries()] == [PURPOSE[1]]


def test_a_purge_deletes_all(case: Case) -> None:
    run(case, "mouths", *PURPOSE)
    assert read_hints(case.path, ["gone"]) == {}
    assert run(case, "mouths", "--purge").exit_code == 0
    assert not (case.path / FILE.parent).exists()
    assert run(case, "mouths", "--purge").exit_code == 0  # there is nothing, which is no error
    actions = [entry["action"] for entry in CustodyLog.of(case).entries()]
    assert actions == ["media-mouths", "media-mouths-purge"]


@pytest.mark.parametrize("content", ["{", "[]", '{"gone": {"p": 1}}'])
def test_a_damaged_file_is_told(case: Case, content: str) -> None:
    (case.path / FILE.parent).mkdir()
    (case.path / FILE).write_text(content)
    with pytest.raises(CaseError, match="--purge"):
        read_hints(case.path, ["gone"])


def test_the_hint_on_a_deleted_file_goes_with_it(tmp_path: Path) -> None:
    forget_hints(tmp_path, ["a"])  # there are none, which is no error
    hint = MouthHint(0.8, 24, 0.04, 23, 24)
    write_hints(tmp_path, {"a": hint, "b": hint})
    forget_hints(tmp_path, ["a"])
    assert "a" not in json.loads((tmp_path / FILE).read_text())
    assert read_hints(tmp_path, ["a", "b"]) == {"b": hint}
    (tmp_path / FILE).write_text("{")
    forget_hints(tmp_path, ["a"])
    assert not (tmp_path / FILE).exists()


def test_copies_and_videos_with_the_same_sound_are_related(rows_of: Any) -> None:
    groups = [{"media_uid": uid, "media_group": group} for uid, group in ("aa", "ba", "cc", "dd")]
    matches = [{"media_a": "c", "media_b": "d", "kind": "sound"}]
    is_related = related(
        Table.checked(MediaGroups, rows_of(MediaGroups, *groups)),
        Table.checked(MediaMatches, rows_of(MediaMatches, *matches)),
    )
    assert is_related("a", "b")
    assert is_related("d", "c")
    assert not is_related("a", "c")


def test_what_is_undecided_or_in_step_is_not_said() -> None:
    assert mouth_lines(None, "en") == []
    for hint in (MouthHint(0.04, 24, 0.9, 24, 24), MouthHint(0.5, 24, 0.5, 24, 24)):
        assert mouth_lines(hint, "fr") == []
    said = mouth_lines(MouthHint(0.8, 24, 0.04, 23, 24), "en")[1]
    assert "fake" not in said
    assert "24 soundtracks" in said
