"""A column map: a TOML file that says how a flat table of posts is to be read."""

from __future__ import annotations

import hashlib
import re
import tomllib
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator

from undertow.errors import InputError
from undertow.ingest.column_map.rules import (
    Column,
    ColumnRule,
    CountRule,
    Declared,
    FlagRule,
    FoundRule,
    IdRule,
    ListRule,
    Mark,
    NameRule,
    TextRule,
    TimeRule,
    Token,
)

MAX_MAP_BYTES = 1 << 20
_MAX_TOLD = 3
_VALUES = {
    "kind": re.compile("post|comment|reply|repost|quote|ignore"),
    "platform": re.compile(r"[a-z][a-z0-9_.-]{0,31}"),
    "author_status": re.compile("active|suspended|deleted|protected|ignore"),
}
_Encoding = Literal[
    "utf-8",
    "windows-1250",
    "windows-1251",
    "windows-1252",
    "windows-1256",
    "iso-8859-1",
    "iso-8859-15",
    "gb18030",
    "big5",
    "shift_jis",
]


class FileShape(Declared):
    """How the file is written."""

    header: tuple[Column, ...] = Field(
        (),
        strict=False,
        description="All columns, in order. A file with exactly this header is recognised.",
    )
    has_preamble: bool = Field(False, description="Whether lines stand before the header.")
    delimiter: Mark | None = Field(
        None, description="Mark between cells; comma, semicolon or tab are told when not given."
    )
    encoding: _Encoding | None = Field(
        None, description="Encoding of files without a byte order mark; UTF-8 when not given."
    )


class Fields(Declared):
    """The canonical fields and the columns they are read from."""

    id: IdRule
    platform: NameRule | None = None
    kind: NameRule | None = None
    created_at: TimeRule | None = None
    observed_at: TimeRule | None = None
    edited_at: TimeRule | None = None
    deleted_at: TimeRule | None = None
    text: TextRule | None = None
    text_truncated: FlagRule | None = None
    lang: NameRule | None = None
    url: TextRule | None = None
    author_id: IdRule | None = None
    author_handle: NameRule | None = None
    author_name: TextRule | None = None
    author_description: TextRule | None = None
    author_url: TextRule | None = None
    author_avatar: TextRule | None = None
    author_language: NameRule | None = None
    author_created_at: TimeRule | None = None
    author_verified: FlagRule | None = None
    author_status: NameRule | None = None
    author_followers: CountRule | None = None
    author_following: CountRule | None = None
    author_posts: CountRule | None = None
    in_reply_to_id: IdRule | None = None
    in_reply_to_author_id: IdRule | None = None
    root_id: IdRule | None = None
    page_id: IdRule | None = None
    repost_of_id: IdRule | None = None
    repost_of_author_id: IdRule | None = None
    quoted_id: IdRule | None = None
    hashtags: FoundRule | None = None
    urls: FoundRule | None = None
    mentions: ListRule | None = None
    media: ListRule | None = None
    client_app: TextRule | None = None
    is_ad: FlagRule | None = None
    like_count: CountRule | None = None
    reply_count: CountRule | None = None
    repost_count: CountRule | None = None
    quote_count: CountRule | None = None
    view_count: CountRule | None = None
    bookmark_count: CountRule | None = None
    reaction_count: CountRule | None = None

    @model_validator(mode="after")
    def _ids_differ(self) -> Fields:
        if self.id.constant is not None:
            raise ValueError("id.constant would give all rows the same id; name a column")
        return self

    @model_validator(mode="after")
    def _values_are_known(self) -> Fields:
        for name, known in _VALUES.items():
            rule = getattr(self, name)
            given = [] if rule is None else [*rule.values.values(), rule.constant]
            unknown = [v for v in given if v is not None and not known.fullmatch(v)]
            if unknown:
                raise ValueError(f"{name}: {unknown[0]!r} is unknown; use {_readable(known)}")
        return self


