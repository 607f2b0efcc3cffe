"""A known operation: what is known of it, who says so, and what each sign of it is worth."""

from __future__ import annotations

import tomllib
from datetime import date
from typing import Annotated, Any, Final, Literal, Self

from pydantic import (
    AfterValidator,
    AnyHttpUrl,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

from undertow.attribution.knowledge.observable import Kind
from undertow.attribution.signs import SIGNS
from undertow.errors import InputError

PUBLISHED_BY: Final = "knowledge_matches"
"""What indicators say measures them that rest on what sources published."""
MEASURED_BY: Final = frozenset({*(sign.name for sign in SIGNS), PUBLISHED_BY, ""})
"""What can measure an indicator; empty is a person."""

Diagnosticity = Literal["strong", "moderate", "weak"]
"""How much a sign tells an operation from others, and from people who are none."""

_Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=60)]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]


def _is_measured(sign: str) -> str:
    """Refuse a sign that nothing measures: a misspelt one would be silent for ever."""
    if sign not in MEASURED_BY:
        raise ValueError(f"{sign!r} measures nothing; known are {', '.join(sorted(MEASURED_BY))}")
    return sign


_MeasuredBy = Annotated[str, AfterValidator(_is_measured)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Words(_Part):
    """One text in both official languages.

    Attributes
    ----------
    en : str
    fr : str or None
        None where it was imported from a source that has no French; no product that goes out may
        print it then.
    """

    en: _Text
    fr: _Text | None = None


class Source(_Part):
    """Who published something, and when.

    Attributes
    ----------
    id : str
        What indicators call it.
    publisher, title : str
    published : date or None
        None where a file that was imported does not say.
    url : str
        Where; never fetched.
    """

    id: _Id
    publisher: _Text
    title: _Text
    published: date | None = None
    url: Annotated[AnyHttpUrl, Field(strict=False)]


class Indicator(_Part):
    """A sign of an operation.

    Attributes
    ----------
    id : str
    name : Words
    test : Words
        What is measured.
    measured_by : str
        Sign of a campaign that measures it, or ``knowledge_matches`` for what was published; empty
        where a person looks.
    kinds : list of Kind
        Where what was published measures it: of what kinds; of all where none is given.
    diagnosticity : {'strong', 'moderate', 'weak'}
    is_context : bool
        Whether it may be looked at beside other signs and is none by itself: what people who live
        somewhere, speak a language or hold an opinion share.
    innocent : Words
        Who shows it innocently.
    sources : list of str
        Ids of sources.
    techniques : list of str
        DISARM ids.
    """

    id: _Id
    name: Words
    test: Words
    measured_by: _MeasuredBy = ""
    kinds: list[Annotated[Kind, Field(strict=False)]] = []
    diagnosticity: Diagnosticity
    is_context: bool = False
    innocent: Words
    sources: Annotated[list[_Id], Field(min_length=1)]
    techniques: list[Annotated[str, StringConstraints(pattern=r"^T\d{4}(?:\.\d{3})?$")]] = []


class Operation(_Part):
    """A known operation.

    Attributes
    ----------
    id : str
    version : date
        Day of the last change of this entry.
    name : Words
    aliases : list of str
        What others call it.
    summary : Words
        What it is; an operation is no actor.
    attributed : Words or None
        Who attributes it to whom, as a statement about the sources; None where nobody does.
    sources : list of Source
    indicators : list of Indicator
        None where only published observables are known.
    """

    id: _Id
    version: date
    name: Words
    aliases: list[_Text] = []
    summary: Words
    attributed: Words | None = None
    sources: list[Source] = []
    indicators: list[Indicator] = []

    @model_validator(mode="after")
    def _ids_are_known(self) -> Self:
        known = [source.id for source in self.sources]
        ids = [indicator.id for indicator in self.indicators]
        for kind, own in (("source", known), ("indicator", ids)):
            if twice := sorted({one for one in own if own.count(one) > 1}):
                raise ValueError(f"{kind} {twice[0]} is there twice")
        for indicator in self.indicators:
            if unknown := sorted(set(indicator.sources) - set(known)):
                raise ValueError(f"indicator {indicator.id} names source {unknown[0]}, not listed")
        return self


def read_operation(content: bytes) -> Operation:
    """Read an operation from TOML.

    Raises
    ------
    InputError
        It is no TOML, or not as :class:`Operation` says; names the field.
    """
    try:
        values: dict[str, Any] = tomllib.loads(content.decode("utf-8-sig"))
        return Operation.model_validate(values)
    except UnicodeDecodeError as error:
        raise InputError(f"is not UTF-8: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise InputError(f"{place}: {first['msg']}") from error
    except (ValueError, RecursionError) as error:  # a number of a thousand digits, too
        raise InputError(f"is no TOML: {error}") from error
