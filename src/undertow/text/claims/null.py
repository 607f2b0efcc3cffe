"""How similar unrelated texts are, for each pair of languages: the null of a link.

A cosine says little alone: texts of one topic are all alike, texts with common words are near
everything, and texts of two languages lie further apart than their meanings do. So each unit is
compared with a sample of the units of each language, and a pair *stands out* by how many
deviations its cosine lies above what BOTH its ends have with that sample. Local scaling of this
kind is used against hubs in nearest-neighbour search (Schnitzer et al. 2012, JMLR 13:2871) and to
normalise scores in speaker verification (Auckenthaler et al. 2000, doi:10.1006/dspr.1999.0360).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undertow.text.embedders.seam import Vectors

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_COHORT = 512  # units of a language that stand for all of them
_ENOUGH = 100  # with fewer, background sentences of the language are added
_MIN_COHORT = 40  # fewer tell nothing about the language: all languages together are used
_MIN_SPREAD = 0.02  # of cosines; below it a deviation is rounding
_TAIL = (0.90, 0.99)  # quantiles of the null between which its tail is measured
_FLOOR_QUANTILE = 0.999
_SAME_QUANTILE = 0.25


@dataclass(frozen=True, slots=True)
class Space:
    """Vectors of units and, after them, of the background sentences.

    Attributes
    ----------
    vectors : (n, d) float32
        Unit rows.
    language : (n,) int64
        Number of the language of each.
    place : (n,) int64
        Rows with the same number are the same sentence, or translations of one.
    n_units : int
        How many are units.
    floor : float
        Least cosine of a link.
    same : float
        Cosine from which two units of a language count once in a sample.
    """

    vectors: Vectors
    language: Ints
    place: Ints
    n_units: int
    floor: float
    same: float


@dataclass(frozen=True, slots=True)
class Null:
    """What unrelated texts have in common.

    Attributes
    ----------
    middle, spread : (n, n_languages) float64
        Median and deviation of the cosines of each row with a sample of each language.
    start, scale : (n_languages, n_languages) float64
        Where the tail of the stand-out of unrelated pairs starts, and the mean excess over it.
    is_pooled : (n_languages, n_languages) bool
        Whether a language had too few texts, so that all languages served.
    """

    middle: Floats
    spread: Floats
    start: Floats
    scale: Floats
    is_pooled: NDArray[np.bool_]


def background_marks(vectors: Vectors, place: Ints) -> tuple[float, float]:
    """Measure an embedder on the background sentences.

    Parameters
    ----------
    vectors : (n, d) float32
        Background sentences.
    place : (n,) int64
        Equal for translations of one sentence.

    Returns
    -------
    tuple of float
        The cosine that one in a thousand pairs of unrelated sentences reach, and the one that
        three in four translations reach.
    """
    cosines = vectors @ vectors.T
    unrelated = cosines[place[:, None] < place[None, :]]
    translated = cosines[np.triu(place[:, None] == place[None, :], 1)]
    return (
        float(np.quantile(unrelated, _FLOOR_QUANTILE)),
        float(np.quantile(translated, _SAME_QUANTILE)) if len(translated) else 1.0,
    )


def measure_null(space: Space, n_languages: int, rng_seed: int) -> Null:
    """Measure the null of every pair of languages.

    Parameters
    ----------
    space : Space
        Units and background.
    n_languages : int
        Languages, numbered from 0.
    rng_seed : int
        Seed of the samples.

    Returns
    -------
    Null

    Notes
    -----
    A sample holds one unit of those that are much alike: where a case is one campaign, the
    campaign would else pass for what unrelated texts are. Background sentences fill up the sample
    of a language with few units. Assumes that few of the remaining pairs are the same claim, and
    that the tail of the stand-out falls at least as fast as an exponential.
    """
    generator = np.random.default_rng(rng_seed)
    everybody = _sample(space, np.arange(len(space.vectors)), generator)
    cohorts, pooled = [], []
    for language in range(n_languages):
        members = np.flatnonzero(space.language == language)
        sample = _sample(space, members[members < space.n_units], generator)
        if len(sample) < _ENOUGH:
            sample = np.concatenate([sample, members[members >= space.n_units]])
        pooled.append(len(sample) < _MIN_COHORT)
        cohorts.append(everybody if pooled[-1] else sample)
    middle, spread = _local_scale(space, cohorts)
    start, scale = np.zeros((2, n_languages, n_languages))
    is_pooled = np.zeros((n_languages, n_languages), bool)
    for a in range(n_languages):
        for b in range(a, n_languages):
            null = _null_pairs(space, middle, spread, cohorts[a], cohorts[b])
            low, high = np.quantile(null, _TAIL)
            start[a, b] = start[b, a] = low
            mean_excess = (high - low) / np.log((1 - _TAIL[0]) / (1 - _TAIL[1]))
            scale[a, b] = scale[b, a] = max(mean_excess, 1e-3)
            is_pooled[a, b] = is_pooled[b, a] = pooled[a] or pooled[b]
    return Null(middle, spread, start, scale, is_pooled)


def stand_out(space: Space, null: Null, left: Ints, right: Ints, cosines: Floats) -> Floats:
    """Return how far pairs stand out: the geometric mean of deviations and cosine.

    Parameters
    ----------
    left, right : (n,) int64
        Rows of the space.
    cosines : (n,) float64
        Their cosines.

    Returns
    -------
    (n,) float64
        The lesser of both ends' deviations times the cosine, square root; 0 where either is
        negative.
    """
    to_left = space.language[left], space.language[right]
    from_left = (cosines - null.middle[left, to_left[1]]) / null.spread[left, to_left[1]]
    from_right = (cosines - null.middle[right, to_left[0]]) / null.spread[right, to_left[0]]
    return _combined(np.minimum(from_left, from_right), cosines)


def p_values(space: Space, null: Null, left: Ints, right: Ints, scores: Floats) -> Floats:
    """Return the share of unrelated pairs that stand out as much, from the fitted tail."""
    a, b = space.language[left], space.language[right]
    p = (1 - _TAIL[0]) * np.exp(-(scores - null.start[a, b]) / null.scale[a, b])
    return np.minimum(p, 1.0)


def threshold_at(null: Null, a: Ints, b: Ints, p: float) -> Floats:
    """Return the stand-out at which the p-value of two languages is ``p``; infinite for 0."""
    if p <= 0:
        return np.full(len(a), np.inf)
    at: Floats = null.start[a, b] + null.scale[a, b] * np.log((1 - _TAIL[0]) / p)
    return at


def _sample(space: Space, rows: Ints, generator: np.random.Generator) -> Ints:
    """Return a random sample in which no two are much alike."""
    drawn = generator.permutation(rows)[: 2 * _COHORT]
    cosines = space.vectors[drawn] @ space.vectors[drawn].T
    is_kept = np.zeros(len(drawn), bool)
    for i in range(len(drawn)):
        is_kept[i] = not (cosines[i, :i][is_kept[:i]] >= space.same).any()
    return np.sort(drawn[is_kept][:_COHORT])


def _local_scale(space: Space, cohorts: list[Ints]) -> tuple[Floats, Floats]:
    """Return median and deviation of the cosines of every row with every cohort."""
    middle = np.zeros((len(space.vectors), len(cohorts)))
    spread = np.full_like(middle, _MIN_SPREAD)
    for language, cohort in enumerate(cohorts):
        sample = space.vectors[cohort]
        for first in range(0, len(space.vectors), 4096):
            rows = slice(first, first + 4096)
            cosines = space.vectors[rows] @ sample.T
            related = space.place[rows, None] == space.place[cohort]
            centre = _median(cosines, related)
            middle[rows, language] = centre
            away = np.abs(cosines - centre[:, None].astype(np.float32))
            spread[rows, language] = np.maximum(1.4826 * _median(away, related), _MIN_SPREAD)
    return middle, spread


def _median(values: Vectors, is_left_out: NDArray[np.bool_]) -> Floats:
    """Return the median of each row without what is left out; 0 where nothing remains."""
    ordered = np.sort(np.where(is_left_out, np.float32(np.inf), values), axis=1)
    n = np.sum(~is_left_out, axis=1)
    rows = np.arange(len(values))
    low, high = np.maximum(n - 1, 0) // 2, np.minimum(n // 2, values.shape[1] - 1)
    middle: Floats = (ordered[rows, low].astype(np.float64) + ordered[rows, high]) / 2
    middle[n == 0] = 0.0
    return middle


def _null_pairs(space: Space, middle: Floats, spread: Floats, a: Ints, b: Ints) -> Floats:
    """Return the stand-out of all pairs of two samples that are not related."""
    cosines = (space.vectors[a] @ space.vectors[b].T).astype(np.float64)
    of_a, of_b = space.language[a], space.language[b]
    from_a = (cosines - middle[a][:, of_b]) / spread[a][:, of_b]
    from_b = (cosines - middle[b][:, of_a].T) / spread[b][:, of_a].T
    # What is as near as translations are is taken for related, like the copies within a sample.
    related = (space.place[a][:, None] == space.place[b][None, :]) | (cosines >= space.same)
    scores = _combined(np.minimum(from_a, from_b), cosines)[~related]
    return scores if len(scores) else np.zeros(1)


def _combined(deviations: Floats, cosines: Floats) -> Floats:
    combined: Floats = np.sqrt(np.maximum(deviations, 0.0) * np.maximum(cosines, 0.0))
    return combined
