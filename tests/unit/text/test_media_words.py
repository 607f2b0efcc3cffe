"""Words in media: subtitle-only campaigns, and material that many share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from engines import ENGINE

from undertow.actions import build_direct_actions
from undertow.media.words.subtitles import read_subtitles
from undertow.schema import (
    MediaGroups,
    MediaSightings,
    MediaTexts,
    PostKeys,
    Posts,
    Table,
    TemplateUses,
)
from undertow.settings import NoSettings, TextSettings
from undertow.text import build_media_words

NOON = datetime(2023, 9, 2, 12, tzinfo=UTC)
SPEECH = (
    "The minister knew of the leak before the vote was called",
    "and three of his staff were paid to say nothing about it",
    "while the committee waited for papers that never came",
)
OTHER = (
    "Today we bake a bread with nothing but water and rye flour",
    "let it rest over night in a warm corner of the kitchen",
    "and it will be twice as large when you come down again",
)
CHINESE = (
    "部长在投票之前就知道泄密的事情",
    "他的三名工作人员收了钱保持沉默",
    "委员会等待的文件从未到来",
)
Row = dict[str, Any]
Build = Callable[..., tuple[list[Row], list[Row]]]


def srt(lines: tuple[str, ...]) -> str:
    return "\n".join(
        f"{i}\n00:00:{3 * i:02d},000 --> 00:00:{3 * i + 2:02d},000\n{line}\n"
        for i, line in enumerate(lines)
    )


@pytest.fixture
def build(rows_of: Any) -> Build:
    """Build the words of posts, each with a file and its subtitles, and the actions on them."""

    def make(*posts: Row, extra: tuple[Row, ...] = ()) -> tuple[list[Row], list[Row]]:
        def table(spec: Any, rows: list[Row]) -> Table[Any]:
            return Table.checked(spec, rows_of(spec, *rows))

        plain = {"kind": "post", "created_precision": "second"}
        uids = [f"x:{i}" for i in range(len(posts))]
        rows = [
            {"post_uid": uid, "account_uid": f"a:{uid}", "created_at": NOON + timedelta(hours=i)}
            | plain
            | {name: post[name] for name in ("kind", "account_uid") if name in post}
            for i, (uid, post) in enumerate(zip(uids, posts, strict=True))
        ]
        lines = {
            (post["media"], post.get("track", ""), at_s): text
            for post in posts
            for at_s, text in read_subtitles(srt(post["said"]), "srt")
        }
        texts = [
            {"media_uid": uid, "source": "subtitles", "track": track, "at_s": at_s, "text": text}
            for (uid, track, at_s), text in lines.items()
        ]
        groups = {post["media"]: post.get("material", post["media"]) for post in posts}
        posted = table(Posts, rows)
        sightings = [
            {"post_uid": uid, "media_uid": post["media"]}
            for uid, post in zip(uids, posts, strict=True)
        ]
        words, uses = build_media_words(
            posted,
            table(MediaTexts, [*texts, *extra]),
            table(MediaSightings, sightings),
            table(MediaGroups, [{"media_uid": m, "media_group": g} for m, g in groups.items()]),
            TextSettings(),
            engine=ENGINE,
            rng_seed=0,
        )
        actions = build_direct_actions(
            posted,
            table(PostKeys, [{"post_uid": uid} for uid in uids]),
            Table.empty(TemplateUses),
            Table.empty(MediaSightings),
            Table.empty(MediaGroups),
            uses,
            NoSettings(),
            engine=ENGINE,
            rng_seed=0,
        )
        return words.arrow.to_pylist(), actions.arrow.to_pylist()

    return make


def varied(lines: tuple[str, ...], i: int) -> tuple[str, ...]:
    """Return lines of which each copy says something else in one place."""
    return (*lines[:-1], f"{lines[-1]} {'once twice thrice again'.split()[i]}")


@pytest.mark.parametrize("lines", [SPEECH, CHINESE], ids=["en", "zh"])
def test_a_campaign_of_subtitles_alone_is_near(build: Build, lines: tuple[str, ...]) -> None:
    campaign = [{"media": f"m{i}", "said": varied(lines, i)} for i in range(4)]
    words, actions = build(*campaign, {"media": "z", "said": OTHER})
    assert len({row["words_group"] for row in words[:4]}) == 1
    assert words[4]["words_group"] is words[4]["near_group"] is None
    assert {row["layer"] for row in actions} == {"media_text"}
    assert [row["post_uid"] for row in actions] == ["x:0", "x:1", "x:2", "x:3"]
    assert {row["object_uid"] for row in actions} == {words[0]["words_group"]}


def test_people_who_share_a_clip_act_once_by_its_words(build: Build) -> None:
    clip = {"said": SPEECH, "material": "clip"}
    crowd = [clip | {"media": f"copy{i}"} for i in range(4)]
    words, actions = build(*crowd)
    # One material: the layer of media tells what they share, and its words tell nothing more.
    assert len({row["words_group"] for row in words}) == 1
    assert [row["post_uid"] for row in actions] == ["x:0"]
    # Somebody reads the same aloud over other pictures: one act of the clip, one of that.
    _, actions = build(*crowd, {"media": "z", "said": varied(SPEECH, 0)})
    assert [row["post_uid"] for row in actions] == ["x:0", "x:4"]


def test_a_film_with_several_tracks_acts_once(build: Build) -> None:
    other = {"media": "b", "said": varied(SPEECH, 1)}
    second = [
        {"media_uid": uid, "source": source, "track": track, "at_s": 0.0, "text": "".join(lines)}
        for uid in "ab"
        for source, track, lines in (("subtitles", "zh", CHINESE), ("ocr", "", OTHER))
    ]
    words, actions = build({"media": "a", "said": SPEECH}, other, extra=tuple(second))
    assert len(actions) == 2
    assert {row["track"]: row["words_group"] for row in words if row["source"] == "ocr"} == {
        "": None
    }
    assert len({row["words_group"] for row in words if row["source"] == "subtitles"}) == 1
    assert len({row["near_group"] for row in words}) == 3


def test_words_in_pictures_count_where_there_are_no_subtitles(build: Build) -> None:
    line = {"source": "ocr", "media_uid": "b", "track": "", "confidence": 0.9, "position": 0}
    # What stays in the picture is read again in each frame.
    read = [line | {"at_s": float(i), "text": text} for i, text in enumerate(SPEECH + SPEECH[:1])]
    words, actions = build(
        {"media": "a", "said": SPEECH}, {"media": "b", "said": ()}, extra=tuple(read)
    )
    assert words[0]["match_key"] == words[1]["match_key"]
    assert len(actions) == 2


def test_a_few_words_and_reposts_mean_nothing(build: Build) -> None:
    few = [{"media": f"m{i}", "said": ("Breaking news from the capital",)} for i in range(3)]
    words, actions = build(*few)
    assert len({row["near_group"] for row in words}) == 1
    assert {row["words_group"] for row in words} == {None}
    assert actions == []
    again = {"media": "b", "said": varied(SPEECH, 1), "kind": "repost"}
    assert build({"media": "a", "said": SPEECH}, again)[1] == []
    assert build({"media": "a", "said": SPEECH}, again | {"account_uid": None})[1] == []


@pytest.mark.parametrize("n_lost", [2, 4])
def test_accents_that_a_reader_of_pictures_lost_do_not_part_two_texts(
    build: Build, n_lost: int
) -> None:
    said = (
        "La députée a été payée à l'étranger et n'a jamais répondu",
        "aux électeurs du Québec, qui méritent la vérité dès demain",
    )
    lost = "".join(said)
    places = [i for i, letter in enumerate(lost) if letter in "éèà"][:: 12 // n_lost][:n_lost]
    read = "".join("eea"["éèà".index(c)] if i in places else c for i, c in enumerate(lost))
    cut = len(said[0])
    words, _ = build(
        {"media": "m0", "said": said}, {"media": "m1", "said": (read[:cut], read[cut:])}
    )
    assert len(places) == n_lost
    assert words[0]["words_group"] is not None
    assert words[0]["words_group"] == words[1]["words_group"]
