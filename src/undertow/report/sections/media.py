"""Which media a campaign spreads: how often, in which forms, and what their files say of them."""

from __future__ import annotations

from typing import Final

from undertow.report.document import (
    Block,
    Callout,
    Code,
    Quote,
    Row,
    Strip,
    Table,
    Thumbnail,
    paragraph,
    said,
)
from undertow.report.material import CampaignMaterial, Material
from undertow.report.media import MediaCard, MediaFile
from undertow.report.sections.columns import columns
from undertow.wording import Phrase, phrase, sentences, word
from undertow.wording.claims import platform
from undertow.wording.media import MediaFinding, finding_sentences, short
from undertow.wording.phrase import integer, minute
from undertow.wording.redaction import clean, redact, shorten

_MOST_CARDS: Final = 20
_MOST_PICTURES: Final = 4
_LONGEST_TRACE, _LONGEST_REASON = 60, 600


def media(campaign: CampaignMaterial, material: Material, ident: str) -> list[Block]:
    """Return the groups of files that are the same material; nothing where there are none."""
    cards = campaign.media[:_MOST_CARDS]
    if not cards:
        return []
    blocks: list[Block] = [paragraph(phrase("media.note"))]
    for card in cards:
        blocks += _card(card, material, ident)
    blocks.append(paragraph(phrase("media.credentials"), phrase("media.traces")))
    if len(campaign.media) > len(cards):
        more = len(campaign.media) - len(cards)
        blocks.append(paragraph(phrase("media.more", n=more), claim_id=cards[0].reuse.claim_id))
    return blocks


def _card(card: MediaCard, material: Material, ident: str) -> list[Block]:
    claim_id = card.reuse.claim_id
    blocks: list[Block] = [
        paragraph(
            phrase("media.heading", number=card.number), *sentences(card.reuse), claim_id=claim_id
        )
    ]
    if card.copies is not None:
        blocks.append(paragraph(*sentences(card.copies), claim_id=card.copies.claim_id))
    for finding in card.findings:
        blocks += _finding(finding, claim_id, material)
    strip = _strip(card, ident)
    if strip is not None:
        blocks.append(strip)
    if card.n_hidden:
        blocks.append(Callout(said(phrase("media.hidden", n=card.n_hidden), claim_id=claim_id)))
    blocks.append(_table(card, material))
    return blocks


def _finding(finding: MediaFinding, claim_id: str, material: Material) -> list[Block]:
    """Return what a person found, and their words apart: these are in one language."""
    why = shorten(redact(finding.reason, material.official_names), _LONGEST_REASON)
    told = said(*finding_sentences(finding), claim_id=claim_id)
    return [Quote(why, None, phrase("media.because", file=short(finding.media_uid)), told)]


def _strip(card: MediaCard, ident: str) -> Strip | None:
    """Return the pictures side by side: the earliest file first, then others, copies before."""
    copied = [] if card.copies is None else [uid for uid, _ in card.copies.facts["copies"]]
    first = card.files[0] if card.original is None else card.original
    others = sorted(
        (own for own in card.files if own is not first),
        key=lambda own: own.media_uid not in copied,
    )
    pictures = [
        Thumbnail(
            own.picture,
            phrase("media.alt", file=short(own.media_uid), kind=_kind(own)),
            phrase("media.under", file=short(own.media_uid), at=own.first_at),
        )
        for own in (first, *others)
        if own.picture is not None
    ][:_MOST_PICTURES]
    if not pictures:
        return None
    caption = phrase("media.strip", number=card.number)
    return Strip(f"{ident}-media-{card.number}", tuple(pictures), caption, card.reuse.claim_id)


def _kind(own: MediaFile) -> Phrase:
    return word("media.kind", own.row.get("kind") or "unknown")


def _table(card: MediaCard, material: Material) -> Table:
    """Return what is known of each file, and what it says of itself."""
    files = (*([] if card.original is None else [card.original]), *card.files)
    rows = tuple(
        Row(
            (
                Code((own.media_uid[:12],)),
                _what(own),
                minute(own.first_at),
                platform(own.platform),
                integer(own.n_posts),
                phrase(f"media.c2pa.{own.row.get('c2pa_state') or 'unread'}"),
                Code(tuple(_trace(text, material) for text in own.traces)),
            ),
            card.reuse.claim_id,
        )
        for own in files
    )
    titles = columns("media.files", "file", "what", "first", "platform", "#posts", "c2pa", "traces")
    return Table(phrase("media.files.caption", number=card.number), titles, rows)


def _what(own: MediaFile) -> Phrase:
    row = own.row
    if own.is_hidden or not row or row["width_px"] is None:
        return _kind(own)
    if row["duration_s"] is None:
        return phrase("media.what", kind=_kind(own), w=row["width_px"], h=row["height_px"])
    return phrase(
        "media.what.long",
        kind=_kind(own),
        w=row["width_px"],
        h=row["height_px"],
        s=row["duration_s"],
    )


def _trace(text: str, material: Material) -> str:
    return shorten(clean(redact(text, material.official_names)), _LONGEST_TRACE)
