"""Names in text: officials of the register, and names that their spelling gives away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from undertow.narratives.frames.chinese import TO_SIMPLIFIED
from undertow.narratives.frames.frame import FIRST_NAME, MAX_NAMES, Party

_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
_WORD = rf"{_CAPITAL}(?:\w|['’](?={_CAPITAL})|-(?=\w))*"
_PARTICLE = r"(?:de la|de|du|des|van der|van|von|der|bin|al|el|le|la|St\.) "
_TITLE = (
    r"(?:MP|MPs|Mr|Mrs|Ms|Dr|Sen|Hon|Rep|Mme|M|Minister|Senator|Premier|President|Mayor|Councillor|"
    r"Prime Minister|minister|senator|premier|president|mayor|councillor|prime minister|critic|"
    r"leader|députée?|Députée?|ministre|Ministre|sénateur|sénatrice|Sénateur|Sénatrice|maire|Maire|"
    r"présidente?|Présidente?|conseiller|conseillère|premier ministre|Premier ministre|chef|cheffe|"
    r"critique|commentateur|commentatrice|commentator|activist|militante?)"
    r"\.? "
)
_QUALITY = (
    r"(?:[Cc]orrupt|[Cc]rooked|[Dd]isgraced|[Ss]hameless|[Tt]raitor|[Ll]ying|[Ss]o-called|[Ff]ormer|"
    r"[Cc]orrompue?|[Tt]raître|[Aa]ncien|[Aa]ncienne) "
)
_ARTICLE = r"(?:[Tt]he|[Ll]e|[Ll]a|[Oo]ur|[Nn]otre|[Ll]['’]) ?"
_LEAD = rf"(?:(?:{_ARTICLE})?(?:{_QUALITY})?(?:{_TITLE}))|(?:(?:{_ARTICLE})?{_QUALITY})"
_SPELT = re.compile(
    rf"(?<![\w@#])(?P<lead>{_LEAD})?(?P<name>{_WORD}(?: (?:{_PARTICLE})?{_WORD}){{0,3}})(?![\w@])"
)
_LEAD_END = re.compile(rf"(?<![\w@#])(?:{_LEAD})$")
_HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
_DOTTED = re.compile(rf"{_HAN}{{1,5}}[·•・]{_HAN}{{1,5}}")
_HAN_TITLES = "议员|議員|国会议员|國會議員|部长|部長|总理|總理|市长|市長|先生|女士|主席|省长|省長"
_HAN_TITLE = re.compile(rf"(?:{_HAN_TITLES})")
_HAN_TITLE_END = re.compile(rf"(?:{_HAN_TITLES})$")
# Capitalised at the beginning of a sentence, or always, without being a name.
_NO_NAME = frozenset(
    """A About After All Alors Also Although An And Another Any April Après As At Au August
    Aujourd Aussi Avant Avec Avez Because Before Breaking But By Ce Cela Ces Cet Cette Ceux
    Chaque Comme Comment Dans De December Depuis Des Did Do Does Donc Du During Each Elle
    Elles En Encore Enfin Est Et Eux Even Every Everybody Everyone February Finally For Friday
    From He Her Here Hier His Honte How However I Ici If Il Ils In Is It Its Jamais January Je
    July June Just La Last Le Les Leur Lui Lundi MP MPs Mais Many March May Meanwhile Minister
    Mon Monday More Most My Même Ne Never News Ni No Nobody Non None Nos Not Notre Nous
    November Now October Of On Once One Only Or Ou Oui Our Où Par Parce Partagez Pas Pendant
    People Personne Please Pour Pourquoi Puis Quand Que Quel Quelle Qui Quoi Rappel Read Sa
    Sans Saturday See Selon Senator September Ses Shame She Si Since So Some Somebody Someone
    Son Soon Sous Still Stop Such Sunday Sur Ta That The Their Then There These They This
    Those Though Thursday Today Tomorrow Tonight Tous Tout Toute Toutes Tu Tuesday Two Un
    Under Une Unlike Until Voici Voilà Vos Votre Vous Watch We Wednesday What When Where
    Whether Which While Who Why With Yes Yesterday You Your""".split()
)
_NO_ACRONYM = frozenset(
    "BREAKING NEWS RT OMG LOL WTF ALERT URGENT VIDEO MUST READ THE AND NOT".split()
)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text in which each name is one character.

    Attributes
    ----------
    original, text : str
        The text, and the same masked.
    parties : tuple of Party
        Whom the characters stand for, by number.
    starts : tuple of int
        Where each character of the masked text begins in the original; one more for its end.
    """

    original: str
    text: str
    parties: tuple[Party, ...]
    starts: tuple[int, ...]


