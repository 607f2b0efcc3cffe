"""The knobs of the hard negatives: people most easily mistaken for a campaign, and spam.

Each crowd is optional. Sizes grow with the scale of the scenario; what a person does stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from undertow.synth.scaling import count, gently


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
    newcomer_share : float
        Share of senders who made their account for it, 0..1; at 1 it is a class or a drive that
        signs up together.
    join_days : float
        Time before their first letter in which they did, evenly spread, days; at 0 they do so
        minutes before.
    """

    people: int
    start: datetime
    officials_each: tuple[int, int] = (1, 4)
    days: int = 10
    personal_share: float = 0.15
    newcomer_share: float = 0.0
    join_days: float = 0.0

    def scaled(self, scale: float) -> PetitionKnobs:
        """Return the same knobs for a scenario of another size."""
        return replace(self, people=count(self.people, scale, 10))


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

    def scaled(self, scale: float) -> SyndicationKnobs:
        """Return the same knobs for a scenario of another size."""
        gentle = gently(scale)
        return replace(
            self, outlets=count(self.outlets, gentle, 5), stories=count(self.stories, gentle, 8)
        )


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
    newcomer_share : float
        Share of fans who made their account to take part, 0..1.
    """

    fans: int
    start: datetime
    hours: float = 3.0
    newcomer_share: float = 0.0

    def scaled(self, scale: float) -> FanRaidKnobs:
        """Return the same knobs for a scenario of another size."""
        return replace(self, fans=count(self.fans, scale, 20))


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

    def scaled(self, scale: float) -> DiasporaProtestKnobs:
        """Return the same knobs for a scenario of another size."""
        return replace(self, people=count(self.people, scale, 10))


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

    def scaled(self, scale: float) -> ActivistKnobs:
        """Return the same knobs for a scenario of another size."""
        return replace(
            self,
            people=count(self.people, scale, 5),
            organisation_posts=count(self.organisation_posts, gently(scale), 8),
        )


@dataclass(frozen=True, slots=True)
class LiveEventKnobs:
    """People who repost a match or a debate while it goes on.

    Parameters
    ----------
    people : int
        Viewers.
    starts : tuple of datetime
        Begin of each event.
    minutes : float
        Length of an event, minutes.
    posts : int
        What the broadcasters publish during one event.
    repost_share : float
        Mean share of these posts that a viewer reposts, 0..1.
    delay_minutes : float
        Median delay of a repost, minutes.
    """

    people: int
    starts: tuple[datetime, ...]
    minutes: float = 120.0
    posts: int = 30
    repost_share: float = 0.25
    delay_minutes: float = 2.0

    def scaled(self, scale: float) -> LiveEventKnobs:
        """Return the same knobs for a scenario of another size."""
        return replace(self, people=count(self.people, scale, 10))


@dataclass(frozen=True, slots=True)
class BrandCustomerKnobs:
    """Customers of one brand who complain under its posts, and its stock answers.

    Parameters
    ----------
    people : int
        Customers.
    starts : tuple of datetime
        Begin of each outage that they complain of.
    hours : float
        How long complaints come in, hours.
    complaints_each : (int, int)
        Fewest and most complaints of a customer in one outage.
    answered_share : float
        Share of complaints that the brand answers with a stock text, 0..1.
    """

    people: int
    starts: tuple[datetime, ...]
    hours: float = 8.0
    complaints_each: tuple[int, int] = (1, 3)
    answered_share: float = 0.7

    def scaled(self, scale: float) -> BrandCustomerKnobs:
        """Return the same knobs for a scenario of another size."""
        return replace(self, people=count(self.people, scale, 10))


@dataclass(frozen=True, slots=True)
class CommercialSpamKnobs:
    """Accounts that sell something under popular posts: coordinated, and no influence operation.

    Parameters
    ----------
    accounts, posts : int
        Accounts, and their advertisements over the window.
    offers : int
        Different things they sell, each with a link of its own.
    new_share : float
        Share of accounts made for it, in bouts; the rest is years old, 0..1.
    """

    accounts: int
    posts: int
    offers: int = 3
    new_share: float = 0.6

    def scaled(self, scale: float) -> CommercialSpamKnobs:
        """Return the same knobs for a scenario of another size."""
        return replace(
            self, accounts=count(self.accounts, scale, 8), posts=count(self.posts, scale, 40)
        )


@dataclass(frozen=True, slots=True)
class QuotedTextKnobs:
    """People who quote a text that everybody knows, such as the verse of an anthem.

    Parameters
    ----------
    people : int
        Quoters.
    start : datetime
        Day on which it is on everybody's lips.
    days : int
        Days they quote it.
    answer_share : float
        Share of quotes that answer an official; the rest stands alone, 0..1.
    comment_share : float
        Share of quotes with a sentence of the quoter's own, 0..1.
    """

    people: int
    start: datetime
    days: int = 3
    answer_share: float = 0.5
    comment_share: float = 0.3

    def scaled(self, scale: float) -> QuotedTextKnobs:
        """Return the same knobs for a scenario of another size."""
        return replace(self, people=count(self.people, scale, 10))


@dataclass(frozen=True, slots=True)
class ChangeKnobs:
    """People whose life changes: they act alone, and a change of account is all one sees.

    Parameters
    ----------
    people : int
        People.
    posts_before, posts_after : (int, int)
        Fewest and most captured posts before and after the change.
    pause_days : (int, int)
        Shortest and longest silence between them, days.
    profile_share : float
        Share who also change name or profile text, 0..1.
    """

    people: int
    posts_before: tuple[int, int] = (8, 24)
    posts_after: tuple[int, int] = (6, 20)
    pause_days: tuple[int, int] = (2, 40)
    profile_share: float = 0.3

    def scaled(self, scale: float) -> ChangeKnobs:
        """Return the same knobs for a scenario of another size."""
        return replace(self, people=count(self.people, scale, 6))
