"""How rules are written, and what they become.

A rule is a regular expression over a form of a text (see ``undertow.threats.folding``) with three
conveniences: ``<NAME>`` stands for the words of a class, a space for whatever keeps two words of
one sentence apart, and ``~`` for up to four words between.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from undertow.threats.cues import alternatives, cues_of

MASKED = "\ue000"
"""What an idiom is covered with: no word, and nothing that stands between words."""

_SPACE = rf"(?:[^\w.!?;。！？\n{MASKED}]{{1,3}})"
_GAP = rf"(?:{_SPACE}\w+){{0,4}}?{_SPACE}"
_LONG = {" ": _SPACE, "~": _GAP}
_SHORT = re.compile(r"\[(?:\\.|[^\]\\])*\]|[ ~]")  # inside a set a space is a space
_CLASS = re.compile(r"<([A-Z_]+)>")
_TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?<?[=!]|[()$]")

Grade = Literal["explicit", "possible"]
Kind = Literal["physical_harm", "doxing"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as it is written down.

    Attributes
    ----------
    name : str
        What it is called in ``threat_hits``, after the language.
    grade : {"explicit", "possible"}
        ``explicit``: says that harm is to be done, or publishes private information.
        ``possible``: may be meant so; a person decides.
    template : str
        The expression.
    """

    name: str
    grade: Grade
    template: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Rules of one language and kind.

    Attributes
    ----------
    language : str
        ``en``, ``fr``, ``zh``; ``mul`` for what is the same in all.
    kind : {"physical_harm", "doxing"}
        What the rules find.
    classes : mapping
        Name -> alternatives separated by ``|``.
    idioms : tuple of str
        Templates of what only sounds like a threat; covered before the rules are tried.
    rules : tuple of Rule
        Tried in order.
    """

    language: str
    kind: Kind
    classes: Mapping[str, str]
    idioms: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class CompiledRule:
    """A rule that is ready to be tried.

    Attributes
    ----------
    rule_id : str
        Language and name.
    language, kind, grade : str
        As in ``threat_hits``.
    written : str
        The regular expression.
    cues : tuple of frozenset of str
        Pieces of text: every match holds at least one of each set.
    """

    rule_id: str
    language: str
    kind: Kind
    grade: Grade
    written: str
    cues: tuple[frozenset[str], ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches on a form of a text. Compiled when a text first calls for it: few ever do."""
        return _pattern(self.written)

    @cached_property
    def relaxed(self) -> str:
        """RE2 that is found in every plain text in which the pattern is, and in few others."""
        return relaxed(self.written)


def compiled(lexicon: Lexicon) -> list[CompiledRule]:
    """Return the rules of a lexicon, ready to be tried.

    Raises
    ------
    ValueError
        A rule has no cue, so it would have to be tried on every text; names it.
    """
    return [
        _compiled(lexicon, rule, alternative)
        for rule in lexicon.rules
        for alternative in alternatives(expanded(rule.template, lexicon.classes))
    ]


def _compiled(lexicon: Lexicon, rule: Rule, template: str) -> CompiledRule:
    """Return one alternative of a rule: alone it has cues that tell more."""
    cues = cues_of(template)
    if not cues:
        raise ValueError(f"rule {rule.name!r}: {template[:80]!r} has no plain word to look for")
    return CompiledRule(
        f"{lexicon.language}.{rule.name}",
        lexicon.language,
        lexicon.kind,
        rule.grade,
        _written(template),
        cues,
    )


def idioms(lexicon: Lexicon) -> re.Pattern[str] | None:
    """Return what matches any idiom of a lexicon; None when it has none."""
    if not lexicon.idioms:
        return None
    joined = "|".join(f"(?:{idiom})" for idiom in lexicon.idioms)
    return _pattern(_written(expanded(joined, lexicon.classes)))


def expanded(template: str, classes: Mapping[str, str]) -> str:
    """Return a template with classes of words in place of their names."""
    while _CLASS.search(template):
        template = _CLASS.sub(lambda name: f"(?:{classes[name[1]]})", template)
    return template


def _written(template: str) -> str:
    """Return the regular expression of an expanded template."""
    return _SHORT.sub(lambda short: _LONG.get(short[0], short[0]), template)


def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written, re.IGNORECASE)


def relaxed(pattern: str) -> str:
    r"""Return an expression without what looks around: it is found wherever the pattern is.

    Parameters
    ----------
    pattern : str
        As compiled.

    Returns
    -------
    str
        What RE2 takes, which knows no look-around but never goes back. Its ``\b`` and ``\w`` are
        those of ASCII, so it says something only of texts without other letters and digits.
    """
    kept: list[str] = []
    reached = depth = within = 0
    for token in _TOKEN.finditer(pattern):
        opens = token[0].startswith("(")
        depth += opens - (token[0] == ")")
        if not within and opens and len(token[0]) > 1:
            kept.append(pattern[reached : token.start()])
            within = depth
        elif within and token[0] == ")" and depth < within:
            within, reached = 0, token.end()
        elif not within and token[0] == "$":
            # Python lets a line end follow.
            kept.append(pattern[reached : token.start()] + r"(?:\n?\z)")
            reached = token.end()
    return "".join([*kept, pattern[reached:]])
