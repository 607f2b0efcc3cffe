"""Cues: the filter before the rules loses nothing."""

from __future__ import annotations

import pyarrow as pa
import pytest

from undertow.evaluate.threats import read_sentences
from undertow.threats.cues import alternatives, cues_of, words
from undertow.threats.folding import bared, folded
from undertow.threats.lexicon import lexicons
from undertow.threats.rule import compiled


@pytest.mark.parametrize(
    ("template", "cues"),
    [
        (r"\bkill you\b", ({" kill you "},)),
        (r"(?:gun|knife)s?~you", ({"gun", "knife"}, {" you"})),
        (r"(?:watch )?out\b", ({"out "},)),
        (r"a?b*", ()),
        (r"(?=never)slap", ({"slap"},)),
        (r"杀(?:了|掉)?你", ({"杀"}, {"你"})),
    ],
)
def test_pieces_that_a_match_must_hold(template: str, cues: tuple[set[str], ...]) -> None:
    assert set(cues_of(template)) == {frozenset(pieces) for pieces in cues}


def test_alternatives_are_those_at_the_outermost_level() -> None:
    assert alternatives(r"a(?:b|c)|[|]d|e\|f") == ["a(?:b|c)", "[|]d", r"e\|f"]


def test_the_filter_loses_nothing() -> None:
    """Every rule that matches a sentence has all its cues in it."""
    rules = [rule for lexicon in lexicons() for rule in compiled(lexicon)]
    sentences = list({sentence.text for sentence in read_sentences()})
    forms = sorted({f.text for text in sentences for f in (folded(text), bared(folded(text)))})
    n_matches = 0
    for form, spaced in zip(forms, words(pa.array(forms)).to_pylist(), strict=True):
        for rule in rules:
            if rule.pattern.search(form):
                n_matches += 1
                assert all(any(cue in spaced for cue in cues) for cues in rule.cues), (
                    rule.rule_id,
                    form,
                )
    assert n_matches > 1000
