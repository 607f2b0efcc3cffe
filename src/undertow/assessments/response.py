"""What somebody who is accused or concerned answers: kept word for word, and answered by claims."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from undertow.assessments.statement import told
from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.errors import InputError
from undertow.schema import Claims

RECORDED: Final = "response_recorded"

EXAMPLE: Final = """\
# What somebody answered, word for word, and the claims that answer it.
campaign = "c-0123456789ab"
date = 2023-10-24
language = "en"               # of the text
text = "What they said, word for word"
source = "Where it was said"
claims = ["k-0123456789ab"]   # of the report's evidence annex

[by]
en = "The embassy"
fr = "L'ambassade"
"""

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
_Words = Annotated[str, StringConstraints(min_length=1, max_length=5000)]


class _By(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    en: _Name
    fr: _Name


class Response(BaseModel):
    """An answer of somebody who is accused or concerned.

    Attributes
    ----------
    campaign : str
        What it is about.
    date : datetime.date
        When it was given.
    language : str
        Its language.
    text, source : str
        It, word for word, and where it was given.
    claims : tuple of str
        Ids of the claims that answer it.
    by : object
        Who gave it, in both languages.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    campaign: _Name
    date: datetime.date
    language: Literal["en", "fr", "zh", "ru", "es", "ar", "de", "und"]
    text: _Words
    source: _Name
    claims: tuple[_Name, ...] = Field(min_length=1)
    by: _By


@dataclass(frozen=True, slots=True)
class Recorded:
    """A response, who put it on record, and when (ISO 8601, UTC)."""

    response: Response
    recorded_by: str
    recorded_at: str


def read_response(path: Path) -> Response:
    """Read a response from a file.

    Raises
    ------
    InputError
        It cannot be read, or says less or more than a response does.
    """
    try:
        return Response.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    except ValidationError as error:
        raise told(error, str(path), "undertow assess response-example") from error


def record_response(
    case: Case, log: DecisionLog, response: Response, *, by: str, operator: str
) -> None:
    """Put a response on record, as it is: nothing in it is taken back or changed later.

    Raises
    ------
    InputError
        It is answered by a claim that the case does not make of the campaign.
    """
    claims = case.read(Claims).arrow.select(["claim_id", "campaign_id"]).to_pylist()
    own = {row["claim_id"] for row in claims if row["campaign_id"] == response.campaign}
    if unknown := [ident for ident in response.claims if ident not in own]:
        raise InputError(
            f"{', '.join(unknown)}: no claim of campaign {response.campaign}; the report's annex "
            "lists them"
        )
    log.append(
        RECORDED,
        who=by,
        operator=operator,
        subject=response.campaign,
        body=response.model_dump(mode="json"),
    )


def read_responses(log: DecisionLog) -> list[Recorded]:
    """Return all responses on record, oldest first.

    Raises
    ------
    VerificationError
        The decision log was changed.
    """
    return [
        Recorded(Response.model_validate(event.body), event.who, event.at)
        for event in log.sound_events(RECORDED)
    ]
