"""What the numbers of a scenario must be for it to be possible."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any, Final

from undertow.synth.knobs import CampaignKnobs, KnownOperationKnobs, ScenarioKnobs
from undertow.synth.media_knobs import MediaKnobs
from undertow.synth.platforms import PLATFORMS
from undertow.synth.voice import LANGUAGES

ENGAGEMENT: Final = ("low", "zero", "bought")
"""What the posts of a campaign can get."""
MOST_TEXTS: Final = 5
"""Texts of a known operation that can be published, in each language."""

_MAY_BE_ZERO: Final = frozenset({"subnational", "subnational_targets", "echo_posts"})


def first_fault(knobs: ScenarioKnobs) -> str:
    """Return the first knob that has an impossible value and why, or nothing."""
    return next(_faults(knobs), "")


def _faults(knobs: ScenarioKnobs) -> Iterator[str]:
    if not knobs.name.strip():
        yield "name: must not be empty; it names the scenario in its files"
    yield from _window(knobs)
    for field in fields(knobs):
        part = getattr(knobs, field.name)
        if is_dataclass(part) and not isinstance(part, type):
            yield from _numbers(part, field.name)
            yield from _dates(part, field.name, knobs)
    yield from _platforms(knobs)
    if knobs.campaign is not None:
        yield from _campaign(knobs.campaign, knobs)
    if knobs.known is not None:
        yield from _known(knobs.known, knobs)
    if knobs.media is not None:
        yield from _media(knobs.media, knobs)


def _window(knobs: ScenarioKnobs) -> Iterator[str]:
    for name in ("start", "end"):
        moment: datetime = getattr(knobs, name)
        if moment.utcoffset() != UTC.utcoffset(None) or moment.minute or moment.second:
            yield f"{name}: must be a whole hour in UTC, such as 2023-07-24T00:00:00Z"
    if not knobs.start < knobs.end:
        yield "end: must come after start"


def _numbers(part: Any, place: str) -> Iterator[str]:
    for field in fields(part):
        value, where = getattr(part, field.name), f"{place}.{field.name}"
        if isinstance(value, int | float):
            yield from _number(field.name, value, where)
        elif isinstance(value, Mapping):
            yield from _shares(field.name, value, where)
        elif field.type == "tuple[int, int]" and not 0 <= value[0] <= value[1]:
            yield f"{where}: must be two counts, the fewest and the most"


def _number(name: str, value: float, where: str) -> Iterator[str]:
    if not math.isfinite(value):
        yield f"{where}: {value} is no number; write one that is finite"
    elif value < 0:
        yield f"{where}: {value} must not be negative"
    elif name.endswith("_share") and value > 1:
        yield f"{where}: {value} is a share, 0 to 1"
    elif isinstance(value, int) and value == 0 and name not in _MAY_BE_ZERO:
        yield f"{where}: must be at least 1; to leave a part out, write PART = false"


def _shares(name: str, shares: Mapping[str, float], where: str) -> Iterator[str]:
    if not all(0 <= value < math.inf for value in shares.values()):
        yield f"{where}: has a number that is negative or not finite"
    elif name.endswith("_shares") and abs(sum(shares.values()) - 1) > 1e-6:
        yield f"{where}: the shares sum to {sum(shares.values()):g}, not to 1"
    if name == "language_shares" and (unknown := sorted(set(shares) - set(LANGUAGES))):
        yield f"{where}: unknown {unknown}; choose from {list(LANGUAGES)}"


def _dates(part: Any, place: str, knobs: ScenarioKnobs) -> Iterator[str]:
    """Look at the dates of crowds; those of the campaign are looked at elsewhere."""
    if isinstance(part, CampaignKnobs):
        return
    for field in fields(part):
        value = getattr(part, field.name)
        for moment in value if isinstance(value, tuple) else (value,):
            if isinstance(moment, datetime) and not _within(moment, knobs):
                yield f"{place}.{field.name}: {moment} lies outside of start to end"


def _within(moment: datetime, knobs: ScenarioKnobs) -> bool:
    return moment.tzinfo is not None and knobs.start <= moment < knobs.end


def _platforms(knobs: ScenarioKnobs) -> Iterator[str]:
    everywhere = knobs.organic.platform_shares
    named = {"organic.platform_shares": everywhere, "officials.presence": knobs.officials.presence}
    if knobs.campaign is not None:
        named["campaign.platform_shares"] = knobs.campaign.platform_shares
        if outside := sorted(set(knobs.campaign.platform_shares) - set(everywhere)):
            yield f"campaign.platform_shares: nobody else is on {outside}"
    for where, platforms in named.items():
        if unknown := sorted(set(platforms) - set(PLATFORMS)):
            yield f"{where}: unknown {unknown}; choose from {sorted(PLATFORMS)}"
    for name in ("x", "facebook"):
        if name not in everywhere:
            yield f"organic.platform_shares: needs {name}, where the officials' main pages are"
    if missing := sorted(set(knobs.officials.presence) - set(knobs.officials.posts_per_page)):
        yield f"officials.posts_per_page: says nothing of {missing}"


def _campaign(campaign: CampaignKnobs, knobs: ScenarioKnobs) -> Iterator[str]:
    if campaign.targets >= knobs.officials.officials:
        yield "campaign.targets: must be fewer than officials.officials"
    if campaign.subnational_targets > knobs.officials.subnational:
        yield "campaign.subnational_targets: more than officials.subnational"
    if campaign.posts < campaign.accounts:
        yield "campaign.posts: fewer than accounts"
    if campaign.posts > campaign.accounts * campaign.max_posts:
        yield "campaign.posts: more than max_posts for every account"
    if campaign.exact_share + campaign.slot_share + campaign.free_share > 1 + 1e-9:
        yield "campaign.exact_share, slot_share, free_share: sum to more than 1"
    if campaign.new_share + campaign.hijacked_share > 1 + 1e-9:
        yield "campaign.new_share, hijacked_share: sum to more than 1"
    if campaign.engagement not in ENGAGEMENT:
        yield f"campaign.engagement: {campaign.engagement!r}; choose from {list(ENGAGEMENT)}"
    if campaign.filler_language not in ("", *LANGUAGES):
        yield (
            f"campaign.filler_language: unknown {campaign.filler_language!r}; "
            f"choose from {list(LANGUAGES)}"
        )
    if any(not 0 <= hour < 24 for hour in campaign.shift_hours_utc):
        yield "campaign.shift_hours_utc: hours of the day are 0 to 23"
    if campaign.batch_from > campaign.batch_to:
        yield "campaign.batch_to: comes before batch_from"
    yield from _waves(campaign, knobs)


def _known(known: KnownOperationKnobs, knobs: ScenarioKnobs) -> Iterator[str]:
    if knobs.campaign is None:
        yield "known: there is no campaign that could take anything over"
    if known.texts > MOST_TEXTS:
        yield f"known.texts: {known.texts} is more than the {MOST_TEXTS} that there are"
    if not known.operation.strip():
        yield "known.operation: must be the id of an operation, as `undertow knowledge list` has it"


def _media(media: MediaKnobs, knobs: ScenarioKnobs) -> Iterator[str]:
    if outside := sorted(set(media.platforms) - set(knobs.organic.platform_shares)):
        yield f"media.platforms: nobody is on {outside}"
    if media.meme_share + media.news_share > 1 + 1e-9:
        yield "media.meme_share, news_share: sum to more than 1"


def _waves(campaign: CampaignKnobs, knobs: ScenarioKnobs) -> Iterator[str]:
    waves = campaign.waves
    if [wave.kind for wave in waves].count("surge") != 1:
        yield "campaign.waves: one of them, and only one, must be the surge"
        return
    if unknown := sorted({wave.kind for wave in waves} - {"wave", "lull", "surge"}):
        yield f"campaign.waves: unknown kind {unknown}; choose wave, lull or surge"
    if any(wave.start >= wave.end or wave.weight <= 0 for wave in waves):
        yield "campaign.waves: each must end after it starts and weigh more than 0"
    if any(before.end != after.start for before, after in pairwise(waves)):
        yield "campaign.waves: each must start when the one before ends"
    if campaign.onset < knobs.start or campaign.end > knobs.end:
        yield "campaign.waves: reach beyond start or end"
