"""Suite ``threats``: the threat screen on invented sentences, and how much it finds in real posts.

The sentences are our own, about people who do not exist. Part of them (``dev``) the rules were made
with. ``held`` was written before any rule and not looked at while rules were made, but by the same
hand, in the usual words of threats. ``late`` was written after the rules, in words meant to be
unlike any before: it says what a list of words and rules cannot do.

The batches ``fresh-a`` to ``fresh-e`` came later, by another hand. ``a`` and ``b`` are random
halves of one batch that was written before any rule was read; rules were made after ``a``, and
``b`` only measured. ``c`` and ``d`` are halves of a more oblique batch, ``e`` is another one; each
was measured once, which is the honest figure (``docs/how-to/threats.md``), and rules were made
after ``c`` and ``e``. What is measured on them since is flattering, on ``d`` too: its sentences are
those of ``c`` in other languages.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import duckdb
import opencc

from undertow.errors import InputError
from undertow.evaluate.metrics import wilson_interval
from undertow.threats import Found, find_threats

_LANGUAGES = ("en", "fr", "zh", "zh-Hant")
_HALVES = ("dev", "held", "late", "fresh-a", "fresh-b", "fresh-c", "fresh-d", "fresh-e")
_KINDS = ("physical_harm", "doxing")


@dataclass(frozen=True, slots=True)
class Sentence:
    """An invented sentence.

    Attributes
    ----------
    language, half, text : str
        ``en``, ``fr``, ``zh`` or ``zh-Hant``; ``dev``, ``held``, ``late`` or ``fresh-a`` to
        ``fresh-e``; the words.
    kind, group : str
        ``physical_harm``, ``doxing`` or ``none``, and what sort of it.
    """

    language: str
    half: str
    kind: str
    group: str
    text: str


@dataclass(frozen=True, slots=True)
class ThreatScore:
    """How the screen does on one kind in one language and half.

    Attributes
    ----------
    language, half, kind : str
        Of the sentences.
    n_true, n_found : int
        Sentences of the kind; of these, found as that kind.
    n_flagged : int
        Sentences found as that kind, right or wrong.
    n_right : int
        Of these, those that are of either kind: a person loses no time over them.
    """

    language: str
    half: str
    kind: str
    n_true: int
    n_found: int
    n_flagged: int
    n_right: int


@dataclass(frozen=True, slots=True)
class RealTraffic:
    """What the screen finds in posts by accounts that are labelled benign.

    Attributes
    ----------
    event : str
        The event they are about; ``all`` for all.
    n_texts : int
        Distinct texts.
    n_harm, n_harm_explicit, n_doxing : int
        Of these, marked for physical harm; explicit ones; marked for private information.
    """

    event: str
    n_texts: int
    n_harm: int
    n_harm_explicit: int
    n_doxing: int


@dataclass(frozen=True, slots=True)
class ThreatResult:
    """Everything the suite measures.

    Attributes
    ----------
    scores : tuple of ThreatScore
        By half, language and kind.
    false_hits : tuple of (str, str, str, int, int)
        Half, language, sort of harmless sentences, how many there are, how many are marked.
    traffic : tuple of RealTraffic
        Empty without a data folder.
    texts_per_s : float or None
        Distinct real texts for each second of processor time of one thread.
    """

    scores: tuple[ThreatScore, ...]
    false_hits: tuple[tuple[str, str, str, int, int], ...]
    traffic: tuple[RealTraffic, ...]
    texts_per_s: float | None


def evaluate_threats(data: Path | None = None) -> ThreatResult:
    """Measure the screen.

    Parameters
    ----------
    data : Path or None
        Folder with ``posts.parquet`` and ``labels.parquet`` (set ``evalA``); None leaves real
        traffic out.

    Raises
    ------
    InputError
        The data are not there.
    """
    sentences = list(read_sentences())
    kinds = [set[str]() for _ in sentences]
    for index, found in find_threats([sentence.text for sentence in sentences]):
        kinds[index] = {place.kind for place in found}
    marked = list(zip(sentences, kinds, strict=True))
    traffic, rate = ((), None) if data is None else _real(data)
    return ThreatResult(
        tuple(
            _score(marked, half, language, kind)
            for half in _HALVES
            for language in _LANGUAGES
            for kind in _KINDS
        ),
        tuple(_false_hits(marked)),
        traffic,
        rate,
    )


def read_sentences() -> Iterator[Sentence]:
    """Yield the invented sentences; traditional ones are made from the simplified ones."""
    folder = files("undertow.evaluate") / "threat_sentences"
    traditional = opencc.OpenCC("s2tw")
    for half in _HALVES:
        for language in ("en", "fr", "zh"):
            text = (folder / f"{half}_{language}.txt").read_text(encoding="utf-8")
            own = list(_parsed(text, language, half))
            yield from own
            if language == "zh":
                for one in own:
                    yield Sentence(
                        "zh-Hant", half, one.kind, one.group, traditional.convert(one.text)
                    )


def _parsed(text: str, language: str, half: str) -> Iterator[Sentence]:
    kind = group = ""
    for line in text.splitlines():
        if line.startswith("# "):
            kind, group = line[2:].split()
        elif line:
            yield Sentence(language, half, kind, group, line)


def _score(
    marked: list[tuple[Sentence, set[str]]], half: str, language: str, kind: str
) -> ThreatScore:
    own = [(s, k) for s, k in marked if s.half == half and s.language == language]
    true = [kinds for sentence, kinds in own if sentence.kind == kind]
    flagged = [sentence for sentence, kinds in own if kind in kinds]
    return ThreatScore(
        language,
        half,
        kind,
        len(true),
        sum(kind in kinds for kinds in true),
        len(flagged),
        sum(sentence.kind != "none" for sentence in flagged),
    )


def _false_hits(
    marked: list[tuple[Sentence, set[str]]],
) -> Iterator[tuple[str, str, str, int, int]]:
    counts: dict[tuple[str, str, str], list[int]] = {}
    for sentence, kinds in marked:
        if sentence.kind == "none":
            count = counts.setdefault((sentence.half, sentence.language, sentence.group), [0, 0])
            count[0] += 1
            count[1] += bool(kinds)
    for (half, language, group), (n, n_marked) in counts.items():
        yield half, language, group, n, n_marked


def _real(data: Path) -> tuple[tuple[RealTraffic, ...], float]:
    """Return what is found in benign posts, and how fast."""
    for file in ("posts.parquet", "labels.parquet"):
        if not (data / file).is_file():
            raise InputError(f"{data / file}: not found; --data must name the labelled data folder")
    rows = duckdb.execute(
        "SELECT text, min(event) FROM read_parquet(?) JOIN read_parquet(?) USING (author_id) "
        "WHERE label = 0 AND text IS NOT NULL GROUP BY text ORDER BY text",
        [str(data / "posts.parquet"), str(data / "labels.parquet")],
    ).fetchall()
    list(find_threats(["é 你"]))  # the rules are compiled once a process
    begin = time.process_time()
    found = dict(find_threats([text for text, _ in rows]))
    rate = len(rows) / (time.process_time() - begin)
    events = [event for _, event in rows]
    names = ("all", *sorted(set(events)))
    return tuple(_traffic(name, events, found) for name in names), rate


def _traffic(name: str, events: list[str], found: dict[int, list[Found]]) -> RealTraffic:
    own = [i for i, event in enumerate(events) if name in ("all", event)]
    harm = [
        [place.grade for place in found.get(i, ()) if place.kind == "physical_harm"] for i in own
    ]
    return RealTraffic(
        name,
        len(own),
        sum(bool(grades) for grades in harm),
        sum("explicit" in grades for grades in harm),
        sum(any(place.kind == "doxing" for place in found.get(i, ())) for i in own),
    )


def threats_markdown(result: ThreatResult) -> str:
    """Return the measurements as Markdown."""
    lines = [
        "### Threat screen on invented sentences",
        "",
        "| half | language | kind | sentences | recall (95 %) | marked | precision (95 %) |",
        "| --- | --- | --- | ---: | --- | ---: | --- |",
    ]
    lines += [
        f"| {s.half} | {s.language} | {s.kind} | {s.n_true} | {_share(s.n_found, s.n_true)} | "
        f"{s.n_flagged} | {_share(s.n_right, s.n_flagged)} |"
        for s in result.scores
    ]
    lines += [
        "",
        "| half | language | harmless sentences | number | marked |",
        "| --- | --- | --- | ---: | ---: |",
    ]
    lines += [f"| {' | '.join(map(str, row))} |" for row in result.false_hits]
    if result.traffic:
        lines += [
            "",
            "### Threat screen on benign posts",
            "",
            "| event | distinct texts | harm per 10,000 | of it explicit | private per 10,000 |",
            "| --- | ---: | ---: | ---: | ---: |",
        ]
        lines += [
            f"| {t.event} | {t.n_texts:,} | {1e4 * t.n_harm / t.n_texts:.0f} | "
            f"{1e4 * t.n_harm_explicit / t.n_texts:.0f} | {1e4 * t.n_doxing / t.n_texts:.0f} |"
            for t in result.traffic
        ]
        lines += ["", f"{result.texts_per_s:,.0f} distinct texts a second, one thread."]
    return "\n".join(lines) + "\n"


def _share(hits: int, n: int) -> str:
    low, high = wilson_interval(hits, n)
    return f"{hits / n:.3f} ({low:.3f}–{high:.3f})" if n else "none"
