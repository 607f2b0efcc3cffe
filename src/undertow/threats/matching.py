"""Find threats and private information in single texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc
from ahocorasick_rs import AhoCorasick, MatchKind

from undertow.threats.context import is_denounced, is_of_an_office
from undertow.threats.cues import words
from undertow.threats.folding import OBFUSCATED, Form, bared, fold, folded
from undertow.threats.lexicon import lexicons
from undertow.threats.rule import MASKED, CompiledRule, compiled, idioms

_LINK = re.compile(r"https?://[!-~]+")
_MAX_CHARS = 20_000


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A place in a text that a rule found.

    Attributes
    ----------
    start, end : int
        Characters of the original text, end exclusive.
    kind, grade, rule_id, language : str
        As in ``threat_hits``.
    """

    start: int
    end: int
    kind: str
    grade: str
    rule_id: str
    language: str


@dataclass(frozen=True, slots=True)
class _Rules:
    """All rules, and how to tell quickly which can match.

    Attributes
    ----------
    rules : tuple of CompiledRule
        All of them.
    automaton : AhoCorasick
        Finds the cues of all rules in one pass.
    calls : tuple of (int, tuple of int)
        For each cue the needs that it meets, a bit each, and the rules whose first need it meets.
    needs : tuple of int
        For each rule the bits of all its needs.
    idioms : dict
        Language -> what to cover before its rules are tried.
    """

    rules: tuple[CompiledRule, ...]
    automaton: AhoCorasick
    calls: tuple[tuple[int, tuple[int, ...]], ...]
    needs: tuple[int, ...]
    idioms: dict[str, re.Pattern[str]]

    def called(self, text: str) -> set[int]:
        """Return the rules whose every need a text (see ``undertow.threats.cues.words``) meets."""
        met = 0
        first: set[int] = set()
        for cue in {
            hit[0] for hit in self.automaton.find_matches_as_indexes(text, overlapping=True)
        }:
            bits, rules = self.calls[cue]
            met |= bits
            first.update(rules)
        return {rule for rule in first if self.needs[rule] & ~met == 0}


def find_threats(texts: Sequence[str]) -> Iterator[tuple[int, list[Found]]]:
    """Find threats of physical harm and private information.

    Parameters
    ----------
    texts : sequence of str
        As published; distinct, or work is done twice.

    Yields
    ------
    (int, list of Found)
        Index of each text in which something was found, with the places by their start. Of
        places of one kind that overlap the graver stays, then the longer.

    Notes
    -----
    Rules of all languages are tried on every text, because a text may mix them. What lies beyond
    the first 20,000 characters of a text is not searched.
    """
    rules = _rules()
    forms = _folded(texts)
    others = _bared(rules, texts, forms)
    columns = (forms.to_pylist(), words(forms).to_pylist())
    for index, (form, spaced) in enumerate(zip(*columns, strict=True)):
        # Few texts match a rule: the places of the others need not be known.
        called = [n for n in rules.called(spaced) if rules.rules[n].pattern.search(form)]
        if called or index in others:
            found = _search(rules, texts[index][:_MAX_CHARS], called, others.get(index))
            if found:
                yield index, found


def _bared(
    rules: _Rules, texts: Sequence[str], forms: pa.Array
) -> dict[int, tuple[Form, set[int]]]:
    """Return the bared forms of the texts that differ in it, and the rules that they call."""
    is_bent = pc.match_substring_regex(forms, OBFUSCATED)
    indexes, bare = [], []
    for index in pc.indices_nonzero(is_bent).to_pylist():
        form = _without_links(folded(texts[index][:_MAX_CHARS]))
        other = bared(form)
        if other.text != form.text:
            indexes.append(index)
            bare.append(other)
    spaced = words(pa.array([other.text for other in bare], pa.large_string())).to_pylist()
    return {
        index: (other, {n for n in rules.called(text) if rules.rules[n].kind == "physical_harm"})
        for index, other, text in zip(indexes, bare, spaced, strict=True)
    }


