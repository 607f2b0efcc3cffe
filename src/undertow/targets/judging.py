"""Whether a name in a text is meant for an official: what stands beside it decides.

Rules, from the strongest: the full name, initials, a curated alias; a title or office beside the
surname; riding, party or province that single one out; the given name elsewhere. A surname that is
neither frequent nor a word counts alone. Another given name, initial or office before a surname, or
a capitalised word that makes it another name, says that somebody else is meant.
"""

from __future__ import annotations

import re

from undertow.targets.gazetteer import Gazetteer, Kind
from undertow.targets.mention import Found, Mention, is_personal, run_of_initials
from undertow.targets.name_forms import PersonName
from undertow.targets.name_words import COMMON_WORDS
from undertow.targets.singling_out import is_of_other_party, singled_out
from undertow.targets.surroundings import (
    JOINT,
    LeftWord,
    begins_sentence,
    is_stop_word,
    word_after,
)
from undertow.targets.titles import NAME_FOLLOWERS, OFFICES, OTHER_OFFICES

_GIVEN_REACH = 24
_SHORT_TEXT = 4
_ARTICLES = frozenset("the a an any every this that each our your my le la un une ce cette".split())
_MODALS = frozenset({"may", "will", "can"})
_BEFORE_WORDS = frozenset(
    """
    a an and as at au by ce cette de des du early en et for from how in la last late le les mid
    next of on or ou since so that the this to too un une until very with
    """.split()
)
_ALLOWED_PREFIXES = frozenset("anti pro ex non post pre never pseudo".split())
_HAN = re.compile("[\u3400-\u9fff]")
_HAN_BEFORE_TITLE = frozenset("的和与及跟对向是让请把被给在因为了说问骂由找见，。！？、：（“「 ")
_COMPOUND_START = re.compile(r"[^\W_]+$")
_COMPOUND_END = re.compile(r"[A-Z][^\W_]+")
_FIRM = re.compile(r" & ([A-Z][a-z]+)")
_FRENCH = re.compile(r"\b(?:le|la|les|des|une|est|et|dans|pour|que|qui|du|au|ont?)\b")


_WORD_ENDINGS = ("ing", "ed", "ly", "tion", "ment", "ez", "ent", "ous", "ful", "less", "ist", "ism")
"""Endings of words that open sentences; hardly a given name has them."""


def judge(
    text: str, lower: str, matches: list[tuple[int, int, int]], gazetteer: Gazetteer
) -> list[Found]:
    """Decide which names in a text count, and for whom.

    Parameters
    ----------
    text, lower : str
        Folded text, as written and in lower case, of equal length.
    matches : list of (pattern, start, end)
        Patterns as whole words, without overlaps.
    gazetteer : Gazetteer
        What the patterns mean.

    Returns
    -------
    list of Found
        An official may come several times; context ``thread`` waits for the thread of the post.
    """
    found: list[Found] = []
    bare: list[tuple[Mention, tuple[int, ...]]] = []
    taken: list[tuple[int, int]] = []
    strangers: set[str] = set()
    for pattern, start, end in matches:
        owners, kind = gazetteer.owners[pattern], gazetteer.kinds[pattern]
        mention = Mention(text, lower, (start, end), kind)
        if kind is Kind.ALIAS:
            found += _judge_alias(mention, owners, gazetteer)
            continue
        if _is_begin_of_compound(mention, gazetteer):
            strangers.add(mention.form)
            continue
        named = _named_in_full(mention, owners, gazetteer)
        if named:
            found += [Found(official, form, context) for official, form, context in named]
            taken += [(start - 1, end)] if not mention.left else [(mention.left[0].start, end)]
            taken += _given_after(mention, named)
        elif _is_stranger(mention, gazetteer):
            strangers.add(mention.form)
        else:
            bare.append((mention, owners))
    for mention, owners in bare:
        is_part = any(s <= mention.start and mention.end <= e for s, e in taken)
        if is_part or mention.form in strangers:
            continue
        found += _judge_bare(mention, owners, gazetteer)
    return _without_ambiguous(found, gazetteer, Mention(text, lower, (0, 0), Kind.ALIAS))


def _without_ambiguous(found: list[Found], gazetteer: Gazetteer, whole: Mention) -> list[Found]:
    """Where one full name or alias is that of several officials, keep whom the text singles out."""
    by_form: dict[tuple[str, str], set[int]] = {}
    for item in found:
        if item.context in ("full_name", "alias", "initials"):
            by_form.setdefault((item.form, item.context), set()).add(item.official)
    shared = {key: owners for key, owners in by_form.items() if len(owners) > 1}
    kept = [item for item in found if (item.form, item.context) not in shared]
    for (form, _), owners in sorted(shared.items()):
        start = whole.lower.find(form)
        mention = Mention(whole.text, whole.lower, (start, start + len(form)), Kind.FREQUENT)
        kept += singled_out(mention, tuple(sorted(owners)), gazetteer) or [
            Found(official, form, "thread") for official in sorted(owners)
        ]
    return kept


