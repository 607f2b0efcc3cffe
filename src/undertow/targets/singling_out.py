"""Riding, party, province or given name in a text that single one official out."""

from __future__ import annotations

import re

from undertow.targets.gazetteer import Gazetteer, Kind, spaced
from undertow.targets.mention import Found, Mention
from undertow.targets.titles import OFFICES, PERSONAL_TITLES

_NEAR = 60
_BESIDE = 45
_LEADS = re.compile(
    r"(?:'s)?(?:\s*[,(\[-]+\s*(?:[\w']+\s+){0,3}|\s*(?:of|from|du|de|des|in) (?:the |la |l')?)"
)
"""What may stand between a surname and a party or province behind it."""
_MEMBER_FOR = re.compile(r"\b(?:mp|member|deputee?) (?:for|of|from|de|du) (?:la |the |l')?$")
_LEADS_TO_RIDING = re.compile(
    r"\s*[(,]\s*|\s(?:from|of|de|du) (?:la |the )?|.{0,25}\b(?:mp|depute|member)\b.{0,12}"
)
_SENTENCE = re.compile(r"[.!?;](?:\s|$)|\n")


def singled_out(mention: Mention, owners: tuple[int, ...], gazetteer: Gazetteer) -> list[Found]:
    """Return the one owner whom riding, party, province or given name single out."""
    for context, holds in (
        ("riding", _near_riding),
        ("party", _beside_party),
        ("party", _near_party),
        ("province", _beside_province),
        ("given_name", _given_elsewhere),
    ):
        fitting = [official for official in owners if holds(mention, official, gazetteer)]
        if len(fitting) == 1:
            return [Found(fitting[0], mention.form, context)]
        if len(fitting) > 1:
            owners = tuple(fitting)
    return []


def _near_riding(mention: Mention, official: int, gazetteer: Gazetteer) -> bool:
    place, text = gazetteer.places[official], spaced(mention.lower)
    for names, reach in ((place.ridings, len(text)), (place.riding_parts, _NEAR)):
        for name in names:
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                if match.start() < mention.end and match.end() > mention.start:
                    continue
                if mention.kind is Kind.WORD and not mention.title:
                    between = text[mention.end : match.start()]
                    is_before = text[match.end() : mention.start].strip() == "," and (
                        _MEMBER_FOR.search(text[: match.start()]) is not None
                    )
                    if not (is_before or _LEADS_TO_RIDING.fullmatch(between)):
                        continue
                gap = max(match.start() - mention.end, mention.start - match.end())
                if gap <= reach:
                    return True
    return False


def _beside_party(mention: Mention, official: int, gazetteer: Gazetteer) -> bool:
    party = gazetteer.places[official].party
    return party is not None and _is_beside(mention, party)


def _beside_province(mention: Mention, official: int, gazetteer: Gazetteer) -> bool:
    province = gazetteer.places[official].province
    return province is not None and _is_beside(mention, province)


def _is_beside(mention: Mention, pattern: re.Pattern[str]) -> bool:
    """Whether a party or province stands at the surname, with titles at most between them."""
    left = mention.lower[max(0, mention.start - _BESIDE) : mention.start]
    for match in pattern.finditer(left):
        words = re.findall(r"[\w]+", left[match.end() :].replace("'s", " "))
        if all(w in OFFICES or w in PERSONAL_TITLES or w in ("party", "d", "l") for w in words):
            is_clean = not re.search(r"[.!?;,](?!\w)", left[match.end() :].replace(". ", " ", 1))
            if is_clean:
                return True
    right = mention.lower[mention.end : mention.end + _BESIDE]
    return any(_LEADS.fullmatch(right[: match.start()]) for match in pattern.finditer(right))


def _near_party(mention: Mention, official: int, gazetteer: Gazetteer) -> bool:
    party = gazetteer.places[official].party
    if party is None or (mention.kind is Kind.WORD and not mention.title):
        return False
    left = mention.lower[max(0, mention.start - _NEAR) : mention.start]
    right = mention.lower[mention.end : mention.end + _NEAR]
    left = left[_last_end(left) :]
    stop = _SENTENCE.search(right)
    right = right[: stop.start()] if stop else right
    return party.search(left) is not None or party.search(right) is not None


def _last_end(text: str) -> int:
    """Return where the last sentence of a text begins; titles with a dot end none."""
    ends = [
        match.end()
        for match in _SENTENCE.finditer(text)
        if not re.search(r"\b(?:mr|mrs|ms|dr|hon|m|mme|st|\w)$", text[: match.start()])
    ]
    return ends[-1] if ends else 0


def is_of_other_party(mention: Mention, official: int, gazetteer: Gazetteer) -> bool:
    """Whether a party stands at the surname that is not the official's."""
    if _beside_party(mention, official, gazetteer):
        return False
    patterns = {place.party for place in gazetteer.places if place.party is not None}
    return any(_is_beside(mention, pattern) for pattern in patterns)


def _given_elsewhere(mention: Mention, official: int, gazetteer: Gazetteer) -> bool:
    """Whether the given name stands elsewhere, capitalised and not before another surname."""
    name = gazetteer.names[official]
    if name is None or mention.kind is Kind.WORD or not mention.capitals_inform:
        return False
    words = name.given if name.is_hyphenated else name.given[:1]
    given = r"[ -]".join(map(re.escape, words))
    return any(
        match[0][0].isupper() and not re.match(r"[ -][A-Z]", mention.text[match.end() :])
        for match in re.finditer(rf"(?<!\w){given}(?!\w)", mention.text, re.IGNORECASE)
    )
