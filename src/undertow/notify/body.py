"""What a notification says, block by block, and the two forms in which it is said."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from undertow.assessments import Assessment
from undertow.notify.letters import Activity, Letter
from undertow.notify.safety import Signature, hold, statement, urgent
from undertow.wording import Catalogue, Phrase, phrase, plain, word, words
from undertow.wording.claims import language, platforms
from undertow.wording.estimative import judgement
from undertow.wording.media import finding_sentences
from undertow.wording.phrase import given
from undertow.wording.redaction import redact

Blocks = list[list[Phrase]]
"""Paragraphs; each is some lines."""

_ADVICE = ("engage", "preserve", "report", "replies", "accounts", "brief", "threat")
# In a name these are an address or a link, which a mail client would make live.
_LINKS = re.compile(r"[@/]|www\.", re.IGNORECASE)
_ITEM = "advice.item"


@dataclass(frozen=True, slots=True)
class Completion:
    """What people add to what was measured.

    Attributes
    ----------
    contact : str or None
        Whom to reach; None where nobody has written it yet.
    kinds : mapping
        Campaign -> the kind of its claim in neutral words, where somebody has written it.
    signature : Signature or None
        Of the person who approved; None in a draft.
    has_address : bool
        Whether the register holds a usable address; otherwise a draft says so.
    has_examples : bool
        Whether examples are attached.
    """

    contact: str | None = None
    kinds: Mapping[str, str] = field(default_factory=dict)
    signature: Signature | None = None
    has_address: bool = True
    has_examples: bool = False


def blocks(letter: Letter, given: Completion) -> Blocks:
    """Return what is said to an official, without any link and without any word of the posts."""
    signature = given.signature
    found = [[phrase("found.minimum")]]
    if given.has_examples:
        found.append([phrase("found.examples")])
    return [
        *_opening(letter, given),
        [phrase("found.title")],
        *_each(letter, lambda activity: [*_found(activity), _kind(given, activity)]),
        *found,
        [phrase("assessment.title")],
        *_each(letter, _assessed),
        *_unattributed(letter),
        [phrase("advice.title")],
        [phrase(_ITEM, advice=phrase(f"advice.{name}")) for name in _ADVICE],
        [phrase("safety.title")],
        statement(letter.safety, letter.official["kind"], signature),
        [phrase("contact.title")],
        [phrase("contact.offer"), _contact(given)],
        [phrase("confidential")],
        [phrase("draft.mark") if signature is None else _approved(signature)],
    ]


def as_text(blocks: Blocks, words_of: Catalogue) -> str:
    """Return the blocks as plain text."""
    return "\n\n".join("\n".join(words_of.say(line) for line in block) for block in blocks) + "\n"


def as_html(editions: Mapping[str, tuple[Blocks, Catalogue]], title: str) -> str:
    """Return the blocks of each language as one page without links, styles or scripts."""
    sections = "\n<hr>\n".join(
        f'<section lang="{html.escape(name)}">\n{_section(*edition)}\n</section>'
        for name, edition in editions.items()
    )
    first = html.escape(next(iter(editions)))
    return (
        f'<!DOCTYPE html>\n<html lang="{first}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{html.escape(title)}</title>\n</head>\n<body>\n{sections}\n</body>\n</html>\n"
    )


def _section(blocks: Blocks, words_of: Catalogue) -> str:
    return "\n".join(_element(block, words_of) for block in blocks)


def _element(block: list[Phrase], words_of: Catalogue) -> str:
    """Return a block: a heading, a list, or a paragraph."""

    def say(line: Phrase) -> str:
        return html.escape(words_of.say(line))

    if block[0].key.endswith(".title"):
        return f"<h2>{say(block[0])}</h2>"
    parts = []
    for is_item, lines in groupby(block, key=lambda line: line.key == _ITEM):
        if is_item:
            parts.append(f"<ul>\n{_items(lines, words_of)}\n</ul>")
        else:
            parts.append("<p>" + "<br>\n".join(map(say, lines)) + "</p>")
    return "\n".join(parts)


def _items(lines: Iterable[Phrase], words_of: Catalogue) -> str:
    said = (words_of.say(line.values["advice"]) for line in lines)
    return "\n".join(f"<li>{html.escape(words)}</li>" for words in said)


def _opening(letter: Letter, given: Completion) -> Blocks:
    name = letter.official["name"]
    shown = redact(name) if _LINKS.search(name) else name
    is_draft = given.signature is None
    return [
        *([[phrase("draft.mark")]] if is_draft else []),
        *hold(letter.safety),
        *([] if given.has_address else [[phrase("draft.no_address")]]),
        [phrase("greeting", name=plain(shown))],
        *urgent(letter.safety, letter.official["kind"]),
        [phrase("opening")],
    ]


def _kind(given: Completion, activity: Activity) -> Phrase:
    kind = given.kinds.get(activity.campaign_id)
    return phrase("found.kind") if kind is None else phrase("found.kind.given", kind=plain(kind))


def _contact(given: Completion) -> Phrase:
    return phrase("contact.placeholder") if given.contact is None else plain(given.contact)


def _approved(signature: Signature) -> Phrase:
    return phrase("approved", by=plain(signature.by), at=signature.at)


def _each(letter: Letter, tell: Callable[[Activity], list[Phrase]]) -> Blocks:
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
    if facts.get("n_in_media"):
        lines.append(Phrase("found.in_media", facts))
    if facts["languages"]:
        lines.append(
            phrase("found.languages", languages=[language(name) for name in facts["languages"]])
        )
    if activity.n_voiced:
        lines.append(phrase("found.voiced", n=activity.n_voiced))
    has_texts = activity.n_texts > 0
    lines.append(
        phrase("found.texts", n=activity.n_texts) if has_texts else phrase("found.texts.none")
    )
    if activity.media is not None:
        n, n_posts = activity.media.n_media, activity.media.n_posts
        lines.append(phrase("found.media", n=n, n_posts=n_posts))
        for finding in activity.media.findings:
            lines += finding_sentences(finding)
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
    if activity.assessment is not None:
        lines += _actor(activity.assessment)
    claims = (*activity.claims, *(activity.media.claims if activity.media else ()))
    if claims:
        lines.append(phrase("assessment.claims", items=[plain(own) for own in claims]))
    return lines


def _actor(assessment: Assessment) -> list[Phrase]:
    """Return what people judged of who is behind it, and who did."""
    statement = assessment.statement
    actor = given(statement.actor.en, statement.actor.fr)
    return [
        judgement(statement.likelihood, phrase("statement.actor", actor=actor)),
        phrase("assessment.confidence", confidence=word("confidence", statement.confidence)),
        phrase(
            "assessment.actor.signed",
            by=plain(assessment.proposed_by),
            signed_by=plain(assessment.signed_by),
            at=assessment.signed_at,
        ),
    ]


def _unattributed(letter: Letter) -> Blocks:
    """Say that nobody is named, where nobody is."""
    if any(activity.assessment is not None for activity in letter.activities):
        return []
    return [[phrase("assessment.no_attribution")]]


def _rivals(activity: Activity) -> Phrase:
    if not activity.explanations:
        return phrase("assessment.rivals.none")
    items = words("explanation", [name for name, _ in activity.explanations])
    holds = any(holds for _, holds in activity.explanations)
    return phrase("assessment.rivals.partly" if holds else "assessment.rivals", items=items)
