"""The forms in which a text is searched, and where each of their characters came from.

Whoever threatens writes so that filters miss it: other alphabets, invisible characters, digits for
letters, letters apart. The screen searches two forms of a text. The *folded* form has compatible,
unaccented, Latin-looking and simplified characters. The *bared* form also undoes what people do to
single words. Both know the place of each character in the original, so that a person is shown the
text as it was published.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from undertow.han import simplified_forms

# Cyrillic and Greek letters that look like Latin ones (Unicode TR 39), lower and upper case.
_LOOKALIKES = dict(
    zip("аеорсухіјѕԁһѵԛԝкмтвнАВЕКМНОРСТХУІЈЅοανιρτυκΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijsdhvqwkmtbhABEKMHOPCTXYIJSoavipruxABEZHIKMNOPTYX", strict=True)
) | {"κ": "k", "τ": "t", "υ": "u", "ɡ": "g", "ı": "i", "ł": "l", "ø": "o", "œ": "oe", "æ": "ae",
     "Œ": "OE", "ß": "ss", "’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'", "‐": "-", "‑": "-",
     "–": "-", "—": "-", "−": "-", "妳": "你", "您": "你", "祢": "你",
    "著": "着", "嚐": "尝", "臺": "台", "牠": "它"}  # fmt: skip
_HIDDEN_CATEGORIES = frozenset({"Mn", "Me", "Cf", "Cs"})
# The planes in which Unicode has marks and signs of format; of the others two are ideographs, two
# for private use and the rest empty, and to look through them would take a second at each start.
_ASSIGNED = (range(0x20000), range(0xE0000, 0xF0000))
_FILLERS = "\u115f\u1160\u3164\uffa0"
_HAN_CLASS = "[\u3400-\u9fff]"

OBFUSCATED = (
    r"(?i)[a-z][0-9@$!+*]+[a-z]|[a-z]11|\b[a-z]([\s.\-_*|/·]{1,2}[a-z]){2}\b"
    r"|a{3}|d{3}|e{3}|i{3}|l{3}|o{3}|t{3}|u{3}"
    r"|\p{Han}[\s.*·\-_|/+~]+\p{Han}|\p{Han}[a-z]{1,5}|[a-z]{1,5}\p{Han}|\p{Han}4|4\p{Han}"
    r"|#[a-z]*(?:kill|hang|shoot|lynch|murder|rope|execut|stab|burn|die|dead|death|traitor|tue|pend|mort)"
)
"""RE2: whether the bared form of a text can differ from its folded form."""

_BEYOND = re.compile(r"[^\x00-\x7f]+")
_LEET = str.maketrans("013457@$!+", "oieastasit")
_TOKEN = re.compile(r"(?<![@\w.])(?!@)[A-Za-z0-9@$!+]*[A-Za-z][A-Za-z0-9@$!+]*(?<![!+@])")
_HAS_LEET = re.compile(r"[A-Za-z][0-9@$!+]+[A-Za-z]|^[0-9$][A-Za-z]+$|[A-Za-z]11$")
_RUN = re.compile(r"(?<![\w'])[A-Za-z](?:[\s.\-_*|/·]{1,2}[A-Za-z]){2,}(?!\w)")
_STARRED = re.compile(r"[A-Za-z]+\*+[A-Za-z]+")
_REPEATED = re.compile(r"([A-Za-z])\1{2,}")
_TAG = re.compile(r"#[A-Za-z]*[a-z][A-Z][A-Za-z]*")
_BETWEEN_HAN = re.compile(rf"(?<={_HAN_CLASS})[\s.*·\-_|/+~]+(?={_HAN_CLASS})")
_PINYIN = re.compile(r"(?<![A-Za-z])(si|sha|gan|jia|kan|nong|zai|qu)(?![A-Za-z])", re.IGNORECASE)
_FOUR = re.compile(r"(?<=[去快早])4|4(?=全家|吧|光)")
_HANZI: Mapping[str, str] = {
    "si": "死", "sha": "杀", "gan": "干", "jia": "家", "kan": "砍", "nong": "弄", "zai": "宰",
    "qu": "去", "4": "死",
}  # fmt: skip
_STARRED_WORDS = (
    "kill", "killed", "killing", "die", "dies", "dead", "death", "murder", "shoot", "stab", "rape",
    "raped", "hang", "hanged", "lynch", "bomb", "burn", "tuer", "tue", "crever", "creve", "buter",
    "violer", "pendre", "mort", "egorger",
)  # fmt: skip
_DOUBLED = frozenset("leort")


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a text.

    Attributes
    ----------
    text : str
        What is searched.
    places : tuple of int or None
        Where in the original each character begins; None when they are the same.
    n_original : int
        Length of the original in characters.
    """

    text: str
    places: tuple[int, ...] | None
    n_original: int

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the original of a non-empty place in this form."""
        if self.places is None:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> str:
    """Return the folded form of a text, without places: what the many texts are filtered by."""
    return text if text.isascii() else _BEYOND.sub(_folded_run, text)


def _folded_run(run: re.Match[str]) -> str:
    return _folded_letters(run[0])


@lru_cache(maxsize=1 << 15)
def _folded_letters(letters: str) -> str:
    """Fold what is beyond ASCII: taken apart by itself it becomes what it becomes in its text."""
    return unicodedata.normalize("NFKD", letters).translate(_table())


def folded(text: str) -> Form:
    """Return the folded form of a text with its places; its text equals :func:`fold`."""
    if text.isascii():
        return Form(text, None, len(text))
    table = _table()
    characters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        # What is ASCII stands for itself, as in a text that is ASCII throughout.
        pieces = char if char.isascii() else unicodedata.normalize("NFKD", char).translate(table)
        for piece in pieces:
            characters.append(piece)
            places.append(place)
    return Form("".join(characters), tuple(places), len(text))


def bared(form: Form) -> Form:
    """Undo what is done to single words: letters apart, digits for letters, stars, pinyin.

    Parameters
    ----------
    form : Form
        Folded.

    Returns
    -------
    Form
        Words as their reader reads them. Numbers may have become words, so nothing that is made
        of digits is to be searched in it.
    """
    for pattern, rewrite in _STEPS:
        form = _rewritten(form, pattern, rewrite)
    return form


def _rewritten(
    form: Form, pattern: re.Pattern[str], rewrite: Callable[[re.Match[str]], str]
) -> Form:
    """Return a form with every match rewritten; new characters take places of the old ones."""
    characters: list[str] = []
    places: list[int] = []
    origin = form.places if form.places is not None else range(len(form.text))
    reached = 0
    for match in pattern.finditer(form.text):
        new = rewrite(match)
        if new == match[0]:
            continue
        start, end = match.span()
        characters.append(form.text[reached:start] + new)
        places += origin[reached:start]
        places += _spread(origin[start:end], len(new))
        reached = end
    if not characters:
        return form
    characters.append(form.text[reached:])
    places += origin[reached:]
    return Form("".join(characters), tuple(places), form.n_original)


def _spread(old: tuple[int, ...] | range, n: int) -> list[int]:
    """Return n places that begin and end where the old ones do."""
    if n < 2:
        return [old[0]] * n
    return [old[i * (len(old) - 1) // (n - 1)] for i in range(n)]


def _joined(match: re.Match[str]) -> str:
    return re.sub(r"[^A-Za-z]+", "", match[0])


def _letters(match: re.Match[str]) -> str:
    """Return a word without digits for letters; a word that has none, or a number, stays."""
    word = match[0]
    if not _HAS_LEET.search(word):
        return word
    return word.replace("11", "ll").translate(_LEET)


def _unstarred(match: re.Match[str]) -> str:
    """Return the one word of harm that fits the letters left; of several none is chosen."""
    shape = re.compile(re.escape(match[0].lower()).replace(r"\*", "[a-z]"))
    fitting = [word for word in _STARRED_WORDS if shape.fullmatch(word)]
    return fitting[0] if len(fitting) == 1 else match[0]


def _once(match: re.Match[str]) -> str:
    return match[1] * (2 if match[1].lower() in _DOUBLED else 1)


def _split(match: re.Match[str]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", match[0])


def _hanzi(match: re.Match[str]) -> str:
    is_chinese = re.search(_HAN_CLASS, match.string) is not None
    return _HANZI[match[0].lower()] if is_chinese else match[0]


_STEPS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_BETWEEN_HAN, lambda match: ""),
    (_RUN, _joined),
    (_STARRED, _unstarred),
    (_TOKEN, _letters),
    (_REPEATED, _once),
    (_TAG, _split),
    (_PINYIN, _hanzi),
    (_FOUR, _hanzi),
)


@cache
def _table() -> dict[int, str | None]:
    """Return what each character becomes; None for what no reader sees."""
    table: dict[int, str | None] = {
        code: None
        for code in chain(*_ASSIGNED)
        if unicodedata.category(chr(code)) in _HIDDEN_CATEGORIES or chr(code) in _FILLERS
    }
    return table | {ord(char): plain for char, plain in _LOOKALIKES.items()} | simplified_forms()
