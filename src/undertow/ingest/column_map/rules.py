"""How one canonical field is read from a column, as a map declares it."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from undertow.ingest.column_map import extract, local_times

Column: TypeAlias = Annotated[str, Field(min_length=1, max_length=500)]
Token: TypeAlias = Annotated[str, Field(max_length=200)]
Mark: TypeAlias = Annotated[str, Field(min_length=1, max_length=1)]
Suffix: TypeAlias = Annotated[str, Field(min_length=1, max_length=12)]


class Declared(BaseModel):
    """Base of all parts of a map: types are strict, and unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class ColumnRule(Declared):
    """What every rule for a column can say: where it is, and what stands for no value."""

    column: Column | None = Field(None, description="Column, as the header names it.")
    missing: tuple[Token, ...] = Field(
        (), strict=False, description="Values that mean: not collected."
    )
    absent: tuple[Token, ...] = Field(
        (), strict=False, description="Values that mean: there is none, and the source shows it."
    )
    empty: Literal["not_collected", "known_absent"] = Field(
        "not_collected", description="What an empty cell means."
    )
    strip_start: Token = Field("", description="Text to drop from the start, where it is there.")
    strip_end: Token = Field("", description="Text to drop from the end, where it is there.")

    @model_validator(mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        """Let a lone text name the column."""
        return {"column": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _has_source(self) -> ColumnRule:
        if len(self.sources) != 1:
            raise ValueError(f"give one of {', '.join(self.possible_sources)}")
        return self

    @property
    def possible_sources(self) -> tuple[str, ...]:
        """Keys that say where the value comes from."""
        there = type(self).model_fields
        return tuple(key for key in ("column", "columns", "constant", "from_field") if key in there)

    @property
    def sources(self) -> tuple[str, ...]:
        """Those of them that are set."""
        return tuple(key for key in self.possible_sources if getattr(self, key) not in (None, ()))

    @property
    def columns_read(self) -> tuple[str, ...]:
        """Columns that the rule reads."""
        return (self.column,) if self.column is not None else ()


class IdRule(ColumnRule):
    """An id."""

    prefix: str | None = Field(
        None,
        pattern=r"^([A-Za-z0-9._-]{1,32}[:/])?$",
        description="Put before the id in place of the map's namespace.",
    )
    extract: str | None = Field(None, description="How the id is taken out of a link.")
    constant: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="The same for all rows."
    )

    @field_validator("extract")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value is not None:
            extract.extractor(value)
        return value


class TimeRule(ColumnRule):
    """A time."""

    columns: tuple[Column, ...] = Field(
        (), strict=False, max_length=3, description="Columns to join with a blank: date and time."
    )
    format: str = Field(
        description="`iso`, `epoch_s`, `epoch_ms`, or a pattern such as `%d/%m/%Y %H:%M`."
    )
    zone: str | None = Field(
        None,
        description="Zone of times that name none: an IANA name (`America/Toronto`), `UTC`, or an "
        "offset (`-05:00`).",
    )
    zones: dict[str, str] = Field(
        {}, description='Offsets of the abbreviations that end the values (`EDT = "-04:00"`).'
    )
    ambiguous: Literal["reject", "hour"] = Field(
        "reject",
        description="A local time that the clock showed twice: reject the row, or take the first "
        "and note a precision of an hour.",
    )
    precision: Literal["second", "minute", "hour", "day", "estimate"] | None = Field(
        None, description="How exact the times are, where they look more exact than that."
    )

    @field_validator("zone")
    @classmethod
    def _zone_exists(cls, value: str | None) -> str | None:
        if value is not None:
            local_times.zone(value)
        return value

    @field_validator("zones")
    @classmethod
    def _offsets(cls, value: dict[str, str]) -> dict[str, str]:
        for offset in value.values():
            local_times.offset(offset)
        return value

    @field_validator("format")
    @classmethod
    def _readable(cls, value: str) -> str:
        local_times.check_pattern(value)
        return value

    @model_validator(mode="after")
    def _has_zone(self) -> TimeRule:
        needs_zone = "%" in self.format and "%z" not in self.format
        if needs_zone and self.zone is None and not self.zones:
            raise ValueError(
                "zone is needed: no value names one, and none is guessed; the export's settings "
                "say it"
            )
        return self

    @property
    def columns_read(self) -> tuple[str, ...]:
        """Columns that the rule reads."""
        return self.columns or super().columns_read


class CountRule(ColumnRule):
    """A whole number."""

    thousands: Mark | None = Field(None, description="Mark between groups of three digits.")
    decimal: Mark | None = Field(None, description="Mark before decimals, as in 12.0 or 1.2K.")
    suffixes: dict[Suffix, Annotated[int, Field(gt=0)]] = Field(
        {}, description="What a suffix stands for (`K = 1000`, `万 = 10000`)."
    )

    @model_validator(mode="after")
    def _distinct(self) -> CountRule:
        marks = [mark for mark in (self.thousands, self.decimal) if mark is not None]
        if len(set(marks)) < len(marks):
            raise ValueError("thousands and decimal are the same mark")
        if any(mark.isdigit() for mark in marks) or any(s[0].isdigit() for s in self.suffixes):
            raise ValueError("a digit is no mark and begins no suffix")
        return self


class FlagRule(ColumnRule):
    """True or false."""

    true: tuple[Token, ...] = Field(("true",), strict=False, min_length=1)
    false: tuple[Token, ...] = Field(("false",), strict=False, min_length=1)
    constant: bool | None = Field(None, description="The same for all rows.")


class ListRule(ColumnRule):
    """A list of texts."""

    separator: Annotated[str, Field(min_length=1, max_length=8)] | None = Field(
        None, description="What stands between the items."
    )
    json_list: bool = Field(False, alias="json", description="The value is a JSON array of texts.")

    @model_validator(mode="after")
    def _has_shape(self) -> ListRule:
        if self.column is not None and (self.separator is None) is not self.json_list:
            raise ValueError("give separator or json = true")
        return self


class FoundRule(ListRule):
    """A list of texts, in a column of its own or found in the text of the post."""

    from_field: Literal["text"] | None = Field(
        None, alias="from", description="`text`: what the text of the post holds."
    )


class TextRule(ColumnRule):
    """A text."""

    columns: tuple[Column, ...] = Field(
        (), strict=False, max_length=5, description="Columns to join, as paragraphs."
    )

    @property
    def columns_read(self) -> tuple[str, ...]:
        """Columns that the rule reads."""
        return self.columns or super().columns_read


class NameRule(ColumnRule):
    """A short text, or one of a table of values."""

    constant: Annotated[str, Field(min_length=1, max_length=200)] | None = Field(
        None, description="The same for all rows."
    )
    extract: str | None = Field(None, description="How the value is taken out of a link.")
    values: dict[str, str] = Field(
        {}, description="What each value means; `ignore` leaves the row out."
    )
    unlisted: Literal["reject", "ignore", "not_collected"] = Field(
        "reject", description="What becomes of a row with a value that is not in the table."
    )

    @field_validator("extract")
    @classmethod
    def _known(cls, value: str | None) -> str | None:
        if value is not None:
            extract.extractor(value)
        return value