class ColumnMap(Declared):
    """How a flat table of posts is to be read."""

    id: str = Field(
        pattern=r"^map-[a-z0-9]+(-[a-z0-9]+)*$", max_length=60, description="Name of the format."
    )
    description: str = Field(min_length=1, max_length=200, pattern=r"^[^\r\n]+$")
    platform: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9_.-]{0,31}$",
        description="Platform of all rows, where no column says it.",
    )
    escaping: Literal["plain", "entities", "html", "markdown"] = Field(
        description="How texts and names are escaped."
    )
    namespace: str = Field(
        "",
        pattern=r"^([A-Za-z0-9._-]{1,32}[:/])?$",
        description="Put before every id that is not the platform's own (`mcl:`).",
    )
    missing: tuple[Token, ...] = Field(
        (),
        strict=False,
        description="Values that mean not collected, in all columns but those of texts and names.",
    )
    never: str = Field(
        "what the file has no column for",
        min_length=1,
        pattern=r"^[^\r\n]+$",
        description="What the source never gives, in one line.",
    )
    reference: str = Field(
        "the map", min_length=1, pattern=r"^[^\r\n]+$", description="Where it is documented."
    )
    is_seen: bool = Field(True, description="Whether the map was made with a real file at hand.")
    file: FileShape = FileShape()
    fields: Fields

    @model_validator(mode="after")
    def _has_platform(self) -> ColumnMap:
        if (self.platform is None) is (self.fields.platform is None):
            raise ValueError("give platform or fields.platform")
        return self

    @model_validator(mode="after")
    def _columns_exist(self) -> ColumnMap:
        header = self.file.header
        if len(set(header)) < len(header):
            raise ValueError("file.header names a column twice, so its values cannot be told apart")
        unknown = [
            f"fields.{name}: column {column!r} is not in file.header"
            for name, rule in self.rules.items()
            for column in rule.columns_read
            if header and column not in header
        ]
        if unknown:
            raise ValueError("; ".join(unknown[:_MAX_TOLD]))
        return self

    @property
    def rules(self) -> dict[str, ColumnRule]:
        """Rules by canonical field, those that are given."""
        given = {name: getattr(self.fields, name) for name in Fields.model_fields}
        return {name: rule for name, rule in given.items() if rule is not None}

    @property
    def columns(self) -> tuple[str, ...]:
        """Columns that are read."""
        read = (column for rule in self.rules.values() for column in rule.columns_read)
        return tuple(dict.fromkeys(read))


@dataclass(frozen=True, slots=True)
class MapFile:
    """A map and the exact bytes that say it.

    Parameters
    ----------
    column_map : ColumnMap
        What they say.
    content : bytes
        The TOML file.
    """

    column_map: ColumnMap
    content: bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.content).hexdigest()


def read_map(content: bytes, name: str) -> MapFile:
    """Read a column map.

    Parameters
    ----------
    content : bytes
        A TOML file, UTF-8.
    name : str
        Its name, for messages.

    Raises
    ------
    InputError
        It is no TOML, or a key is missing, unknown or wrong; the message names the key.
    """
    if len(content) > MAX_MAP_BYTES:
        raise InputError(f"{name}: a column map is a short text; this file is {len(content)} bytes")
    try:
        values = tomllib.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}: this is no TOML file: {error}; correct it") from error
    try:
        return MapFile(ColumnMap.model_validate(values), content)
    except ValidationError as error:
        raise InputError(f"{name}: {_told(error)}; see docs/how-to/column-map.md") from error


def _readable(pattern: re.Pattern[str]) -> str:
    words = pattern.pattern
    return words.replace("|", ", ") if "|" in words else "a lower-case name such as facebook"


def _told(error: ValidationError) -> str:
    """Return what is wrong, by TOML key, in one line."""
    faults = error.errors(include_url=False, include_context=False)
    told = [_fault(fault["loc"], fault["type"], fault["msg"]) for fault in faults[:_MAX_TOLD]]
    rest = f" (and {len(faults) - _MAX_TOLD} more)" if len(faults) > _MAX_TOLD else ""
    return "; ".join(told) + rest


def _fault(location: tuple[Any, ...], kind: str, message: str) -> str:
    key = ".".join(str(part) for part in location)
    words = {
        "extra_forbidden": "this key is unknown",
        "missing": "this key is needed",
    }.get(kind, message.removeprefix("Value error, "))
    return f"{key}: {words}" if key else words
