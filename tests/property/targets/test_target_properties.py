"""Registers survive a round trip; names are found as a plain search would find them."""

from __future__ import annotations

import csv
import tempfile
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from undertow.errors import InputError
from undertow.schema import Accounts, MediaSightings, MediaTexts, Posts, Table, Targets
from undertow.settings import NoSettings
from undertow.targets import find_target_hits, read_register
from undertow.targets.aliases import find_names
from undertow.targets.gazetteer import Official

Name = st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1, max_size=12)
FIXTURE_IS_PURE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def read(content: bytes) -> Table[Targets]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.csv"
        file.write_bytes(content)
        return read_register(file)


@given(st.binary(max_size=200))
def test_any_file_is_read_or_refused_with_a_reason(content: bytes) -> None:
    for start in (b"", b"target_id,name,handle_x,aliases,email\n"):
        with suppress(InputError):
            assert read(start + content).n_rows > 0


@given(st.lists(st.tuples(Name, Name, Name), min_size=1, max_size=5, unique_by=lambda row: row[0]))
def test_what_is_written_is_read(rows: list[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "register.csv"
        with file.open("w", newline="", encoding="utf-8") as handle:
            writer = csv.writer(handle)
            writer.writerow(["target_id", "name", "party", "aliases"])
            writer.writerows(
                [f"t{i}", first, party, alias] for i, (first, party, alias) in enumerate(rows)
            )
        officials = read_register(file).arrow.to_pylist()
    assert [row["target_id"] for row in officials] == sorted(f"t{i}" for i in range(len(rows)))
    assert all(row["aliases"][0] == row["name"] for row in officials)


@FIXTURE_IS_PURE
@given(st.integers(0, 2**32))
def test_row_order_does_not_matter(rows_of: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    uids = [f"x:p{i}" for i in range(12)]
    posts = [
        {
            "post_uid": uid,
            "platform": "x",
            "account_uid": f"x:{rng.choice(['a', 'b', 'c'])}",
            "parent_uid": str(rng.choice(uids)),
            "root_uid": rng.choice([None, *uids]),
            "addressed_account_uid": rng.choice([None, "x:a", "x:Official", "x:7"]),
            "mentions": ["@official"] if rng.random() < 0.2 else [],
            "text": str(rng.choice(["Ann Exemple", "nothing", "ANN  EXEMPLE!"])),
        }
        for uid in uids
    ]
    accounts = [{"account_uid": "x:7", "platform": "x", "native_id": "7", "handle": "official"}]
    targets = [
        {"target_id": "t", "handles": ["x:official"], "aliases": ["Ann Exemple"]},
        {"target_id": "u", "handles": ["x:a"], "aliases": ["Bo"]},
    ]

    def run(shuffled: list[dict[str, Any]]) -> pa.Table:
        tables = [(Posts, shuffled), (Accounts, accounts), (Targets, targets)]
        no_media = Table.empty(MediaTexts), Table.empty(MediaSightings)
        checked = [Table.checked(spec, rows_of(spec, *rows)) for spec, rows in tables]
        return find_target_hits(*checked, *no_media, NoSettings(), rng_seed=1)[0].arrow

    assert run(posts).equals(run([posts[i] for i in rng.permutation(len(posts))]))


Word = st.sampled_from(["anna", "bob", "carla", "anna bob", "庄文", "文浩", "x", "annabob"])


@given(
    st.lists(Word, min_size=1, max_size=4, unique=True), st.lists(Word, max_size=8), st.booleans()
)
def test_names_are_found_as_a_plain_search_finds_them(
    names: list[str], words: list[str], is_spaced: bool
) -> None:
    text = (" " if is_spaced else "").join(words)
    found = find_names(pa.array([text]), [Official("Xy", aliases=(name,)) for name in names])
    assert {names[i] for i in found.official} == plain_search(text, names)


OFFICIALS = [
    Official("Amélie Exemple", party="Liberal", ridings=("Rivière-Fictive",), aliases=("艾美丽",)),
    Official("Jean-Yves St-Fictif", "St-Fictif", province="Quebec"),
    Official("Kirsty Duncan", party="Liberal"),
    Official("Eric Duncan", party="Conservative"),
    Official("Wayne Long", party="Liberal"),
]
Piece = st.sampled_from(
    "Exemple Amélie exemple EXEMPLE Duncan Eric Long long MP Mr. J.-Y. St-Fictif d' l’ # @ - ' , . "
    "( ) 艾美丽 議員 Liberal Conservative #EricDuncan İ ß ﬁ \u200b e\u0301 1".split(" ")
)


@given(st.lists(st.one_of(Piece, st.text(max_size=3), st.just(" ")), max_size=12))
def test_any_text_is_read(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = find_names(pa.array([text]), OFFICIALS)
    assert all(0 <= i < len(OFFICIALS) for i in found.official)
    assert all(found.form)


@given(st.lists(st.one_of(Piece, st.just(" ")), max_size=10), st.randoms())
def test_order_of_register_and_texts_does_not_matter(pieces: list[str], rng: Random) -> None:
    texts = ["".join(pieces), " ".join(pieces), "Mr. Long and Exemple"]
    shuffled_texts, shuffled = texts[:], OFFICIALS[:]
    rng.shuffle(shuffled_texts)
    rng.shuffle(shuffled)
    assert told(texts, OFFICIALS) == told(shuffled_texts, shuffled)


def told(texts: list[str], officials: list[Official]) -> set[tuple[str, str, str, str]]:
    found = find_names(pa.array(texts), officials)
    return {
        (texts[t], officials[o].name, form, context)
        for t, o, form, context in zip(
            found.text, found.official, found.form, found.context, strict=True
        )
    }


def plain_search(text: str, names: list[str]) -> set[str]:
    """Walk through the text; at each place take the longest name that stands as whole words."""
    usable = [n for n in names if " " in n or not n.isascii() or len(n) >= 4]
    found: set[str] = set()
    position = 0
    while position < len(text):
        here = [n for n in usable if text.startswith(n, position) and stands(text, position, n)]
        longest = max(here, key=len, default=None)
        if longest is not None:
            found.add(longest)
        position += len(longest) if longest else 1
    return found


def stands(text: str, start: int, name: str) -> bool:
    if not name.isascii():
        return True
    before, after = text[:start][-1:], text[start + len(name) :][:1]
    return not any(char.isalpha() and char.isascii() for char in (before, after))
