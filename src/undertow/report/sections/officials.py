"""Who is addressed: how many, of which parties and provinces; never by name."""

from __future__ import annotations

from collections.abc import Callable

from undertow.report.charts.spread import SpreadBar, SpreadChart
from undertow.report.document import Block, Figure, Row, Table, paragraph
from undertow.report.material import CampaignMaterial
from undertow.report.sections.columns import columns
from undertow.wording import Claim, Phrase, phrase, sentences
from undertow.wording.claims import language, platforms
from undertow.wording.phrase import decimal, integer, share
from undertow.wording.places import party, province

_MOST_BARS = 14


def officials(campaign: CampaignMaterial, ident: str) -> list[Block]:
    """Return the spread over the register and, without names, each official's numbers."""
    blocks: list[Block] = []
    for claim in campaign.of_kind("targets"):
        blocks.append(paragraph(*sentences(claim), claim_id=claim.claim_id))
        if claim.facts["n_targets"]:
            blocks.append(_spread(claim, "by_party", party, f"{ident}-party"))
            blocks.append(_spread(claim, "by_province", province, f"{ident}-province"))
    each = numbered(campaign)
    if each:
        blocks.append(paragraph(phrase("targets.unnamed")))
        blocks.append(_each(each))
    return blocks


def numbered(campaign: CampaignMaterial) -> list[tuple[int, Claim]]:
    """Return the claims about single officials, numbered by posts."""
    claims = campaign.of_kind("target")
    claims.sort(key=lambda claim: (-claim.facts["n_posts"], claim.claim_id))
    return list(enumerate(claims, start=1))


def _spread(claim: Claim, by: str, name: Callable[[str], Phrase], ident: str) -> Figure:
    bars = [SpreadBar(name(value), hit, total) for value, hit, total in claim.facts[by]]
    title = phrase(f"chart.{by}.title")
    rows = tuple(
        Row(
            (
                bar.name,
                integer(bar.n_addressed),
                integer(bar.n_register),
                share(bar.n_addressed / max(bar.n_register, 1)),
            ),
            claim.claim_id,
        )
        for bar in bars
    )
    table = Table(title, columns(f"chart.{by}", "name", "#addressed", "#register", "#share"), rows)
    description = phrase(
        "chart.spread.description",
        n_targets=claim.facts["n_targets"],
        n_register=claim.facts["n_register"],
        items=[
            phrase("chart.spread.item", name=bar.name, n=bar.n_addressed, total=bar.n_register)
            for bar in bars
        ],
    )
    chart = SpreadChart(title, description, tuple(_drawn(bars)))
    return Figure(ident, phrase(f"chart.{by}.caption"), chart, table)


def _drawn(bars: list[SpreadBar]) -> list[SpreadBar]:
    """Return at most a screenful of bars, the smallest taken together."""
    if len(bars) <= _MOST_BARS:
        return bars
    rest = bars[_MOST_BARS - 1 :]
    return [
        *bars[: _MOST_BARS - 1],
        SpreadBar(
            phrase("chart.spread.rest", n=len(rest)),
            sum(bar.n_addressed for bar in rest),
            sum(bar.n_register for bar in rest),
        ),
    ]


def _each(each: list[tuple[int, Claim]]) -> Table:
    rows = tuple(
        Row(
            (
                phrase("targets.official", number=number),
                integer(claim.facts["n_posts"]),
                integer(claim.facts["n_direct"]),
                decimal(claim.facts["n_expected"]),
                integer(claim.facts["n_accounts"]),
                phrase("list", items=platforms(claim.facts["platforms"])),
                phrase("list", items=[language(name) for name in claim.facts["languages"]]),
                phrase(
                    "targets.period", first=claim.facts["first_at"], last=claim.facts["last_at"]
                ),
            ),
            claim.claim_id,
        )
        for number, claim in each
    )
    titles = columns(
        "targets", "name", "#posts", "#direct", "#expected", "#accounts", "platforms",
        "languages", "dates",
    )  # fmt: skip
    return Table(phrase("targets.caption"), titles, rows)
