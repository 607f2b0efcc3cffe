"""Which texts a campaign spreads: quoted as little as serves, redacted, in their own language."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from typing import Any
from unicodedata import east_asian_width

from undertow.report.charts.timeline import Span, TimelineChart
from undertow.report.document import (
    Block,
    Column,
    Figure,
    Quote,
    Quoted,
    Row,
    Table,
    paragraph,
    said,
)
from undertow.report.material import CampaignMaterial, Material
from undertow.report.sections.columns import columns
from undertow.wording import Claim, Phrase, frame_sentence, phrase, plain, sentences
from undertow.wording.claims import language, platform, template_sentences
from undertow.wording.phrase import day, integer
from undertow.wording.redaction import redact, shorten

# Half as many characters say as much, and take as much room, in scripts with wide ones.
_QUOTE_LIMIT, _WIDE_QUOTE_LIMIT = 160, 80
_MOST_QUOTES = 5
_MOST_PLACES = 6
_FIRST, _MOST_COLUMNS = ("en", "fr", "zh"), 4
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


def texts(campaign: CampaignMaterial, material: Material, ident: str) -> list[Block]:
    """Return the narratives as quotes, with what is known of each, and in time."""
    claims = campaign.of_kind("narrative")
    claims.sort(key=lambda claim: (-claim.facts["n_posts"], claim.claim_id))
    if not claims:
        return [paragraph(phrase("texts.none"))]
    blocks: list[Block] = [paragraph(phrase("texts.note"))]
    if material.translations is not None:
        blocks.append(paragraph(phrase("texts.translated", name=material.translations.name)))
    side_by_side = _side_by_side(claims, material)
    if side_by_side is not None:
        blocks.append(side_by_side)
    for number, claim in enumerate(claims, start=1):
        for place, row in enumerate(claim.facts["quotes"][:_MOST_QUOTES]):
            known = _about(claim, material) if place == 0 else ()
            blocks.append(_quote(number, claim, row, material, known))
    blocks.append(_timeline(claims, f"{ident}-texts-chart"))
    return blocks


def shown_quote(text: str, material: Material) -> str:
    """Return as much of a quote as a report shows: redacted and short."""
    masked = redact(text, material.official_names)
    return shorten(masked, _WIDE_QUOTE_LIMIT if _is_wide(masked) else _QUOTE_LIMIT)


def quotes_shown(material: Material) -> list[tuple[str, str]]:
    """Return every quote that a report shows, as it shows it, and its language."""
    return [
        (shown_quote(row["quote"], material), row["language"])
        for campaign in material.campaigns
        for claim in campaign.of_kind("narrative")
        for row in claim.facts["quotes"][:_MOST_QUOTES]
    ]


def _side_by_side(claims: list[Claim], material: Material) -> Table | None:
    """Return the narratives that are told in several languages, a column for each language.

    English, French and Chinese come first, then the languages with the most posts.
    """
    posts: Counter[str] = Counter()
    rows = []
    for number, claim in enumerate(claims, start=1):
        quotes = {row["language"]: row for row in reversed(claim.facts["quotes"])}
        if len(quotes) > 1:
            rows.append((number, claim, quotes))
            posts.update({name: row["n_posts"] for name, row in quotes.items()})
    names = sorted(posts, key=lambda name: (name not in _FIRST, _rank(name), -posts[name], name))
    names = names[:_MOST_COLUMNS]
    if not rows:
        return None
    titles = (
        Column(phrase("texts.side.narrative")),
        *(Column(language(name)) for name in names),
        Column(phrase("texts.side.posts"), is_numeric=True),
    )
    return Table(
        phrase("texts.side.caption"),
        titles,
        tuple(
            Row(
                (
                    phrase("texts.number", number=number),
                    *(_in(name, quotes, material) for name in names),
                    integer(claim.facts["n_posts"]),
                ),
                claim.claim_id,
            )
            for number, claim, quotes in rows
        ),
    )


def _rank(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def _in(name: str, quotes: dict[str, dict[str, Any]], material: Material) -> Quoted | Phrase:
    """Return the quote of a language as the report shows it; a dash where there is none."""
    if name not in quotes:
        return phrase("none")
    return Quoted(shown_quote(quotes[name]["quote"], material), language_tag(name))


def _quote(
    number: int,
    claim: Claim,
    row: dict[str, Any],
    material: Material,
    known: tuple[Phrase, ...],
) -> Quote:
    """Return the quote of one language; what is known of the narrative stands under the first."""
    text = shown_quote(row["quote"], material)
    more = list(known)
    if len(claim.facts["quotes"]) > 1:
        more.append(phrase("texts.in_language", n=row["n_posts"], n_texts=row["n_texts"]))
    terms = _terms(row["terms"], material.official_names)
    if terms:
        more.append(phrase("texts.terms", items=terms))
    if material.translations is not None and text in material.translations.texts:
        translated = redact(material.translations.texts[text], material.official_names)
        name = material.translations.name
        more.append(phrase("texts.translation", name=name, text=translated))
    return Quote(
        text,
        language_tag(row["language"]),
        phrase("texts.heading", number=number, language=language(row["language"])),
        said(*more, claim_id=claim.claim_id),
    )


def _about(claim: Claim, material: Material) -> tuple[Phrase, ...]:
    """Return what is known of a narrative."""
    rows = claim.facts["spread"]
    items = [
        phrase(
            "texts.spread.item",
            platform=platform(row["platform"]),
            language=language(row["language"]),
            n=row["n_posts"],
            first=row["first_day"],
        )
        for row in rows[:_MOST_PLACES]
    ]
    rest = sum(row["n_posts"] for row in rows[_MOST_PLACES:])
    if rest:
        items.append(phrase("texts.spread.rest", n=rest))
    frame = frame_sentence(claim, material.official_names)
    template = template_sentences(claim, material.official_names)
    return *sentences(claim), *template, frame, phrase("texts.spread", items=items)


def _terms(terms: list[str], names: tuple[str, ...]) -> list[Phrase]:
    """Return key terms without those that are part of the name of an official."""
    parts = (re.split(r"[\s·•・.-]+", name) + name.split() for name in names)
    words = {word.casefold() for part in parts for word in part if word}
    shown = [
        term
        for term in terms
        if term not in words and not any(_is_wide(term) and term in word for word in words)
    ]
    return [plain(redact(term, names)) for term in shown]


def _is_wide(text: str) -> bool:
    """Whether most characters are wide: Han, kana, hangul."""
    return sum(east_asian_width(char) in "WF" for char in text) * 2 > len(text)


def language_tag(ident: str | None) -> str | None:
    """Return a language tag fit for a ``lang`` attribute; None for what is none."""
    if ident is None or ident.lower() == "und" or _TAG.fullmatch(ident) is None:
        return None
    return ident


def _timeline(claims: list[Claim], ident: str) -> Figure:
    title = phrase("chart.timeline.title")
    spans = tuple(
        Span(
            phrase("texts.number", number=number),
            datetime.fromisoformat(claim.facts["first_seen"]),
            datetime.fromisoformat(claim.facts["last_seen"]),
            claim.facts["n_posts"],
        )
        for number, claim in enumerate(claims, start=1)
    )
    rows = tuple(
        Row((span.name, day(span.first), day(span.last), integer(span.n_posts)), claim.claim_id)
        for span, claim in zip(spans, claims, strict=True)
    )
    table = Table(title, columns("chart.timeline", "text", "first", "last", "#posts_column"), rows)
    chart = TimelineChart(title, phrase("chart.timeline.description", n=len(spans)), spans)
    return Figure(ident, phrase("chart.timeline.caption"), chart, table)
