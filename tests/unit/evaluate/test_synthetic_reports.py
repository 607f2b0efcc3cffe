"""What suites on synthetic corpora say of results that are known."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from undertow.errors import InputError
from undertow.evaluate.synthetic import SUITES, Headline, Report, suite_page, summary_page
from undertow.evaluate.synthetic.curves import KNOBS
from undertow.evaluate.synthetic.missing_data import covers
from undertow.evaluate.synthetic.outcome import overlap
from undertow.synth import CROWDS

PERFECT: dict[str, Any] = {
    "n_accounts": 100,
    "n_posts": 1_000,
    "verdicts": {
        "network": {"coordinated_inauthentic": 10},
        "organic": {"none": 50},
        **{crowd: {"none": 5} for crowd in CROWDS},
    },
    "traits": {
        trait: {"none": 10}
        for trait in ("diaspora", "activist", "Chinese-language", "UTC+8", "the rest")
    },
    "campaigns": [{"verdict": "coordinated_inauthentic", "groups": {"network": 10}}],
    "probability": [[0.9, 1], [0.1, 0]],
    "changes": [
        ["hijacked", 5.0, 1.0, True],
        ["hijacked", 4.0, -9.0, False],
        ["mover", 1.0, 0.0, True],
        ["convert", None, None, None],
        ["returner", 4.5, 0.0, True],
    ],
    "network": {
        "n_planted": 10,
        "n_named": 10,
        "n_right": 10,
        "n_linked": 10,
        "n_linked_right": 10,
        "n_campaigns": 1,
        "n_targets": 4,
        "n_targets_found": 4,
        "n_targets_spurious": 0,
        "recall_at_95": 1.0,
        "tests": {
            "pair test": [2, 2],
            "account test": [3, 1],
            "group test": [8, 8],
            "verdict": [10, 10],
        },
        "range": [40, 60, 50],
        "onset_days": 0.5,
        "end_days": -0.5,
        "surge_iou": 0.9,
    },
    "carriers": {"n_carriers": 30, "n_planted": 8, "n_named": 8, "n_right": 8},
}


def changed(path: str, value: Any) -> dict[str, Any]:
    outcome = deepcopy(PERFECT)
    place: Any = outcome
    *parts, last = path.split("/")
    for part in parts:
        place = place[part]
    place[last] = value
    return outcome


def alone(outcome: dict[str, Any]) -> dict[str, Any]:
    """The same corpus without a campaign."""
    kept = deepcopy(outcome)
    del kept["network"], kept["verdicts"]["network"]
    kept["campaigns"] = [own for own in kept["campaigns"] if "network" not in own["groups"]]
    return kept


def headlines(suite: str, *outcomes: dict[str, Any]) -> dict[str, Headline]:
    return {line.measure: line for line in SUITES[suite].report(outcomes).headlines}


def test_a_perfect_result_keeps_every_promise() -> None:
    for suite in ("golden", "fairness", "floods"):
        assert all(h.is_met is not False for h in headlines(suite, PERFECT).values()), suite


@pytest.mark.parametrize(
    ("path", "value", "broken"),
    [
        ("network/n_right", 5, "account recall"),
        ("network/n_named", 13, "account precision"),
        ("network/n_targets_found", 3, "targets found, none spurious"),
        ("network/n_targets_spurious", 1, "targets found, none spurious"),
        ("network/onset_days", -1.5, "onset within 1 day"),
        ("network/onset_days", None, "onset within 1 day"),
        ("network/end_days", 2.0, "end within 1 day"),
        ("network/surge_iou", 0.7, "surge overlap ≥ 0.8"),
        ("network/n_campaigns", 5, "the campaign is one"),
        (
            "campaigns",
            [{"verdict": "coordinated", "groups": {"fan_raid": 9, "network": 3}}],
            "false campaigns",
        ),
    ],
)
def test_golden_tells_what_was_not_reached(path: str, value: Any, broken: str) -> None:
    found = headlines("golden", PERFECT, changed(path, value))
    assert found[broken].is_met is False


def test_nulls_count_corpora_with_a_campaign() -> None:
    quiet = alone(PERFECT)
    loud = alone(changed("campaigns", [{"verdict": "coordinated", "groups": {"petition": 7}}]))
    few = headlines("nulls", *[quiet] * 19, loud)
    assert all(line.is_met for line in few.values())
    assert "(1 of 20)" in few["corpora without a campaign in which one is found"].measured
    many = headlines("nulls", *[quiet] * 18, loud, loud)
    assert not many["corpora without a campaign in which one is found"].is_met
    assert many["corpora in which one is called inauthentic"].is_met
    assert "| petition | coordinated | 2 |" in SUITES["nulls"].report([loud, loud]).body


def test_one_account_counts_against_a_hard_negative() -> None:
    called = changed("verdicts/fan_raid", {"none": 4, "coordinated_inauthentic": 1})
    found = headlines("hard-negatives", *[alone(PERFECT)] * 3, PERFECT, called)
    told = "{}, {}: corpora in which one account is called inauthentic"
    assert found[told.format("fan_raid", "alone")].is_met
    assert not found[told.format("fan_raid", "beside")].is_met
    assert found[told.format("petition", "beside")].is_met


def test_fairness_compares_with_the_rest() -> None:
    unfair = changed("traits/UTC+8", {"none": 8, "coordinated_inauthentic": 2})
    found = headlines("fairness", unfair)
    assert not found["false positives, UTC+8 accounts"].is_met
    assert found["false positives, diaspora accounts"].is_met


def test_hijack_ranks_accounts_without_a_change_last() -> None:
    found = headlines("hijack", PERFECT)
    assert found["AUC, takeover against move or new interest"].measured.startswith("1.000")
    assert "(1 of 2)" in found["takeovers dated within 7 days"].measured
    assert not found["takeovers dated within 7 days"].is_met


def test_missing_data_compares_with_the_whole_and_looks_at_ranges() -> None:
    runs = SUITES["missing-data"].runs(2)
    assert len(runs) == 18
    outcomes = [deepcopy(PERFECT) for _ in runs]
    assert all(line.is_met for line in headlines("missing-data", *outcomes).values())
    outcomes[2]["network"]["n_right"] = 9  # engagement zero, first seed
    outcomes[-1]["network"]["range"] = [51, 60, 50]  # 80 % by platform, last seed
    found = headlines("missing-data", *outcomes)
    wrong = {name for name, line in found.items() if not line.is_met}
    assert wrong == {
        "recall with engagement zero",
        "80 % of records by platform removed: range covers the truth",
    }


@pytest.mark.parametrize(
    ("low", "high", "holds"), [(1, 9, True), (5, 5, True), (6, 9, False), (1, 4, False)]
)
def test_a_range_covers_what_lies_in_it(low: int, high: int, holds: bool) -> None:
    assert covers(low, high, 5) is holds
    assert not covers(low, None, 5)


def test_media_alone_looks_at_those_who_carry_media() -> None:
    runs = SUITES["media-alone"].runs(2)
    assert len({run.key for run in runs}) == 8
    outcomes = [deepcopy(PERFECT) for _ in runs]
    unmet = [n for n, line in headlines("media-alone", *outcomes).items() if not line.is_met]
    assert unmet == ["without words and threads: recall among carriers"]  # nothing is promised
    outcomes[0]["carriers"]["n_right"] = 0  # whole, first seed: beside it, and no promise
    outcomes[4]["carriers"]["n_named"] = 9  # without words, first seed
    outcomes[5]["network"]["n_targets_spurious"] = 1
    outcomes[7]["carriers"]["n_right"] = 5  # without words and threads, last seed
    outcomes[7]["network"]["n_campaigns"] = 2
    wrong = {n for n, line in headlines("media-alone", *outcomes).items() if not line.is_met}
    assert wrong == {
        "without words: precision among carriers",
        "without words: targets found, none spurious",
        "without words and threads: precision among carriers",
        "without words and threads: recall among carriers",
        "without words and threads: the campaign is one",
    }


def test_curves_have_a_picture_each_that_says_what_it_shows() -> None:
    runs = SUITES["curves"].runs(1)
    assert len({run.key for run in runs}) == len(runs)
    found = SUITES["curves"].report([PERFECT] * len(runs))
    assert len(found.pictures) == len(KNOBS)
    for knob in KNOBS:
        picture = ET.fromstring(found.pictures[f"evaluation-curve-{knob.name}.svg"])
        title, description = picture[0].text, picture[1].text
        assert title is not None
        assert knob.axis in title
        assert description is not None
        assert f"{knob.levels[0]:g}: 1.00" in description
        assert f"images/evaluation-curve-{knob.name}.svg" in found.body


def test_floods_ask_for_recall_at_precision() -> None:
    measure = "accounts of one or two posts: recall of the group test"
    assert headlines("floods", PERFECT)[measure].is_met
    for named, right in ((9, 5), (10, 8), (0, 0)):  # too few, too many wrong, nothing
        outcome = changed("network/tests/group test", [named, right])
        assert not headlines("floods", outcome)[measure].is_met


def test_one_group_in_a_shuffled_copy_is_too_many() -> None:
    copy = {"corpus": "mini", "kind": "within weeks", "n_pairs": 2, "n_named": 1}
    quiet = {**copy, "n_sets": 0, "n_groups": 0, "n_campaigns": 0}
    found = headlines("shuffled", quiet, {**quiet, "n_groups": 1})
    assert not found["shuffled copies with a group"].is_met
    found = headlines("shuffled", quiet, {**quiet, "n_sets": 1})
    assert not found["shuffled copies with a group"].is_met
    assert found["shuffled copies with a campaign"].is_met
    assert (
        "| mini, within weeks | 2 | 4 | 2 | 0 | 0 | 0 |"
        in SUITES["shuffled"].report([quiet] * 2).body
    )


def test_reliability_pools_all_corpora() -> None:
    runs = SUITES["reliability"].runs(2)
    honest = changed("probability", [[0.9, 1]] * 9 + [[0.9, 0], [0.02, 0]])
    vain = changed("probability", [[0.97, 0]] * 30)
    told = headlines("reliability", *[honest] * len(runs))
    assert told["bins of probability that mean what they say"].is_met
    told = headlines("reliability", vain, *[honest] * (len(runs) - 1))
    assert told["bins of probability that mean what they say"].measured.startswith("2 of 3")
    body = SUITES["reliability"].report([honest] * len(runs)).body
    assert "## flood" in body


def test_overlap_is_shared_over_covered() -> None:
    day = [datetime(2023, 9, n, tzinfo=UTC) for n in range(1, 6)]
    assert overlap((day[0], day[2]), (day[1], day[3])) == pytest.approx(1 / 3, abs=1e-4)
    assert overlap((day[0], day[1]), (day[2], day[3])) == 0.0


def test_the_summary_is_the_promises_of_all_pages(tmp_path: Path) -> None:
    for name in ("golden", "nulls"):
        report = Report([Headline(f"{name} works", "always", "1 of 1", True)], "tables\n")
        page = suite_page(SUITES[name], report, "Measured on a day, commit abc.", "undertow x")
        (tmp_path / f"evaluation-{name}.md").write_text(page, "utf-8")
    (tmp_path / "evaluation-other.md").write_text("# Something else\n", "utf-8")
    summary = summary_page(tmp_path)
    assert "| [golden](evaluation-golden.md) | golden works | always | 1 of 1 | yes |" in summary
    assert "| [nulls](evaluation-nulls.md) |" in summary
    assert "- [golden](evaluation-golden.md): Measured on a day, commit abc." in summary
    assert "other" not in summary.split("## Measured")[1]


def test_a_folder_without_pages_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no page of a suite"):
        summary_page(tmp_path)
