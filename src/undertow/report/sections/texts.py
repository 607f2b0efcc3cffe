"""Which texts a campaign spreads: quoted as little as serves, redacted, in their own language."""

from __future__ import annotations

import re
from datetime import datetime
from unicodedata import east_asian_width

from undertow.report.charts.timeline import Span, TimelineChart
from undertow.report.document import Block, Figure, Quote, Row, Table, paragraph, said
from undertow.report.material import CampaignMaterial, Material
from undertow.report.sections.columns import columns
from undertow.wording import Claim, phrase, sentences
from undertow.wording.claims import language
from undertow.wording.phrase import day, integer
from undertow.wording.redaction import redact, shorten

# Half as many characters say as much, and take as much room, in scripts with wide ones.
_QUOTE_LIMIT, _WIDE_QUOTE_LIMIT = 160, 80
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)


def texts(campaign: CampaignMaterial, material: Material, ident: str) -> list[Block]:
    """Return the texts as quotes and in time."""
    claims = campaign.of_kind("narrative")
    claims.sort(key=lambda claim: (-claim.facts["n_posts"], claim.claim_id))
    if not claims:
        return [paragraph(phrase("texts.none"))]
    blocks: list[Block] = [paragraph(phrase("texts.note"))]
    for number, claim in enumerate(claims, start=1):
        text = redact(claim.facts["quote"], material.official_names)
        blocks.append(
            Quote(
                shorten(text, _WIDE_QUOTE_LIMIT if _is_wide(text) else _QUOTE_LIMIT),
                language_tag(claim.facts["language"]),
                phrase("texts.heading", number=number, language=language(claim.facts["language"])),
                said(*sentences(claim), claim_id=claim.claim_id),
            )
        )
    blocks.append(_timeline(claims, f"{ident}-texts-chart"))
    return blocks


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
