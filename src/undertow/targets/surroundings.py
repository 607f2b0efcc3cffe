"""What stands directly before and after a name in a folded text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from undertow.targets.titles import ABBREVIATIONS, NOT_NAMES

JOINT = "\x1f"
"""Between the words of a hashtag that capitals part."""

# A word of one script: in Chinese text a Latin name follows Han characters without a space.
_LETTERS = "[^\\W_\u3400-\u9fff]"
_BEFORE = re.compile(rf"({_LETTERS}+(?:'{_LETTERS}+)*|[\u3400-\u9fff]+)(\.?)([ \x1f-]?)$")
_ELISION = re.compile(r"(?:(?<=\W)|^)(?:[cdjlmnst]|qu|lorsqu|jusqu|puisqu|quoiqu|presqu)'$", re.I)
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu|lorsqu|jusqu|puisqu)'(?=\w)", re.I)
_NEXT = re.compile(r"('s|')?([ \x1f])([^\W_]+(?:['-][^\W_]+)*)")
_WORDS = re.compile(r"[A-Za-z][A-Za-z']*")
_STOP_WORDS = frozenset(word.replace("'", "") for word in NOT_NAMES)
_REACH = 40
_MAX_WORDS = 5
# A share of words in lower case below which capitals tell nothing: headlines and shouting.
_MIN_LOWER_SHARE = 0.34


@dataclass(frozen=True, slots=True)
class LeftWord:
    """A word before a name: as written; lower case without possessive and apostrophes; its dot."""

    written: str
    plain: str
    has_dot: bool
    joint: str
    start: int

    @property
    def is_capital(self) -> bool:
        """Return whether it begins with a capital."""
        return self.written[0].isupper()

    @property
    def is_initial(self) -> bool:
        """Return whether it reads as an initial: ``J.``, ``J``, but not the word ``A`` or ``I``."""
        if len(self.plain) != 1 or not self.plain.isalpha():
            return False
        return self.has_dot or (self.is_capital and self.plain not in "aio")


def words_before(text: str, start: int) -> list[LeftWord]:
    """Return up to five words of the same phrase before a place, the nearest first."""
    elision = _ELISION.search(text, max(0, start - 8), start)
    position = elision.start() if elision else start
    found: list[LeftWord] = []
    while position and len(found) < _MAX_WORDS:
        match = _BEFORE.search(text, max(0, position - _REACH), position)
        if match is None or not _continues(match, is_first=not found, is_elided=bool(elision)):
            break
        written = _ELIDED.sub("", match[1])
        plain = written.lower().removesuffix("'s").replace("'", "")
        found.append(LeftWord(written, plain, bool(match[2]), match[3], match.start(1)))
        if written != match[1]:
            break
        position = match.start()
    return found


def _continues(match: re.Match[str], *, is_first: bool, is_elided: bool) -> bool:
    """Whether a word belongs to the phrase of what follows it."""
    if match[2]:
        word = match[1].lower()
        return len(word) == 1 or word in ABBREVIATIONS or _ELIDED.sub("", word) in ABBREVIATIONS
    return bool(match[3])


def begins_sentence(text: str, word: LeftWord) -> bool:
    """Whether a word opens a sentence, so that its capital tells nothing."""
    before: str = text[: word.start].rstrip(" ")[-1:]
    return not before or not (before.isalnum() or before in ",'-&")


@dataclass(frozen=True, slots=True)
class NextWord:
    """The word after a name."""

    written: str
    is_possessed: bool
    joint: str


def word_after(text: str, end: int) -> NextWord | None:
    """Return the word that follows in the same phrase, if one does."""
    match = _NEXT.match(text, end)
    return NextWord(match[3], bool(match[1]), match[2]) if match else None


def capitals_inform(text: str, start: int, end: int) -> bool:
    """Whether a text has enough words in lower case for its capitals to mean names.

    The first word, a name at ``start`` to ``end`` and the word before it are not counted: in a
    short text they would be most of it.
    """
    n_lower = n_other = 0
    last = -1
    for place, match in enumerate(_WORDS.finditer(text)):
        if match.start() >= start and match.end() <= end:
            n_other -= last == place - 1 and last > 0
            continue
        is_lower = match[0][0].islower()
        n_lower += is_lower
        if is_lower or place:
            n_other += 1
            last = -1 if is_lower else place
    return n_lower > 0 and n_lower >= _MIN_LOWER_SHARE * n_other


def is_stop_word(word: str) -> bool:
    """Whether a folded word is one that begins sentences rather than a name."""
    return word in _STOP_WORDS
