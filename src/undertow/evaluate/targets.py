"""Suite ``targets``: are officials found in sentences about them, and nobody in other sentences.

Sentence frames in English, French and Chinese are crossed with the names of a register. Half of the
frames are held out, and both halves are reported; ``target_frames`` says how far they were kept
apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pyarrow as pa

from undertow.evaluate.metrics import wilson_interval
from undertow.evaluate.target_frames import (
    HAN_NAMES,
    NEGATIVE,
    OTHER_GIVEN,
    PLAIN_NEGATIVE,
    POSITIVE,
    UNUSUAL,
    Frame,
)
from undertow.schema import Accounts, MediaSightings, MediaTexts, Posts, Table, Targets
from undertow.settings import NoSettings
from undertow.targets import find_target_hits, is_house_list, read_house_list, read_register

PER_FRAME = 26
"""Sentences made of one frame; officials take turns, so every one comes up."""

_STEP = 41
_VOWELS = tuple("aàâeéèêëiîïoôuùûüyAÀÂEÉÈÊËIÎÏOÔUÙÛÜY")
_LOOK_ALIKES = str.maketrans("aeopcx", "аеорсх")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and whom it addresses."""

    text: str
    expected: frozenset[str]
    kind: str
    is_held_out: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of (sentence, official) pairs of one kind of form.

    Attributes
    ----------
    n_sentences, n_hits, n_false, n_missed : int
        Sentences; pairs found rightly, found wrongly, missed.
    """

    n_sentences: int = 0
    n_hits: int = 0
    n_false: int = 0
    n_missed: int = 0

    @property
    def precision(self) -> float:
        """Return the share of found pairs that are right; NaN where none was found."""
        n_found = self.n_hits + self.n_false
        return self.n_hits / n_found if n_found else float("nan")

    @property
    def recall(self) -> float:
        """Return the share of expected pairs that were found; NaN where none was expected."""
        n_expected = self.n_hits + self.n_missed
        return self.n_hits / n_expected if n_expected else float("nan")

    def plus(self, other: Score) -> Score:
        """Return the sum of two scores."""
        return Score(
            self.n_sentences + other.n_sentences,
            self.n_hits + other.n_hits,
            self.n_false + other.n_false,
            self.n_missed + other.n_missed,
        )


@dataclass(frozen=True, slots=True)
class TargetsResult:
    """What the suite measured.

    Attributes
    ----------
    n_officials : int
        Officials of the register.
    by_kind : dict
        (held out, kind) -> score.
    errors : list of (Sentence, set of str)
        Sentences judged wrongly, with what was found; held-out ones too, so do not print them while
        designing rules.
    """

    n_officials: int
    by_kind: dict[tuple[bool, str], Score] = field(default_factory=dict)
    errors: list[tuple[Sentence, frozenset[str]]] = field(default_factory=list)

    def total(self, *, is_held_out: bool) -> Score:
        """Return the score over all kinds of one half."""
        total = Score()
        for (half, _), score in self.by_kind.items():
            if half == is_held_out:
                total = total.plus(score)
        return total


def evaluate_targets(register: Path, districts: Path | None = None) -> TargetsResult:
    """Measure how well officials are found by name.

    Parameters
    ----------
    register : Path
        A register, or the House of Commons list of members.
    districts : Path, optional
        Districts, for French riding names of a list of members.

    Returns
    -------
    TargetsResult

    Raises
    ------
    InputError
        The register cannot be read.
    """
    officials = _officials(register, districts)
    sentences = list(build_sentences(officials))
    found = _found(sentences, officials)
    result = TargetsResult(len(officials))
    for sentence, ids in zip(sentences, found, strict=True):
        score = Score(
            1,
            len(ids & sentence.expected),
            len(ids - sentence.expected),
            len(sentence.expected - ids),
        )
        key = (sentence.is_held_out, sentence.kind)
        result.by_kind[key] = result.by_kind.get(key, Score()).plus(score)
        if ids != sentence.expected:
            result.errors.append((sentence, ids))
    return result


def targets_markdown(result: TargetsResult) -> str:
    """Return the result as Markdown."""
    rows = ["## Targets", "", f"Register of {result.n_officials:,} officials.", ""]
    for is_held_out in (False, True):
        rows += [
            f"### {'Held-out' if is_held_out else 'Design'} frames",
            "",
            "| kind | sentences | precision [95 %] | recall [95 %] |",
            "|---|---|---|---|",
        ]
        kinds = {kind: s for (half, kind), s in result.by_kind.items() if half == is_held_out}
        rows += [_row(kind, score) for kind, score in kinds.items()]
        rows += [_row("**all**", result.total(is_held_out=is_held_out)), ""]
    return "\n".join(rows)


def _row(kind: str, score: Score) -> str:
    precision = _share(score.n_hits, score.n_hits + score.n_false)
    if score.n_hits + score.n_missed == 0:
        precision = f"{score.n_false} false hits"
    recall = _share(score.n_hits, score.n_hits + score.n_missed)
    return f"| {kind} | {score.n_sentences:,} | {precision} | {recall} |"


def _share(hits: int, n: int) -> str:
    if n == 0:
        return "-"
    low, high = wilson_interval(hits, n)
    return f"{hits / n:.3f} [{low:.3f}, {high:.3f}]"


def _officials(register: Path, districts: Path | None) -> list[dict[str, object]]:
    """Return the rows of ``targets``, with Chinese names of some."""
    if is_house_list(register):
        made = read_house_list(register, districts)
        rows: list[dict[str, object]] = [
            {name: value or None for name, value in row.items()}
            | {"handles": [], "aliases": [row["name"]]}
            for row in made.rows
        ]
    else:
        rows = read_register(register).arrow.to_pylist()
    for row in rows:
        han = HAN_NAMES.get(str(row["name"]))
        if han:
            row["aliases"] = [*row["aliases"], han[0]]  # type: ignore[misc]
    return rows


def _found(sentences: list[Sentence], officials: list[dict[str, object]]) -> list[frozenset[str]]:
    """Return whom the stage finds in each sentence, each a post of its own."""
    posts = _rows(
        Posts,
        [
            {"post_uid": f"x:{i}", "platform": "x", "kind": "post", "text": sentence.text}
            for i, sentence in enumerate(sentences)
        ],
    )
    targets = _rows(Targets, officials)
    hits, _ = find_target_hits(
        posts,
        Table.empty(Accounts),
        targets,
        Table.empty(MediaTexts),
        Table.empty(MediaSightings),
        NoSettings(),
        rng_seed=0,
    )
    by_post: dict[str, set[str]] = {}
    for row in hits.arrow.to_pylist():
        by_post.setdefault(row["post_uid"], set()).add(row["target_id"])
    return [frozenset(by_post.get(f"x:{i}", ())) for i in range(len(sentences))]


def _rows(spec: type, rows: list[dict[str, object]]) -> Table:  # type: ignore[type-arg]
    """Return a table of rows; what a row leaves out is null, or empty where null is not allowed."""
    schema = spec.arrow_schema()  # type: ignore[attr-defined]
    empty = {
        column.name: None if column.nullable else _empty(column.type)
        for column in spec.columns  # type: ignore[attr-defined]
    }
    full = [{name: (empty | row)[name] for name in schema.names} for row in rows]
    return Table.checked(spec, pa.Table.from_pylist(full, schema=schema))


def _empty(kind: pa.DataType) -> object:
    if pa.types.is_list(kind):
        return []
    if pa.types.is_boolean(kind):
        return False
    if pa.types.is_timestamp(kind):
        return datetime(2023, 1, 1, tzinfo=UTC)
    return 0 if pa.types.is_integer(kind) else ""


def build_sentences(officials: list[dict[str, object]]) -> Iterator[Sentence]:
    """Cross the frames with the officials.

    Parameters
    ----------
    officials : list of dict
        Rows of ``targets``.

    Yields
    ------
    Sentence
        In a fixed order; officials take turns over the frames.
    """
    slots = [_slots(official, officials) for official in officials]
    turn = 0
    for frames, is_positive in ((POSITIVE, True), (NEGATIVE, False)):
        for frame in frames:
            usable = (
                i
                for step in range(len(slots))
                if _fits(frame, slots[i := (turn + step * _STEP) % len(slots)])
            )
            for i in islice(usable, PER_FRAME):
                expected = frozenset({slots[i]["target_id"]} if is_positive else ())
                text = frame.text.format_map(slots[i])
                yield Sentence(text, expected, frame.kind, frame.is_held_out)
            turn += 7
    for text, is_held_out in PLAIN_NEGATIVE:
        yield Sentence(text, frozenset(), "words and other people", is_held_out)


def _fits(frame: Frame, slots: Mapping[str, str]) -> bool:
    """Whether an official has every form of a frame, and the frame suits the name."""
    wanted = re.findall(r"\{(\w+)\}", frame.text)
    if any(not slots.get(name) for name in wanted):
        return False
    if frame.kind == "elision":
        return slots["name"].startswith(_VOWELS)
    return True


def _slots(official: dict[str, object], officials: list[dict[str, object]]) -> dict[str, str]:
    """Return the forms of one official's name; a form they lack is empty."""
    name, surname = str(official["name"]), str(official["surname"] or "")
    given = name.removesuffix(surname).strip()
    last_words = [_plain(str(o["surname"] or "")).lower() for o in officials]
    is_shared = last_words.count(_plain(surname).lower()) > 1
    sharing = [o for o in officials if _plain(str(o["surname"])) == _plain(surname)]
    party_tells = len({o["party"] for o in sharing}) == len(sharing)
    han = HAN_NAMES.get(name, ("", ""))
    initials = re.sub(r"(\w)[\w']*", r"\1.", given)
    other = OTHER_GIVEN[len(name) * 7 % len(OTHER_GIVEN)]
    is_only_initial = sum(str(o["name"])[0] == name[0] for o in sharing) == 1
    return {
        "target_id": str(official["target_id"]),
        "name": name,
        "surname": surname,
        "lower_surname": surname.lower().replace(" ", ""),
        "plain": _plain(name) if _plain(name) != name else "",
        "caps": name.upper(),
        "lower": name.lower() if surname != "May" else "",  # in lower case it is the verb
        "initials": initials if is_only_initial else "",
        "unique": "" if is_shared else surname,
        "shared": surname if is_shared and party_tells else "",
        "party": str(official["party"] or ""),
        "riding": str(official["riding"] or ""),
        "riding_fr": str(official["riding_fr"] or ""),
        "hashtag": re.sub(r"[\W_]", "", name),
        "hashtag_lower": re.sub(r"[\W_]", "", name).lower(),
        "wide": name.replace(" ", "  "),
        "zero_width": f"{name[:2]}\u200b{name[2:-2]}\u200d{name[-2:]}",
        "homoglyph": name.translate(_LOOK_ALIKES),
        "middle": f"{given} Evangeline {surname}" if " " not in given else "",
        "middle_initial": f"{given} Q. {surname}",
        "unusual": surname if surname in UNUSUAL else "",
        "han": han[0],
        "han_other": han[1],
        "other": other if _plain(other).lower()[:3] != _plain(given).lower()[:3] else "",
    }


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
