"""What the people who write to officials put into every notice: who they are and how to reach them.

A letterhead is a TOML file::

    sender = "Election integrity unit <desk@agency.example>"

    [en]
    contact = "Ana Roy, 613-555-0100; secure channel: ask her"
    kind = "It claims, without evidence, that members broke the law."

    [fr]
    contact = "..."
    kind = "..."

Where a case has several campaigns, each needs its own kind of claim::

    [campaign."c-0123456789ab"]
    en = "..."
    fr = "..."
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from undertow.errors import InputError
from undertow.notify.mailbox import mailbox
from undertow.wording import LANGUAGES

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]

EXAMPLE = """\
# Who writes to the officials. Every language in which somebody is written to is needed.
sender = "Election integrity unit <desk@agency.example>"

[en]
contact = "Name, telephone, secure channel"
kind = "The kind of claim in neutral words: no slur, nothing that repeats it"

[fr]
contact = "Nom, téléphone, voie sécurisée"
kind = "La nature de l'affirmation, en termes neutres, sans la répéter"
"""


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    contact: Line
    kind: Line


class _Letterhead(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    sender: Line
    words: dict[str, _Words] = Field(min_length=1)
    campaign: dict[str, dict[str, Line]] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who writes.

    Attributes
    ----------
    sender : Address
        Whom the notices come from.
    contact, kind : dict
        Language -> whom to reach; and the kind of claim, in neutral words.
    campaigns : dict
        Campaign -> language -> the kind of its claim.
    """

    sender: Address
    contact: dict[str, str]
    kind: dict[str, str]
    campaigns: dict[str, dict[str, str]]

    def kind_of(self, campaign_id: str, language: str, *, is_alone: bool) -> str | None:
        """Return the kind of claim of a campaign; the general one where it ``is_alone``."""
        general = self.kind.get(language) if is_alone else None
        return self.campaigns.get(campaign_id, {}).get(language, general)

    def as_json(self) -> dict[str, Any]:
        """Return it as the decision log keeps it."""
        words = {
            language: {"contact": self.contact[language], "kind": self.kind[language]}
            for language in self.contact
        }
        return {"sender": str(self.sender), "campaign": self.campaigns, **words}


def read_letterhead(path: Path) -> Letterhead:
    """Read a letterhead from a file.

    Raises
    ------
    InputError
        It cannot be read, or says less or more than a letterhead does.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    return as_letterhead(values, str(path))


def as_letterhead(values: dict[str, Any], where: str) -> Letterhead:
    """Check the values of a letterhead.

    Raises
    ------
    InputError
        They say less or more than a letterhead does; ``where`` says whose they are.
    """
    words = {name: value for name, value in values.items() if name in LANGUAGES}
    rest = {name: value for name, value in values.items() if name not in LANGUAGES}
    try:
        checked = _Letterhead.model_validate({**rest, "words": words})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"] if part != "words")
        raise InputError(
            f"{where}: {place or 'letterhead'}: {first['msg']}; "
            "`undertow notify letterhead` prints an example"
        ) from error
    example = tomllib.loads(EXAMPLE)
    for language, own in checked.words.items():
        for part, said in own:
            if said == example[language][part]:
                raise InputError(f"{where}: {language}.{part}: still says what the example says")
    name, email = parseaddr(checked.sender)
    sender = mailbox(name, email)
    if sender is None:
        raise InputError(f'{where}: sender: no address that can be used; write "Name <a@b.ca>"')
    return Letterhead(
        sender,
        {language: own.contact for language, own in checked.words.items()},
        {language: own.kind for language, own in checked.words.items()},
        checked.campaign,
    )
