"""The truth of a scenario: its labels, apart from the captures."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from undertow.errors import InputError

CAMPAIGN: Final = "network"
"""Label of the planted campaign: the group of its accounts, and its id."""

PUBLISHED: Final = "published.json"
"""File of what a source published of a known operation: for an import, and no label."""


@dataclass(frozen=True, slots=True)
class AccountLabel:
    """What an account really is.

    Parameters
    ----------
    group : str
        network; a hard negative (`undertow.synth.CROWDS`); organic, officials, media.
    role : str
        new, hijacked, bought (network); writer, outlet, sharer, fan, protester, volunteer,
        organisation, viewer, customer, brand, spammer, quoter, newcomer, mover, convert, returner
        (hard negatives); person, official.
    language : str
        Language it writes in where it chooses.
    lives_abroad : bool
        Whether it posts by day in UTC+8.
    changed_at : datetime or None
        First post of a new owner, or after a change of life.
    """

    group: str
    role: str
    language: str = ""
    lives_abroad: bool = False
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MediaLabel:
    """What a media file really is.

    Parameters
    ----------
    group : str
        network; meme, news, own picture; or the crowd whose clip it is.
    material : str
        What it shows; files of one material are copies of one another.
    kind, edit : str
        picture or video; what was done to it.
    """

    group: str
    material: str
    kind: str
    edit: str


@dataclass(frozen=True, slots=True)
class TrueWave:
    """A stretch of days: [start, end), its share of the comments; kind: wave, lull or surge."""

    kind: str
    start: datetime
    end: datetime
    weight: float


@dataclass(frozen=True, slots=True)
class TrueCampaign:
    """The planted campaign.

    Parameters
    ----------
    target_ids : tuple of str
        Officials it addressed, sorted.
    onset, surge_start, surge_end, end : datetime
        First campaign post, the surge [start, end), last campaign post.
    waves : tuple of TrueWave
        Waves and the lulls between them, in order.
    n_posts, n_comments : int
        Posts of its accounts from the begin of the window on; of these, answers to somebody.
    """

    target_ids: tuple[str, ...]
    onset: datetime
    surge_start: datetime
    surge_end: datetime
    end: datetime
    waves: tuple[TrueWave, ...]
    n_posts: int
    n_comments: int


@dataclass(frozen=True, slots=True)
class ScenarioTruth:
    """What a scenario holds and where it lies.

    Parameters
    ----------
    scenario, seed, scale
        What was asked for.
    captures : tuple of Path
        One canonical NDJSON file per platform.
    register : Path
        Register of officials.
    accounts : mapping
        account_uid -> label, for every account in the captures.
    n_posts : mapping
        Group -> posts in the captures.
    campaign : TrueCampaign or None
        The planted campaign, where there is one.
    hypothesis : str
        Id of the hypothesis that is true of it; empty where the scenario says nothing.
    operation : str
        Id of the operation of which ``published`` tells; empty where there is none.
    published : Path or None
        What a source published of that operation.
    media : mapping
        Path beside the captures, as records give it -> label, for every media file.
    """

    scenario: str
    seed: int
    scale: float
    captures: tuple[Path, ...]
    register: Path
    accounts: Mapping[str, AccountLabel]
    n_posts: Mapping[str, int]
    campaign: TrueCampaign | None
    hypothesis: str = ""
    operation: str = ""
    published: Path | None = None
    media: Mapping[str, MediaLabel] = field(default_factory=dict)

    @property
    def planted(self) -> TrueCampaign:
        """The planted campaign.

        Raises
        ------
        InputError
            Nobody runs one in this scenario.
        """
        if self.campaign is None:
            raise InputError(f"scenario {self.scenario}: has no campaign")
        return self.campaign

    @property
    def target_ids(self) -> tuple[str, ...]:
        """Officials the network addressed, sorted; none where there is no campaign."""
        return () if self.campaign is None else self.campaign.target_ids

    @property
    def network(self) -> frozenset[str]:
        """Uids of the accounts of the network."""
        return frozenset(uid for uid, label in self.accounts.items() if label.group == CAMPAIGN)

    def n_accounts(self, group: str | None = None, role: str | None = None) -> int:
        """Return the number of accounts of a group and role; None counts all."""
        return sum(
            group in (None, label.group) and role in (None, label.role)
            for label in self.accounts.values()
        )


def load_truth(out: Path) -> ScenarioTruth:
    """Read the truth of a scenario written by `write_scenario`.

    Raises
    ------
    InputError
        There is no scenario in ``out``, or its truth cannot be read.
    """
    folder = out / "truth"
    try:
        summary: dict[str, Any] = json.loads((folder / "campaigns.json").read_text("utf-8"))
        targets = [
            row["target_id"] for row in _rows(folder / "targets.csv") if row["campaign"] == CAMPAIGN
        ]
        planted = summary["campaigns"].get(CAMPAIGN)
        return ScenarioTruth(
            scenario=summary["scenario"],
            seed=summary["seed"],
            scale=summary["scale"],
            captures=tuple(sorted((out / "captures").glob("*.ndjson"))),
            register=out / "register.csv",
            accounts={
                f"{row['platform']}:{row['native_id']}": _label(row)
                for row in _rows(folder / "accounts.csv")
            },
            n_posts=summary["n_posts"],
            campaign=None if planted is None else _campaign(planted, targets),
            hypothesis=summary.get("hypothesis", ""),
            operation=summary.get("operation", ""),
            published=out / PUBLISHED if (out / PUBLISHED).exists() else None,
            media=_media(folder / "media.csv"),
        )
    except (OSError, KeyError, ValueError) as error:
        raise InputError(
            f"{folder}: no readable truth of a scenario here ({error}); "
            "write one with `undertow synth SCENARIO OUT`"
        ) from error


def _label(row: dict[str, str]) -> AccountLabel:
    changed_at = _time(row["changed_at"]) if row["changed_at"] else None
    is_abroad = row["lives_abroad"] == "yes"
    return AccountLabel(row["group"], row["role"], row["language"], is_abroad, changed_at)


def _media(path: Path) -> dict[str, MediaLabel]:
    """Return the labels of media files; none where the scenario has none."""
    rows = _rows(path) if path.exists() else []
    return {
        row["path"]: MediaLabel(row["group"], row["material"], row["kind"], row["edit"])
        for row in rows
    }


def _campaign(planted: dict[str, Any], targets: list[str]) -> TrueCampaign:
    return TrueCampaign(
        target_ids=tuple(sorted(targets)),
        onset=_time(planted["onset"]),
        surge_start=_time(planted["surge_start"]),
        surge_end=_time(planted["surge_end"]),
        end=_time(planted["end"]),
        waves=tuple(
            TrueWave(wave["kind"], _time(wave["start"]), _time(wave["end"]), wave["weight"])
            for wave in planted["waves"]
        ),
        n_posts=planted["n_posts"],
        n_comments=planted["n_comments"],
    )


def _rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