class Names:
    """Finds names.

    Parameters
    ----------
    aliases : mapping
        Target id -> names of the official. A name of two officials is a name, of neither.
    """

    def __init__(self, aliases: Mapping[str, Iterable[str]]) -> None:
        owners: dict[str, set[str]] = {}
        for target_id, names in aliases.items():
            for name in names:
                if _is_usable(name):
                    owners.setdefault(_fold(name.strip()), set()).add(target_id)
        patterns = sorted(owners)
        self._owners = [min(owners[p]) if len(owners[p]) == 1 else None for p in patterns]
        self._automaton = (
            AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest) if patterns else None
        )

    def mask(self, sentence: str) -> Masked:
        """Return a sentence with its names masked, titles and qualities with them."""
        spans = sorted(self._spans(sentence))
        parts: list[str] = []
        parties: list[Party] = []
        starts: list[int] = []
        at = 0
        for start, end, party in spans[:MAX_NAMES]:
            parts += [sentence[at:start], chr(FIRST_NAME + len(parties))]
            starts += [*range(at, start), start]
            parties.append(party)
            at = end
        parts.append(sentence[at:])
        starts += range(at, len(sentence) + 1)
        return Masked(sentence, "".join(parts), tuple(parties), tuple(starts))

    def _spans(self, sentence: str) -> list[tuple[int, int, Party]]:
        """Return where names are, officials first, none over another."""
        found = self._officials(sentence)
        for start, end, name in (*_dotted(sentence), *_spelt(sentence)):
            if all(end <= left or right <= start for left, right, _ in found):
                found.append((start, end, Party(name)))
        return found

    def _officials(self, sentence: str) -> list[tuple[int, int, Party]]:
        if self._automaton is None:
            return []
        found = []
        for pattern, start, end in self._automaton.find_matches_as_indexes(_fold(sentence)):
            if _is_whole(sentence, start, end):
                before = sentence[:start]
                lead = _LEAD_END.search(before) or _HAN_TITLE_END.search(before)
                title = _HAN_TITLE.match(sentence, end)
                party = Party(sentence[start:end], self._owners[pattern])
                found.append(
                    (lead.start() if lead else start, title.end() if title else end, party)
                )
        return found


def _dotted(sentence: str) -> list[tuple[int, int, str]]:
    """Return names of two parts with a dot between, as foreign ones are written in Chinese."""
    return [(m.start(), m.end(), m[0]) for m in _DOTTED.finditer(sentence)]


def _spelt(sentence: str) -> list[tuple[int, int, str]]:
    """Return names told by capital letters; in a text of capitals there are none."""
    letters = [char for char in sentence if char.isalpha() and char.upper() != char.lower()]
    if sum(char.isupper() for char in letters) * 2 > len(letters):
        return []
    found = []
    for match in _SPELT.finditer(sentence):
        span = _name_in(match, is_first=not sentence[: match.start()].strip(" \t\"“«'‘(—–-*•#>"))
        if span is not None:
            found.append(span)
    return found


def _name_in(match: re.Match[str], *, is_first: bool) -> tuple[int, int, str] | None:
    """Return the span and the name, unless the capitals mean something else."""
    start, name = match.start("name"), match["name"]
    words = name.split(" ")
    lead = match["lead"]
    while words and words[0] in _NO_NAME:
        start += len(words[0]) + 1
        words, lead, is_first = words[1:], None, False
    if not words or any(word in _NO_NAME or word in _NO_ACRONYM for word in words):
        return None
    is_acronym = words[0].isupper() and 2 <= len(words[0]) <= 6
    if len(words) == 1 and is_first and lead is None and not is_acronym:
        return None
    return match.start() if lead else start, match.end("name"), " ".join(words)


def _fold(text: str) -> str:
    """Return text in lower case and simplified characters, each character where it was."""
    lower = "".join(low if len(low := char.lower()) == 1 else char for char in text)
    return lower.translate(TO_SIMPLIFIED).replace("’", "'")


def _is_usable(name: str) -> bool:
    letters = sum(char.isalnum() for char in name)
    return letters >= (2 if re.search(_HAN, name) else 4)


def _is_whole(sentence: str, start: int, end: int) -> bool:
    """Whether a name ends where words end; Han has no such places."""
    if start and (sentence[start - 1] in "@#" or _joins(sentence[start - 1], sentence[start])):
        return False
    return end == len(sentence) or not _joins(sentence[end - 1], sentence[end])


def _joins(left: str, right: str) -> bool:
    return all(
        (char.isalnum() or char == "_") and not re.match(_HAN, char) for char in (left, right)
    )
