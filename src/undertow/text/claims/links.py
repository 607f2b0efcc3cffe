"""Candidate pairs to links: those that stand out more than unrelated pairs do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from undertow.schema import ClaimLinks, Table
from undertow.settings import ClaimSettings
from undertow.text.claims.neighbours import candidate_pairs
from undertow.text.claims.null import (
    Floats,
    Ints,
    Space,
    background_marks,
    measure_null,
    p_values,
    stand_out,
    threshold_at,
)
from undertow.text.claims.phrases import background, shipped_vectors
from undertow.text.claims.polarity import may_differ, read_stance
from undertow.text.embedders.seam import Embedder, Vectors


@dataclass(frozen=True, slots=True)
class Links:
    """Linked pairs of rows, left < right, sorted; one entry each in every array."""

    left: Ints
    right: Ints
    similarity: Floats
    score: Floats
    p_value: Floats
    q_value: Floats
    threshold: Floats
    is_null_pooled: NDArray[np.bool_]


def space_of(
    vectors: Vectors, languages: list[str], embedder: Embedder, settings: ClaimSettings
) -> tuple[Space, list[str]]:
    """Return units and background sentences in one space, and the languages by number."""
    texts, background_languages = background()
    known = np.isin(background_languages, list(embedder.languages))
    shipped = shipped_vectors(texts, embedder)
    background_vectors = shipped.astype(np.float16).astype(np.float32)[known]
    all_languages = [*languages, *np.array(background_languages)[known].tolist()]
    names = sorted(set(all_languages))
    n_places = len(texts) // len(set(background_languages))
    places = (np.arange(len(texts)) % n_places)[known]
    floor, same = background_marks(background_vectors, places)
    return Space(
        np.concatenate([vectors, background_vectors]),
        np.array([names.index(name) for name in all_languages], np.int64),
        np.concatenate([np.arange(len(vectors)), len(vectors) + places]),
        len(vectors),
        floor if settings.min_similarity is None else settings.min_similarity,
        same,
    ), names


def find_links(space: Space, n_languages: int, settings: ClaimSettings, rng_seed: int) -> Links:
    """Return the pairs of units that stand out at the false discovery rate of the settings.

    Notes
    -----
    Benjamini and Hochberg 1995 over all pairs of units, in all pairs of languages: those that were
    no candidates count as p = 1.
    """
    null = measure_null(space, n_languages, rng_seed)
    left, right, cosines = candidate_pairs(space, settings)
    scores = stand_out(space, null, left, right, cosines)
    p = p_values(space, null, left, right, scores)
    n_compared = space.n_units * (space.n_units - 1) // 2
    q = _q_values(p, n_compared)
    is_link = q <= settings.q
    a, b = space.language[left], space.language[right]
    cut = settings.q * int(is_link.sum()) / max(n_compared, 1)
    return Links(
        left[is_link],
        right[is_link],
        cosines[is_link],
        scores[is_link],
        p[is_link],
        q[is_link],
        threshold_at(null, a, b, cut)[is_link],
        null.is_pooled[a, b][is_link],
    )


def link_table(links: Links, units: pa.Table) -> Table[ClaimLinks]:
    """Return links as a table, with what cues say about the stance of both texts.

    Parameters
    ----------
    links : Links
        Rows of ``units``.
    units : pa.Table
        ``unit``, ``language``, ``text``; sorted by ``unit``.
    """
    ids, languages = units.column("unit"), units.column("language")
    rows = np.unique(np.concatenate([links.left, links.right]))
    texts = units.column("text").take(pa.array(rows)).to_pylist()
    codes = languages.take(pa.array(rows)).to_pylist()
    stances = {
        int(row): read_stance(text, code)
        for row, text, code in zip(rows, texts, codes, strict=True)
    }
    differs = [
        may_differ(stances[int(a)], stances[int(b)])
        for a, b in zip(links.left, links.right, strict=True)
    ]
    return Table.checked(
        ClaimLinks,
        pa.table(
            {
                "unit_a": ids.take(pa.array(links.left)),
                "unit_b": ids.take(pa.array(links.right)),
                "language_a": languages.take(pa.array(links.left)),
                "language_b": languages.take(pa.array(links.right)),
                "similarity": links.similarity,
                "stand_out": links.score,
                "threshold": links.threshold,
                "p_value": links.p_value,
                "q_value": links.q_value,
                "is_null_pooled": pa.array(links.is_null_pooled, pa.bool_()),
                "stance_differs_possible": pa.array(differs, pa.bool_()),
            }
        ),
    )


def _q_values(p_values: Floats, n_tests: int) -> Floats:
    """Return Benjamini-Hochberg q-values of the smallest p-values of a larger family."""
    order = np.argsort(p_values, kind="stable")
    scaled = p_values[order] * n_tests / np.arange(1, len(p_values) + 1)
    q_values = np.empty(len(p_values))
    q_values[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q_values
