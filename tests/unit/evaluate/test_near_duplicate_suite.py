"""The suite of changed copies: what the changes do, and what is counted."""

from __future__ import annotations

import os
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from undertow.errors import InputError
from undertow.evaluate.near_duplicates import (
    SENTENCES,
    TWEETS,
    Background,
    CopyLine,
    NearDuplicatesResult,
    character_jaccard,
    evaluate_near_duplicates,
    mean_share,
    near_duplicates_markdown,
)
from undertow.evaluate.perturbations import (
    PERTURBATIONS,
    Perturbation,
    decorate,
    plain_words,
    script_of,
)

ROOT = Path(__file__).parents[3]
DATA = Path(
    os.environ.get("UNDERTOW_EVALUATION_DATA", ROOT.parent / "shared" / "data" / "evalA")
).parent
LETTERS = "bcdfghklmnprstvz"
TEXT = "@someone The minister took money from builders of the tower https://t.co/abc #scandal"
CYRILLIC = "@someone Министр взял деньги у строителей башни https://t.co/abc"


def text_of(source: Random, n_words: int) -> str:
    return " ".join("".join(source.choices(LETTERS, k=7)) for _ in range(n_words))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A world of 300 texts that have nothing in common, in the files of the suite."""
    source = Random(1)
    texts = [text_of(source, source.randint(7, 18)) for _ in range(300)]
    chinese = [
        "".join(source.choices("总理收受开发商的贿赂楼市选举议员国会钱权门报纸", k=14))
        for _ in range(9)
    ]
    for file, rows in (
        (TWEETS[0], {"text": texts[:200]}),
        (TWEETS[1], {"text": texts[200:]}),
        (SENTENCES, {"pair": ["cmn-eng"] * 8 + ["fra-eng"], "src": chinese}),
    ):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        pq.write_table(pa.table(rows), tmp_path / file)
    return tmp_path


def way(name: str) -> Perturbation:
    return next(p for p in PERTURBATIONS if name in p.name)


def changed(name: str, text: str, words: tuple[str, ...] = ("one", "two")) -> str:
    return way(name).change(text, Random(3), words)


def test_a_small_world(data: Path) -> None:
    result = evaluate_near_duplicates(data, n_originals=100)
    assert result.background == Background(308, 0, 0, 0, 0, 0.0, 0.0, 0)
    whole = {line.name: line for line in result.copies if line.length == "all"}
    assert set(whole) == {p.name for p in PERTURBATIONS}
    for name in ("Cyrillic or Greek", "zero-width", "handles", "emoji", "cut", "10 %"):
        line = whole[way(name).name]
        assert (line.n, line.n_found, line.n_wrong) == (100, 100, 0)
    assert whole[way("Hant").name].n_found == whole[way("Hant").name].n == 8
    assert whole[way("Cyrillic letters").name].n == 0  # no such text in this world
    for name in whole:
        parts = [line for line in result.copies if line.name == name and line.length != "all"]
        assert sum(line.n for line in parts) == whole[name].n
        assert sum(line.n_found for line in parts) == whole[name].n_found


def test_same_seed_same_result(data: Path) -> None:
    first, again = (evaluate_near_duplicates(data, 50, seed=5) for _ in range(2))
    assert first == again


def test_a_copy_of_another_text_is_wrong(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Change every text into one of the background that it has nothing to do with."""
    other = pq.read_table(data / TWEETS[0])["text"][0].as_py()
    replace = Perturbation("another text", lambda *_: str(other), None)
    monkeypatch.setattr("undertow.evaluate.near_duplicates.PERTURBATIONS", (replace,))
    line = evaluate_near_duplicates(data, n_originals=60).copies[0]
    assert line.n == 60
    assert line.n_found <= 1  # the text itself may be among the originals
    assert line.n_wrong == line.n_unrelated == 60 - line.n_found


def test_missing_data_are_named(data: Path) -> None:
    (data / TWEETS[1]).unlink()
    with pytest.raises(InputError, match=r"ira_2016.*: not found; --data .* ira_scale"):
        evaluate_near_duplicates(data)


def test_table_of_a_result() -> None:
    result = NearDuplicatesResult(
        Background(1000, 5, 40, 2, 11, 0.25, 0.5, 1),
        [CopyLine("cut", "all", 10_000, 9_900, 3, 1, 0.98)],
    )
    text = near_duplicates_markdown(result)
    assert "| cut | all | 10,000 | 0.9900 [0.9879, 0.9918] | 3.0 | 1.0 [0.2, 5.7] | 0.98 |" in text
    assert "form 5 groups: 40 texts follow a leader" in text
    assert "2 (0.0500 [0.0138, 0.1650]) are doubtful" in text


@pytest.mark.parametrize("name", ["Cyrillic or Greek", "zero-width", "emoji"])
def test_links_and_handles_stay(name: str) -> None:
    text = changed(name, TEXT)
    assert text != TEXT
    assert {"@someone", "https://t.co/abc"} <= {word.strip("!.*,;—?🔥😡") for word in text.split()}


def test_look_alikes_are_three_letters_in_ten() -> None:
    for name, text in (("Cyrillic or Greek", TEXT), ("Cyrillic letters", CYRILLIC)):
        n_letters = sum(len([c for c in word if c.isalpha()]) for word in plain_words([text]))
        found = changed(name, text)
        assert sum(a != b for a, b in zip(text, found, strict=True)) == round(0.3 * n_letters)


def test_other_changes() -> None:
    assert changed("Hant", "总理收受贿赂") == "總理收受賄賂"
    assert changed("cut", TEXT) == "The minister took money from builde"
    assert len(changed("inserted", TEXT).split()) == len(TEXT.split()) + 5
    for name, n in (("10 %", 1), ("20 %", 2), ("35 %", 3)):
        pairs = zip(TEXT.split(), changed(name, TEXT, ("new",)).split(), strict=True)
        assert sum(a != b for a, b in pairs) == n
    assert "".join(c for c in decorate("a long sentence here", Random(1), ()) if c.isalpha()) == (
        "alongsentencehere"
    )
    assert changed("handles", "word").split()[-3] == "word"


def test_measures_are_right() -> None:
    assert mean_share("a b c d".split(), "a x c d".split()) == 0.75
    assert mean_share("a b".split(), "a b c d".split()) == 0.75
    assert mean_share("b a".split(), "a b".split()) == 0.5
    assert mean_share([], []) == 0.0
    assert character_jaccard("abcdefg", "abcdefg") == 1.0
    assert character_jaccard("abcdef", "abcdeg") == pytest.approx(1 / 3)
    assert character_jaccard("总理受贿", "总理受惠") == pytest.approx(2 / 4)
    assert character_jaccard("ab", "ab") == 1.0


def test_scripts() -> None:
    texts = ["abc", "где", "总理", "abгде", "123", "", "ab где总理"]
    assert [script_of(t) for t in texts] == ["Latin", "Cyrillic", "Han", "Cyrillic", "", "", ""]


@pytest.mark.skipif(
    not all((DATA / file).is_file() for file in (*TWEETS, SENTENCES)), reason="no real posts here"
)
def test_disguises_among_real_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = tuple(way(name) for name in ("Cyrillic or Greek", "20 %"))
    monkeypatch.setattr("undertow.evaluate.near_duplicates.PERTURBATIONS", ways)
    result = evaluate_near_duplicates(DATA, n_originals=3000)
    for line in (line for line in result.copies if line.length == "all"):
        assert line.n_found >= (line.min_recall or 0) * line.n
        assert line.n_unrelated <= 3
    assert result.background.n_doubtful < 0.03 * result.background.n_edges
