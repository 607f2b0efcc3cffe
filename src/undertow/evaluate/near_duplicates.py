"""Suite ``near_duplicates``: copies that were changed on purpose, among real posts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from undertow.errors import InputError
from undertow.evaluate.metrics import wilson_interval
from undertow.evaluate.perturbations import PERTURBATIONS, Perturbation, plain_words, script_of
from undertow.schema import Posts, Table
from undertow.settings import TextSettings
from undertow.text.post_keys import post_keys_of

TWEETS = ("evalA/posts.parquet", "ira_scale/ira_2016-09-15_2016-11-30.parquet")
SENTENCES = "xlingual/tatoeba_fr_zh_en.parquet"

MIN_WORDS = 6
"""Fewest words of a text that is changed; a Han character is one."""

UNRELATED = 0.5
"""A leader that shares less of its words with the original is another text, not a cousin of it."""

DOUBTFUL = 0.2
"""Two texts whose runs of five characters are less alike than this are perhaps not copies."""

_LENGTHS = {"all": (0, 10**6), "6-9": (6, 9), "10-14": (10, 14), "15+": (15, 10**6)}
_SEED = 20230807
_TOKEN = re.compile("[\u3400-\u9fff]|[^ \u3400-\u9fff]+")


@dataclass(frozen=True, slots=True)
class CopyLine:
    """What became of the copies made in one way, of originals of some length.

    Attributes
    ----------
    name, length : str
        What was done; words of the originals.
    n, n_found : int
        Copies; those in the group of their original.
    n_wrong, n_unrelated : int
        Copies in the group of another text; those where that text is not near the original.
    min_recall : float or None
        What was promised.
    """

    name: str
    length: str
    n: int
    n_found: int
    n_wrong: int
    n_unrelated: int
    min_recall: float | None


@dataclass(frozen=True, slots=True)
class Background:
    """Groups that real posts form by themselves.

    Attributes
    ----------
    n_texts, n_groups : int
        Distinct match keys; groups.
    n_edges, n_doubtful : int
        Texts that another leads; those that share few runs of characters with their leader.
    largest, largest_share : int, float
        Texts of the largest group, and what share of all grouped texts that is.
    diameter : float
        The greatest.
    n_wide : int
        Groups with a diameter above 1 - ``UNRELATED``.
    """

    n_texts: int
    n_groups: int
    n_edges: int
    n_doubtful: int
    largest: int
    largest_share: float
    diameter: float
    n_wide: int


@dataclass(frozen=True, slots=True)
class NearDuplicatesResult:
    """Everything measured."""

    background: Background
    copies: list[CopyLine]


def evaluate_near_duplicates(
    data: Path, n_originals: int = 10_000, seed: int = _SEED
) -> NearDuplicatesResult:
    """Change real posts in many ways and see whether the copies are found.

    Parameters
    ----------
    data : Path
        Folder that holds ``evalA``, ``ira_scale`` and ``xlingual``.
    n_originals : int
        Most posts that are changed in each way.
    seed : int
        Source of the choice of posts and of all changes.

    Returns
    -------
    NearDuplicatesResult

    Raises
    ------
    InputError
        The data are not there.

    Notes
    -----
    Every way is a run of its own over the background and the copies, at the default settings.
    Originals are posts that are near no other of the background. A minute or two.
    """
    texts = read_background(data)
    world = _World.of(texts)
    words = plain_words(texts)
    copies: list[CopyLine] = []
    for number, way in enumerate(PERTURBATIONS):
        originals = world.originals(way, n_originals, Random(seed))
        source = Random(seed + number + 1)
        changed = [way.change(texts[i], source, words) for i in originals]
        copies += _lines(way, world, originals, _World.of([*texts, *changed]))
    return NearDuplicatesResult(_background(world), copies)


def near_duplicates_markdown(result: NearDuplicatesResult) -> str:
    """Return the result as Markdown."""
    own = result.background
    low, high = wilson_interval(own.n_doubtful, own.n_edges)
    lines = [
        "## Changed copies among real posts",
        "",
        "Each line is a run over the whole background and copies of posts that are near no other. "
        "*Found*: the copy is in the group of its original. *Wrong*: it is in the group of another "
        "text, per 10,000 copies; *unrelated*: of these, the leader of the group shares less than "
        f"{UNRELATED:.0%} of its words in order with the original (counted by other code). "
        "A Han character counts as a word.",
        "",
        "| change | words | copies | found [95 %] | wrong per 10,000 | unrelated [95 %] | target |",
        "|---|---|---|---|---|---|---|",
    ]
    for line in result.copies:
        found = wilson_interval(line.n_found, line.n)
        unrelated = wilson_interval(line.n_unrelated, line.n)
        per = 1e4 / max(line.n, 1)
        target = "" if line.min_recall is None else f"{line.min_recall:.2f}"
        lines.append(
            f"| {line.name} | {line.length} | {line.n:,} "
            f"| {line.n_found / max(line.n, 1):.4f} [{found[0]:.4f}, {found[1]:.4f}] "
            f"| {per * line.n_wrong:.1f} "
            f"| {per * line.n_unrelated:.1f} [{1e4 * unrelated[0]:.1f}, {1e4 * unrelated[1]:.1f}] "
            f"| {target if line.length == 'all' else ''} |"
        )
    return "\n".join(
        [
            *lines,
            "",
            f"By themselves the {own.n_texts:,} distinct texts of the background form "
            f"{own.n_groups:,} groups: {own.n_edges:,} texts follow a leader. Of these "
            f"{own.n_doubtful:,} ({own.n_doubtful / max(own.n_edges, 1):.4f} [{low:.4f}, "
            f"{high:.4f}]) are doubtful: their runs of five characters (two in Chinese) have a "
            f"Jaccard similarity below {DOUBTFUL} with those of the leader. The largest group has "
            f"{own.largest:,} texts ({own.largest_share:.1%} of those grouped); the greatest "
            f"diameter is {own.diameter:.2f}, and {own.n_wide:,} groups have one above "
            f"{1 - UNRELATED:.2f}.",
            "",
        ]
    )


def read_background(data: Path) -> list[str]:
    """Return the distinct texts of the evaluation data, tweets first, then Chinese sentences.

    Raises
    ------
    InputError
        A file is not there.
    """
    for file in (*TWEETS, SENTENCES):
        if not (data / file).is_file():
            raise InputError(
                f"{data / file}: not found; --data must name the folder that holds "
                f"{file.partition('/')[0]}"
            )
    parts = [pq.read_table(data / file, columns=["text"])["text"] for file in TWEETS]
    sentences = pq.read_table(data / SENTENCES)
    parts.append(sentences.filter(pc.equal(sentences["pair"], "cmn-eng"))["src"])
    chunks = [chunk.cast(pa.string()) for part in parts for chunk in part.chunks]
    texts: list[str] = pc.unique(pa.chunked_array(chunks, pa.string())).drop_null().to_pylist()
    return texts


def posts_of(texts: Sequence[str]) -> Table[Posts]:
    """Return texts as posts of as many accounts, one a second in the order given."""
    n = len(texts)
    uids = pa.array([f"x:{i:09d}" for i in range(n)])
    known = {
        "post_uid": uids,
        "account_uid": uids,
        "created_at": pa.array(np.arange(n) * 1_000_000),
        "text": pa.array(texts, pa.string()),
    }
    columns = [
        known[field.name].cast(field.type)
        if field.name in known
        else pa.nulls(n, field.type)
        if field.nullable
        else pa.array(np.full(n, "post"), field.type)
        for field in Posts.arrow_schema()
    ]
    return Table.checked(Posts, pa.table(columns, schema=Posts.arrow_schema()))


class _World:
    """Texts and the groups that they form."""

    def __init__(self, texts: Sequence[str], keys: pa.Table, groups: pa.Table) -> None:
        self.texts = texts
        self.keys: list[str] = keys["match_key"].to_pylist()
        self.text_groups: list[str | None] = keys["text_group"].to_pylist()
        self.near_groups: list[str | None] = keys["near_group"].to_pylist()
        self.groups = groups

    @classmethod
    def of(cls, texts: Sequence[str]) -> _World:
        keys, groups = post_keys_of(posts_of(texts), TextSettings())
        return cls(texts, keys.arrow, groups.arrow)

    @cached_property
    def key_of(self) -> dict[str, str]:
        """Return the match key of each text group, by its number."""
        pairs = zip(self.text_groups, self.keys, strict=True)
        return {group[2:]: key for group, key in pairs if group is not None}

    @cached_property
    def n_posts(self) -> dict[str, int]:
        """Return the posts of each text group, by its number."""
        groups, counts = np.unique([g for g in self.text_groups if g], return_counts=True)
        return {group[2:]: n for group, n in zip(groups.tolist(), counts.tolist(), strict=True)}

    def leader(self, i: int) -> str | None:
        """Return the number of the text that leads text ``i``, itself where it stands alone."""
        group = self.near_groups[i] or self.text_groups[i]
        return None if group is None else group[2:]

    def originals(self, way: Perturbation, n: int, source: Random) -> list[int]:
        """Choose texts that are near no other and can be changed in a way."""
        alone = [
            i
            for i, group in enumerate(self.text_groups)
            if group is not None
            and self.near_groups[i] is None
            and self.n_posts[group[2:]] == 1
            and len(_TOKEN.findall(self.keys[i])) >= MIN_WORDS
        ]
        source.shuffle(alone)
        chosen: list[int] = []
        for i in alone:
            if len(chosen) == n:
                break
            script = script_of(self.keys[i])
            if script == way.script or (not way.script and script != "Han"):
                chosen.append(i)
        return chosen


def _lines(
    way: Perturbation, world: _World, originals: Sequence[int], run: _World
) -> Iterator[CopyLine]:
    """Compare the groups of copies, which come last in a run, with those of their originals."""
    n_words = np.array([len(_TOKEN.findall(world.keys[i])) for i in originals], np.int64)
    outcomes = np.array(
        [
            _outcome(world, run, original, len(world.texts) + place)
            for place, original in enumerate(originals)
        ],
        np.bool_,
    ).reshape(-1, 3)
    for length, (least, most) in _LENGTHS.items():
        rows = outcomes[(n_words >= least) & (n_words <= most)]
        n_found, n_wrong, n_unrelated = (int(n) for n in rows.sum(axis=0))
        yield CopyLine(way.name, length, len(rows), n_found, n_wrong, n_unrelated, way.min_recall)


def _outcome(world: _World, run: _World, original: int, copy: int) -> tuple[bool, bool, bool]:
    """Return whether a copy was found, is in a wrong group, and in one of an unrelated text."""
    leader, own = run.leader(copy), run.text_groups[copy]
    if leader is None or own is None:
        return False, False, False
    if leader == run.leader(original):
        return True, False, False
    if leader == own[2:] and run.n_posts[leader] == 1:
        return False, False, False
    alike = mean_share(_TOKEN.findall(world.keys[original]), _TOKEN.findall(run.key_of[leader]))
    return False, True, alike < UNRELATED


def _background(world: _World) -> Background:
    follows = {
        (group[2:], leader[2:])
        for group, leader in zip(world.text_groups, world.near_groups, strict=True)
        if group is not None and leader is not None and group[2:] != leader[2:]
    }
    n_doubtful = sum(
        character_jaccard(world.key_of[text], world.key_of[leader]) < DOUBTFUL
        for text, leader in follows
    )
    n_texts = world.groups["n_texts"].to_numpy()
    diameters = world.groups["diameter"].to_numpy()
    return Background(
        len(world.key_of),
        len(n_texts),
        len(follows),
        n_doubtful,
        int(n_texts.max(initial=0)),
        float(n_texts.max(initial=0) / max(n_texts.sum(), 1)),
        float(diameters.max(initial=0.0)),
        int((diameters > 1 - UNRELATED).sum()),
    )


def mean_share(left: Sequence[str], right: Sequence[str]) -> float:
    """Return the mean share of their words that two texts have in common, in order.

    The longest common subsequence by the textbook recurrence, in plain Python: nothing here comes
    from what is measured.
    """
    row = [0] * (len(right) + 1)
    for word in left:
        diagonal = 0
        for place, other in enumerate(right, start=1):
            above = row[place]
            row[place] = diagonal + 1 if word == other else max(above, row[place - 1])
            diagonal = above
    return (row[-1] / max(len(left), 1) + row[-1] / max(len(right), 1)) / 2


def character_jaccard(left: str, right: str) -> float:
    """Return the Jaccard similarity of the runs of five characters, of two in Chinese."""
    size = 2 if script_of(left) == "Han" else 5
    a, b = (
        {text[i : i + size] for i in range(max(len(text) - size, 0) + 1)} for text in (left, right)
    )
    return len(a & b) / len(a | b)
