"""The compiled loops of near-duplicates against plain Python."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, pairwise
from math import sqrt
from random import Random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from near_duplicate_oracle import Text, common_words, compare, leaders_of, words_of
from numpy.typing import NDArray

from undertow.text.buckets import find_buckets, in_order
from undertow.text.leaders import Words, find_leaders
from undertow.text.signatures import (
    CHAR_BANDS,
    CHAR_ROWS,
    LONE_BANDS,
    LONE_ROWS,
    WORD_BANDS,
    WORD_ROWS,
    band_hashes,
)
from undertow.text.similarity import blooms, index_words, may_be_near, scratch, shared_words
from undertow.text.string_buffers import read_strings
from undertow.text.words import hashed_words

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@cache
def room() -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    return scratch()


def kernel_words(keys: Sequence[str]) -> Words:
    offsets, content = read_strings(pa.array(keys, pa.string()))
    starts, hashes = hashed_words(offsets, content, np.arange(len(keys)))
    return Words(starts, hashes, blooms(starts, hashes))


def kernel_bands(keys: Sequence[str]) -> NDArray[np.uint32]:
    bands: NDArray[np.uint32] = band_hashes(*read_strings(pa.array(keys, pa.string())))
    return bands


def texts(max_words: int) -> st.SearchStrategy[list[str]]:
    """Words of few kinds, so that texts share many, some of them long."""
    words = [*"abcdefg", "vote", "minister", "scandalous", "总", "理", "受"]
    return st.lists(st.sampled_from(words), min_size=1, max_size=max_words)


@given(texts(300), texts(300))
def test_shared_words_are_the_longest_common_subsequence(left: list[str], right: list[str]) -> None:
    # Words long enough that the least number of letters is never lacking.
    left, right = (["beginning", "middle", *(w + "xx" for w in side)] for side in (left, right))
    keys = [" ".join(side) for side in (left, right)]
    words = kernel_words(keys)
    a, b = (words.hashes[words.starts[i] : words.starts[i + 1]] for i in (0, 1))
    size = index_words(a, *room())
    n_shared, shorter, longer = shared_words(a, b, *room(), size)
    one, two = words_of(keys[0]), words_of(keys[1])
    assert n_shared == common_words(one, two)
    assert longer == max(len(one), len(two))
    assert shorter in {min(len(one), len(two)), min(len(one), len(two)) - 1}


@pytest.mark.parametrize("seed", range(6))
def test_longest_texts_that_are_compared(seed: int) -> None:
    """Blocks of 64 words carry into the next: lengths around their edges."""
    source = Random(seed)
    vocabulary = [f"word{i}" for i in range(source.choice([3, 40, 400]))]
    for n_left, n_right in ((63, 64), (64, 65), (128, 129), (300, 290), (511, 512)):
        left, right = (tuple(source.choices(vocabulary, k=n)) for n in (n_left, n_right))
        words = kernel_words([" ".join(left), " ".join(right)])
        a, b = (words.hashes[words.starts[i] : words.starts[i + 1]] for i in (0, 1))
        assert shared_words(a, b, *room(), index_words(a, *room()))[0] == common_words(left, right)


@given(texts(30), texts(30))
def test_bits_never_deny_what_is_near(left: list[str], right: list[str]) -> None:
    keys = [" ".join(left), " ".join(right)]
    words = kernel_words(keys)
    lengths = np.diff(words.starts)
    may_be = may_be_near(int(lengths[0]), words.bits[0], int(lengths[1]), words.bits[1])
    assert may_be or not compare(words_of(keys[0]), words_of(keys[1])).is_near


@given(texts(20), st.data())
def test_bits_never_deny_a_copy_with_changes(words: list[str], data: st.DataObject) -> None:
    """Pairs at the edge of nearness, which two random texts hardly ever are."""
    changed = [data.draw(st.sampled_from([word, word, word, "other", ""])) for word in words]
    keys = [" ".join(words), " ".join(w for w in changed if w) or "none"]
    known = kernel_words(keys)
    lengths = np.diff(known.starts)
    may_be = may_be_near(int(lengths[0]), known.bits[0], int(lengths[1]), known.bits[1])
    assert may_be or not compare(words_of(keys[0]), words_of(keys[1])).is_near


def world(seed: int) -> list[str]:
    """Families of texts that are copied with changes, copies of copies too."""
    source = Random(seed)
    vocabulary = ["".join(source.choices(LETTERS, k=source.randint(3, 9))) for _ in range(60)]
    found: list[list[str]] = []
    while len(found) < 14:
        if not found or source.random() < 0.3:
            text = source.choices(vocabulary, k=source.randint(6, 16))
        else:
            text = list(source.choice(found))
            for _ in range(source.randint(0, max(1, len(text) // 4))):
                place = source.randrange(len(text))
                text[place : place + source.randint(0, 1)] = [source.choice(vocabulary)]
        if text not in found:
            found.append(text)
    return [" ".join(text) for text in found]


def kernel_leaders(keys: Sequence[str]) -> list[int]:
    """Group texts in the order given."""
    buckets = find_buckets(kernel_bands(keys))
    order = np.flatnonzero(np.diff(buckets.starts))
    words = kernel_words([keys[i] for i in order])
    known = np.full(len(order), -1)
    groups = find_leaders(words, in_order(buckets, order), known)
    found = np.arange(len(keys))
    found[order] = order[groups.leaders]
    return [int(leader) for leader in found]


def lost_pairs(keys: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield near pairs that share no band, which the kernel cannot see."""
    bands, split = kernel_bands(keys), [words_of(key) for key in keys]
    for i, j in combinations(range(len(keys)), 2):
        if compare(split[j], split[i]).is_near and not (bands[:, i] == bands[:, j]).any():
            yield i, j


