"""How far a campaign got beyond what captures can show, as a person enters it, with evidence."""

from __future__ import annotations

import datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from undertow.assessments.statement import Bilingual, Name, Text, told
from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.errors import InputError
from undertow.schema import Campaigns

RECORDED: Final = "breakout_recorded"


class Breakout(BaseModel):
    """A category of the Breakout Scale (Nimmo 2020) that a person entered.

    Attributes
    ----------
    campaign : str
    category : int
        4 carried by other media, 5 by well-known people, 6 a response of policy; 0 takes an earlier
        entry back.
    words : Bilingual
        What happened; or why the entry is taken back.
    source : str
        Where that can be read.
    date : datetime.date
        When it happened.
    by : str
        Who entered it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    campaign: Name
    category: Literal[0, 4, 5, 6]
    words: Bilingual
    source: Text
    date: datetime.date
    by: Name


def as_breakout(values: dict[str, object]) -> Breakout:
    """Check what a person entered.

    Raises
    ------
    InputError
        It says less or more than an entry does.
    """
    try:
        return Breakout.model_validate(values)
    except ValidationError as error:
        raise told(error, "the entry", "undertow assess breakout --help") from error


def record_breakout(case: Case, log: DecisionLog, entry: Breakout, *, operator: str) -> None:
    """Put an entry on record; it takes the place of an earlier one of the same campaign.

    Raises
    ------
    InputError
        There is no such campaign.
    """
    if entry.campaign not in case.read(Campaigns).arrow.column("campaign_id").to_pylist():
        raise InputError(
            f"{case.path}: no campaign {entry.campaign}; `undertow campaigns {case.path}` lists "
            "them"
        )
    log.append(
        RECORDED,
        who=entry.by,
        operator=operator,
        subject=entry.campaign,
        body=entry.model_dump(mode="json"),
    )


def read_breakouts(log: DecisionLog) -> dict[str, Breakout]:
    """Return the entry that stands for each campaign.

    Raises
    ------
    VerificationError
        The decision log was changed.
    """
    last = {event.subject: event for event in log.sound_events(RECORDED)}
    entries = (Breakout.model_validate(event.body) for event in last.values())
    return {entry.campaign: entry for entry in entries if entry.category}
