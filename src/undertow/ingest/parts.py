"""What a file is made of: itself, or the members of an archive, each with its own format."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from undertow.errors import SourceFormatError
from undertow.ingest.archive import Archive, Held, Member, MemberSource, is_zip
from undertow.ingest.container import ZIP_MAGIC, ContentError, Limits
from undertow.ingest.detect import detect
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.part import Part, ignored, refused
from undertow.ingest.physical import Physical
from undertow.ingest.reading import Capture, Expansion
from undertow.ingest.seekable import SeekableReader

INSIDE = "!/"
"""Between the path of an archive in an archive and the path of a member of it."""

_MAX_DEPTH = 1
_HELD_MAGIC = (*ZIP_MAGIC, b"PAR1")
_ENDINGS_OF_NO_DATA = (
    *(".jpg", ".jpeg", ".png", ".gif", ".webp", ".heic", ".heif", ".avif", ".bmp", ".tif"),
    *(".tiff", ".svg", ".ico", ".tgs", ".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".3gp"),
    *(".mp3", ".m4a", ".aac", ".ogg", ".oga", ".ogv", ".opus", ".wav", ".flac", ".css", ".woff"),
    *(".woff2", ".ttf", ".otf", ".eot", ".map", ".pdf", ".ds_store", "thumbs.db"),
)
_FOLDER_OF_NO_DATA = "__macosx/"


@dataclass(slots=True)
class PartReader:
    """Finds the parts of files.

    Parameters
    ----------
    formats : mapping
        Formats by id.
    format_id : str or None
        Format the user named. In an archive it is that of the members it can read.
    encoding : str or None
        Encoding of text that is not UTF-8 and has no byte order mark.
    limits : Limits
        Bounds on what is read.
    """

    formats: Mapping[str, FormatSpec]
    format_id: str | None = None
    encoding: str | None = None
    limits: Limits = field(default_factory=Limits)

    def parts(self, source: SeekableReader, sha256: str, name: str) -> Iterator[Part]:
        """Yield the parts of a stored file, in an order that its bytes alone decide.

        Parameters
        ----------
        source : SeekableReader
            Its exact bytes.
        sha256 : str
            Their hash.
        name : str
            Its name, for messages.
        """
        whole = Physical(None, 0, source.size, sha256)
        try:
            archive = _archive(source, self.limits)
            if archive is None:
                yield self._file(source, sha256, name)
                return
        except (ContentError, SourceFormatError) as error:
            yield refused(whole, error) if source.size else Part(iter(()), problem=str(error))
            return
        if not archive.members:
            yield Part(iter(()), problem="the archive is empty; get it again")
        kind = f"it is a ZIP archive with {len(archive.members)} members"
        for part in _Members(self, Expansion(source.size, self.limits)).of(archive):
            yield replace(part, within=kind)

    def _file(self, source: SeekableReader, sha256: str, name: str) -> Part:
        capture = Capture.open(source, sha256, self.limits, encoding=self.encoding)
        return self.recognised(capture, name, format_id=self.format_id)

    def recognised(
        self, capture: Capture, name: str, member: str | None = None, *, format_id: str | None
    ) -> Part:
        """Return the part that content is in the format that fits it.

        Raises
        ------
        ContentError, SourceFormatError
            None does.
        """
        found = detect(capture, name, self.formats, format_id)
        encoding = capture.container.encoding
        return Part(
            capture.read(found.spec, self.limits),
            found.spec,
            member,
            found.evidence,
            encoding if encoding == self.encoding else None,
        )


@dataclass(slots=True)
class _Members:
    """Finds the parts of an archive."""

    reader: PartReader
    expansion: Expansion

    def of(self, archive: Archive, prefix: str = "", depth: int = 0) -> Iterator[Part]:
        """Yield a part a member, in the order of their names; more where a member is an archive."""
        for member in archive.members:
            name = prefix + member.name
            if member.problem is not None:
                yield refused(archive.stored(member), member.problem, name)
            elif _is_no_data(member):
                yield ignored("member_not_data", name)
            else:
                yield from self._member(archive, member, name, depth)

    def _member(self, archive: Archive, member: Member, name: str, depth: int) -> Iterator[Part]:
        limits = self.reader.limits
        try:
            source: MemberSource | Held = archive.read(member)
            if (source.read(4) or b"").startswith(_HELD_MAGIC):
                source = archive.hold(member, limits)
                inner = _archive(source, limits)
                if inner is not None and depth < _MAX_DEPTH:
                    yield from self.of(inner, name + INSIDE, depth + 1)
                    return
                if inner is not None:
                    raise ContentError(
                        "nested_archive",
                        "this archive lies in an archive that lies in an archive; unpack it and "
                        "ingest that",
                    )
            yield self._content(source, name)
        except (ContentError, SourceFormatError) as error:
            yield refused(_place(archive, member), error, name)

    def _content(self, source: MemberSource | Held, name: str) -> Part:
        reader = self.reader
        sha256 = hashlib.sha256(source.getbuffer()).hexdigest() if isinstance(source, Held) else ""
        capture = Capture.open(
            source, sha256, reader.limits, encoding=reader.encoding, expansion=self.expansion
        )
        is_script = name.lower().endswith(".js")
        if is_script and not capture.sample.variable:
            return ignored("member_not_data", name)
        named = reader.formats[reader.format_id] if reader.format_id else None
        format_id = reader.format_id if named and capture.can_be(named) else None
        return reader.recognised(capture, name, name, format_id=format_id)


def _archive(source: SeekableReader | Held, limits: Limits) -> Archive | None:
    """Open an archive that is no workbook; None for anything else."""
    archive = Archive.open(source, limits) if is_zip(source) else None
    return None if archive is None or archive.is_workbook else archive


def _is_no_data(member: Member) -> bool:
    """Whether a member is a folder, a picture or another thing that holds no records."""
    name = member.name.lower()
    is_empty = member.n_content == 0
    return is_empty or name.endswith(_ENDINGS_OF_NO_DATA) or name.startswith(_FOLDER_OF_NO_DATA)


def _place(archive: Archive, member: Member) -> Physical:
    """Return the place of a member as one record: its content, or its stored bytes if damaged."""
    digest = hashlib.sha256()
    try:
        for block in archive.read(member).blocks():
            digest.update(block)
    except ContentError:
        return archive.stored(member)
    return Physical(None, 0, member.n_content, digest.hexdigest())
