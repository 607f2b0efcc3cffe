"""Hash lists come back as they were written, and no bytes make reading fail in another way."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from undertow.errors import SourceFormatError
from undertow.media.exchange.entry import (
    Category,
    Frame,
    HashEntry,
    Signal,
    plain_tags,
    plain_text,
    read_signal,
    write_signal,
)
from undertow.media.exchange.reading import read_hash_list
from undertow.media.exchange.writing import Content, Form, write_hash_list


def digits(n: int) -> st.SearchStrategy[str]:
    return st.integers(0, 16**n - 1).map(lambda value: f"{value:0{n}x}")


PDQS = digits(64)
FRAMES = st.builds(
    Frame,
    pdq=PDQS,
    quality=st.integers(0, 100),
    at_s=st.integers(0, 10**9).map(lambda ms: round(ms / 1000, 3)),
)
TEXTS = st.text(max_size=20) | st.just("=x" * 200)


@st.composite
def entries(draw: st.DrawFn) -> HashEntry:
    signal = draw(st.sampled_from(Signal))
    value, frames = "", ()
    if signal is Signal.VPDQ:
        order = lambda frame: (frame.at_s, frame.pdq, frame.quality)  # noqa: E731
        frames = tuple(sorted(draw(st.lists(FRAMES, min_size=1, max_size=3)), key=order))
    else:
        value = draw(digits(32 if signal is Signal.MD5 else 64))
    return HashEntry(
        signal,
        value,
        frames,
        collab=plain_text(draw(TEXTS)),
        category=draw(st.sampled_from(Category)),
        tags=plain_tags(draw(TEXTS)),
    )


LISTS = st.lists(entries(), min_size=1, max_size=4)


def written(listed: list[HashEntry], form: Form) -> str:
    return write_hash_list([Content("0" * 64, (entry,)) for entry in listed], form)


def bare(listed: list[HashEntry]) -> list[HashEntry]:
    plain = [HashEntry(entry.signal, entry.value, entry.frames) for entry in listed]
    return list(dict.fromkeys(plain))


@given(listed=LISTS)
def test_csv_comes_back(listed: list[HashEntry]) -> None:
    found = read_hash_list(written(listed, Form.CSV).encode(), "list")
    assert not found.bad
    assert [replace(entry, place=0) for entry in found.entries] == list(dict.fromkeys(listed))


@given(listed=LISTS, form=st.sampled_from((Form.LINES, Form.BANK)))
def test_signals_come_back(listed: list[HashEntry], form: Form) -> None:
    found = read_hash_list(written(listed, form).encode(), "list")
    assert not found.bad
    assert [replace(entry, place=0) for entry in found.entries] == bare(listed)


@given(entry=entries())
def test_a_signal_comes_back(entry: HashEntry) -> None:
    assert read_signal(entry.signal, write_signal(entry)) == (entry.value, entry.frames)


@given(listed=LISTS)
def test_no_cell_is_a_formula(listed: list[HashEntry]) -> None:
    for row in csv.reader(io.StringIO(written(listed, Form.CSV))):
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
            assert ";" not in cell


@settings(max_examples=200)
@given(content=st.binary(max_size=600), signal=st.sampled_from((None, *Signal)))
def test_any_bytes_are_read_or_refused(content: bytes, signal: Signal | None) -> None:
    try:
        read_hash_list(content, "list", signal)
    except SourceFormatError:
        return


@given(listed=LISTS, form=st.sampled_from(Form), places=st.lists(
    st.tuples(st.floats(0, 1), st.binary(max_size=3)), max_size=4))  # fmt: skip
def test_damaged_lists_are_read_or_refused(
    listed: list[HashEntry], form: Form, places: list[tuple[float, bytes]]
) -> None:
    content = bytearray(written(listed, form).encode())
    for share, patch in places:
        at = int(share * len(content))
        content[at : at + 2] = patch
    try:
        found = read_hash_list(bytes(content), "list")
    except SourceFormatError:
        return
    assert len(found.bad) == found.n_bad
