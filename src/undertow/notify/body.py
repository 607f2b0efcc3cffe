"""The text of a notification in one language."""

from __future__ import annotations

import re
from collections.abc import Callable

from undertow.notify.letters import Activity, Letter
from undertow.notify.safety import hold, statement, urgent
from undertow.wording import Catalogue, Phrase, phrase, plain, word, words
from undertow.wording.claims import language, platforms
from undertow.wording.estimative import judgement
from undertow.wording.redaction import redact

_ADVICE = ("engage", "preserve", "report", "replies", "accounts", "brief", "threat")
# In a name these are an address or a link, which a mail client would make live.
_LINKS = re.compile(r"[@/]|www\.", re.IGNORECASE)


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
    blocks = [
        *_opening(letter, has_address),
        [phrase("found.title")],
        *_each(letter, _found),
        [phrase("found.minimum")],
        [phrase("assessment.title")],
        *_each(letter, _assessed),
        [phrase("assessment.no_attribution")],
        [phrase("advice.title")],
        [phrase("advice.item", advice=phrase(f"advice.{name}")) for name in _ADVICE],
        [phrase("safety.title")],
        statement(letter.safety),
        [phrase("contact.title")],
        [phrase("contact.offer"), phrase("contact.placeholder")],
        [phrase("confidential")],
        [phrase("draft.mark")],
    ]
    return "\n\n".join("\n".join(words_of.say(line) for line in block) for block in blocks) + "\n"


def _opening(letter: Letter, has_address: bool) -> list[list[Phrase]]:
    name = letter.official["name"]
    shown = redact(name) if _LINKS.search(name) else name
    return [
        [phrase("draft.mark")],
        *hold(letter.safety),
        *([] if has_address else [[phrase("draft.no_address")]]),
        [phrase("greeting", name=plain(shown))],
        *urgent(letter.safety),
        [phrase("opening")],
    ]


def _each(letter: Letter, tell: Callable[[Activity], list[Phrase]]) -> list[list[Phrase]]:
    """Return a block for each activity, numbered where there are several."""
    if len(letter.activities) == 1:
        return [tell(letter.activities[0])]
    return [
        [phrase("found.activity", number=number), *tell(activity)]
        for number, activity in enumerate(letter.activities, start=1)
    ]


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
        phrase("found.where", platforms=platforms(facts["platforms"])),
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
