"""What a file is made of: itself, or the members of an archive, each with its own format."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from undertow.errors import SourceFormatError
from undertow.ingest.archive import Archive, Held, Member, MemberSource, is_zip
from undertow.ingest.container import BLOCK_BYTES, ZIP_MAGIC, ContentError, Limits
from undertow.ingest.detect import detect
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.media_kind import HEAD_BYTES, MediaKind, media_kind, subtitle_kind
from undertow.ingest.media_list import LIST_NAME, Listed, read_media_list
from undertow.ingest.media_payload import MediaPayload
from undertow.ingest.part import Part, ignored, media_part, refused
from undertow.ingest.physical import Physical
from undertow.ingest.reading import Capture, Expansion
from undertow.ingest.seekable import SeekableReader
from undertow.ingest.wacz import open_wacz
from undertow.ingest.warc_parts import WarcParts

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
        media = _told_by(source.read(HEAD_BYTES), name)
        source.seek(0)
        if media is not None:
            yield media_part(MediaPayload(media, lambda: _blocks(source)))
            return
        try:
            archive = _archive(source, self.limits)
            if archive is None:
                capture = Capture.open(source, sha256, self.limits, encoding=self.encoding)
                yield from self.opened(capture, name)
                return
        except (ContentError, SourceFormatError) as error:
            yield refused(whole, error) if source.size else Part(iter(()), problem=str(error))
            return
        if not archive.members:
            yield Part(iter(()), problem="the archive is empty; get it again")
        kind = f"it is a ZIP archive with {len(archive.members)} members"
        for part in _Members(self, Expansion(source.size, self.limits)).of(archive):
            yield replace(part, within=kind)

    def opened(self, capture: Capture, name: str, member: str | None = None) -> Iterator[Part]:
        """Return the parts of content: itself, or the payloads of a web archive.

        Raises
        ------
        ContentError, SourceFormatError
            It is no web archive, and no format fits it.
        """
        if capture.sample.layout == "warc":
            return WarcParts(self._inside, self.limits, member).of(capture)
        if member is not None:
            return iter([self._inside(capture, name, member)])
        return iter([self._recognised(capture, name, self.format_id)])

    def _inside(self, capture: Capture, name: str, member: str | None = None) -> Part:
        """Return the part that a member or payload is; the format named is for those it reads."""
        named = self.formats[self.format_id] if self.format_id else None
        format_id = named.format_id if named and capture.can_be(named) else None
        return replace(self._recognised(capture, name, format_id), member=member)

    def _recognised(self, capture: Capture, name: str, format_id: str | None) -> Part:
        found = detect(capture, name, self.formats, format_id)
        encoding = capture.container.encoding
        return Part(
            capture.read(found.spec, self.limits),
            found.spec,
            detection=found.evidence,
            encoding=encoding if encoding == self.encoding else None,
            capture=capture,
        )


@dataclass(slots=True)
class _Members:
    """Finds the parts of an archive."""

    reader: PartReader
    expansion: Expansion

    def of(self, archive: Archive, prefix: str = "", depth: int = 0) -> Iterator[Part]:
        """Yield a part a member, in the order of their names; more where a member is an archive."""
        wacz = open_wacz(archive, self.reader.limits)
        listed = read_media_list(archive, self.reader.limits)
        for member in archive.members:
            name = prefix + member.name
            if listed and member.name == LIST_NAME:
                yield ignored("media_list", name)
                continue
            if wacz is None or member.problem is not None:
                yield from (
                    _told(part, listed.get(member.name))
                    for part in self._listed(archive, member, name, depth)
                )
                continue
            warning = wacz.warning(member)
            found = self._listed(archive, member, name, depth)
            for part in found if wacz.is_capture(member) else (ignored("wacz_metadata", name),):
                yield replace(part, warning=warning)

    def _listed(self, archive: Archive, member: Member, name: str, depth: int) -> Iterator[Part]:
        if member.problem is not None:
            yield refused(archive.stored(member), member.problem, name)
            return
        try:
            kind = _media_kind(archive, member)
        except ContentError as error:
            yield refused(_place(archive, member), error, name)
            return
        if kind is not None:
            content = archive.read(member).blocks
            yield media_part(MediaPayload(kind, content, member=name))
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
            yield from self._content(source, name)
        except (ContentError, SourceFormatError) as error:
            yield refused(_place(archive, member), error, name)

    def _content(self, source: MemberSource | Held, name: str) -> Iterator[Part]:
        reader = self.reader
        sha256 = hashlib.sha256(source.getbuffer()).hexdigest() if isinstance(source, Held) else ""
        capture = Capture.open(
            source, sha256, reader.limits, encoding=reader.encoding, expansion=self.expansion
        )
        is_script = name.lower().endswith(".js")
        if is_script and not capture.sample.variable:
            return iter([ignored("member_not_data", name)])
        return reader.opened(capture, name, name)


def _archive(source: SeekableReader | Held, limits: Limits) -> Archive | None:
    """Open an archive that is no workbook; None for anything else."""
    archive = Archive.open(source, limits) if is_zip(source) else None
    return None if archive is None or archive.is_workbook else archive


def _blocks(source: SeekableReader) -> Iterator[bytes]:
    source.seek(0)
    while block := source.read(BLOCK_BYTES):
        yield block


def _told_by(head: bytes, name: str) -> MediaKind | None:
    return media_kind(head) or subtitle_kind(name, head)


def _media_kind(archive: Archive, member: Member) -> MediaKind | None:
    """Tell what media a member is; of one that is, everything is read, as its end tells damage.

    Raises
    ------
    ContentError
        It is damaged, and looks like media by its first bytes or by its name.
    """
    name = member.name.lower()
    if member.is_folder or name.startswith(_FOLDER_OF_NO_DATA):
        return None
    kind = None
    try:
        for number, block in enumerate(archive.read(member).blocks()):
            if number == 0:
                kind = _told_by(block[:HEAD_BYTES], member.name)
            if kind is None:
                return None
    except ContentError:
        if kind is not None or name.endswith(_ENDINGS_OF_NO_DATA):
            raise
    return kind


def _told(part: Part, listed: Listed | None) -> Part:
    """Add to a media file what a downloader wrote down of it."""
    if part.media is None or listed is None:
        return part
    media = replace(part.media, source_url=listed.source_url, listed_posts=listed.posts)
    return replace(part, media=media)


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
