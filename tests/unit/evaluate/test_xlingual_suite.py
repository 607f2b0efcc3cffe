"""The xlingual suite: refusals, and its numbers where its data are there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from undertow.errors import InputError
from undertow.evaluate.xlingual import XlingualResult, evaluate_xlingual, xlingual_markdown

ROOT = Path(__file__).parents[3]
SHARED = Path(os.environ.get("UNDERTOW_EVALUATION_DATA", ROOT.parent / "shared" / "data" / "evalA"))
DATA = SHARED.parent / "xlingual"
needs_data = pytest.mark.skipif(
    not (DATA / "tatoeba_fr_zh_en.parquet").is_file(), reason=f"no data in {DATA.name}"
)


def test_missing_data_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not found; --data must name the folder"):
        evaluate_xlingual(tmp_path)


@pytest.fixture(scope="module")
def result() -> XlingualResult:
    return evaluate_xlingual(DATA)


@needs_data
def test_more_of_the_same_story_than_cosine_and_minhash(result: XlingualResult) -> None:
    (line,) = [
        x
        for x in result.headlines
        if (x.labels, x.part, x.scope, x.unit) == ("corrected", "all", "across scripts", "pairs")
    ]
    assert line.recall["ours"] > line.recall["plain cosine"] > line.recall["MinHash alone"]


@needs_data
def test_links_keep_their_false_discovery_rate(result: XlingualResult) -> None:
    n_links, n_right, n_true = result.links["corrected"]
    assert n_right / n_links > 0.93
    assert n_right / n_true > 0.2


@needs_data
def test_translations_are_found(result: XlingualResult) -> None:
    for line in result.sentences:
        assert line.share["ours"] > (0.9 if line.rank == 1 else 0.965)


@needs_data
def test_table_names_the_methods(result: XlingualResult) -> None:
    text = xlingual_markdown(result)
    assert "| ours | plain cosine | MinHash alone |" in text
    assert "273 headlines of 210 stories" in text
