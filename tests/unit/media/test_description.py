"""Rows of a file: what a process in hostile hands says is cut to what means something."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.media.decoding import Description
from undertow.media.description import MediaFile, rows_of
from undertow.media.views import VIEWS
from undertow.schema import MediaFiles, MediaHashes, MediaTexts, Table

_FILE = MediaFile("a" * 64, "video", "video/mp4", 10)


def _tables(found: Description) -> dict[str, list[dict[str, Any]]]:
    """Make the tables, which raises where a row is none, and return their rows."""
    return {
        spec.name: Table.checked(
            spec, pa.Table.from_pylist(rows, schema=spec.arrow_schema())
        ).arrow.to_pylist()
        for spec, rows in rows_of(_FILE, found, "test").items()
    }


@pytest.mark.parametrize(
    "lie",
    [
        {"width_px": 2**63 + 1, "height_px": -1},
        {"duration_s": float("nan"), "frame_rate": float("inf"), "speech_s": -1.0},
        {"reason": "<script>\x1b[2J", "detail": "x" * 10_000_000},
        {"state": "excellent", "c2pa_state": "trust me"},
        {"facts": (("<b>evil", 0, "n", "v"), ("exif", -1, "n", "v"), ("exif", 2**40, "n", "v"))},
        {"facts": (("exif", 0, "n" * 1_000_000, "v\x1b[31m"), ("exif", 0, "n" * 999_999, "w"))},
        {"subtitles": (("t" * 50, 1.0, "one"), ("t" * 60, 1.0, "two"), ("u", float("nan"), "x"))},
        {"pdq": "<script>", "at_s": np.array([np.inf]).tobytes(), "quality": b"\xff" * 8,
         "views": bytes(32 * len(VIEWS))},
        {"at_s": b"1", "quality": b"22", "views": b"333", "words": b"4444444"},
    ],
)  # fmt: skip
def test_lies_are_cut_or_left_out(lie: dict[str, Any]) -> None:
    rows = _tables(Description(**{"state": "decoded", **lie}))
    text = str(rows)
    assert "\x1b" not in text
    assert "<script>" not in text
    assert len(text) < 20_000


def test_what_is_so_is_kept() -> None:
    at_s = np.array([0.0, 0.5])
    found = Description(
        "decoded", width_px=640, height_px=360, duration_s=1.0, is_moving=True,
        at_s=at_s.tobytes(), quality=np.array([90, 80]).tobytes(),
        views=bytes(range(64)) * len(VIEWS), facts=(("exif", 0, "Make", "A camera"),),
        subtitles=(("fr.2", 0.5, "Bonjour"), ("fr.2", 0.5, "à tous")),
    )  # fmt: skip
    rows = _tables(found)
    assert rows[MediaFiles.name][0]["width_px"] == 640
    assert [row["at_s"] for row in rows[MediaHashes.name]] == [0.0, 0.5]
    assert [(row["position"], row["text"]) for row in rows[MediaTexts.name]] == [
        (0, "Bonjour"),
        (1, "à tous"),
    ]


@given(
    st.builds(
        Description,
        state=st.text(max_size=12),
        reason=st.text(max_size=8),
        width_px=st.none() | st.integers(),
        duration_s=st.none() | st.floats(),
        at_s=st.binary(max_size=40),
        quality=st.binary(max_size=40),
        views=st.binary(max_size=600),
        words=st.binary(max_size=20),
        pdq=st.text(max_size=8),
        facts=st.lists(
            st.tuples(st.sampled_from(("exif", "c2pa", "x")), st.integers(), st.text(), st.text())
        ).map(tuple),
        subtitles=st.lists(st.tuples(st.text(), st.floats(), st.text())).map(tuple),
    )
)
def test_anything_makes_tables(found: Description) -> None:
    _tables(found)