def _judge_alias(mention: Mention, owners: tuple[int, ...], gazetteer: Gazetteer) -> list[Found]:
    if mention.form in gazetteer.titled_han:
        before = mention.text[mention.start - 1 : mention.start]
        if len(owners) > 1 or (before and _HAN.match(before) and before not in _HAN_BEFORE_TITLE):
            return []
        return [Found(owners[0], mention.form, "honorific")]
    context = "full_name" if mention.form in gazetteer.joined else "alias"
    return [Found(official, mention.form, context) for official in owners]


def _named_in_full(
    mention: Mention, owners: tuple[int, ...], gazetteer: Gazetteer
) -> list[tuple[int, str, str]]:
    """Return the owners whose given name or initials stand at the surname."""
    found = []
    for official in owners:
        name = gazetteer.names[official]
        if name is None:
            continue
        place = _given_before(mention, name, gazetteer)
        if place is not None:
            start, context = place
            found.append((official, mention.lower[start : mention.end], context))
        elif _given_follows(mention, name):
            found.append((official, f"{name.given[0]} {mention.form}", "full_name"))
    in_full = [item for item in found if item[2] == "full_name"]
    return in_full or found


def _given_before(
    mention: Mention, name: PersonName, gazetteer: Gazetteer
) -> tuple[int, str] | None:
    left = mention.left
    if not left or not _cases_fit(mention, left[0]):
        return None
    place = _place_of_given(mention, name, gazetteer)
    if place is not None:
        return left[place].start, "full_name"
    initials = run_of_initials(left)
    if initials in name.initials and (initials != "m" or not _reads_french(mention.lower)):
        n_words = 1 if len(left[0].plain) > 1 else len(initials)
        return left[n_words - 1].start, "initials"
    return None


def _place_of_given(mention: Mention, name: PersonName, gazetteer: Gazetteer) -> int | None:
    """Return how many words before the surname the given name begins, middle names between."""
    words = [word.plain for word in mention.left]
    first = {name.given[0]} | name.short_forms
    n_given = len(name.given) if name.is_hyphenated else 1
    for place in range(len(words) - n_given + 1):
        last = place + n_given - 1
        if tuple(reversed(words[place : last + 1])) == name.given:
            return last if mention.is_capital or place == 0 else None
        if not name.is_hyphenated and words[place] in first:
            is_own = all(word in name.given for word in words[:place])
            return last if mention.is_capital or is_own else None
        if not _may_stand_between(mention.left[place], mention, name, gazetteer):
            return None
    return None


def _cases_fit(mention: Mention, before: LeftWord) -> bool:
    """Whether given name and surname are written alike enough: "Elizabeth may come" is no name."""
    if mention.kind is not Kind.WORD or mention.is_capital:
        return mention.is_capital or not before.is_initial
    return not before.is_capital and mention.form not in _MODALS


def _may_stand_between(
    word: LeftWord, mention: Mention, name: PersonName, gazetteer: Gazetteer
) -> bool:
    """Whether a word may be a middle name."""
    if word.is_initial or word.plain in name.given:
        return True
    if not word.is_capital or is_stop_word(word.plain) or word.plain in OFFICES:
        return False
    return mention.kind is not Kind.WORD or word.plain in gazetteer.given


def _given_follows(mention: Mention, name: PersonName) -> bool:
    """Whether the given name follows, as in lists: ``Chong, Michael``."""
    if not mention.is_capital or mention.is_tag:
        return False
    match = re.compile(r",? ([^\W_]+(?:-[^\W_]+)*)").match(mention.text, mention.end)
    if match is None or not match[1][0].isupper():
        return False
    follows = tuple(match[1].lower().split("-"))
    return follows == name.given if name.is_hyphenated else follows[0] == name.given[0]


def _given_after(mention: Mention, named: list[tuple[int, str, str]]) -> list[tuple[int, int]]:
    """Return the place of a given name that follows, so that it is no surname of its own."""
    if any(mention.lower[: mention.end].endswith(form) for _, form, _ in named):
        return []
    return [(mention.end, mention.end + _GIVEN_REACH)]


def _is_stranger(mention: Mention, gazetteer: Gazetteer) -> bool:
    """Whether what stands beside a surname gives it to somebody else."""
    return _is_end_of_compound(mention, gazetteer) or (
        mention.is_capital
        and (_has_other_given(mention, gazetteer) or _goes_on(mention, gazetteer))
    )


