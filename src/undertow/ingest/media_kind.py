"""What media a content is, told by its first bytes and never by its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["image", "video", "audio", "subtitles"]

HEAD_BYTES: Final = 512
"""Bytes from the start by which a file is told."""

_IMAGE_BRANDS: Final = {
    **dict.fromkeys((b"avif", b"avis"), "image/avif"),
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"), "image/heic"),
}
_AUDIO_BRANDS: Final = (b"M4A ", b"M4B ", b"M4P ")
_ATOMS: Final = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_VIDEO_PES: Final = b"\x00\x00\x01\xba"


@dataclass(frozen=True, slots=True)
class MediaKind:
    """What a media file is.

    Parameters
    ----------
    kind : {"image", "video", "audio", "subtitles"}
        How it is decoded. A container of video is ``video`` also where it holds sound alone;
        ``subtitles`` are a text beside a video.
    mime : str
        Media type.
    """

    kind: Kind
    mime: str


def media_kind(head: bytes) -> MediaKind | None:
    """Tell what media begins with these bytes.

    Parameters
    ----------
    head : bytes
        At least :data:`HEAD_BYTES` from the start, fewer where the content is shorter.

    Returns
    -------
    MediaKind or None
        None for anything else. SVG is none: it is a document that runs scripts.

    Notes
    -----
    Signatures of the WHATWG MIME Sniffing Standard, of ISO 14496-12 (``ftyp``) and of the container
    formats it leaves out.
    """
    for signature, mime in _SIGNATURES:
        if head.startswith(signature):
            return _of(mime)
    for tell in _TELLS:
        if (told := tell(head)) is not None:
            return _of(told)
    return None


def subtitle_kind(name: str, head: bytes) -> MediaKind | None:
    """Tell a text of subtitles by its name, as players do, and by what must be in it.

    Parameters
    ----------
    name : str
        Name of the file.
    head : bytes
        Its first bytes.
    """
    ending = name.lower().rpartition(".")[2]
    plain = head.replace(b"\0", b"")  # UTF-16 as well
    is_cued = ending in ("srt", "vtt") and (b"-->" in plain or b"WEBVTT" in plain)
    is_script = ending in ("ass", "ssa") and b"[Script Info]" in plain
    return MediaKind("subtitles", f"text/{ending}") if is_cued or is_script else None


_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\xff\x0a", "image/jxl"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"FLV\x01", "video/x-flv"),
    (b"0&\xb2u\x8ef\xcf\x11", "video/x-ms-asf"),
    (_VIDEO_PES, "video/mpeg"),
    (b"OggS\x00", "audio/ogg"),
    (b"fLaC\x00", "audio/flac"),
    (b"fLaC\x80", "audio/flac"),
    *((b"ID3" + bytes((version, 0)), "audio/mpeg") for version in (2, 3, 4)),
    (b"#!AMR", "audio/amr"),
)


def _iso_media(head: bytes) -> str | None:
    """Tell the family of MP4, by its brand or by the first atom of files that have none."""
    if head[4:8] in _ATOMS:
        return "video/quicktime"
    if head[4:8] != b"ftyp":
        return None
    brand = head[8:12]
    if brand in _IMAGE_BRANDS:
        return _IMAGE_BRANDS[brand]
    if brand in _AUDIO_BRANDS:
        return "audio/mp4"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def _riff(head: bytes) -> str | None:
    if head[:4] != b"RIFF":
        return None
    return {b"WEBP": "image/webp", b"AVI ": "video/x-msvideo", b"WAVE": "audio/wav"}.get(head[8:12])


def _bitmap(head: bytes) -> str | None:
    """Tell a BMP: two letters alone would take text for a picture."""
    is_header = head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" and head[14:18] in _BMP_HEADERS
    return "image/bmp" if is_header else None


def _audio_frames(head: bytes) -> str | None:
    """Tell bare MPEG audio (MP3 or AAC in ADTS) by the eleven bits of its first frame."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return "audio/aac"
    is_layer_3 = head[1] & 0x06 == 0x02 and head[1] & 0x18 != 0x08
    is_rate = head[2] & 0xF0 not in (0xF0, 0x00) and head[2] & 0x0C != 0x0C
    return "audio/mpeg" if is_layer_3 and is_rate else None


def _transport_stream(head: bytes) -> str | None:
    """Tell an MPEG transport stream by the first packet: sync byte and the table that begins it."""
    return "video/mp2t" if head[:4] in (b"G@\x00\x10", b"G@\x11\x10", b"G@\x00\x30") else None


_BMP_HEADERS: Final = tuple(n.to_bytes(4, "little") for n in (12, 40, 52, 56, 64, 108, 124))
_TELLS: Final[tuple[Callable[[bytes], str | None], ...]] = (
    _iso_media,
    _riff,
    _bitmap,
    _audio_frames,
    _transport_stream,
)


def _of(mime: str) -> MediaKind:
    kind: Kind = "image"
    if mime.startswith("video/"):
        kind = "video"
    elif mime.startswith("audio/"):
        kind = "audio"
    return MediaKind(kind, mime)
