"""The suite ``threats``: enough sentences, held apart, and the recall that was reached."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from undertow.evaluate import evaluate_threats, threats_markdown
from undertow.evaluate.threats import ThreatResult, read_sentences


@pytest.fixture(scope="module")
def result() -> ThreatResult:
    return evaluate_threats()


def test_there_are_enough_sentences_and_none_is_there_twice() -> None:
    sentences = list(read_sentences())
    assert all(n >= 300 for n in Counter(s.language for s in sentences).values())
    texts = Counter(s.text for s in sentences if s.language != "zh-Hant")
    assert max(texts.values()) == 1


def test_recall_and_precision_stay(result: ThreatResult) -> None:
    for score in (score for score in result.scores if score.half in ("dev", "held")):
        assert score.n_found / score.n_true >= 0.93, score
        assert score.n_right / score.n_flagged >= 0.9, score


def test_recall_on_later_batches_stays(result: ThreatResult) -> None:
    for score in (score for score in result.scores if score.half not in ("dev", "held")):
        assert score.n_true == 0 or score.n_found / score.n_true >= 0.6, score


def test_the_tables_name_every_language(result: ThreatResult) -> None:
    text = threats_markdown(result)
    assert all(f"| {language} |" in text for language in ("en", "fr", "zh", "zh-Hant"))


def test_real_traffic_does_not_swamp_a_person() -> None:
    data = Path(os.environ.get("UNDERTOW_EVAL_A", "shared/data/evalA"))
    if not data.is_dir():
        pytest.skip("no labelled data here")
    everything = evaluate_threats(data).traffic[0]
    assert everything.n_texts > 30_000
    assert 1e4 * everything.n_harm / everything.n_texts < 120
