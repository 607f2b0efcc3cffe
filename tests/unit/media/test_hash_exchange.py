"""Hash lists: the forms of the ThreatExchange tools, what is set aside, what matches."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
from media_rows import media_table

from undertow.errors import SourceFormatError
from undertow.media.exchange.entry import Category, Frame, HashEntry, Signal
from undertow.media.exchange.matching import HashMatch, match_list, near_pairs
from undertow.media.exchange.reading import HashList, read_hash_list
from undertow.media.exchange.writing import Form, contents, write_hash_list
from undertow.schema import MediaFacts, MediaFiles, MediaHashes
from undertow.settings import MediaSettings

# An example of python-threatexchange (PdqSignal.get_examples).
PDQ = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"
MD5, SHA = "0123456789abcdef" * 2, "0123456789abcdef" * 4
PICTURE, CLIP, SOUND = ("1" * 64, "2" * 64, "3" * 64)
SETTINGS = MediaSettings()


def flipped(pdq: str, n_bits: int) -> str:
    """Return a hash that differs in so many bits, spread over it."""
    value = int(pdq, 16)
    for bit in range(n_bits):
        value ^= 1 << (bit * 8 % 256 + bit * 8 // 256)
    return f"{value:064x}"


def random_pdq(seed: int) -> str:
    return np.random.default_rng(seed).bytes(32).hex()


FRAMES = [random_pdq(seed) for seed in range(10)]


FILES = media_table(
    MediaFiles,
    [
        {"media_uid": PICTURE, "kind": "image"},
        {"media_uid": CLIP, "kind": "video"},
        {"media_uid": SOUND, "kind": "audio"},
    ],
)
FACTS = media_table(
    MediaFacts, [{"media_uid": CLIP, "source": "file", "position": 0, "name": "md5", "value": MD5}]
)
HASHES = media_table(
    MediaHashes,
    [
        {"media_uid": PICTURE, "frame": 0, "quality": 100, "pdq": PDQ},
        *(
            {"media_uid": CLIP, "frame": n, "at_s": n / 2, "quality": 90, "pdq": pdq}
            for n, pdq in enumerate(FRAMES)
        ),
        {"media_uid": CLIP, "frame": 10, "at_s": 5.0, "quality": 10, "pdq": "0" * 64},
        {"media_uid": CLIP, "frame": 11, "at_s": 5.2, "quality": 90},
    ],
)


def read(text: str, signal: Signal | None = None) -> HashList:
    return read_hash_list(text.encode(), "list.csv", signal)


def matches(*entries: HashEntry, settings: MediaSettings = SETTINGS) -> list[HashMatch]:
    return match_list(entries, FILES, FACTS, HASHES, settings)


def video(*pdqs: str, quality: int = 80) -> HashEntry:
    frames = tuple(Frame(pdq, quality, float(at)) for at, pdq in enumerate(pdqs))
    return HashEntry(Signal.VPDQ, "", frames, place=7)


def test_the_csv_of_threatexchange() -> None:
    signal = json.dumps([f"{PDQ},100,0.000", f"{PDQ},49,1.5"])
    rows = [
        ("signal_type", "signal_str", "collab", "category", "tags"),
        ("pdq", PDQ.upper(), "C1", "POSITIVE_CLASS", "a b"),
        ("video_md5", MD5, "C1", "INVESTIGATION_SEED", ""),
        ("vpdq", signal, "'=cmd()", "NEGATIVE_CLASS", "x"),
        ("raw_text", "a bad text", "C1", "POSITIVE_CLASS", ""),
        ("pdq", "0" * 32, "C1", "POSITIVE_CLASS", ""),
        ("pdq", PDQ, "C1", "OTHER", ""),
    ]
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    found = read(written.getvalue())
    assert found.form == "threatexchange-csv"
    assert [(e.signal, e.category, e.collab, e.tags, e.place) for e in found.entries] == [
        (Signal.PDQ, Category.POSITIVE, "C1", ("a", "b"), 2),
        (Signal.MD5, Category.SEED, "C1", (), 3),
        (Signal.VPDQ, Category.NEGATIVE, "=cmd()", ("x",), 4),
    ]
    assert found.entries[2].frames == (Frame(PDQ, 100, 0.0), Frame(PDQ, 49, 1.5))
    assert [bad.place for bad in found.bad] == [5, 6, 7]
    assert found.n_bad == 3
    assert PDQ not in str(found.bad)


def test_columns_may_stand_in_the_order_of_former_versions() -> None:
    found = read(f"collab,signal_type,signal_str,category,tags\r\nC,pdq,{PDQ},POSITIVE_CLASS,\r\n")
    assert [(e.value, e.collab) for e in found.entries] == [(PDQ, "C")]


def test_lines_of_a_local_exchange() -> None:
    found = read(f"pdq {PDQ}\n\nvideo_md5 {MD5}\nurl https://example.org\npdq {PDQ}\n")
    assert found.form == "threatexchange-lines"
    assert [(e.signal, e.place) for e in found.entries] == [(Signal.PDQ, 1), (Signal.MD5, 3)]
    assert dict(found.reasons) == {"a signal of a type that is not compared": 1}


def test_signals_of_a_bank_of_hma() -> None:
    lines = [json.dumps({"pdq": PDQ, "video_md5": MD5}), "[]", "{", json.dumps({"pdq": 5})]
    found = read("\n".join(lines))
    assert found.form == "hma-json"
    assert [e.signal for e in found.entries] == [Signal.PDQ, Signal.MD5]
    assert [bad.place for bad in found.bad] == [2, 3, 4]


def test_lines_of_the_hashers() -> None:
    pictures = read(f"{PDQ},100,a,b.jpg\n{PDQ[::-1]},12,flat.jpg\nnothing\n")
    assert pictures.form == "pdq-lines"
    assert [e.value for e in pictures.entries] == [PDQ]
    assert pictures.n_bad == 2
    clip = read(f"0,100,{PDQ},0.000\n30,80,{PDQ[::-1]},1.001\n60,x,{PDQ},2.0\n")
    assert clip.form == "vpdq-lines"
    assert [e.frames for e in clip.entries] == [
        (Frame(PDQ, 100, 0.0), Frame(PDQ[::-1], 80, 1.001))
    ]  # fmt: skip
    assert [bad.place for bad in clip.bad] == [3]


def test_former_vpdq_json_is_read() -> None:
    former = json.dumps({"0": {"quality": 90, "hash": PDQ, "timestamp": 0.5}})
    found = read(former, Signal.VPDQ)
    # Without a type it is a JSON object of signals of unknown types.
    assert found.form == "hma-json"
    assert read(f"vpdq {former}\n").entries[0].frames == (Frame(PDQ, 90, 0.5),)


def test_bare_hashes_need_their_kind() -> None:
    assert [e.signal for e in read(f"{MD5}\n").entries] == [Signal.MD5]
    assert [e.signal for e in read(f"{SHA}\n", Signal.SHA256).entries] == [Signal.SHA256]
    with pytest.raises(SourceFormatError, match=r"list\.csv:1: .*pdq or sha256"):
        read(f"{SHA}\n")


@pytest.mark.parametrize("text", ["", "\n\n", "<html>", "a,b,c\n1,2,3\n", "hello world\n"])
def test_what_is_no_list(text: str) -> None:
    with pytest.raises(SourceFormatError, match="known are the CSV"):
        read(text)


@pytest.mark.parametrize(
    "signal",
    [
        "", "[]", "{}", "5", "[5]", '["a,b"]', "[" * 100_000, f'["{PDQ},101,0"]',
        f'["{PDQ},١,0"]', f'["{PDQ},50,nan"]', f'["{PDQ},50,-1"]', f'["{PDQ},50,1e999"]',
        '[Infinity]', f'["{PDQ[:-1]}g,50,1"]', '{"0": {"quality": 1}}',
        f'{{"0": {{"quality": 90, "hash": "{PDQ}", "timestamp": 1e308}}}}',
    ],
)  # fmt: skip
def test_wrong_vpdq_signals_are_set_aside(signal: str) -> None:
    found = read(f"pdq {PDQ}\nvpdq {signal}\n")
    assert len(found.entries) == 1
    assert found.n_bad == 1


def test_exact_hashes_match() -> None:
    found = matches(HashEntry(Signal.MD5, MD5), HashEntry(Signal.SHA256, SOUND))
    assert [(m.media_uid, m.distance, m.share_file) for m in found] == [
        (CLIP, None, 1.0), (SOUND, None, 1.0),
    ]  # fmt: skip


@pytest.mark.parametrize(("n_bits", "is_found"), [(0, True), (31, True), (32, False)])
def test_pictures_match_within_the_distance(n_bits: int, is_found: bool) -> None:
    found = matches(HashEntry(Signal.PDQ, flipped(PDQ, n_bits)))
    assert [(m.media_uid, m.distance) for m in found] == ([(PICTURE, n_bits)] if is_found else [])


def test_a_picture_is_found_in_a_video() -> None:
    (found,) = matches(HashEntry(Signal.PDQ, FRAMES[3]))
    assert (found.media_uid, found.n_matched) == (CLIP, 1)
    assert (found.share_entry, found.share_file) == (1.0, 0.1)


def test_videos_match_by_the_share_of_the_shorter() -> None:
    others = [random_pdq(seed) for seed in range(100, 120)]
    (whole,) = matches(video(*FRAMES[2:6]))
    assert (whole.share_entry, whole.share_file, whole.n_matched) == (1.0, 0.4, 4)
    assert matches(video(*FRAMES[:1], *others[:2])) == []
    (part,) = matches(video(*FRAMES[:6], *others))
    assert (part.share_file, round(part.share_entry, 3)) == (0.6, 0.231)
    assert matches(video(*FRAMES[:4], *others)) == []


def test_flat_frames_and_test_data_match_nothing() -> None:
    assert matches(HashEntry(Signal.PDQ, "0" * 64)) == []
    assert matches(video(*FRAMES, quality=49)) == []
    assert matches(HashEntry(Signal.PDQ, PDQ, category=Category.NEGATIVE)) == []
    assert matches() == []


@pytest.mark.parametrize("max_distance", [0, 15, 31])
def test_words_lead_to_all_that_comparing_all_finds(max_distance: int) -> None:
    rng = np.random.default_rng(7)
    known = rng.integers(0, 256, (400, 32), dtype=np.uint8)
    queries = known[:60].copy()
    for n_bits, row in enumerate(queries):
        at = rng.choice(256, size=n_bits % 36, replace=False)
        row ^= np.packbits(np.isin(np.arange(256), at))
    exact, by_words = (
        sorted(near_pairs(queries, known, max_distance, flat_up_to=limit)) for limit in (1000, 0)
    )
    bits = np.unpackbits(queries[:, None] ^ known[None], axis=2).sum(axis=2)
    expected = [(int(a), int(b), int(bits[a, b])) for a, b in np.argwhere(bits <= max_distance)]
    assert exact == by_words == expected


def test_what_is_handed_out() -> None:
    uids = [PICTURE, CLIP, SOUND, "9" * 64]
    listed = contents(FILES, FACTS, HASHES, uids, SETTINGS, collab="=A\u202e;B", tags="t1 t2")
    assert [(c.media_uid, [e.signal for e in c.entries]) for c in listed] == [
        (PICTURE, [Signal.PDQ]),
        (CLIP, [Signal.VPDQ, Signal.MD5, Signal.SHA256]),
    ]
    assert len(listed[1].entries[0].frames) == len(FRAMES)
    rows = list(csv.DictReader(io.StringIO(write_hash_list(listed, Form.CSV))))
    assert {row["collab"] for row in rows} == {"'=A B"}
    assert [row["signal_type"] for row in rows] == ["pdq", "vpdq", "video_md5", "video_sha256"]
    assert json.loads(rows[1]["signal_str"])[3] == f"{FRAMES[3]},90,1.500"


@pytest.mark.parametrize("form", list(Form))
def test_what_is_handed_out_is_found_again(form: Form) -> None:
    listed = contents(FILES, FACTS, HASHES, [PICTURE, CLIP], SETTINGS)
    found = read(write_hash_list(listed, form))
    assert not found.bad
    again = matches(*found.entries)
    assert sorted((m.media_uid, m.entry.signal) for m in again) == [
        (PICTURE, Signal.PDQ),
        (CLIP, Signal.MD5),
        (CLIP, Signal.SHA256),
        (CLIP, Signal.VPDQ),
    ]
