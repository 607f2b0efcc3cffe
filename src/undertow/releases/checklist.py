"""What people look at before anything is released, by name: law, red team, harm."""

from __future__ import annotations

import datetime
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from undertow.decisions import same_person
from undertow.errors import InputError

EXAMPLE: Final = """\
# What was looked at before this release, by whom, and what they found. Each must agree.
[legal_privacy]          # mandate, privacy, official languages
by = "Name"
date = 2023-10-20
agrees = true
finding = "What they found"

[red_team]               # the case against the findings; not by who proposes the release
by = "Name"
date = 2023-10-20
agrees = true
finding = "The best innocent reading, and why it does not hold"

[harm_review]            # harm to people who are named, targeted or resemble the accounts
by = "Name"
date = 2023-10-20
agrees = true
finding = "Who may be harmed by the release, and what was done about it"
"""

_Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=5000)]
_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class Opinion(BaseModel):
    """What one person found."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: _Name
    date: datetime.date
    agrees: bool
    finding: _Words


class Checklist(BaseModel):
    """What was looked at before a release."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    legal_privacy: Opinion
    red_team: Opinion
    harm_review: Opinion

    def objections(self, proposed_by: str) -> Iterator[str]:
        """Yield what in it stands against a release."""
        for name in type(self).model_fields:
            opinion: Opinion = getattr(self, name)
            if not opinion.agrees:
                yield f"checklist: {name}: {opinion.by} does not agree"
        if same_person(self.red_team.by, proposed_by):
            yield (
                f"checklist: red_team: {self.red_team.by} argues against the findings and may be "
                "who proposes their release; somebody else has to"
            )


def read_checklist(path: Path) -> Checklist:
    """Read a checklist from a file.

    Raises
    ------
    InputError
        It cannot be read, lacks a part, or is the example.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        found = Checklist.model_validate(values)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise InputError(
            f"{path}: {place}: {first['msg']}; `undertow release checklist` prints an example"
        ) from error
    shown = Checklist.model_validate(tomllib.loads(EXAMPLE))
    for name in Checklist.model_fields:
        if getattr(found, name).by == getattr(shown, name).by:
            raise InputError(f"{path}: {name}: still says what the example says")
    return found