def _has_other_given(mention: Mention, gazetteer: Gazetteer) -> bool:
    if not mention.left:
        return False
    word = mention.left[0]
    if is_personal(word) or word.plain in OFFICES or run_of_initials(mention.left) in OFFICES:
        return False
    if word.is_initial:
        return word.joint != JOINT
    if word.joint == "-" and word.plain in _ALLOWED_PREFIXES:
        return False
    if word.plain in OTHER_OFFICES:
        return True
    is_word = is_stop_word(word.plain) or word.plain in COMMON_WORDS
    if word.plain in gazetteer.given and word.is_capital:
        return not is_stop_word(word.plain) or not begins_sentence(mention.text, word)
    if is_word or not word.is_capital or word.joint == JOINT or not mention.capitals_inform:
        return False
    if word.plain in NAME_FOLLOWERS or word.plain.endswith(_WORD_ENDINGS):
        return False
    is_shout = word.written.isupper() and len(word.written) > 1
    return not (is_shout or word.plain in gazetteer.surnames or _HAN.search(word.plain))


def _goes_on(mention: Mention, gazetteer: Gazetteer) -> bool:
    """Whether a capitalised word follows and makes a longer name: ``Freeland Spirits``."""
    firm = _FIRM.match(mention.text, mention.end)
    if firm is not None and firm[1].lower() not in gazetteer.surnames:
        return True
    after = word_after(mention.text, mention.end)
    if after is None or after.is_possessed or after.joint == JOINT:
        return False
    word = after.written.lower().removesuffix("'s")
    if word in ("sr", "jr", "senior", "pere", "fils"):
        return True
    if not after.written[0].isupper() or not mention.capitals_inform:
        return False
    if word in NAME_FOLLOWERS or word in gazetteer.surnames or is_stop_word(word):
        return False
    return mention.is_shouted or not after.written.isupper() or len(after.written) == 1


def _is_begin_of_compound(mention: Mention, gazetteer: Gazetteer) -> bool:
    """Whether a hyphen binds the surname to a second one: ``Kevin Waugh-Smith``."""
    if mention.text[mention.end : mention.end + 1] != "-":
        return False
    match = _COMPOUND_END.match(mention.text, mention.end + 1)
    return match is not None and match[0].lower() not in gazetteer.surnames


def _is_end_of_compound(mention: Mention, gazetteer: Gazetteer) -> bool:
    """Whether a hyphen binds another name to the surname: ``Anya Taylor-Joy``."""
    if mention.start < 2 or mention.text[mention.start - 1] != "-":
        return False
    match = _COMPOUND_START.search(mention.text[: mention.start - 1])
    known = gazetteer.surnames | _ALLOWED_PREFIXES
    return match is not None and match[0][0].isupper() and match[0].lower() not in known


def _judge_bare(mention: Mention, owners: tuple[int, ...], gazetteer: Gazetteer) -> list[Found]:
    """Judge a surname without given name."""
    is_sure = mention.kind is Kind.UNUSUAL and len(owners) == 1
    if not mention.is_capital:
        if mention.is_tag and is_sure:
            return [Found(owners[0], mention.form, "hashtag")]
        is_named = mention.kind is not Kind.WORD or _is_called(mention)
        if not is_named or not mention.title:
            return []
    if is_sure:
        plain = "hashtag" if mention.is_tag else "surname"
        context = "honorific" if mention.title else plain
        return [Found(owners[0], mention.form, context)]
    singled = singled_out(mention, owners, gazetteer)
    if singled:
        return singled
    if _title_counts(mention) and len(owners) == 1:
        is_other_party = is_of_other_party(mention, owners[0], gazetteer)
        return [] if is_other_party else [Found(owners[0], mention.form, "honorific")]
    if _may_wait(mention):
        return [Found(official, mention.form, "thread") for official in owners]
    return []


def _title_counts(mention: Mention) -> bool:
    """Whether a title beside a surname says that it is a name.

    In headlines and shouting "THE MP MAY VOTE" has no name; "MS. MAY" has.
    """
    if mention.kind is Kind.WORD and not mention.capitals_inform:
        is_short = len(mention.text.split()) <= _SHORT_TEXT
        return mention.title == "personal" or is_short or _is_called(mention)
    return bool(mention.title)


def _is_called(mention: Mention) -> bool:
    """Whether ``mp`` or ``mr`` stands before a word as before a name: not ``the mp may``."""
    left = mention.left
    if not left or mention.form in _MODALS or not (is_personal(left[0]) or left[0].plain == "mp"):
        return False
    return len(left) < 2 or left[1].plain not in _ARTICLES


def _may_wait(mention: Mention) -> bool:
    """Whether the thread of a post may decide."""
    if mention.kind is not Kind.WORD or mention.title:
        return True
    if not mention.capitals_inform or not mention.left:
        return False
    return mention.left[0].plain not in _BEFORE_WORDS


def _reads_french(lower: str) -> bool:
    """Whether a text holds French function words, where ``M.`` is a title and no initial."""
    return (
        re.search(r"\b(?:le|la|les|des|une|est|et|dans|pour|que|qui|du|au|ont?)\b", lower)
        is not None
    )
