"""Whatever the bytes are, reading what they tell of themselves ends with facts and no error."""

from __future__ import annotations

import io
import unicodedata
from fractions import Fraction

import av
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from media_signing import authority
from PIL import Image

from undertow.media.provenance.facts import LONGEST_VALUE, MOST_FACTS
from undertow.media.provenance.reading import read_provenance
from undertow.schema import MediaFacts, Table

MIMES = ("image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "image/avif",
         "video/mp4", "video/webm", "video/quicktime", "video/x-msvideo", "audio/mpeg",
         "audio/wav", "audio/flac", "application/octet-stream")  # fmt: skip


def picture(form: str) -> bytes:
    written = io.BytesIO()
    noise = np.random.default_rng(0).integers(0, 255, (8, 8, 3), dtype=np.uint8)
    image = Image.fromarray(noise)
    exif = image.getexif()
    exif[0x010F] = "Maker"
    exif[0x0132] = "2023:09:01 10:00:00"
    image.save(written, form, exif=exif)
    return written.getvalue()


def sound(form: str, codec: str) -> bytes:
    written = io.BytesIO()
    with av.open(written, "w", format=form) as container:
        container.metadata["comment"] = "made here"
        stream = container.add_stream(codec, rate=16000, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), dtype=np.int16), "s16", "mono")
        frame.sample_rate, frame.time_base = 16000, Fraction(1, 16000)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return written.getvalue()


@pytest.fixture(scope="module")
def files() -> tuple[tuple[str, bytes], ...]:
    signer = authority()
    return (
        ("image/jpeg", signer.sign(picture("JPEG"), "image/jpeg")),
        ("image/png", signer.sign(picture("PNG"), "image/png")),
        ("image/tiff", picture("TIFF")),
        ("image/webp", picture("WEBP")),
        ("audio/wav", sound("wav", "pcm_s16le")),
        ("video/mp4", sound("mp4", "aac")),
        ("video/webm", sound("matroska", "pcm_s16le")),
    )


def check(content: bytes, mime: str) -> None:
    kind = mime.partition("/")[0]
    told = read_provenance(io.BytesIO(content), kind=kind, mime=mime)
    rows = [
        {"media_uid": "0" * 64, "source": f.source, "position": f.position, "name": f.name,
         "value": f.value}
        for f in told.facts
    ]  # fmt: skip
    table = pa.Table.from_pylist(rows, MediaFacts.arrow_schema())
    assert Table.checked(MediaFacts, table).arrow.equals(table)
    assert len(rows) <= 8 * (MOST_FACTS + 1)
    for fact in told.facts:
        assert 0 < len(fact.value) <= LONGEST_VALUE
        assert not {unicodedata.category(char) for char in fact.value} & {"Cc", "Cf", "Cs"}


@settings(max_examples=60, deadline=None)
@given(content=st.binary(max_size=2000), mime=st.sampled_from(MIMES))
def test_random_bytes(content: bytes, mime: str) -> None:
    check(content, mime)


@settings(max_examples=80, deadline=None)
@given(which=st.integers(0, 6), share=st.floats(0, 1), mime=st.sampled_from((None, *MIMES)))
def test_truncated_and_mislabelled_files(
    files: tuple[tuple[str, bytes], ...], which: int, share: float, mime: str | None
) -> None:
    own, content = files[which]
    check(content[: int(len(content) * share)], mime or own)


@settings(max_examples=120, deadline=None)
@given(
    which=st.integers(0, 6),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=4)), max_size=6),
)
def test_damaged_files(
    files: tuple[tuple[str, bytes], ...], which: int, changes: list[tuple[float, bytes]]
) -> None:
    mime, content = files[which]
    damaged = bytearray(content)
    for share, patch in changes:
        place = int(share * (len(damaged) - len(patch)))
        damaged[place : place + len(patch)] = patch
    check(bytes(damaged), mime)
