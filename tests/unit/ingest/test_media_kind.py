"""Media is told by content: real signatures, and text that begins like one."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from undertow.ingest.media_kind import media_kind

_HEADS = {
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "image/png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "image/webp": b"RIFF\x24\0\0\0WEBPVP8 ",
    "image/avif": b"\0\0\0\x20ftypavif\0\0\0\0",
    "image/heic": b"\0\0\0\x18ftypheic\0\0\0\0",
    "video/mp4": b"\0\0\0\x20ftypisom\0\0\2\0",
    "video/quicktime": b"\0\0\0\x14ftypqt  \0\0\2\0",
    "video/webm": b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1f",
    "video/x-msvideo": b"RIFF\x24\0\0\0AVI LIST",
    "video/mp2t": b"G@\x00\x10\x00\x00\xb0",
    "audio/wav": b"RIFF\x24\0\0\0WAVEfmt ",
    "audio/ogg": b"OggS\x00\x02\0\0",
    "audio/mpeg": b"ID3\x04\x00\x00\0\0\0\x23",
    "audio/mp4": b"\0\0\0\x20ftypM4A \0\0\2\0",
    "audio/flac": b"fLaC\0\0\0\x22",
    "audio/aac": b"\xff\xf1\x50\x80",
}


@pytest.mark.parametrize(("mime", "head"), _HEADS.items())
def test_signatures_are_known(mime: str, head: bytes) -> None:
    found = media_kind(head)
    assert found is not None
    assert (found.mime, found.kind) == (mime, mime.partition("/")[0])


@pytest.mark.parametrize("name", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"])
def test_what_an_encoder_writes_is_known(name: str) -> None:
    target = io.BytesIO()
    Image.new("RGB", (8, 8)).save(target, name)
    found = media_kind(target.getvalue()[:64])
    assert found is not None
    assert found.mime == f"image/{name.lower()}"


@pytest.mark.parametrize(
    "text",
    [
        b"ID3,name,text\n1,a,b\n",
        b"BMW,Audi\n1,2\n",
        b'{"id": 1}',
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"OggSpeak,1\n",
        b"GIF,89a\n",
        b"PK\x03\x04",
        "\ufeffid,text".encode("utf-16"),
        b"",
    ],
)
def test_text_is_no_media(text: bytes) -> None:
    assert media_kind(text) is None


@given(st.text(max_size=64))
def test_no_utf8_text_but_a_signature_is_media(text: str) -> None:
    head = text.encode()
    if not head.startswith((b"GIF8", b"#!AMR", b"FLV", b"II*", b"MM\0*")) and b"\0" not in head:
        assert media_kind(head) is None


@given(st.binary(max_size=64))
def test_any_bytes_are_told_without_an_error(head: bytes) -> None:
    found = media_kind(head)
    assert found is None or found.mime.startswith(found.kind)
