"""The knobs of a scenario: every number that shapes it, with its unit.

Counts grow with ``scale``. Officials, targets and posts per page grow with its square root and
never beyond their value at scale 1: a small scenario keeps enough people in front of each page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime

from undertow.synth.crowd_knobs import (
    ActivistKnobs,
    BrandCustomerKnobs,
    ChangeKnobs,
    CommercialSpamKnobs,
    DiasporaProtestKnobs,
    FanRaidKnobs,
    LiveEventKnobs,
    PetitionKnobs,
    QuotedTextKnobs,
    SyndicationKnobs,
)
from undertow.synth.media_knobs import MediaKnobs
from undertow.synth.scaling import count, gently


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
    subnational : int
        Further officials, of provinces and towns, at the end of the register.
    """

    officials: int
    presence: Mapping[str, float]
    posts_per_page: Mapping[str, float]
    chinese_alias_share: float = 0.35
    subnational: int = 0

    def scaled(self, scale: float) -> OfficialKnobs:
        """Return the same knobs for a scenario of another size."""
        gentle = gently(scale)
        return replace(
            self,
            officials=count(self.officials, gentle, 8),
            subnational=count(self.subnational, gentle, 2) if self.subnational else 0,
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
    renamed_share : float
        Share of these who had another name or profile text then, 0..1.
    meme_share : float
        Share of posts of one's own that are the joke of the season, with words exchanged, 0..1.
    abroad_share : float
        Share of people who live in UTC+8 and post by day there, 0..1.
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
    renamed_share: float = 0.1
    meme_share: float = 0.0
    abroad_share: float = 0.0

    def scaled(self, scale: float) -> OrganicKnobs:
        """Return the same knobs for a scenario of another size."""
        return replace(
            self,
            accounts=count(self.accounts, scale, 200),
            posts=count(self.posts, scale, 800),
            outlets=count(self.outlets, gently(scale), 4),
            posts_per_outlet=count(self.posts_per_outlet, gently(scale), 8),
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
    subnational_targets : int
        Of the officials of provinces and towns, how many are addressed as well.
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
        Time in which a cell visits them: the spread of the delays.
    viral_share : float
        Share of sorties to the most popular recent posts of the targets rather than to the
        officials least visited so far.
    exact_share, slot_share, free_share : float
        Shares of comments that copy a text word by word, that only change the official's name,
        and that a language model might have written, no two alike; the rest is reworded from a
        few phrases.
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
    renamed_share : float
        Share of hijacked accounts that got another name and profile text, 0..1.
    sold_share : float
        Share of bought accounts of which a past with advertisements was captured, 0..1.
    engagement : str
        ``low``: next to none; ``zero``: none at all; ``bought``: as much as others get.
    shift_hours_utc : tuple of int
        Hours of the day in which the operators work.
    filler_language : str
        Language of the filler; empty for that of each account.
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
    subnational_targets: int = 0
    free_share: float = 0.0
    viral_share: float = 0.0
    renamed_share: float = 0.0
    sold_share: float = 0.0
    engagement: str = "low"
    filler_language: str = ""

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
            accounts=count(self.accounts, scale, 12),
            posts=count(self.posts, scale, 90),
            targets=count(self.targets, gently(scale), 4),
            batches=count(self.batches, gently(scale), 2),
        )


@dataclass(frozen=True, slots=True)
class KnownOperationKnobs:
    """What a source has published of a known operation, and what the campaign takes over of it.

    Parameters
    ----------
    operation : str
        Id in the knowledge base.
    texts, handles : int
        Texts that were published in each language, up to five, and handles of accounts that are
        gone.
    copied_share : float
        Share of the sorties of the campaign that say a published text word for word, 0..1.
    lookalike_share : float
        Share of the accounts of the campaign whose handles look like published ones, 0..1.
    own_share : float
        Share of the accounts of the campaign that were published, by their native ids, 0..1: above
        0 the campaign is the operation, and does not only copy it.
    echo_posts : int
        Posts in which an invented outlet of a state says what the campaign says; 0 for none.
    """

    operation: str
    texts: int = 5
    handles: int = 12
    copied_share: float = 0.0
    lookalike_share: float = 0.0
    own_share: float = 0.0
    echo_posts: int = 0


CROWDS: tuple[str, ...] = (
    "petition",
    "syndication",
    "fan_raid",
    "diaspora_protest",
    "activists",
    "live_event",
    "brand_customers",
    "commercial",
    "quoted_text",
    "petition_drive",
    "joining_fans",
    "migration",
    "new_interest",
    "returning",
)
"""The hard negatives: group of their accounts in the truth."""


@dataclass(frozen=True, slots=True)
class ScenarioKnobs:
    """A whole scenario; ``start`` and ``end`` bound what is captured, apart from older posts.

    Parameters
    ----------
    name : str
        Id.
    start, end : datetime
        Bounds, UTC; whole hours.
    officials, organic
        Always there.
    hypothesis : str
        Id of the hypothesis that is true of the campaign; empty where nothing is said.
    known
        What was published of an operation, and what the campaign has of it; may be missing.
    media
        Pictures and videos that posts carry; may be missing.
    campaign, petition, ..., returning
        Each may be missing. ``petition_drive`` and ``joining_fans`` are a petition and a raid of
        their own, for which people sign up; ``migration``, ``new_interest`` and ``returning`` are
        people who move, who take up politics, and who come back after a long silence.
    """

    name: str
    start: datetime
    end: datetime
    officials: OfficialKnobs
    organic: OrganicKnobs
    hypothesis: str = ""
    campaign: CampaignKnobs | None = None
    known: KnownOperationKnobs | None = None
    media: MediaKnobs | None = None
    petition: PetitionKnobs | None = None
    syndication: SyndicationKnobs | None = None
    fan_raid: FanRaidKnobs | None = None
    diaspora_protest: DiasporaProtestKnobs | None = None
    activists: ActivistKnobs | None = None
    live_event: LiveEventKnobs | None = None
    brand_customers: BrandCustomerKnobs | None = None
    commercial: CommercialSpamKnobs | None = None
    quoted_text: QuotedTextKnobs | None = None
    petition_drive: PetitionKnobs | None = None
    joining_fans: FanRaidKnobs | None = None
    migration: ChangeKnobs | None = None
    new_interest: ChangeKnobs | None = None
    returning: ChangeKnobs | None = None

    def scaled(self, scale: float) -> ScenarioKnobs:
        """Return the scenario at another size; scale 1 is the scenario itself."""
        if scale == 1.0:
            return self
        parts = {
            field.name: part.scaled(scale)
            for field in fields(self)
            if hasattr(part := getattr(self, field.name), "scaled")
        }
        return replace(self, **parts)
