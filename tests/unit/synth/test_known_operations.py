"""Copycats, wrong flags and comebacks: what they take over of an operation, and what not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from undertow.attribution.knowledge.published import read_published
from undertow.errors import InputError
from undertow.synth import ScenarioTruth, read_scenario, write_scenario

Record = dict[str, Any]


def made(tmp_path: Path, name: str, scale: float = 0.5) -> ScenarioTruth:
    return write_scenario(name, tmp_path / name, seed=5, scale=scale)


def of_network(truth: ScenarioTruth) -> list[Record]:
    records = [
        msgspec.json.decode(line)
        for path in truth.captures
        for line in path.read_bytes().splitlines()
    ]
    return [r for r in records if f"{r['platform']}:{r['author_id']}" in truth.network]


def observables(truth: ScenarioTruth, kind: str) -> set[str]:
    assert truth.published is not None
    rows = read_published(truth.published.read_bytes())
    return {o.value for row in rows for o in row.observables if o.kind.value == kind}


def test_a_copycat_copies_words_and_nothing_else(tmp_path: Path) -> None:
    truth = made(tmp_path, "copycat")
    texts = observables(truth, "text")
    records = of_network(truth)
    assert truth.hypothesis == "imitation"
    answers = [r for r in records if r["kind"] in ("reply", "comment")]
    assert all(any(text in r["text"] for text in texts) for r in answers)
    # What finds no page to answer becomes a post of one's own.
    assert len(answers) >= 0.95 * len(records), "no filler, no reposts"
    assert {label.role for uid, label in truth.accounts.items() if uid in truth.network} == {
        "bought"
    }
    assert observables(truth, "account_id") == set()
    assert observables(truth, "account").isdisjoint(r["author_handle"] for r in records)


def test_a_wrong_flag_looks_like_the_operation_and_is_none_of_its_accounts(tmp_path: Path) -> None:
    truth = made(tmp_path, "wrong-flag")
    records = of_network(truth)
    handles = {r["author_handle"] for r in records}
    published = observables(truth, "account")
    firsts = {handle.split("_")[0] for handle in published}
    assert sum(handle.split("_")[0] in firsts for handle in handles) >= len(handles) / 3
    assert handles.isdisjoint(published)
    assert observables(truth, "account_id") == set()
    assert any(text in r["text"] for r in records for text in observables(truth, "text"))
    own = [r for r in records if r["kind"] == "post" and r["created_at"] >= "2023-08-07"]
    assert own
    assert all(any("\u4e00" <= char <= "\u9fff" for char in r["text"]) for r in own), "filler"
    echo = [
        line
        for path in truth.captures
        for line in path.read_text("utf-8").splitlines()
        if "Voices from abroad" in line
    ]
    assert len(echo) == 12
    voices = {f"x:{json.loads(line)['author_id']}" for line in echo}
    assert voices.isdisjoint(truth.network)


def test_what_comes_back_was_published_by_native_id(tmp_path: Path) -> None:
    truth = made(tmp_path, "comeback")
    own = {uid.partition(":")[2] for uid in truth.network}
    ids = observables(truth, "account_id")
    assert len(ids) == round(0.2 * len(own))
    assert ids <= own
    assert truth.hypothesis == "known-operation"


def test_the_same_bytes_and_no_label_outside_the_truth(tmp_path: Path) -> None:
    first, second = made(tmp_path / "a", "wrong-flag", 0.2), made(tmp_path / "b", "wrong-flag", 0.2)
    assert first.published is not None
    assert second.published is not None
    assert first.published.read_bytes() == second.published.read_bytes()
    for one, other in zip(first.captures, second.captures, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert b"imitation" not in first.published.read_bytes()


def test_taking_nothing_over_leaves_the_campaign_as_it_was(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('extends = "contested"\nname = "own"\n[known]\noperation = "spamouflage"\n')
    with_list = write_scenario(read_scenario(own), tmp_path / "own", seed=5, scale=0.2)
    without = write_scenario("contested", tmp_path / "contested", seed=5, scale=0.2)
    for one, other in zip(with_list.captures, without.captures, strict=True):
        assert one.read_bytes() == other.read_bytes()
    assert without.published is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('campaign = false\n[known]\noperation = "o"\n', "known: there is no campaign"),
        ('[known]\noperation = " "\n', "known.operation: must be the id"),
        ('[known]\noperation = "o"\ntexts = 6\n', "known.texts: 6 is more than"),
        ('[known]\noperation = "o"\ncopied_share = 1.5\n', "known.copied_share"),
        ('[campaign]\nfiller_language = "xx"\n', "campaign.filler_language"),
    ],
)
def test_an_impossible_knob_is_named(tmp_path: Path, text: str, told: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text(f'extends = "contested"\nname = "own"\n{text}')
    with pytest.raises(InputError, match=told):
        read_scenario(own)
