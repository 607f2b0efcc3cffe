"""What the suites on attribution and time say of results that are known."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from undertow.evaluate.synthetic import SUITES, Headline
from undertow.evaluate.synthetic.replay import DAYS, _cut, first_called, first_in_full
from undertow.synth import ScenarioTruth

LINK = {
    "likelihood": "likely",
    "ceiling": "likely",
    "ceiling_reasons": ["no_account_published"],
    "confidence": "moderate",
}
FLAG: dict[str, Any] = {
    "scenario": "wrong-flag",
    "seed": 1,
    "hypothesis": "imitation",
    "operation": "spamouflage",
    "n_accused": 0,
    "campaigns": [
        {
            "verdict": "coordinated_inauthentic",
            "groups": {"network": 20, "organic": 1},
            "ranks": {"imitation": 1, "grassroots": 6},
            "links": {"spamouflage": LINK},
            "rises": 0,
            "actor": "likely",
            "actor_reasons": ["imitation"],
            "actor_confidence": "moderate",
            "actor_single": "roughly_even",
        }
    ],
}
COPY = FLAG | {"scenario": "copycat"}
PETITION: dict[str, Any] = FLAG | {"scenario": "petition", "hypothesis": "", "campaigns": []}


def headlines(suite: str, *outcomes: dict[str, Any]) -> dict[str, Headline]:
    return {line.measure: line for line in SUITES[suite].report(outcomes).headlines}


def broken(name: str, value: Any) -> set[str]:
    outcome = deepcopy(FLAG)
    own = outcome["campaigns"][0]
    if name == "link":
        own["links"]["spamouflage"]["likelihood"] = value
    else:
        own[name] = value
    found = headlines("attribution", outcome, COPY, PETITION)
    return {measure for measure, line in found.items() if line.is_met is False}


def test_ceilings_that_hold_are_met() -> None:
    found = headlines("attribution", FLAG, COPY, PETITION)
    assert all(line.is_met is not False for line in found.values())
    assert found["wrong-flag: link to the operation"].measured == "1 of 1 campaigns"
    body = SUITES["attribution"].report([FLAG, PETITION]).body
    assert "| wrong-flag | 1 | coordinated_inauthentic | likely | likely | moderate |" in body
    assert "| petition | 1 | no campaign |" in body


def test_each_ceiling_that_is_broken_is_told() -> None:
    assert broken("link", "very_likely") == {"wrong-flag: link to the operation"}
    assert broken("actor", "very_likely") == {"copycat and wrong flag: actor, all evidence"}
    assert broken("actor_single", "likely") == {"actor, one kind of evidence alone"}
    assert broken("rises", 1) == {"indicators whose removal raises confidence"}
    accused = PETITION | {"n_accused": 1}
    found = headlines("attribution", FLAG, COPY, accused)
    assert not found["accounts of a petition or of spam called inauthentic"].is_met


def test_a_scenario_in_which_nothing_was_found_meets_no_promise() -> None:
    found = headlines("attribution", FLAG | {"campaigns": []}, COPY, PETITION)
    assert found["wrong-flag: link to the operation"].is_met is False


def day(number: int, n_called: int, *targets: str) -> dict[str, Any]:
    return {
        "day": number,
        "n_called": n_called,
        "n_false": 0,
        "n_named": 5,
        "n_right": 5,
        "n_targets": 10,
        "targets": list(targets),
    }


def replay(called_from: int, full_from: int) -> list[dict[str, Any]]:
    every = [f"mp-{i}" for i in range(10)]
    return [day(d, int(d >= called_from), *every[: 10 if d >= full_from else 3]) for d in DAYS]


TIMED = {
    "steps": [["captures made", 9.0, 9.0], ["analyze", 3000.0, 700.0], ["approval", 600.0, 5.0]],
    "n_judged": 4,
    "n_drafts": 48,
    "n_approved": 48,
    "n_cores": 2,
    "load": [1.0, 2.0],
}


def test_a_campaign_that_is_lost_again_was_not_found() -> None:
    days = [day(1, 1), day(2, 0), day(3, 1), day(4, 1)]
    assert first_called(days) == 3
    assert first_called([day(1, 1), day(2, 0)]) is None
    assert first_in_full([day(1, 1, "a"), day(2, 1, "a", "b"), day(3, 1, "a", "b")]) == 2
    assert first_in_full([day(1, 1)]) is None


def test_days_and_time_are_held_against_those_of_2023() -> None:
    found = headlines("timeline", *replay(3, 10), TIMED)
    assert all(line.is_met for line in found.values())
    assert found["captures to approved notices, hours of the machine"].measured.startswith("1.00")
    body = SUITES["timeline"].report([*replay(3, 10), TIMED]).body
    assert "| aware of it | 29 | 29 | day 3 |" in body
    assert "| extent known | 15 | 44 | day 10 |" in body
    assert "| all from captures on | 3,600.0 | 705.0 |" in body
    late = headlines("timeline", *replay(36, 36), TIMED | {"n_approved": 47})
    assert {name for name, line in late.items() if not line.is_met} == {
        "found, days after the first post",
        "captures to approved notices, hours of the machine",
    }


def test_what_was_posted_later_is_cut_off(tmp_path: Path) -> None:
    times = ["2023-08-07T10:00:00Z", "2023-08-08T00:00:00Z", "2023-08-09T00:00:00Z"]
    early, late = tmp_path / "x.ndjson", tmp_path / "late.ndjson"
    early.write_text("".join(json.dumps({"created_at": at}) + "\n" for at in times))
    late.write_text(json.dumps({"created_at": times[2]}) + "\n")
    _cut(datetime(2023, 8, 8, tzinfo=UTC), tmp_path, ScenarioTruth(*[None] * 8))  # type: ignore[arg-type]
    assert early.read_text().splitlines() == [json.dumps({"created_at": times[0]})]
    assert not late.exists(), "a platform of which nothing was captured yet"


def test_runs_have_keys_of_their_own() -> None:
    for name in ("attribution", "timeline"):
        keys = [run.key for run in SUITES[name].runs(2)]
        assert len(set(keys)) == len(keys)
