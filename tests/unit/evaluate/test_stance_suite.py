"""The stance suite: its sentences, and what becomes of them."""

from __future__ import annotations

import pytest

from undertow.evaluate.stance import (
    KINDS,
    StanceLine,
    evaluate_stance,
    stance_markdown,
    stance_sentences,
)


@pytest.fixture(scope="module")
def lines() -> list[StanceLine]:
    return evaluate_stance()


def test_sentences_are_complete_and_differ() -> None:
    texts = [
        claim[language][kind]
        for claim in stance_sentences()
        for language in ("en", "fr", "zh")
        for kind in ("base", *KINDS)
    ]
    assert len(texts) == len(set(texts)) == 22 * 3 * 5


def test_at_least_sixty_pairs_that_must_be_kept_apart_in_each_pair_of_languages(
    lines: list[StanceLine],
) -> None:
    pairs = {line.languages for line in lines}
    assert len(pairs) == 6
    for languages in pairs:
        apart = [x for x in lines if x.languages == languages and x.kind != "paraphrase"]
        assert sum(line.n_pairs for line in apart) >= 60


def test_the_check_only_takes_away(lines: list[StanceLine]) -> None:
    for line in lines:
        assert 0 <= line.n_merged <= line.n_linked <= line.n_pairs


def test_denials_and_debunks_are_kept_apart_and_most_paraphrases_are_not(
    lines: list[StanceLine],
) -> None:
    by_kind = {
        kind: (
            sum(line.n_pairs for line in lines if line.kind == kind),
            sum(line.n_linked for line in lines if line.kind == kind),
            sum(line.n_merged for line in lines if line.kind == kind),
        )
        for kind in KINDS
    }
    n, linked, merged = by_kind["paraphrase"]
    assert merged / n > 0.65
    for kind in ("negation", "debunk"):
        n, linked, merged = by_kind[kind]
        assert linked / n > 0.5  # vectors alone cannot tell
        assert merged / n < 0.05
    n, linked, merged = by_kind["swap"]
    assert merged < 0.75 * linked


def test_table() -> None:
    text = stance_markdown([StanceLine("en-fr", "swap", 4, 3, 1, 2)])
    assert "| en-fr | swap | 4 | 0.750 | 0.250 [0.05, 0.70] | 0.500 |" in text
