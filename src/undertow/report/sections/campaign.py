"""One campaign: what, when, where, who acts, how strong, what speaks against it."""

from __future__ import annotations

from typing import Any

from undertow.report.document import (
    Block,
    Callout,
    Paragraph,
    Row,
    Section,
    Sentence,
    Table,
    paragraph,
    said,
)
from undertow.report.material import CampaignMaterial, Material
from undertow.report.sections.attribution import attribution, responses
from undertow.report.sections.columns import columns
from undertow.report.sections.impact import harmed, impact, objectives
from undertow.report.sections.media import media
from undertow.report.sections.officials import officials
from undertow.report.sections.operations import hypotheses, operations
from undertow.report.sections.over_time import over_time
from undertow.report.sections.places import network, platforms_by_languages
from undertow.report.sections.summary import key_judgement
from undertow.report.sections.texts import texts
from undertow.wording import Claim, Phrase, phrase, plain, sentences, word
from undertow.wording.claims import platform
from undertow.wording.en import PHRASES
from undertow.wording.phrase import decimal, integer, probability, share

# Where a part of the section has numbers that no claim states.
_SOURCES = {
    "when": ("campaign_posts", "posts", "target_hits"),
    "actors": ("account_findings", "campaign_members", "campaign_posts", "edges"),
    "media": ("media_files", "media_facts", "decisions"),
    "attribution": ("decisions",),
    "responses": ("decisions",),
}


def campaign_section(campaign: CampaignMaterial, material: Material) -> Section:
    """Return the section about a campaign."""
    ident = f"campaign-{campaign.number}"
    parts: list[tuple[str, list[Block]]] = [
        ("what", _what(campaign, ident)),
        ("when", over_time(campaign, ident)),
        ("actors", _actors(campaign, ident)),
        ("targets", officials(campaign, ident)),
        ("harmed", harmed(campaign)),
        ("texts", texts(campaign, material, ident)),
        ("media", media(campaign, material, ident)),
        ("objectives", objectives(campaign)),
        ("impact", impact(campaign)),
        ("strength", _strength(campaign)),
        ("against", _against(campaign)),
        ("operations", operations(campaign)),
        ("hypotheses", hypotheses(campaign)),
        ("attribution", attribution(campaign)),
        ("responses", responses(campaign)),
    ]
    return Section(
        ident,
        phrase("section.campaign", number=campaign.number),
        (),
        tuple(
            Section(
                f"{ident}-{name}",
                phrase(f"section.{name}"),
                tuple(blocks),
                sources=_sources(name, campaign),
            )
            for name, blocks in parts
            if blocks
        ),
    )


def _sources(name: str, campaign: CampaignMaterial) -> tuple[str, ...]:
    if name == "impact" and campaign.breakout is not None:
        return ("decisions",)
    if name == "actors" and (campaign.n_removed or campaign.n_doubted):
        return (*_SOURCES[name], "decisions")
    return _SOURCES.get(name, ())


def claims_as_paragraphs(campaign: CampaignMaterial, *kinds: str) -> list[Block]:
    """Return a paragraph for each claim of some kinds."""
    return [
        paragraph(*sentences(claim), claim_id=claim.claim_id)
        for kind in kinds
        for claim in campaign.of_kind(kind)
    ]


def _what(campaign: CampaignMaterial, ident: str) -> list[Block]:
    blocks = claims_as_paragraphs(campaign, "activity", "platforms", "languages")
    figure = platforms_by_languages(campaign, ident)
    return blocks if figure is None else [*blocks, figure]


def _actors(campaign: CampaignMaterial, ident: str) -> list[Block]:
    blocks = claims_as_paragraphs(campaign, "accounts")
    claim = campaign.the("accounts")
    judged = key_judgement(claim)
    blocks.append(paragraph(phrase("summary.not_judged")) if judged is None else judged)
    if claim is not None and claim.facts["signals"]:
        blocks += [_signals(claim), paragraph(phrase("actors.signals.note"))]
    linked = network(campaign, ident)
    if linked is not None:
        blocks.append(linked)
    if campaign.active:
        blocks.append(_active(campaign))
    return blocks + _reviewed(campaign)


def _reviewed(campaign: CampaignMaterial) -> list[Block]:
    """Say that people removed or doubt accounts which the counts hold."""
    told: tuple[Sentence, ...] = ()
    if campaign.n_removed:
        told += said(phrase("review.removed", n=campaign.n_removed), phrase("review.counts"))
    if campaign.n_doubted:
        told += said(phrase("review.doubted", n=campaign.n_doubted))
    return [Callout(told)] if told else []


def _signals(claim: Claim) -> Table:
    rows = tuple(
        Row(
            (
                word("signal", sign["signal"]),
                share(sign["community_share"]),
                share(sign["control_share"]),
                integer(sign["n_control"]),
                probability(sign["p_value"]),
                word("innocent", sign["signal"]),
            ),
            claim.claim_id,
        )
        for sign in claim.facts["signals"]
    )
    titles = columns("actors.signals", "sign", "#group", "#control", "#n", "#p", "innocent")
    return Table(phrase("actors.signals.caption"), titles, rows)


def _active(campaign: CampaignMaterial) -> Table:
    rows = tuple(
        Row(
            (
                plain(account.pseudonym),
                platform(account.platform),
                integer(account.n_posts),
                word("verdict", account.verdict),
            )
        )
        for account in campaign.active
    )
    titles = columns("actors.active", "account", "platform", "#posts", "verdict")
    return Table(phrase("actors.active.caption", n=len(rows)), titles, rows)


def _strength(campaign: CampaignMaterial) -> list[Block]:
    blocks = claims_as_paragraphs(campaign, "strength")
    for claim in campaign.of_kind("strength"):
        rows = tuple(
            Row((word("layer", layer), integer(edges), integer(objects)), claim.claim_id)
            for layer, edges, objects in claim.facts["layers"]
        )
        if rows:
            titles = columns("strength.layers", "layer", "#edges", "#objects")
            blocks.append(Table(phrase("strength.layers.caption"), titles, rows))
    return blocks


def _against(campaign: CampaignMaterial) -> list[Block]:
    blocks = claims_as_paragraphs(campaign, "alternatives")
    for claim in campaign.of_kind("alternatives"):
        best: dict[str, dict[str, Any]] = {}
        for row in claim.facts["considered"]:
            name = row["explanation"]
            if name not in best or (row["holds"], row["fit"]) > (
                best[name]["holds"],
                best[name]["fit"],
            ):
                best[name] = row
        rows = tuple(
            Row(
                (
                    word("explanation", name),
                    share(best[name]["fit"]),
                    decimal(best[name]["margin"]),
                    phrase("against.holds" if best[name]["holds"] else "against.fails"),
                    phrase("against.measures", items=_measures(best[name]["facts"])),
                ),
                claim.claim_id,
            )
            for name in sorted(best)
        )
        if rows:
            titles = columns("against", "explanation", "#fit", "#margin", "result", "measured")
            blocks.append(Table(phrase("against.caption"), titles, rows))
    blocks.append(Paragraph((*said(phrase("against.note")), Sentence(phrase("against.never")))))
    return blocks


def _measures(facts: dict[str, Any]) -> list[Phrase]:
    """Return the measurements behind an explanation."""
    return [
        phrase(f"measure.{name}", x=facts[name])
        if f"measure.{name}" in PHRASES
        else phrase("measure.other", name=name, x=facts[name])
        for name in sorted(facts)
    ]
