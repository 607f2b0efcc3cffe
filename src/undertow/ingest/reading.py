"""Opening a file for reading: its container, a look at its beginning, the reader for its layout."""

from __future__ import annotations

from dataclasses import dataclass, replace

from undertow.ingest.container import Container, ContentError, Limits, blocks, open_container
from undertow.ingest.csv_reader import read_csv
from undertow.ingest.formats.spec import FormatSpec
from undertow.ingest.json_reader import read_document, read_json_lines, read_markup
from undertow.ingest.mapping import Reading
from undertow.ingest.parquet_reader import parquet_columns, read_parquet
from undertow.ingest.physical import Physical
from undertow.ingest.sample import Sample, take_sample
from undertow.ingest.seekable import SeekableReader


@dataclass(frozen=True, slots=True)
class Capture:
    """A stored file, opened and looked at.

    Parameters
    ----------
    source : SeekableReader
        Its exact bytes.
    sha256 : str
        Their hash.
    container : Container
        How the content is wrapped.
    sample : Sample
        Beginning of the content.
    """

    source: SeekableReader
    sha256: str
    container: Container
    sample: Sample

    @classmethod
    def open(cls, source: SeekableReader, sha256: str, limits: Limits) -> Capture:
        """Look at a file.

        Raises
        ------
        ContentError
            It cannot be data: empty, binary, or a container that is not read.
        """
        container = open_container(source, limits)
        content = blocks(source, container.compression, limits)
        sample = take_sample(content, container, limits)
        if sample.layout == "parquet":
            if container.compression is not None:
                raise ContentError(
                    "unsupported_container",
                    f"this is Parquet inside {container.compression}; unpack it and ingest that",
                )
            source.seek(0)
            sample = replace(sample, columns=parquet_columns(source))
        return cls(source, sha256, container, sample)

    def can_be(self, spec: FormatSpec) -> bool:
        """Whether the format reads the medium of the file."""
        return self.sample.medium in spec.media

    def sample_for(self, spec: FormatSpec) -> Sample:
        """Return the sample as the format reads it: with the header its CSV dialect calls for."""
        return self.sample.in_dialect(spec.csv_dialect)

    def read(self, spec: FormatSpec, limits: Limits) -> Reading:
        """Return the reading of the whole file in a format that reads its medium."""
        layout = self.sample.layout
        if layout == "parquet":
            self.source.seek(0)
            whole = Physical(None, 0, self.source.size, self.sha256)
            return read_parquet(self.source, whole, spec, limits)
        content = blocks(self.source, self.container.compression, limits)
        if layout == "csv":
            return read_csv(content, self.container, spec, limits, self.sample_for(spec))
        if layout == "markup":
            return read_markup(content, self.container, spec, limits)
        if layout == "document":
            return read_document(content, self.container, spec, limits)
        return read_json_lines(content, self.container, spec, limits)
