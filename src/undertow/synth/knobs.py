"""The knobs of a scenario: every number that shapes it, with its unit.

Counts grow with ``scale``. Officials, targets and posts per page grow with its square root and
never beyond their value at scale 1: a small scenario keeps enough people in front of each page.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime


def _count(n: int, scale: float, least: int) -> int:
    return max(least, round(n * scale))


def _gently(scale: float) -> float:
    return min(1.0, math.sqrt(scale))


@dataclass(frozen=True, slots=True)
class OfficialKnobs:
    """Officials of the register and their pages.

    Parameters
    ----------
    officials : int
        Officials in the register.
    presence : mapping
        Platform -> share of officials with a page there, 0..1; campaign targets have X and
        Facebook pages always.
    posts_per_page : mapping
        Platform -> mean number of posts of a page over the whole window.
    chinese_alias_share : float
        Share of officials whose name is also given in Chinese characters, 0..1.
    """

    officials: int
    presence: Mapping[str, float]
    posts_per_page: Mapping[str, float]
    chinese_alias_share: float = 0.35

    def scaled(self, scale: float) -> OfficialKnobs:
        """Return the same knobs for a scenario of another size."""
        gentle = _gently(scale)
        return replace(
            self,
            officials=_count(self.officials, gentle, 8),
            posts_per_page={p: max(3.0, n * gentle) for p, n in self.posts_per_page.items()},
        )


@dataclass(frozen=True, slots=True)
class OrganicKnobs:
    """Ordinary people and newsrooms.

    Parameters
    ----------
    accounts : int
        Accounts of people; the crowds of the hard negatives are recruited among them.
    posts : int
        Posts of people, officials and newsrooms, without the hard negatives.
    platform_shares, language_shares : mapping
        Share of people by platform and by language (en, fr, zh); each sums to 1.
    outlets, posts_per_outlet : int
        National newsroom accounts, and posts of each over the window.
    new_share : float
        Share of people whose account is younger than 90 days at their first post, 0..1.
    activity_tail, max_activity : float
        Pareto exponent of posts per account (smaller is heavier), and the largest weight
        relative to the smallest.
    thread_tail : float
        Zipf exponent of the pull of threads by rank of the page.
    reply_delay_h, reply_delay_sigma : float
        Median delay of a reply in hours, and its log-normal spread.
    loyal_share : float
        Share of replies that go to the official a person follows, 0..1.
    short_share : float
        Share of replies that are a stock phrase such as "well said", 0..1.
    nested_share : float
        Share of replies that answer another reply rather than the page, 0..1.
    backfilled_share : float
        Share of people whose posts of the year before were captured too, 0..1.
    """

    accounts: int
    posts: int
    platform_shares: Mapping[str, float]
    language_shares: Mapping[str, float]
    outlets: int = 20
    posts_per_outlet: int = 60
    new_share: float = 0.03
    activity_tail: float = 1.3
    max_activity: float = 120.0
    thread_tail: float = 0.9
    reply_delay_h: float = 2.5
    reply_delay_sigma: float = 1.5
    loyal_share: float = 0.2
    short_share: float = 0.14
    nested_share: float = 0.2
    backfilled_share: float = 0.015

    def scaled(self, scale: float) -> OrganicKnobs:
        """Return the same knobs for a scenario of another size."""
        return replace(
            self,
            accounts=_count(self.accounts, scale, 200),
            posts=_count(self.posts, scale, 800),
            outlets=_count(self.outlets, _gently(scale), 4),
            posts_per_outlet=_count(self.posts_per_outlet, _gently(scale), 8),
        )


@dataclass(frozen=True, slots=True)
class WaveKnobs:
    """A stretch of days: [start, end), its share of the comments; kind: wave, lull or surge."""

    kind: str
    start: datetime
    end: datetime
    weight: float


@dataclass(frozen=True, slots=True)
class CampaignKnobs:
    """The planted inauthentic network.

    Parameters
    ----------
    accounts, posts, targets : int
        Accounts, their posts between first and last wave, officials they address.
    platform_shares, language_shares : mapping
        Share of accounts by platform, share of sorties by language.
    new_share, hijacked_share : float
        Shares of accounts made for the campaign and taken over; the rest is bought.
    batches : int
        Bouts in which the new accounts were made.
    batch_hours : float
        Length of a bout, hours.
    batch_from, batch_to : datetime
        First and last bout.
    one_post_share : float
        Share of accounts that post once, 0..1.
    max_posts : int
        Most posts of an account.
    cell_size : int
        Accounts that usually work together.
    cells_per_order : (int, int)
        Fewest and most cells sent out within minutes to say the same thing.
    guest_share : float
        Guests from other cells of the platform, relative to the size of the crew.
    threads_per_sortie : (int, int)
        Fewest and most pages a cell visits in one go.
    sortie_minutes : float
        Time in which a cell visits them.
    exact_share, slot_share : float
        Shares of comments that copy a text word by word and that only change the official's
        name; the rest is reworded.
    suffix_share : float
        Share of comments that get an emoji, hashtag, mention or link of their own at the end.
    filler_share : float
        Share of posts that have nothing to do with the campaign.
    amplification_share : float
        Share of posts on X that only repost another account of the network.
    dormancy_days : int
        Least silence of a hijacked account before the campaign, days.
    history_posts : (int, int)
        Fewest and most captured posts of a hijacked account before it fell silent.
    shift_hours_utc : tuple of int
        Hours of the day in which the operators work.
    waves : tuple of WaveKnobs
        Stretches in order, from onset to end, without gaps; one of them is the surge.
    """

    accounts: int
    posts: int
    targets: int
    platform_shares: Mapping[str, float]
    language_shares: Mapping[str, float]
    batch_from: datetime
    batch_to: datetime
    waves: tuple[WaveKnobs, ...]
    new_share: float = 0.55
    hijacked_share: float = 0.25
    batches: int = 8
    batch_hours: float = 3.0
    one_post_share: float = 0.1
    max_posts: int = 12
    cell_size: int = 12
    cells_per_order: tuple[int, int] = (1, 2)
    guest_share: float = 0.12
    threads_per_sortie: tuple[int, int] = (2, 4)
    sortie_minutes: float = 20.0
    exact_share: float = 0.45
    slot_share: float = 0.35
    suffix_share: float = 0.5
    filler_share: float = 0.15
    amplification_share: float = 0.12
    dormancy_days: int = 180
    history_posts: tuple[int, int] = (2, 4)
    shift_hours_utc: tuple[int, ...] = (1, 2, 3, 6, 7, 8, 9, 12, 13)

    @property
    def onset(self) -> datetime:
        """Begin of the first wave."""
        return self.waves[0].start

    @property
    def surge(self) -> WaveKnobs:
        """The heaviest stretch."""
        return next(wave for wave in self.waves if wave.kind == "surge")

    @property
    def end(self) -> datetime:
        """End of the last wave."""
        return self.waves[-1].end

    def scaled(self, scale: float) -> CampaignKnobs:
        """Return the same knobs for a scenario of another size."""
        return replace(
            self,
            accounts=_count(self.accounts, scale, 12),
            posts=_count(self.posts, scale, 90),
            targets=_count(self.targets, _gently(scale), 4),
            batches=_count(self.batches, _gently(scale), 2),
        )


@dataclass(frozen=True, slots=True)
class PetitionKnobs:
    """People who send the text of a petition to officials.

    Parameters
    ----------
    people : int
        Senders.
    officials_each : (int, int)
        Fewest and most officials each writes to.
    start : datetime
        Day the petition opens.
    days : int
        Days it runs.
    personal_share : float
        Share of letters with a sentence of the sender's own, 0..1.
    """

    people: int
    start: datetime
    officials_each: tuple[int, int] = (1, 4)
    days: int = 10
    personal_share: float = 0.15


@dataclass(frozen=True, slots=True)
class SyndicationKnobs:
    """Local newsrooms that publish the same agency stories, and readers who share them.

    Parameters
    ----------
    outlets, stories : int
        Local newsroom accounts; agency stories over the window.
    pickup_share : float
        Share of the newsrooms that run a story, 0..1.
    pickup_minutes : float
        Time in which they do, minutes.
    sharers_per_story : float
        Mean number of readers who press the share button.
    """

    outlets: int
    stories: int
    pickup_share: float = 0.45
    pickup_minutes: float = 8.0
    sharers_per_story: float = 6.0


@dataclass(frozen=True, slots=True)
class FanRaidKnobs:
    """Fans of a singer under one post of one official.

    Parameters
    ----------
    fans : int
        Fans.
    start : datetime
        Begin of the raid.
    hours : float
        Its length, hours.
    """

    fans: int
    start: datetime
    hours: float = 3.0


@dataclass(frozen=True, slots=True)
class DiasporaProtestKnobs:
    """A protest for family visas, each in their own words.

    Parameters
    ----------
    people : int
        Protesters.
    days : tuple of datetime
        Days of protest.
    language_shares : mapping
        Share of protesters by language.
    officials_each : (int, int)
        Fewest and most officials each addresses on a day.
    """

    people: int
    days: tuple[datetime, ...]
    language_shares: Mapping[str, float]
    officials_each: tuple[int, int] = (1, 3)


@dataclass(frozen=True, slots=True)
class ActivistKnobs:
    """Declared volunteers of one organisation who repost what it publishes.

    Parameters
    ----------
    people : int
        Volunteers; their profile says that they are.
    organisation_posts : int
        Posts of the organisation over the window.
    repost_share : float
        Mean share of them that a volunteer reposts, 0..1.
    delay_minutes : float
        Median delay of a repost, minutes.
    """

    people: int
    organisation_posts: int
    repost_share: float = 0.3
    delay_minutes: float = 45.0


@dataclass(frozen=True, slots=True)
class ScenarioKnobs:
    """A whole scenario; ``start`` and ``end`` bound what is captured, apart from older posts."""

    name: str
    start: datetime
    end: datetime
    officials: OfficialKnobs
    organic: OrganicKnobs
    campaign: CampaignKnobs
    petition: PetitionKnobs
    syndication: SyndicationKnobs
    fan_raid: FanRaidKnobs
    diaspora_protest: DiasporaProtestKnobs
    activists: ActivistKnobs

    def scaled(self, scale: float) -> ScenarioKnobs:
        """Return the scenario at another size; scale 1 is the scenario itself."""
        if scale == 1.0:
            return self
        gentle = _gently(scale)
        syndication = replace(
            self.syndication,
            outlets=_count(self.syndication.outlets, gentle, 5),
            stories=_count(self.syndication.stories, gentle, 8),
        )
        activists = replace(
            self.activists,
            people=_count(self.activists.people, scale, 5),
            organisation_posts=_count(self.activists.organisation_posts, gentle, 8),
        )
        return replace(
            self,
            officials=self.officials.scaled(scale),
            organic=self.organic.scaled(scale),
            campaign=self.campaign.scaled(scale),
            petition=replace(self.petition, people=_count(self.petition.people, scale, 10)),
            syndication=syndication,
            fan_raid=replace(self.fan_raid, fans=_count(self.fan_raid.fans, scale, 20)),
            diaspora_protest=replace(
                self.diaspora_protest, people=_count(self.diaspora_protest.people, scale, 10)
            ),
            activists=activists,
        )
