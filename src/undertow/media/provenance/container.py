"""What a video or a sound tells of itself: container, streams, and the programs that wrote it."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from fractions import Fraction
from io import SEEK_END, SEEK_SET
from typing import Any, BinaryIO, Final, cast

import av
import av.logging
from av.container import InputContainer
from av.error import FFmpegError

from undertow.media.provenance.facts import Fact, Facts
from undertow.media.provenance.xmp import add_xmp

# Containers that hold media and never lead to other files, as playlists do.
FORMATS: Final = (
    "3g2,3gp,aac,aiff,amr,asf,avi,caf,flac,flv,m4a,matroska,mj2,mov,mp3,mp4,mpeg,mpegts,ogg,wav,"
    "webm"
)
_OPTIONS: Final = {
    "format_whitelist": FORMATS,
    # Bytes come from the file that is given; no protocol of FFmpeg may open another.
    "protocol_whitelist": "none",
    "export_xmp": "1",
}
_MOST_STREAMS: Final = 32
_MOST_PACKETS: Final = 24
_MOST_TRACED: Final = 1 << 20
_MOST_BOXES: Final = 64
# What programs write into what they encode: x264 and x265 the options they ran with, as user data
# (ITU-T H.264, D.1.7); FFmpeg its version into AAC; LAME its own into MP3.
_TRACES: Final = (
    ("x264", re.compile(rb"x264 - core [\x20-\x7e]{1,2000}")),
    ("x265", re.compile(rb"x265 \(build [\x20-\x7e]{1,2000}")),
    ("libavcodec", re.compile(rb"Lavc\d+\.\d+\.\d+(?: [\w-]+)?")),
    ("lame", re.compile(rb"LAME\d\.\d+\w*")),
)


def read_container(file: BinaryIO) -> tuple[Fact, ...]:
    """Return what a video or a sound tells of itself.

    Parameters
    ----------
    file : binary file
        Seekable; read from its beginning.

    Returns
    -------
    tuple of Fact
        Sources container, stream (by number), xmp and encoder; none for what FFmpeg cannot open.
        Where somebody was and whose device it was is told as being there, not as what it says.

    Notes
    -----
    Only the first packets are looked at for traces; nothing is decoded beyond what FFmpeg needs to
    tell the streams.
    """
    av.logging.set_level(None)
    boxes = Facts("container")
    if order := " ".join(_boxes(file)):
        boxes.add("boxes", order)
    file.seek(0, SEEK_SET)
    try:
        with av.open(file, options=dict(_OPTIONS), metadata_errors="replace") as opened:
            parts = tuple(_parts(cast(InputContainer, opened)))
    except (FFmpegError, ValueError, OverflowError):
        return boxes.sealed()
    return (*boxes.sealed(), *(fact for part in parts for fact in part))


def _parts(opened: InputContainer) -> Iterator[tuple[Fact, ...]]:
    container, xmp, streams, encoder = (
        Facts(source) for source in ("container", "xmp", "stream", "encoder")
    )
    container.add("format", opened.format.name)
    for name, value in opened.metadata.items():
        if name == "xmp":
            add_xmp(value.encode("utf-8", "replace"), xmp)
        else:
            container.add_tag(name, value)
    container.add("bit_rate", opened.bit_rate or "")
    container.add("streams", len(opened.streams))
    for position, stream in enumerate(opened.streams):
        if position < _MOST_STREAMS:
            _add_stream(stream, streams, position)
    _add_traces(opened, encoder)
    yield from (facts.sealed() for facts in (container, xmp, streams, encoder))


def _add_stream(stream: Any, facts: Facts, position: int) -> None:
    context = stream.codec_context
    facts.add("type", stream.type, position)
    if context is not None:
        for name in ("name", "profile", "codec_tag", "bit_rate", "width", "height", "pix_fmt",
                     "colorspace", "sample_rate", "channels"):  # fmt: skip
            if (value := getattr(context, name, None)) not in (None, "", 0):
                facts.add("codec" if name == "name" else name, value, position)
    for name in ("average_rate", "duration", "frames", "time_base"):
        value = getattr(stream, name, None)
        if value:
            in_s = name == "duration" and stream.time_base
            told = f"{float(value * Fraction(stream.time_base)):.3f}" if in_s else value
            facts.add("duration_s" if in_s else name, told, position)
    for name, value in stream.metadata.items():
        facts.add_tag(name, value, position)


def _add_traces(opened: InputContainer, facts: Facts) -> None:
    n_bytes = 0
    for stream in opened.streams:
        extra = getattr(stream.codec_context, "extradata", None)
        if extra:
            _add_trace(bytes(extra)[:_MOST_TRACED], facts, stream.index)
    try:
        for n_packets, packet in enumerate(opened.demux()):
            if n_packets >= _MOST_PACKETS or n_bytes >= _MOST_TRACED:
                return
            head = bytes(memoryview(packet)[: 1 << 16]) if packet.size else b""
            n_bytes += len(head)
            _add_trace(head, facts, packet.stream_index)
    except FFmpegError:
        return


def _add_trace(content: bytes, facts: Facts, position: int) -> None:
    for name, pattern in _TRACES:
        if match := pattern.search(content):
            facts.add(name, match[0], position)


def _boxes(file: BinaryIO) -> Iterator[str]:
    """Yield the names of the boxes of an ISO base media file in order (ISO/IEC 14496-12, 4.2).

    Which come first, and which are there, differs between programs and platforms.
    """
    end = file.seek(0, SEEK_END)
    place = 0
    for n_boxes in range(_MOST_BOXES):
        file.seek(place, SEEK_SET)
        head = file.read(16)
        if len(head) < 8:
            return
        size, name = struct.unpack(">I4s", head[:8])
        if n_boxes == 0 and name not in (b"ftyp", b"moov", b"wide", b"mdat", b"skip", b"free"):
            return
        if not re.fullmatch(rb"[\x20-\x7e\xa9]{4}", name):
            return
        yield name.decode("latin-1")
        if size == 1 and len(head) == 16:
            (size,) = struct.unpack(">Q", head[8:])
        place += size
        if size < 8 or place >= end:
            return
