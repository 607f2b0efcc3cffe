"""Who is said to have done what: read to be right, not to be complete."""

from __future__ import annotations

from typing import Any

import pytest

from undertow.evaluate.frames import (
    REGISTER,
    evaluate_frames,
    expected,
    found,
    frame_suite,
    frames_markdown,
)
from undertow.narratives.frames import Frame, FrameReader, agree
from undertow.narratives.frames.frame import Party

READER = FrameReader(REGISTER)


def test_suite_is_large_and_in_three_languages() -> None:
    suite = frame_suite()
    assert len(suite) >= 150
    assert {row["language"] for row in suite} == {"en", "fr", "zh"}
    assert len({row["text"] for row in suite}) == len(suite)
    assert sum(not row["frames"] for row in suite) >= 80


def test_precision_and_recall_of_the_suite() -> None:
    scores = {(s.part, s.language): s for s in evaluate_frames()}
    for part in ("development", "held_out"):
        for language in ("en", "fr", "zh", "all"):
            precision = scores[part, language].precision
            assert precision is not None
            assert precision >= 0.95
        recall = scores[part, "all"].recall
        assert recall is not None
        assert recall >= 0.8
    assert "| held_out | all |" in frames_markdown(scores.values())


@pytest.mark.parametrize("row", [r for r in frame_suite() if not r["frames"]], ids=lambda r: "text")
def test_nothing_is_read_where_nothing_is_said(row: dict[str, Any]) -> None:
    assert READER.read(row["text"], row["language"]) == []


def test_predicate_is_words_of_the_text() -> None:
    for row in frame_suite():
        for frame in READER.read(row["text"], row["language"]):
            assert frame.predicate in row["text"]
            assert frame.actor.name in row["text"]
    assert expected(frame_suite()[0]) == found(READER.read(frame_suite()[0]["text"], "en"))


def test_official_is_known_by_every_name() -> None:
    names = ("Ann Lee", "MP Lee", "ANN LEE", "ann lee")
    ids = [READER.read(f"{name} took bribes.", "en")[0].actor.target_id for name in names]
    assert ids == ["t-1"] * 4
    (traditional,) = READER.read("佐伊·羅伊背叛了李安娜!", "zh")
    assert (traditional.actor.target_id, traditional.target) == ("t-2", Party("李安娜", "t-1"))


def test_name_of_two_officials_is_of_neither() -> None:
    reader = FrameReader({"t-1": ["Ann Lee"], "t-2": ["Ann Lee"]})
    (frame,) = reader.read("Ann Lee took bribes.", "en")
    assert frame.actor == Party("Ann Lee", None)


@pytest.mark.parametrize("language", ["en", "fr", "zh", "und", "ru"])
def test_hostile_text_makes_no_frame(language: str) -> None:
    for text in (
        "",
        "\ue000 took bribes from \ue001.",
        "<" * 3000,
        "A" * 5000,
        "@annlee took bribes",
    ):
        assert READER.read(text, language) == []


def frame(
    actor: str = "Ann Lee", target: str | None = "Carl Moss", *, denied: bool = False
) -> Frame:
    words = "took bribes" + (f" from {target}" if target else "")
    return Frame(Party(actor), "take_bribe", words, Party(target) if target else None, denied)


def test_texts_agree() -> None:
    agreed = agree([[frame()], [frame()], [frame()], []], min_texts=2, min_share=0.3)
    assert agreed is not None
    assert (agreed.frame, agreed.texts) == (frame(), (0, 1, 2))


def test_disagreement_gives_no_frame() -> None:
    read = [[frame("Ann Lee")], [frame("Bob Stone")], [frame("Nina Vale")]]
    assert agree(read, min_texts=1, min_share=0.1) is None


def test_frame_and_its_denial_do_not_agree() -> None:
    read = [[frame()], [frame(denied=True)], [frame()], [frame(denied=True)]]
    assert agree(read, min_texts=1, min_share=0.1) is None


def test_targets_that_differ_are_left_out() -> None:
    read = [[frame(target="Carl Moss")], [frame(target="Bob Stone")], [frame(target=None)]]
    agreed = agree(read, min_texts=2, min_share=0.3)
    assert agreed is not None
    assert agreed.frame.target is None
    assert len(agreed.texts) == 3


@pytest.mark.parametrize(
    ("n_with", "n_without", "is_given"),
    [(1, 0, True), (1, 1, False), (2, 2, True), (2, 8, False), (3, 7, True)],
)
def test_too_few_texts_give_no_frame(n_with: int, n_without: int, is_given: bool) -> None:
    read: list[list[Frame]] = [[frame()]] * n_with + [[]] * n_without
    assert (agree(read, min_texts=2, min_share=0.3) is not None) == is_given
