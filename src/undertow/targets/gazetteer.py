"""All that is looked for in texts, built once from the register."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from undertow.targets.folding import fold_each
from undertow.targets.name_forms import (
    PersonName,
    all_given,
    joined_forms,
    part_names,
    surname_variants,
    written_cases,
)
from undertow.targets.name_words import COMMON_WORDS, FREQUENT_SURNAMES, GIVEN_NAMES
from undertow.targets.titles import party_pattern, province_pattern

MIN_UNUSUAL_LETTERS = 4
"""A shorter surname is a syllable of many words and names: it needs context."""

MIN_HAN = 2
"""One Han character alone is a syllable, not a name."""

_CALLS = "mp mr mr. mrs mrs. ms ms. dr dr. hon hon. m. mme".split()
_MIN_RIDING_PART = 5
_HAN = re.compile("[\u3400-\u9fff]+")
_HAN_TITLES = "议员 国会议员 部长 总理 先生 女士 党领 党魁 领袖 参议员".split()
_HAN_SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜"
    "倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐沿梅莫庄辛管祝左涂谷祁时舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成"
    "游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫来嵺苟全"
)


class Kind(IntEnum):
    """How much a name says by itself."""

    ALIAS = 0
    UNUSUAL = 1
    FREQUENT = 2
    WORD = 3


@dataclass(frozen=True, slots=True)
class Official:
    """What the register tells of an official that helps to recognise them."""

    name: str
    surname: str | None = None
    aliases: tuple[str, ...] = ()
    party: str | None = None
    province: str | None = None
    ridings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """What singles an official out: folded names of the riding, patterns of party and province."""

    ridings: tuple[str, ...]
    riding_parts: tuple[str, ...]
    party: re.Pattern[str] | None
    province: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Patterns and what they mean.

    Attributes
    ----------
    patterns : list of str
        Folded, lower case; looked for in folded, lower-case texts.
    owners, kinds : parallel to ``patterns``
        Officials a pattern may name; how much it says by itself.
    written : list of str
        Surnames as they may be written, to find the texts worth reading.
    aliases, joined, surnames : frozenset of str
        Patterns that are looked for in any case; full names in one word; all surnames.
    names, places : parallel to the officials
    given : frozenset of str
        Given names, of the lists and of the register.
    """

    patterns: list[str]
    owners: list[tuple[int, ...]]
    kinds: list[Kind]
    written: list[str]
    aliases: frozenset[str]
    joined: frozenset[str]
    surnames: frozenset[str]
    titled_han: frozenset[str]
    names: list[PersonName | None]
    places: list[Place]
    given: frozenset[str]


def build_gazetteer(officials: Sequence[Official]) -> Gazetteer:
    """Build everything that is looked for.

    Parameters
    ----------
    officials : sequence of Official
        Rows of the register.

    Returns
    -------
    Gazetteer
        The same for the same officials, whatever the order of their aliases.
    """
    names = part_names([(official.name, official.surname) for official in officials])
    own_given = all_given(names)
    surnames: dict[str, set[int]] = defaultdict(set)
    joined: dict[str, set[int]] = defaultdict(set)
    for index, name in enumerate(names):
        for form in surname_variants(name.surname) if name else ():
            surnames[form].add(index)
        for form in joined_forms(name) if name else ():
            joined[form.lower()].add(index)
    aliases, titled_han = _alias_owners(officials, names, surnames)
    kinds = {form: _kind(form, owners, own_given) for form, owners in surnames.items()}
    kinds |= dict.fromkeys([*joined, *aliases, *titled_han], Kind.ALIAS)
    owners_of = surnames | joined | titled_han | aliases
    patterns = sorted(owners_of)
    return Gazetteer(
        patterns=patterns,
        owners=[tuple(sorted(owners_of[form])) for form in patterns],
        kinds=[kinds[form] for form in patterns],
        written=sorted(set(_written(names, kinds))),
        aliases=frozenset(aliases) | frozenset(titled_han),
        joined=frozenset(joined),
        surnames=frozenset(surnames),
        titled_han=frozenset(titled_han),
        names=names,
        places=_places(officials),
        given=GIVEN_NAMES | own_given,
    )


