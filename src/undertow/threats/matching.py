"""Find threats and private information in single texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.threats.calling import Caller, caller
from undertow.threats.context import is_denounced, is_of_an_office
from undertow.threats.cues import words
from undertow.threats.folding import OBFUSCATED, Form, bared, fold, folded
from undertow.threats.lexicon import lexicons
from undertow.threats.rule import MASKED, CompiledRule, compiled, idioms

_LINK = re.compile(r"https?://[!-~]+")
_MAX_CHARS = 20_000
_FOREIGN = r"[^\P{L}a-zA-Z]|[^\P{N}0-9]"
_MANY = 200


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
    caller : Caller
        Tells which of them a text calls for.
    idioms : dict
        Language -> what to cover before its rules are tried.
    """

    rules: tuple[CompiledRule, ...]
    caller: Caller
    idioms: dict[str, re.Pattern[str]]


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
    called = _confirmed(rules, forms)
    for index in sorted({*called, *others}):
        found = _search(rules, texts[index][:_MAX_CHARS], called.get(index, ()), others.get(index))
        if found:
            yield index, found


def _confirmed(rules: _Rules, forms: pa.Array) -> dict[int, list[int]]:
    """Return, for each folded text in which rules match, these rules.

    Notes
    -----
    Few texts match a rule: the places of the others need not be known. A rule that many texts call
    for is first tried, relaxed, by RE2 on all of them at once, which is ten times as fast.
    """
    texts, numbers = rules.caller.called(words(forms))
    if len(texts) == 0:
        return {}
    is_plain = pc.invert(pc.match_substring_regex(forms, _FOREIGN)).to_numpy(zero_copy_only=False)
    order = np.argsort(numbers, kind="stable")
    texts, numbers = texts[order], numbers[order]
    begins = np.flatnonzero(np.diff(numbers, prepend=-1))
    found: defaultdict[int, list[int]] = defaultdict(list)
    for own, number in zip(np.split(texts, begins[1:]), numbers[begins].tolist(), strict=True):
        rule = rules.rules[number]
        left = _not_ruled_out(rule, forms, own, is_plain[own]) if len(own) >= _MANY else own
        for index in left.tolist():
            if rule.pattern.search(forms[index].as_py()):
                found[index].append(number)
    return found


def _not_ruled_out(
    rule: CompiledRule, forms: pa.Array, texts: NDArray[np.int32], is_plain: NDArray[np.bool_]
) -> NDArray[np.int32]:
    """Return the texts in which a rule can match."""
    may_match = pc.match_substring_regex(
        forms.take(pa.array(texts)), rule.relaxed, ignore_case=True
    )
    left: NDArray[np.int32] = texts[may_match.to_numpy(zero_copy_only=False) | ~is_plain]
    return left


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
    called: dict[int, set[int]] = {index: set() for index in indexes}
    spaced = words(pa.array([other.text for other in bare], pa.large_string()))
    for place, number in zip(*map(np.ndarray.tolist, rules.caller.called(spaced)), strict=True):
        if rules.rules[number].kind == "physical_harm":
            called[indexes[place]].add(number)
    return {index: (other, called[index]) for index, other in zip(indexes, bare, strict=True)}


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
    kept = []
    for hit in _gravest(found):
        if hit.kind == "doxing" or not is_denounced(text, hit.start, hit.end):
            kept.append(hit)
        elif hit.grade == "explicit":
            # Who quotes a threat in order to make it must not pass: a person decides.
            kept.append(replace(hit, grade="possible"))
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
    # A language may have several files of rules; one of them holds its idioms.
    covers = [(lexicon.language, idioms(lexicon)) for lexicon in lexicons()]
    return _Rules(
        rules,
        caller([rule.cues for rule in rules]),
        {language: cover for language, cover in covers if cover is not None},
    )
