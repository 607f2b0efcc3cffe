"""What ``case.toml`` rules beside settings of the analysis: who may unmask, how long data is kept.

No stage reads it, so a change makes no stage run again.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from undertow.errors import SettingsError


class Access(BaseModel):
    """Who may do what. Names are compared as whole names, without regard to case and blanks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unmask: tuple[str, ...] | None = Field(
        default=None,
        description="Names of the people who may unmask accounts; whoever gives a name where this "
        "is absent, nobody where it is empty.",
    )


class Retention(BaseModel):
    """How long data about people outside the findings is kept, counted from its ingest."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bystanders_days: int | None = Field(
        default=None,
        ge=0,
        description="Days after which words, links and profiles of accounts with the verdict "
        "`none` are deleted, with their captured bytes, unless a claim rests on them, they are of "
        "a campaign or may threaten somebody; never where this is absent.",
    )
    captures_days: int | None = Field(
        default=None,
        ge=0,
        description="Days after which the captured bytes of every record are deleted that no claim "
        "rests on, those of the findings too; never where this is absent.",
    )


class Rules(BaseModel):
    """The rules of a case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    access: Access = Access()
    retention: Retention = Retention()

    @classmethod
    def parse(cls, values: dict[str, Any]) -> Rules:
        """Read rules as ``case.toml`` holds them.

        Raises
        ------
        SettingsError
            A key is unknown or a value out of range; names it.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"]))
            raise SettingsError(f"{where}: {first['msg']}") from error
