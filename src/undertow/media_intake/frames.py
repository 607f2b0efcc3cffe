"""Frames of the media files of a case, as pixels: for readers of words and for hints."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO

import numpy as np

from undertow.case import Case
from undertow.ingest.evidence import EvidenceStore
from undertow.ingest.formats import FORMATS
from undertow.ingest.parts import PartReader
from undertow.media.decoding import Sandbox
from undertow.media.reading import Frame, FramesOf
from undertow.schema import MediaFiles, MediaPlaces

SIDE_PX = 1280
"""Longer side of the frames, at most: small print can be read, and no more."""


@contextmanager
def open_frames(case: Case) -> Iterator[FramesOf]:
    """Open the process that decodes, for the frames of the files of a case.

    Yields
    ------
    callable
        See :data:`undertow.media.reading.FramesOf`. Files that cannot be decoded have no frames;
        nothing raises but for damaged evidence.
    """
    files = {row["media_uid"]: row for row in case.read(MediaFiles).arrow.to_pylist()}
    places = {row["media_uid"]: row for row in case.read(MediaPlaces).arrow.to_pylist()}
    settings = case.settings.media

    with Sandbox(settings) as sandbox:

        def frames_of(media_uid: str, at_s: tuple[float, ...]) -> Iterator[Frame]:
            row = files[media_uid]
            if row["n_bytes"] > settings.max_bytes or media_uid not in places:
                return
            kind = "image" if row["mime"].startswith("image/") else row["kind"]
            with tempfile.TemporaryFile(dir=case.path) as file:
                spool(case, places[media_uid], file)
                found = sandbox.pixels(file, kind, row["mime"], tuple(sorted(at_s)), SIDE_PX)
            for when, frame in zip(found.at_s, found.frames, strict=False):
                pixels = np.frombuffer(frame.rgb, np.uint8)
                if pixels.size == 3 * frame.width_px * frame.height_px:
                    yield when, pixels.reshape(frame.height_px, frame.width_px, 3)

        yield frames_of


def spool(case: Case, place: Mapping[str, object], file: BinaryIO) -> None:
    """Write the bytes of a media file from where they lie in the evidence."""
    sha256 = str(place["file_sha256"])
    wanted = (place["member"], place["byte_offset"])
    with EvidenceStore(case.path / "evidence").open(sha256) as source:
        for part in PartReader(FORMATS).parts(source, sha256, str(place["path"])):
            own = part.media
            if own is not None and (own.member or "", own.byte_offset) == wanted:
                file.writelines(own.content())
                file.flush()
                return
