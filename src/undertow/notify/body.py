"""The text of a notification in one language."""

from __future__ import annotations

import re

from undertow.notify.letters import Activity, Letter
from undertow.wording import Catalogue, Phrase, phrase, plain, word, words
from undertow.wording.claims import language
from undertow.wording.estimative import judgement
from undertow.wording.redaction import redact

_ADVICE = ("engage", "preserve", "report", "replies", "accounts", "brief", "threat")
# The register is typed by hand and platform ids come from captures: neither may bring a live link.
_LIVE = re.compile(r"(?i)(://|\bwww\.|\bmailto:)")


def body(letter: Letter, words_of: Catalogue, *, has_address: bool) -> str:
    """Return the text of a draft.

    Parameters
    ----------
    letter : Letter
        To whom, and about what.
    words_of : Catalogue
        The language.
    has_address : bool
        Whether the register holds a usable address; otherwise the draft says so.

    Returns
    -------
    str
        Plain text without any link and without any word of the posts.
    """
    blocks: list[list[Phrase]] = [[phrase("draft.mark")]]
    if not has_address:
        blocks.append([phrase("draft.no_address")])
    blocks += [
        [phrase("greeting", name=plain(letter.official["name"]))],
        [phrase("opening")],
        [phrase("found.title")],
    ]
    for number, activity in enumerate(letter.activities, start=1):
        heading = [phrase("found.activity", number=number)] if len(letter.activities) > 1 else []
        blocks.append([*heading, *_found(activity)])
    blocks.append([phrase("found.minimum")])
    blocks.append([phrase("assessment.title")])
    for number, activity in enumerate(letter.activities, start=1):
        heading = [phrase("found.activity", number=number)] if len(letter.activities) > 1 else []
        blocks.append([*heading, *_assessed(activity)])
    blocks.append([phrase("assessment.no_attribution")])
    text = "\n\n".join("\n".join(words_of.say(line) for line in block) for block in blocks)
    advice = "\n".join(f"- {words_of.text(f'advice.{name}')}" for name in _ADVICE)
    closing = [
        words_of.text("advice.title"),
        advice,
        words_of.text("safety"),
        words_of.text("contact.title"),
        words_of.text("contact.offer") + "\n" + words_of.text("contact.placeholder"),
        words_of.text("confidential"),
        words_of.text("draft.mark"),
    ]
    return _LIVE.sub(_inert, "\n\n".join([text, *closing])) + "\n"


def _found(activity: Activity) -> list[Phrase]:
    facts = activity.facts
    is_one_day = facts["first_at"][:10] == facts["last_at"][:10]
    is_direct = facts["n_direct"] == facts["n_posts"]
    lines = [
        phrase(
            "found.when.one_day" if is_one_day else "found.when",
            first=facts["first_at"],
            last=facts["last_at"],
        ),
        phrase("found.where", platforms=[_platform(name) for name in facts["platforms"]]),
        Phrase("found.much.direct" if is_direct else "found.much", facts),
    ]
    if facts["languages"]:
        lines.append(
            phrase("found.languages", languages=[language(name) for name in facts["languages"]])
        )
    has_texts = activity.n_texts > 0
    lines.append(
        phrase("found.texts", n=activity.n_texts) if has_texts else phrase("found.texts.none")
    )
    lines.append(phrase("found.kind"))
    return lines


def _assessed(activity: Activity) -> list[Phrase]:
    if activity.likelihood is None:
        lines = [phrase("assessment.open")]
    else:
        lines = [judgement(activity.likelihood, phrase("statement.inauthentic"))]
        if activity.confidence is not None:
            confidence = word("confidence", activity.confidence)
            lines.append(phrase("assessment.confidence", confidence=confidence))
    lines += [
        phrase("assessment.how"),
        phrase("assessment.coordination"),
        phrase("assessment.signs"),
        _rivals(activity),
    ]
    return lines


def _rivals(activity: Activity) -> Phrase:
    if not activity.explanations:
        return phrase("assessment.rivals.none")
    items = words("explanation", [name for name, _ in activity.explanations])
    holds = any(holds for _, holds in activity.explanations)
    return phrase("assessment.rivals.partly" if holds else "assessment.rivals", items=items)


def _platform(ident: str) -> Phrase:
    """Return the name of a platform; an unknown one cannot bring a live host name."""
    return Phrase(f"platform.{ident}", fallback=redact(ident))


def _inert(match: re.Match[str]) -> str:
    return match[0].replace(":", "[:]").replace(".", "[.]")