def _folded(texts: Iterable[str]) -> pa.Array:
    """Return the folded forms of texts, without links."""
    forms = pa.array((fold(text[:_MAX_CHARS]) for text in texts), pa.large_string())
    return pc.replace_substring_regex(forms, pattern=r"https?://[!-~]+", replacement=" ")


def _search(
    rules: _Rules, text: str, called: Iterable[int], other: tuple[Form, set[int]] | None
) -> list[Found]:
    """Return what is found in one text."""
    form = _without_links(folded(text))
    found = _matches(rules, form, called)
    if other is not None:
        found += _matches(rules, *other)
    if found and is_of_an_office(form.text):
        found = [hit for hit in found if hit.kind != "doxing" or not _is_office_like(hit)]
    kept = [
        hit
        for hit in _gravest(found)
        if hit.kind == "doxing" or not is_denounced(text, hit.start, hit.end)
    ]
    return sorted(kept)


def _is_office_like(hit: Found) -> bool:
    """Whether an office publishes such things about itself."""
    return hit.rule_id.partition(".")[2] not in _NEVER_OF_AN_OFFICE


_NEVER_OF_AN_OFFICE = frozenset(
    {"family", "famille", "jiaren", "sin", "sin_plain", "id_cn", "papers", "call"}
)


def _without_links(form: Form) -> Form:
    """Cover links: their letters are nobody's words."""
    if "://" not in form.text:
        return form
    text = _LINK.sub(lambda match: " " * len(match[0]), form.text)
    return Form(text, form.places, form.n_original)


def _matches(rules: _Rules, form: Form, called: Iterable[int]) -> list[Found]:
    """Try rules on a form."""
    covered: dict[str, str] = {}
    found = []
    for number in sorted(called):
        rule = rules.rules[number]
        if rule.pattern.search(form.text) is None:
            continue
        if rule.language not in covered:
            covered[rule.language] = _cover(rules, rule.language, form.text)
        for match in rule.pattern.finditer(covered[rule.language]):
            if match.end() > match.start():
                start, end = form.span(*_trimmed(match))
                found.append(Found(start, end, rule.kind, rule.grade, rule.rule_id, rule.language))
    return found


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    """Return the place of a match without space around it."""
    piece = match[0]
    start = match.start() + len(piece) - len(piece.lstrip())
    return (start, start + len(piece.strip())) if piece.strip() else match.span()


def _cover(rules: _Rules, language: str, text: str) -> str:
    """Return a text with the idioms of a language covered, each character by one."""
    pattern = rules.idioms.get(language)
    return text if pattern is None else pattern.sub(lambda m: MASKED * len(m[0]), text)


def _gravest(found: list[Found]) -> list[Found]:
    """Return places of which no two of one kind overlap."""
    kept: list[Found] = []
    order = sorted(found, key=lambda f: (f.grade != "explicit", f.start - f.end, f))
    for hit in order:
        if not any(
            hit.kind == other.kind and hit.start < other.end and other.start < hit.end
            for other in kept
        ):
            kept.append(hit)
    return kept


@cache
def _rules() -> _Rules:
    rules = tuple(rule for lexicon in lexicons() for rule in compiled(lexicon))
    bit_of: dict[frozenset[str], int] = {}
    met: defaultdict[str, int] = defaultdict(int)
    first: defaultdict[str, list[int]] = defaultdict(list)
    needs = []
    for number, rule in enumerate(rules):
        need = 0
        for pieces in rule.cues:
            bit = bit_of.setdefault(pieces, 1 << len(bit_of))
            need |= bit
            for piece in pieces:
                met[piece] |= bit
        needs.append(need)
        for piece in rule.cues[0]:
            first[piece].append(number)
    # A language may have several files of rules; one of them holds its idioms.
    covers = [(lexicon.language, idioms(lexicon)) for lexicon in lexicons()]
    return _Rules(
        rules,
        AhoCorasick(list(met), matchkind=MatchKind.Standard),
        tuple((bits, tuple(first[piece])) for piece, bits in met.items()),
        tuple(needs),
        {language: cover for language, cover in covers if cover is not None},
    )
