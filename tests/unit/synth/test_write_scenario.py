"""What `write_scenario` promises: bytes, sizes, labels apart, truth that fits the captures."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from undertow.errors import InputError
from undertow.ingest.formats.canonical import map_json
from undertow.synth import DEMO_2023, SCENARIOS, ScenarioTruth, load_truth, write_scenario
from undertow.targets import read_register

HARD_NEGATIVES = {"petition", "syndication", "fan_raid", "diaspora_protest", "activists"}
Records = list[dict[str, Any]]


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_same_seed_gives_same_bytes(small: ScenarioTruth, tmp_path: Path) -> None:
    again = write_scenario("demo-2023", tmp_path / "b", seed=7, scale=0.05)
    assert files_of(again.register.parent) == files_of(small.register.parent)


def test_another_seed_gives_other_bytes(small: ScenarioTruth, tmp_path: Path) -> None:
    other = write_scenario("demo-2023", tmp_path / "b", seed=8, scale=0.05)
    assert other.register.read_bytes() != small.register.read_bytes()
    assert other.captures[0].read_bytes() != small.captures[0].read_bytes()


def test_every_capture_record_is_accepted_as_canonical(small: ScenarioTruth) -> None:
    seen = set()
    for path in small.captures:
        for line in path.read_bytes().splitlines():
            (accepted,) = map_json(line)
            assert accepted.record.platform == path.stem
            seen.add(accepted.record.record_uid)
    assert len(seen) == sum(small.n_posts.values()), "ids are unique per platform"


@pytest.mark.parametrize(("scenario", "least"), [("small", 6), ("mini", 4)])
def test_platforms_and_ratio(scenario: str, least: int, request: pytest.FixtureRequest) -> None:
    truth: ScenarioTruth = request.getfixturevalue(scenario)
    assert len(truth.captures) >= least
    network = truth.n_posts["network"]
    assert sum(truth.n_posts.values()) - network >= 20 * network


def test_truth_labels_exactly_the_accounts_in_the_captures(
    mini: ScenarioTruth, records: Records
) -> None:
    assert {f"{r['platform']}:{r['author_id']}" for r in records} == set(mini.accounts)


def test_labels_stay_out_of_captures_and_register(small: ScenarioTruth) -> None:
    labels = {label.role for label in small.accounts.values()} | {
        label.group for label in small.accounts.values()
    }
    allowed = set(_canonical_fields())
    for path in small.captures:
        for line in path.read_bytes().splitlines():
            record = json.loads(line)
            assert set(record) <= allowed
            kept = {k: v for k, v in record.items() if k not in ("text", "author_description")}
            assert not labels & {str(value) for value in kept.values()}
    with small.register.open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle))
    assert {name for name in header if not name.startswith("handle_")} == {
        *("target_id", "name", "party", "province", "riding", "language", "email", "aliases")
    }


def test_fields_are_missing_by_platform_not_by_label(mini: ScenarioTruth, records: Records) -> None:
    for platform in ("x", "youtube"):
        shapes: dict[bool, set[frozenset[str]]] = {True: set(), False: set()}
        for record in records:
            if record["platform"] == platform and record["kind"] in ("reply", "comment"):
                planted = f"{platform}:{record['author_id']}" in mini.network
                shapes[planted].add(frozenset(record))
        assert shapes[True] <= shapes[False]


def test_register_is_read_and_holds_every_target(mini: ScenarioTruth) -> None:
    targets = read_register(mini.register).arrow.to_pylist()
    knobs = SCENARIOS["mini"]
    assert len(targets) == knobs.officials.officials
    assert len(mini.target_ids) == knobs.campaign.targets
    assert set(mini.target_ids) <= {row["target_id"] for row in targets}
    assert all(row["email"].endswith(".invalid") for row in targets)
    assert {row["language"] for row in targets} == {"en", "fr", None}
    aliases = [alias for row in targets for alias in row["aliases"]]
    assert len(set(aliases)) == len(aliases), "an alias names one official"
    assert any(ord(alias[0]) >= 0x4E00 for alias in aliases)


def test_hard_negatives_have_the_sizes_of_their_knobs(mini: ScenarioTruth) -> None:
    knobs = SCENARIOS["mini"]
    assert mini.n_accounts("petition", "writer") == knobs.petition.people
    assert mini.n_accounts("syndication", "outlet") == knobs.syndication.outlets
    assert mini.n_accounts("syndication", "sharer") > knobs.syndication.outlets
    assert mini.n_accounts("fan_raid", "fan") == knobs.fan_raid.fans
    assert mini.n_accounts("diaspora_protest") == knobs.diaspora_protest.people
    assert mini.n_accounts("activists", "volunteer") == knobs.activists.people
    assert {label.group for label in mini.accounts.values()} == HARD_NEGATIVES | {
        *("network", "organic", "officials", "media")
    }


def test_network_has_the_size_and_mix_of_its_knobs(mini: ScenarioTruth) -> None:
    knobs = SCENARIOS["mini"].campaign
    n = knobs.accounts
    assert mini.n_accounts("network") == n == len(mini.network)
    assert mini.n_accounts("network", "new") == round(n * knobs.new_share)
    assert mini.n_accounts("network", "hijacked") == round(n * knobs.hijacked_share)
    summary = json.loads((mini.register.parent / "truth/campaigns.json").read_text("utf-8"))
    assert summary["campaigns"]["network"]["n_posts"] == knobs.posts


def test_dates_follow_the_knobs(small: ScenarioTruth) -> None:
    planted, knobs = small.planted, DEMO_2023.campaign
    assert knobs is not None
    assert planted.onset.date() == knobs.onset.date()
    assert planted.end.date() == knobs.end.date()
    assert [wave.kind for wave in planted.waves].count("surge") == 1
    assert (planted.surge_start, planted.surge_end) == (knobs.surge.start, knobs.surge.end)


def test_truth_can_be_loaded_again(small: ScenarioTruth) -> None:
    assert load_truth(small.register.parent) == small


def test_own_knobs(tmp_path: Path) -> None:
    knobs = replace(DEMO_2023, name="own", fan_raid=replace(DEMO_2023.fan_raid, fans=900))
    truth = write_scenario(knobs, tmp_path / "own", seed=1, scale=0.05)
    assert truth.scenario == "own"
    assert truth.n_accounts("fan_raid") == 45


@pytest.mark.parametrize(
    ("scenario", "seed", "scale", "message"),
    [
        ("demo-2032", 1, 1.0, "demo-2023, everyday"),
        ("mini", 1, 0.0, "scale"),
        ("mini", 1, 21.0, "scale"),
        ("mini", -1, 1.0, "seed"),
    ],
)
def test_what_cannot_be_asked_for(
    scenario: str, seed: int, scale: float, message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=message):
        write_scenario(scenario, tmp_path / "out", seed=seed, scale=scale)
    assert not (tmp_path / "out").exists()


def test_an_occupied_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("mine")
    with pytest.raises(InputError, match="not an empty folder"):
        write_scenario("mini", tmp_path, seed=1)


def test_a_folder_without_truth_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="undertow synth"):
        load_truth(tmp_path)


def test_an_unwritable_place_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="cannot be written"):
        write_scenario("mini", tmp_path / "file" / "out", seed=1, scale=0.1)


def _canonical_fields() -> tuple[str, ...]:
    from undertow.ingest.record import CanonicalRecord

    return CanonicalRecord.__struct_fields__
