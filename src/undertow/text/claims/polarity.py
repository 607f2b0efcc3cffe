"""Cheap cues that two texts of one claim family may not say the same: denial, and who did what.

Vectors cannot tell "she took the money" from "she never took the money". Word lists cannot either
in general; they find the plain cases. What they find keeps two texts from being called one claim
and is never itself a statement about stance.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pyarrow as pa

from undertow.text.chinese import to_simplified

# Words that deny in themselves, and words that call something untrue. They are searched after
# phrases that hold such a word and deny nothing were taken out.
_DENIALS = {
    "en": re.compile(
        r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|false|falsely|untrue|"
        r"hoax|myth|debunk\w*|baseless|unfounded|misinformation|disinformation|rumou?rs?|"
        r"denie[sd]|deny|denying|refute[sd]?|unproven|invented|made up|fact[- ]?check\w*)\b"
        r"|n't\b",
        re.IGNORECASE,
    ),
    "fr": re.compile(
        r"\b(?:ne|non|pas|jamais|aucune?|rien|ni|nul(?:le)?|sans|faux|fausses?|faussement|"
        r"infondée?s?|démen\w*|nie(?:nt)?|rumeurs?|canular|intox|désinformation|inventée?s?|"
        r"réfut\w*|contredi\w*)\b|\bn'",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"不|没|未|并非|绝非|从无|毫无|无法|无人|无关|无据|子虚乌有|谣|虚假|假消息|假新闻|否认|捏造|杜撰|"
        r"编造|伪造|失实"
    ),
}
_NO_DENIALS = {
    "en": re.compile(r"\b(?:not only|no doubt|nothing but|cannot help|why don't)\b", re.IGNORECASE),
    "fr": re.compile(
        r"\bn'importe|\bsans (?:cesse|doute|arrêt)\b|"
        r"\b(?:ne |n')(?:(?!pas|jamais|rien|plus|aucun)\w+ ){1,2}qu(?:e\b|')",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"不断|不仅|不但|不只|不少|不同(?!意)|不久|不满|不法|不良|不当|不管|不论|不得不|不惜|不义|"
        r"不可告人|未来|未婚|没收|没落|不动产|要不|差不多|了不起|对不起|不禁|不愧|不料|不顾|不安|不错|"
        r"是不是|会不会|能不能|说不定|忍不住|无微不至|不过"
    ),
}
_PASSIVES = {
    "en": re.compile(r"\bby\b", re.IGNORECASE),
    "fr": re.compile(r"\bpar\b", re.IGNORECASE),
    "zh": re.compile(r"被|由|遭|受到"),
}
_NAME = re.compile(r"\b[A-ZÀ-ÖØ-Þ][\w’'\-]*[^\W\d_][\w’'\-]*")


@dataclass(frozen=True, slots=True)
class Stance:
    """What the cues say about one text.

    Attributes
    ----------
    language : str
        Of the text.
    denies : bool
        Whether it holds a word that denies.
    names : tuple of str
        Capitalised words in lower case, in the order in which they first stand.
    agent_after : int
        How many of the names stand before the first word that names the doer of a passive; all of
        them where there is none.
    text : str
        In simplified characters, for scripts that do not mark names.
    """

    language: str
    denies: bool
    names: tuple[str, ...]
    agent_after: int
    text: str


def read_stance(text: str, language: str) -> Stance | None:
    """Return the cues of a text; None where its language has no list."""
    if language not in _DENIALS:
        return None
    text = to_simplified(pa.array([text])).to_pylist()[0].replace("’", "'")
    found: dict[str, int] = {}
    for name in _NAME.finditer(text):
        found.setdefault(name[0].lower(), name.start())
    names = tuple(found)
    marker = _PASSIVES[language].search(text)
    return Stance(
        language,
        _DENIALS[language].search(_NO_DENIALS[language].sub(" ", text)) is not None,
        names,
        len(names) if marker is None else sum(at < marker.start() for at in found.values()),
        text,
    )


def may_differ(a: Stance | None, b: Stance | None) -> bool | None:
    """Whether one of two texts denies and the other does not, or the same people trade places.

    Returns
    -------
    bool or None
        None where a language has no list: not measured.
    """
    if a is None or b is None:
        return None
    if a.denies != b.denies:
        return True
    if a.language == b.language == "zh":
        first, second = _shared_pieces(a.text, b.text)
        is_passive = [_PASSIVES["zh"].search(side.text) is not None for side in (a, b)]
        return first != second and is_passive[0] == is_passive[1]
    shared = set(a.names) & set(b.names)
    return _doer_first(a, shared) != _doer_first(b, shared)


def _doer_first(stance: Stance, shared: set[str]) -> list[str]:
    """Return the shared names in the order of an active sentence."""
    before, after = stance.names[: stance.agent_after], stance.names[stance.agent_after :]
    return [name for name in (*after, *before) if name in shared]


def _shared_pieces(a: str, b: str) -> tuple[list[str], list[str]]:
    """Return the longest pieces of four characters or more that both texts hold once, in order."""
    pieces: list[str] = []
    start = 0
    while start < len(a):
        size = 0
        while start + size < len(a) and a[start : start + size + 1] in b:
            size += 1
        if size >= 4 and b.count(a[start : start + size]) == 1:
            pieces.append(a[start : start + size])
        start += max(size, 1)
    return pieces, sorted(pieces, key=b.index)
