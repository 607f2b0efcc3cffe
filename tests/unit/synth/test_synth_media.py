"""Pictures and videos of scenarios: who posts which, labels apart, and nothing else changed."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from undertow.errors import InputError
from undertow.synth import SCENARIOS, ScenarioTruth, write_scenario
from undertow.synth.media_files import EDITS, media_file
from undertow.synth.media_knobs import MediaKnobs
from undertow.synth.world import Upload

Record = dict[str, Any]

PLATFORMS = ("x", "facebook", "youtube", "instagram")
KNOBS = replace(
    SCENARIOS["mini"],
    media=MediaKnobs(
        videos=2,
        video_share=0.6,
        platforms=PLATFORMS,
        memes=2,
        news_clips=2,
        crowd_clips=1,
        pictures=2,
    ),
)


@pytest.fixture(scope="module")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> ScenarioTruth:
    return write_scenario(KNOBS, tmp_path_factory.mktemp("media") / "out", seed=7)


@pytest.fixture(scope="module")
def captured(scenario: ScenarioTruth) -> list[Record]:
    lines = [line for path in scenario.captures for line in path.read_bytes().splitlines()]
    return list(map(msgspec.json.decode, lines))


def test_nothing_but_media_differs_from_the_scenario_without(
    captured: list[Record], records: list[Record]
) -> None:
    assert all(isinstance(record.pop("media"), list) for record in map(dict, captured))
    bare = [{key: v for key, v in record.items() if key != "media"} for record in captured]
    assert bare == records


def test_files_are_named_by_their_content_and_labelled_apart(
    scenario: ScenarioTruth, captured: list[Record]
) -> None:
    folder = scenario.captures[0].parent
    held = {f"media/{file.name}" for file in (folder / "media").iterdir()}
    assert held == set(scenario.media) == {path for record in captured for path in record["media"]}
    for path in held:
        content = (folder / path).read_bytes()
        assert Path(path).stem == hashlib.sha256(content).hexdigest()[:24]
        assert len(content) < 60_000


def test_videos_of_the_campaign_look_different_on_each_of_four_platforms(
    scenario: ScenarioTruth, captured: list[Record]
) -> None:
    edits: dict[str, set[str]] = defaultdict(set)
    users: dict[str, set[str]] = defaultdict(set)
    for record in captured:
        for path in record["media"]:
            label = scenario.media[path]
            users[label.group].add(
                scenario.accounts[f"{record['platform']}:{record['author_id']}"].group
            )
            if label.group == "network" and record["kind"] != "repost":
                edits[record["platform"]].add(label.edit)
    assert users["network"] == {"network"}
    assert "network" not in users["meme"] | users["news"] | users["own picture"]
    assert set(edits) == set(PLATFORMS)
    assert all(len(own) == 1 for own in edits.values())
    assert len(set.union(*edits.values())) == len(PLATFORMS)


def test_a_picture_of_ones_own_is_posted_once(
    scenario: ScenarioTruth, captured: list[Record]
) -> None:
    n_posts = Counter(
        path for record in captured if record["kind"] != "repost" for path in record["media"]
    )
    own = [n_posts[path] for path, label in scenario.media.items() if label.group == "own picture"]
    assert own == [1, 1]
    memes = [n_posts[path] for path, label in scenario.media.items() if label.group == "meme"]
    assert max(memes) > 20


def test_a_repost_shows_what_its_original_shows(captured: list[Record]) -> None:
    shown = {(record["platform"], record["id"]): record["media"] for record in captured}
    reposts = [record for record in captured if record["kind"] == "repost"]
    pairs = [(r["media"], shown.get((r["platform"], r["repost_of_id"]))) for r in reposts]
    assert all(own == original for own, original in pairs if original is not None)
    assert any(own for own, _ in pairs)


@pytest.mark.parametrize("edit", sorted(EDITS))
def test_the_same_upload_gives_the_same_bytes_and_every_edit_others(edit: str) -> None:
    made = [media_file(seed, Upload("network 0", "video", edit)) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]
    assert (made[0] == media_file(1, Upload("network 0", "video", "as made"))) == (
        edit == "as made"
    )


def test_impossible_media_are_named(tmp_path: Path) -> None:
    assert KNOBS.media is not None
    for media, told in (
        (
            replace(KNOBS.media, platforms=("x", "tiktok")),
            r"media.platforms: nobody is on \['tiktok",
        ),
        (replace(KNOBS.media, meme_share=0.6, news_share=0.6), "news_share: sum to more than 1"),
    ):
        with pytest.raises(InputError, match=told):
            write_scenario(replace(KNOBS, media=media), tmp_path / "out", seed=1)
