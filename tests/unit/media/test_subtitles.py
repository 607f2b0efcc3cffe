"""Subtitles of every format, as they are found beside videos."""

from __future__ import annotations

import pytest

from undertow.media.words.subtitles import (
    MAX_LINE_CHARS,
    MAX_LINES,
    Sidecar,
    decode_subtitles,
    read_packets,
    read_subtitles,
    sidecar,
)

SRT = """\ufeff1
00:00:01,500 --> 00:00:03,000 X1:40
<i>Nobody</i> asked <font color="red">him</font>.
- And nobody will.
 
2
00:01:02,04 --> 00:01:03,000
[applause]
♪ Never again ♪

not a cue
"""

VTT = """WEBVTT Kind: captions; Language: en

STYLE
::cue { color: red }

NOTE a remark
of two lines

intro
00:01.000 --> 00:02.000 align:start
<v Roger Bingham>Fish &amp; chips</v>

01:00:00.000 --> 01:00:01.000
&lt;script&gt;alert(1)&lt;/script&gt;
"""

ASS = """[Script Info]
Title: x
[V4+ Styles]
Format: Name, Fontname
Style: Default,Arial
[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:05.25,0:00:06.00,Default,,0,0,0,,{\\pos(3,4)\\b1}One, two\\Nthree\\hfour
Dialogue: 0,0:00:02.00,0:00:06.00,Default,,0,0,0,,{\\p1}m 0 0 l 9 9{\\p0}
Comment: 0,0:00:01.00,0:00:06.00,Default,,0,0,0,,a note
"""

# What YouTube gives: every line is shown three times while it rolls up.
ROLLING = """WEBVTT

00:00:00.000 --> 00:00:02.000
 
he<00:00:00.500><c> took</c><00:00:01.000><c> the</c>

00:00:02.000 --> 00:00:02.010
he took the
 

00:00:02.010 --> 00:00:04.000
he took the
bribe<00:00:03.000><c> and</c>

00:00:04.000 --> 00:00:04.010
bribe and
 

00:00:04.010 --> 00:00:06.000
bribe and
ran
"""


def test_subrip() -> None:
    assert read_subtitles(SRT, "srt") == [
        (1.5, "Nobody asked him."),
        (1.5, "And nobody will."),
        (62.04, "Never again"),
    ]


def test_webvtt() -> None:
    assert read_subtitles(VTT, "vtt") == [(1.0, "Fish & chips"), (3600.0, "alert(1)")]


def test_advanced_substation() -> None:
    assert read_subtitles(ASS, "ass") == [(5.25, "One, two"), (5.25, "three four")]


def test_lines_that_roll_up_come_once() -> None:
    assert read_subtitles(ROLLING, "vtt") == [
        (0.0, "he took the"),
        (2.01, "bribe and"),
        (4.01, "ran"),
    ]


def test_a_line_that_is_written_word_by_word_comes_once() -> None:
    packets = [(float(i), text) for i, text in enumerate(["we", "we know", "we know you"])]
    assert read_packets(packets, "srt") == [(0.0, "we know you")]


def test_packets_of_streams() -> None:
    packed = [(2.0, "7,0,Default,,0,0,0,,{\\i1}Yes, he did"), (1.0, "short")]
    assert read_packets(packed, "ass") == [(1.0, "short"), (2.0, "Yes, he did")]
    assert read_packets([(0.5, "<b>Yes</b>, he did")], "srt") == [(0.5, "Yes, he did")]


def test_hostile_content_costs_little_and_gives_nothing() -> None:
    cue = "00:00:01.000 --> 00:00:02.000\n"
    assert read_subtitles(cue + "<<b>script>x", "vtt") == [(1.0, "x")]
    assert read_subtitles(cue + "a\u202eb\u200bc\x00d\u2028e", "vtt") == [
        (1.0, "abc d"),
        (1.0, "e"),
    ]
    assert read_subtitles(cue + "<" * 100_000, "vtt")[0][1] == "<" * MAX_LINE_CHARS
    assert len(read_subtitles(cue + "\n".join(map(str, range(50_000))), "vtt")) == 40
    assert len(read_packets([(0.0, str(i)) for i in range(MAX_LINES + 9)], "srt")) == MAX_LINES
    for kind in ("srt", "vtt", "ass"):
        assert read_subtitles("\x00" * 1000 + "-->" * 1000, kind) == []
    with pytest.raises(ValueError, match="srt, vtt, ass"):
        read_subtitles("", "sbv")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a/clip [x1].fr.vtt", Sidecar("clip [x1]", "fr", "vtt")),
        ("clip.zh-Hans.srt", Sidecar("clip", "zh-hans", "srt")),
        ("clip.v2.final.ass", Sidecar("clip.v2.final", "", "ass")),
        ("clip.ssa", Sidecar("clip", "", "ass")),
        ("clip.mp4", None),
        ("x" * 5000, None),
    ],
)
def test_names_of_files_beside_a_video(name: str, expected: Sidecar | None) -> None:
    assert sidecar(name) == expected


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Élu à l’été, ça suffit", "utf-8-sig"),
        ("Élu à l’été, ça suffit", "utf-16"),
        ("Élu à l’été, ça suffit", "cp1252"),
        ("他收了贿赂，大家都知道这件事。", "gb18030"),
        ("他收了贿赂", "utf-8"),
    ],
)
def test_encodings(text: str, encoding: str) -> None:
    assert decode_subtitles(text.encode(encoding)) == text
