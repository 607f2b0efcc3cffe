"""Opening content: its container, a look at its beginning, the reader for its layout."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from undertow.ingest.archive import Archive, Held, is_zip
from undertow.ingest.container import (
    ByteSource,
    Container,
    ContentError,
    Limits,
    blocks,
    open_container,
)
from undertow.ingest.csv_reader import read_csv
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.json_reader import read_document, read_json_lines, read_markup
from undertow.ingest.mapping import Reading
from undertow.ingest.parquet_reader import parquet_columns, read_parquet
from undertow.ingest.physical import Physical
from undertow.ingest.sample import Sample, take_sample
from undertow.ingest.seekable import SeekableReader
from undertow.ingest.xlsx_reader import read_workbook, workbook_sample


@dataclass(slots=True)
class Expansion:
    """How much content the members of an archive have given together.

    Parameters
    ----------
    n_stored : int
        Length of the archive.
    limits : Limits
        Bounds on what is read.
    n_content : int
        Content bytes given so far; what is read twice counts twice.
    """

    n_stored: int
    limits: Limits
    n_content: int = 0

    def spend(self, n_bytes: int) -> None:
        """Count content.

        Raises
        ------
        ContentError
            The members together expand beyond the limits.
        """
        self.n_content += n_bytes
        if self.n_content > self.limits.expansion_from_bytes and (
            self.n_content > self.limits.expansion * max(1, self.n_stored)
        ):
            raise ContentError(
                "expands_too_far",
                f"{self.n_stored} bytes of archive expand to more than {self.n_content}; the rest "
                "was not read",
            )

    def metered(self, content: Iterator[bytes]) -> Iterator[bytes]:
        """Pass content on until there is too much of it, then raise as :meth:`spend` does."""
        for block in content:
            self.spend(len(block))
            yield block


@dataclass(frozen=True, slots=True)
class Capture:
    """A stored file, or a member of an archive, opened and looked at.

    Parameters
    ----------
    source : ByteSource
        Its exact bytes.
    sha256 : str
        Their hash; empty where no record is the whole of them.
    container : Container
        How the content is wrapped.
    sample : Sample
        Beginning of the content.
    expansion : Expansion or None
        What its archive has given so far.
    """

    source: ByteSource
    sha256: str
    container: Container
    sample: Sample
    expansion: Expansion | None = None

    @classmethod
    def open(
        cls,
        source: ByteSource,
        sha256: str,
        limits: Limits,
        *,
        encoding: str | None = None,
        expansion: Expansion | None = None,
    ) -> Capture:
        """Look at a file.

        Raises
        ------
        ContentError
            It cannot be data: empty, binary, or a container that is not read.
        """
        if isinstance(source, SeekableReader | Held) and is_zip(source):
            archive = Archive.open(source, limits)
            if expansion is not None:
                expansion.spend(archive.n_content)
            sample = workbook_sample(archive, limits)
            return cls(source, sha256, Container(None, "utf-8", 0), sample, expansion)
        container = open_container(source, limits, encoding)
        opened = cls(source, sha256, container, Sample("lines"), expansion)
        sample = take_sample(opened.content(limits), container, limits)
        if sample.layout == "parquet":
            if container.compression is not None or not isinstance(source, SeekableReader | Held):
                raise ContentError(
                    "unsupported_container",
                    f"this is Parquet inside {container.compression}; unpack it and ingest that",
                )
            source.seek(0)
            sample = replace(sample, columns=parquet_columns(source))
        return replace(opened, sample=sample)

    def content(self, limits: Limits) -> Iterator[bytes]:
        """Yield the content from its start."""
        content = blocks(self.source, self.container.compression, limits)
        return content if self.expansion is None else self.expansion.metered(content)

    def can_be(self, spec: FormatSpec) -> bool:
        """Whether the format reads the medium of the file."""
        return self.sample.medium in spec.media

    def sample_for(self, spec: FormatSpec) -> Sample:
        """Return the sample as the format reads it: with the header its CSV dialect calls for."""
        candidates = self.sample.in_dialect(spec.csv_dialect)
        if len(candidates) == 1:
            return candidates[0]
        return max(candidates, key=lambda sample: spec.score(sample).value)

    def read(self, spec: FormatSpec, limits: Limits) -> Reading:
        """Return the reading of the whole file in a format that reads its medium."""
        layout = self.sample.layout
        if isinstance(self.source, SeekableReader | Held) and layout in ("parquet", "xlsx"):
            self.source.seek(0)
            whole = Physical(None, 0, self.source.size, self.sha256)
            if layout == "xlsx":
                return read_workbook(self.source, whole, spec, limits, self.sample_for(spec))
            return read_parquet(self.source, whole, spec, limits)
        content = self.content(limits)
        if layout == "csv":
            return read_csv(content, self.container, spec, limits, self.sample_for(spec))
        if layout == "markup":
            return read_markup(content, self.container, spec, limits)
        if layout == "document":
            return read_document(content, self.container, spec, limits)
        return read_json_lines(content, self.container, spec, limits)
