"""What becomes of a raw record: accepted, ignored by a named rule, or rejected with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import msgspec

if TYPE_CHECKING:
    from undertow.ingest.record import MappedRecord


class Accepted(msgspec.Struct, frozen=True, gc=False):
    """A record that was read; whether it is a duplicate is decided for the case as a whole."""

    record: MappedRecord
    json_path: str = "$"


class Ignored(msgspec.Struct, frozen=True, gc=False):
    """A record left out by a named rule, because it is no post and no profile."""

    rule: str
    json_path: str = "$"


class Rejected(msgspec.Struct, frozen=True, gc=False):
    """A record that could not be read; it goes to quarantine.

    ``stage`` is ``container``, ``decode``, ``schema``, ``map`` or ``semantic``.
    """

    stage: str
    reason_code: str
    json_path: str | None
    message: str


class Declared(msgspec.Struct, frozen=True, gc=False):
    """How many answers the source says a post has: no record, it goes to coverage."""

    platform: str
    thread_id: str
    n_declared: int


Outcome: TypeAlias = Accepted | Ignored | Rejected
"""What every raw record ends as."""

Mapped: TypeAlias = Outcome | Declared
"""What a mapper may give."""


class Rejection(Exception):
    """Raised inside a mapper; :func:`rejected` makes it the outcome of the record."""

    def __init__(self, stage: str, reason_code: str, json_path: str | None, message: str) -> None:
        super().__init__(message)
        self.stage = stage
        self.reason_code = reason_code
        self.json_path = json_path


def rejected(error: Exception, place: str = "$") -> Rejected:
    """Return the outcome for an error met while reading a record.

    Parameters
    ----------
    error : Exception
        What a decoder or mapper raised.
    place : str
        JSON path of the record inside its physical record; paths in the error begin there.
    """
    if isinstance(error, Rejection):
        path = None if error.json_path is None else place + error.json_path.removeprefix("$")
        return Rejected(error.stage, error.reason_code, path, str(error))
    if isinstance(error, msgspec.ValidationError):
        message, _, path = str(error).partition(" - at `$")
        reason = "missing_field" if "missing required field" in message else "bad_value"
        if message.startswith("Expected `") and ", got `" in message:
            reason = "wrong_type"
        return Rejected("schema", reason, place + path.removesuffix("`"), message)
    if isinstance(error, UnicodeDecodeError):
        message = (
            f"the bytes are not valid {error.encoding.upper()}; if the file is written in another "
            "encoding, name it with --encoding"
        )
        return Rejected("decode", "invalid_encoding", place, message)
    if isinstance(error, RecursionError):
        return Rejected("decode", "nested_too_deep", place, "the JSON is nested too deep")
    if isinstance(error, msgspec.DecodeError):
        return Rejected("decode", "invalid_json", place, str(error))
    # Hostile content must never end an import: whatever a mapper did not foresee is kept aside.
    return Rejected("map", "mapper_failed", place, f"the mapper failed ({type(error).__name__})")
