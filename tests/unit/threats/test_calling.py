"""Calls of rules and their filters agree with the plain way to say the same."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.evaluate.threats import read_sentences
from undertow.threats.calling import caller
from undertow.threats.cues import words
from undertow.threats.folding import fold
from undertow.threats.lexicon import lexicons
from undertow.threats.matching import find_threats
from undertow.threats.rule import CompiledRule, compiled, relaxed

_PIECES = st.text(alphabet="abé死 ", min_size=1, max_size=3)
_NEEDS = st.lists(st.frozensets(_PIECES, min_size=1, max_size=3), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def rules() -> list[CompiledRule]:
    return [rule for lexicon in lexicons() for rule in compiled(lexicon)]


@pytest.fixture(scope="module")
def forms() -> list[str]:
    return [fold(sentence.text) for sentence in read_sentences()]


@given(
    st.lists(_NEEDS, min_size=1, max_size=6),
    st.lists(st.text(alphabet="abé死 ", max_size=12), max_size=5),
)
def test_a_rule_is_called_where_a_piece_of_each_need_stands(
    cues: list[list[frozenset[str]]], texts: list[str]
) -> None:
    called = caller(cues).called(pa.array(texts, pa.large_string()))
    expected = [
        (index, rule)
        for index, text in enumerate(texts)
        for rule, own in enumerate(cues)
        if all(any(piece in text for piece in pieces) for pieces in own)
    ]
    assert sorted(zip(*(column.tolist() for column in called), strict=True)) == expected


def test_texts_are_read_where_a_slice_begins() -> None:
    texts = pa.array(["no", "kill", "no", "kill"], pa.large_string())
    index, rule = caller([[frozenset({"kill"})]]).called(texts[1:])
    assert (index.tolist(), rule.tolist()) == ([0, 2], [0, 0])


def test_every_match_is_called_and_passes_the_relaxed_rule(
    rules: list[CompiledRule], forms: list[str]
) -> None:
    spaced = words(pa.array(forms, pa.large_string()))
    pairs = caller([rule.cues for rule in rules]).called(spaced)
    called = set(zip(*(column.tolist() for column in pairs), strict=True))
    plain = [i for i, form in enumerate(forms) if form.isascii()]
    column = pa.array([forms[i] for i in plain], pa.large_string())
    for number, rule in enumerate(rules):
        matching = {i for i, form in enumerate(forms) if rule.pattern.search(form)}
        assert {(i, number) for i in matching} <= called, rule.rule_id
        passed = pc.match_substring_regex(column, rule.relaxed, ignore_case=True).to_pylist()
        assert matching & set(plain) <= {
            i for i, passes in zip(plain, passed, strict=True) if passes
        }, rule.rule_id


def test_many_texts_at_once_give_what_each_gives_alone() -> None:
    texts = [sentence.text for sentence in read_sentences() if sentence.language != "zh-Hant"]
    together = dict(find_threats(texts * 2))  # so that common rules are tried by RE2 first
    for index, text in enumerate(texts[::7]):
        alone = dict(find_threats([text])).get(0)
        assert together.get(7 * index) == alone
        assert together.get(7 * index + len(texts)) == alone


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"a(?=b(c|\)))d", "ad"),
        (r"(?<!x)a(?!b)[$(]\$", r"a[$(]\$"),
        (r"(?:a|b$)", r"(?:a|b(?:\n?\z))"),
        (r"(?-i:[A-Z])(?=(?!c)d)e", r"(?-i:[A-Z])e"),
    ],
)
def test_relaxed_leaves_out_what_looks_around(pattern: str, expected: str) -> None:
    re.compile(pattern)
    assert relaxed(pattern) == expected
