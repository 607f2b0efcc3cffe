"""A person's judgement on the actor behind a campaign, as they write it down, in both languages.

It is a TOML file; ``EXAMPLE`` is one. Nothing in it is computed, and the words of it are the
person's: only its form is checked, and that it says neither "prove" nor "confirm", which no
assessment can.
"""

from __future__ import annotations

import datetime
import tomllib
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.functional_validators import AfterValidator

from undertow.errors import InputError
from undertow.estimative import CONFIDENCE, TERMS
from undertow.wording.graded import faults, levels

Basis = Literal["accounts", "texts", "conduct", "published", "quoted", "context", "external"]
"""Kind of evidence: what was measured of the campaign, by the groups of ``campaign_signs`` and
``operation_evidence``; ``context`` (hours, languages, what state media say); or ``external``."""

EXAMPLE: Final = """\
# What somebody judges of the actor behind one campaign. Both languages are needed everywhere.
campaign = "c-0123456789ab"
likelihood = "roughly_even"   # a term of `undertow attribution`
confidence = "low"            # low, moderate or high

[actor]
en = "the organisation named in the sources"
fr = "l'organisation que nomment les sources"

[[evidence]]
basis = "external"            # or accounts, texts, conduct, published, quoted, context
source = "Title, publisher, where it can be read"
date = 2023-10-23
en = "What it says"
fr = "Ce que cela dit"

[[evidence]]
basis = "published"
en = "Which accounts of the campaign a source had published before"
fr = "Quels comptes de la campagne une source avait publiés auparavant"

[[assumption]]                # what must be true for the judgement to hold
en = "The sources do not rest on one another"
fr = "Les sources ne reposent pas les unes sur les autres"

[[dissent]]                   # who judges otherwise, and why; leave out where nobody does
by = "Name"
en = "Why"
fr = "Pourquoi"
"""

_WHY: Final = {
    "claims_too_much": "claims more than an assessment can",
    "ungraded": "grades without saying how likely: the likelihood has a field and a table of terms",
    "confidence_and_likelihood": "stands beside a word on confidence in one sentence",
}


def _in(language: str) -> AfterValidator:
    def check(text: str) -> str:
        for fault in faults(text, language):
            raise ValueError(f"{fault.words!r} {_WHY[fault.rule]}; say it otherwise")
        return text

    return AfterValidator(check)


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Bilingual(BaseModel):
    """The same in English and French."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: Annotated[Text, _in("en")]
    fr: Annotated[Text, _in("fr")]


class EvidenceItem(Bilingual):
    """What the judgement rests on."""

    basis: Basis
    source: Text | None = None
    date: datetime.date | None = None


class Dissent(Bilingual):
    """What somebody else judges."""

    by: Name


class ActorStatement(BaseModel):
    """A judgement on the actor behind a campaign."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    campaign: Name
    likelihood: str
    confidence: str
    actor: Bilingual
    evidence: tuple[EvidenceItem, ...] = Field(min_length=1)
    assumption: tuple[Bilingual, ...] = Field(min_length=1)
    dissent: tuple[Dissent, ...] = ()

    @property
    def bases(self) -> frozenset[Basis]:
        """Kinds of evidence that it rests on."""
        return frozenset(item.basis for item in self.evidence)

    @property
    def n_sources(self) -> int:
        """Sources outside the case."""
        return len({item.source for item in self.evidence if item.basis == "external"})


def read_statement(path: Path) -> ActorStatement:
    """Read a statement from a file.

    Raises
    ------
    InputError
        It cannot be read, says less or more than a statement does, or is the example.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    return as_statement(values, str(path))


def as_bilingual(en: str, fr: str, where: str) -> Bilingual:
    """Return words that a person gave in both languages.

    Raises
    ------
    InputError
        One is missing, too long, or claims too much.
    """
    try:
        return Bilingual(en=en, fr=fr)
    except ValidationError as error:
        raise told(error, where) from error


def told(
    error: ValidationError, where: str, example: str = "undertow assess example"
) -> InputError:
    """Return the first fault of a file as an error that says what to do."""
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return InputError(
        f"{where}: {place or 'statement'}: {first['msg']}; `{example}` prints one that is whole"
    )


def as_statement(values: dict[str, Any], where: str) -> ActorStatement:
    """Check the values of a statement.

    Raises
    ------
    InputError
        They say less or more than a statement does; ``where`` says whose they are.
    """
    try:
        statement = ActorStatement.model_validate(values)
    except ValidationError as error:
        raise told(error, where) from error
    for name, value, known in (
        ("likelihood", statement.likelihood, TERMS),
        ("confidence", statement.confidence, CONFIDENCE),
    ):
        if value not in known:
            raise InputError(f"{where}: {name} {value!r}: unknown; choose from {list(known)}")
    for item in statement.evidence:
        if item.basis == "external" and (item.source is None or item.date is None):
            raise InputError(f"{where}: external evidence needs its source and date")
    for words, language in ((statement.actor.en, "en"), (statement.actor.fr, "fr")):
        if graded := levels(words, language):
            raise InputError(
                f"{where}: actor: says how likely it is ({graded[0].replace('_', ' ')}); that has "
                "a field of its own, under a ceiling"
            )
    if statement.actor.en == tomllib.loads(EXAMPLE)["actor"]["en"]:
        raise InputError(f"{where}: actor: still says what the example says")
    return statement
