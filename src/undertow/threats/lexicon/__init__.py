"""Words and rules of threats, one file a language; and of private information, in all of them.

A file holds sections, and a section one alternative a line::

    [class NAME]               words that <NAME> stands for
    [idioms]                   what only sounds like a threat
    [rule NAME GRADE]          what is found

Lines that begin with ``# `` are for the reader. How alternatives are written:
``undertow.threats.rule``.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import cast

from undertow.threats.rule import Grade, Kind, Lexicon, Rule

_HEADER = re.compile(r"\[(class|idioms|rule)(?: ([A-Za-z_0-9]+))?(?: (explicit|possible))?\]")
_FILES: tuple[tuple[str, str, Kind], ...] = (
    ("en.rules", "en", "physical_harm"),
    ("en_oblique.rules", "en", "physical_harm"),
    ("fr.rules", "fr", "physical_harm"),
    ("fr_oblique.rules", "fr", "physical_harm"),
    ("zh.rules", "zh", "physical_harm"),
    ("zh_oblique.rules", "zh", "physical_harm"),
    ("doxing.rules", "mul", "doxing"),
    ("doxing_people.rules", "mul", "doxing"),
)


@cache
def lexicons() -> tuple[Lexicon, ...]:
    """Return the rules of every language."""
    folder = files("undertow.threats.lexicon")
    return tuple(
        parse_lexicon((folder / name).read_text(encoding="utf-8"), language, kind)
        for name, language, kind in _FILES
    )


def parse_lexicon(text: str, language: str, kind: Kind) -> Lexicon:
    """Read a file of rules.

    Raises
    ------
    ValueError
        A line stands before the first section.
    """
    sections: list[tuple[re.Match[str], list[str]]] = []
    for line in text.splitlines():
        if header := _HEADER.fullmatch(line):
            sections.append((header, []))
        elif line and not line.startswith("# "):
            if not sections:
                raise ValueError(f"{line!r} stands before the first section")
            sections[-1][1].append(line)
    return Lexicon(
        language,
        kind,
        {head[2]: "|".join(lines) for head, lines in sections if head[1] == "class"},
        tuple(line for head, lines in sections if head[1] == "idioms" for line in lines),
        tuple(
            Rule(head[2], cast(Grade, head[3]), line)
            for head, lines in sections
            if head[1] == "rule"
            for line in lines
        ),
    )
