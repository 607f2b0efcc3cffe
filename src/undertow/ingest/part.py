"""A part of a file: what is read in one format, or left out, or refused."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from undertow.errors import SourceFormatError
from undertow.ingest.compression import ContentError
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.mapping import Reading
from undertow.ingest.media_payload import MEDIA_RULE, SUBTITLES_RULE, MediaPayload
from undertow.ingest.outcomes import Ignored, Rejected
from undertow.ingest.physical import Physical

if TYPE_CHECKING:
    from undertow.ingest.reading import Capture

_NOWHERE = Physical(None, 0, 0, "")


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a file.

    Parameters
    ----------
    reading : Reading
        Its physical records with their outcomes; gone through once.
    spec : FormatSpec or None
        Format it is read in; None when it is not read.
    member : str or None
        Path inside the archive; None for the file itself.
    detection : tuple of str
        Why that format, one reason a line.
    encoding : str or None
        Encoding the user named, where it was needed.
    problem : str or None
        Why it is not read.
    warning : str or None
        What else is not as it should be.
    source_url : str or None
        Address it was captured from.
    within : str
        Kind of archive that the file is; empty when it is none.
    capture : Capture or None
        What the reading reads, where that can be read in pieces.
    media : MediaPayload or None
        The media file that it is.
    """

    reading: Reading
    spec: FormatSpec | None = None
    member: str | None = None
    detection: tuple[str, ...] = ()
    encoding: str | None = None
    problem: str | None = None
    warning: str | None = None
    source_url: str | None = None
    within: str = ""
    capture: Capture | None = None
    media: MediaPayload | None = None


def refused(
    where: Physical, error: ContentError | SourceFormatError | Rejected, member: str | None = None
) -> Part:
    """Return the part that is one record in quarantine."""
    if isinstance(error, Rejected):
        outcome = error
    elif isinstance(error, ContentError):
        outcome = Rejected("container", error.reason_code, None, str(error))
    else:
        outcome = Rejected("container", "unrecognised_format", None, str(error))
    return Part(iter([(where, (outcome,))]), member=member, problem=outcome.message)


def ignored(rule: str, member: str | None = None) -> Part:
    """Return the part that is left out by a named rule."""
    return Part(iter([(_NOWHERE, (Ignored(rule),))]), member=member)


def media_part(payload: MediaPayload) -> Part:
    """Return the part that is a media file: no record, and nothing that is lost."""
    rule = SUBTITLES_RULE if payload.kind.kind == "subtitles" else MEDIA_RULE
    return replace(ignored(rule, payload.member), media=payload)
