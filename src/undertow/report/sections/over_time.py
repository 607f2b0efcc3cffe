"""When a campaign was active: waves and volume."""

from __future__ import annotations

from datetime import datetime, timedelta

from undertow.report.charts.volume import VolumeChart, WaveMark
from undertow.report.document import Block, Figure, Row, Table, paragraph
from undertow.report.material import CampaignMaterial
from undertow.report.sections.columns import columns
from undertow.wording import Claim, phrase, sentences
from undertow.wording.phrase import day, integer, minute

_WAVE_TIMES = (
    "start", "start_low", "start_high", "surge_start", "surge_end", "end", "end_low", "end_high",
)  # fmt: skip


def over_time(campaign: CampaignMaterial, ident: str) -> list[Block]:
    """Return the waves in words and the volume as a picture."""
    waves = campaign.of_kind("waves")
    blocks: list[Block] = [paragraph(*sentences(claim), claim_id=claim.claim_id) for claim in waves]
    if not waves:
        blocks.append(paragraph(phrase("when.no_waves")))
    blocks.append(_volume(campaign, waves, f"{ident}-volume"))
    return blocks


def _volume(campaign: CampaignMaterial, waves: list[Claim], ident: str) -> Figure:
    volume = campaign.volume
    other = phrase("chart.volume.addressed" if volume.is_addressed else "chart.volume.all")
    unit = phrase(_UNITS.get(volume.bin_width, "bin.days"), n=volume.bin_width.days)
    description = phrase(
        "chart.volume.description",
        unit=unit,
        start=volume.start,
        end=volume.start + len(volume.campaign) * volume.bin_width,
        n_waves=len(waves),
        largest=max(volume.campaign, default=0),
    )
    title = phrase("chart.volume.title", number=campaign.number)
    is_short = volume.bin_width < timedelta(days=1)
    starts = [volume.start + i * volume.bin_width for i in range(len(volume.campaign))]
    rows = tuple(
        Row((minute(at) if is_short else day(at), integer(own), integer(rest)))
        for at, own, rest in zip(starts, volume.campaign, volume.other, strict=True)
    )
    chart = VolumeChart(
        title,
        description,
        volume.start,
        volume.bin_width,
        volume.campaign,
        volume.other,
        other,
        tuple(_mark(claim) for claim in waves),
    )
    table = Table(title, columns("chart.volume", "bin", "#campaign", "#other"), rows)
    return Figure(ident, phrase("chart.volume.caption", unit=unit, other=other), chart, table)


_UNITS = {timedelta(hours=1): "bin.hour", timedelta(hours=6): "bin.quarter"}


def _mark(claim: Claim) -> WaveMark:
    times = {name: datetime.fromisoformat(claim.facts[name]) for name in _WAVE_TIMES}
    return WaveMark(number=int(claim.subject), **times)