def test_groups_are_those_of_comparing_every_pair() -> None:
    """In worlds where no near pair is lost to the bands; they are four in five."""
    n_worlds, n_complete, n_grouped = 150, 0, 0
    for seed in range(n_worlds):
        keys = world(seed)
        if any(lost_pairs(keys)):
            continue
        n_complete += 1
        wanted = leaders_of([words_of(key) for key in keys])
        assert kernel_leaders(keys) == wanted, seed
        n_grouped += sum(leader != i for i, leader in enumerate(wanted))
    assert n_complete >= 0.8 * n_worlds
    assert n_grouped > 3 * n_complete


def runs_of(text: Text) -> set[tuple[str, ...]]:
    """Return the words of four letters and the pairs of words."""
    return {(word,) for word in text if len(word) >= 4} | set(pairwise(text))


def characters_of(key: str) -> set[str]:
    return {key[i : i + 5] for i in range(len(key) - 4)}


@pytest.mark.parametrize("share", [0.1, 0.2, 0.35, 0.5])
def test_bands_are_shared_as_often_as_theory_says(share: float) -> None:
    """The mean of 1 - (1 - J^rows)^bands over many pairs, within five standard errors."""
    source = Random(round(100 * share))
    n, keys = 1500, []
    for _ in range(n):
        words = ["".join(source.choices(LETTERS, k=source.randint(4, 9))) for _ in range(12)]
        keys.append(" ".join(words))
        for place in source.sample(range(12), round(12 * share)):
            words[place] = "".join(source.choices(LETTERS, k=6))
        keys.append(" ".join(words))
    bands = kernel_bands(keys)
    equal = bands[:, ::2] == bands[:, 1::2]
    families = (
        (equal[:WORD_BANDS], WORD_ROWS, [runs_of(words_of(key)) for key in keys]),
        (equal[WORD_BANDS:-LONE_BANDS], CHAR_ROWS, [characters_of(key) for key in keys]),
        (equal[-LONE_BANDS:], LONE_ROWS, [set(words_of(key)) for key in keys]),
    )
    assert (WORD_BANDS, CHAR_BANDS, LONE_BANDS) == (42, 32, 20)
    for found, rows, sets in families:
        alike = np.array(
            [len(a & b) / len(a | b) for a, b in zip(sets[::2], sets[1::2], strict=True)]
        )
        expected = 1 - (1 - alike**rows) ** len(found)
        spread = sqrt(float((expected * (1 - expected)).sum())) / n
        assert abs(found.any(axis=0).mean() - expected.mean()) < 5 * spread + 1e-9
