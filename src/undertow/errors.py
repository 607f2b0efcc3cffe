"""Errors a caller can act on.

::

    UndertowError
    ├── InputError              a file or argument cannot be used
    │   └── SourceFormatError   a capture is not in the format it was taken for
    ├── CaseError               a case folder is missing, damaged or busy
    ├── EngineError             an engine lacks memory, disk or a part it needs
    ├── CollectError            a source on the network could not be read from
    ├── SchemaError             a table does not satisfy its schema
    ├── SettingsError           a setting is unknown or out of range
    ├── PluginError             a plug-in is missing, duplicated or does not conform
    ├── VerificationError       evidence, custody or tables are not what they were
    └── ReviewRequiredError     a person must decide first

Every message says what is wrong, where, and what to do.
"""

from __future__ import annotations


class UndertowError(Exception):
    """Base of all errors that undertow raises on purpose."""


class InputError(UndertowError):
    """A file, folder or argument given by the user cannot be used."""


class SourceFormatError(InputError):
    """A capture is not in the format it was taken for.

    Parameters
    ----------
    message : str
        What is wrong and what to do.
    path : str
        File it concerns.
    line : int or None
        1-based physical line, where known.
    field : str or None
        JSON path or column, where known.
    """

    def __init__(
        self, message: str, path: str, line: int | None = None, field: str | None = None
    ) -> None:
        where = path + (f":{line}" if line is not None else "") + (f" ({field})" if field else "")
        super().__init__(f"{where}: {message}")
        self.path = path
        self.line = line
        self.field = field


class CaseError(UndertowError):
    """A case folder is missing, damaged or in use by another process."""


class EngineError(UndertowError):
    """An engine ran out of memory or disk, or lacks a part that it needs."""


class CollectError(UndertowError):
    """A source on the network could not be read from; what was saved before is kept."""


class SchemaError(UndertowError):
    """A table does not satisfy its schema."""


class SettingsError(UndertowError):
    """A setting is unknown or out of range."""


class PluginError(UndertowError):
    """A plug-in is missing, registered twice or does not conform to its seam."""


class VerificationError(UndertowError):
    """Evidence, custody log or tables are not what they were when they were written."""


class ReviewRequiredError(UndertowError):
    """A named person has to decide before this may happen."""