def _kind(form: str, owners: set[int], own_given: frozenset[str]) -> Kind:
    letters = form.replace("'", "")
    if form in COMMON_WORDS or len(letters) < MIN_UNUSUAL_LETTERS - 1:
        return Kind.WORD
    is_frequent = form in FREQUENT_SURNAMES or form in GIVEN_NAMES or form in own_given
    if len(owners) > 1 or is_frequent or len(letters) < MIN_UNUSUAL_LETTERS:
        return Kind.FREQUENT
    return Kind.UNUSUAL


def _alias_owners(
    officials: Sequence[Official], names: list[PersonName | None], surnames: dict[str, set[int]]
) -> tuple[dict[str, set[int]], dict[str, set[int]]]:
    """Return curated names, and Chinese surnames with a title; short ones join the surnames."""
    aliases: dict[str, set[int]] = defaultdict(set)
    titled: dict[str, set[int]] = defaultdict(set)
    for index, official in enumerate(officials):
        given = [alias for alias in official.aliases if alias != official.name]
        listed = given if names[index] else [official.name, *given]
        for form in fold_each(listed) if listed else ():
            n_letters = sum(char.isalnum() for char in form)
            if _HAN.fullmatch(form):
                if len(form) >= MIN_HAN:
                    aliases[form].add(index)
                    if len(form) <= 4 and form[0] in _HAN_SURNAMES:
                        for title in _HAN_TITLES:
                            titled[form[0] + title].add(index)
            elif (" " in form and n_letters) or n_letters >= MIN_UNUSUAL_LETTERS:
                aliases[form].add(index)
            elif n_letters >= MIN_HAN and form.isascii():
                surnames[form].add(index)
            elif n_letters >= MIN_HAN:
                aliases[form].add(index)
    return aliases, titled


def _written(names: list[PersonName | None], kinds: dict[str, Kind]) -> Iterator[str]:
    """Yield surnames in the cases in which they can count."""
    for name in names:
        if name is None:
            continue
        yield from joined_forms(name)
        for form in surname_variants(name.surname):
            yield from written_cases(form, name.surname)
            if kinds[form] is Kind.WORD:
                yield from (
                    f"{word} {form}" for word in (*name.given, *sorted(name.short_forms), *_CALLS)
                )
            else:
                yield f" {form}"
                yield f"#{form}"
    # Short names given in the register by hand have no full name behind them.
    yield from (
        case
        for form, kind in kinds.items()
        if kind in (Kind.FREQUENT, Kind.WORD)
        for case in written_cases(form, form)
    )


def _places(officials: Sequence[Official]) -> list[Place]:
    parties = _patterns((official.party for official in officials), party_pattern)
    provinces = _patterns((official.province for official in officials), province_pattern)
    names = {riding for official in officials for riding in official.ridings}
    parts = {riding: re.split("[\u2012-\u2015]|--| - ", riding) for riding in names}
    plain = _folded([*names, *(part for split in parts.values() for part in split)])
    province_names = set(_folded(o.province for o in officials if o.province).values())
    return [
        Place(
            ridings=tuple(sorted({plain[riding] for riding in official.ridings})),
            riding_parts=tuple(sorted(_parts(official.ridings, parts, plain) - province_names)),
            party=parties.get(official.party or ""),
            province=provinces.get(official.province or ""),
        )
        for official in officials
    ]


def _parts(
    ridings: tuple[str, ...], parts: dict[str, list[str]], plain: dict[str, str]
) -> set[str]:
    """Return the places ridings are named after, where a name joins several by dashes."""
    places = {plain[part].strip() for riding in ridings for part in parts[riding]}
    return {place for place in places if len(place) >= _MIN_RIDING_PART}


def _patterns(
    names: Iterable[str | None], pattern: Callable[[str], str]
) -> dict[str, re.Pattern[str]]:
    folded = _folded(filter(None, names))
    return {name: re.compile(pattern(form)) for name, form in folded.items()}


def _folded(texts: Iterable[str]) -> dict[str, str]:
    """Return each text with its folded form, hyphens as spaces."""
    distinct = sorted(set(texts))
    return dict(zip(distinct, map(spaced, fold_each(distinct)), strict=True))


def spaced(text: str) -> str:
    """Return a folded text with a space for every hyphen, character by character."""
    return text.replace("-", " ")
