"""Nothing but behaviour tells the network from ordinary people: no artefact of the generator does.

A feature leaks when it alone ranks the accounts of the network among the others, in either
direction. Behaviour is no leak: when and how often one posts, what one says and to whom, when one
signed up (which the length of an id tells as well), and how little one is liked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from undertow.evaluate.metrics import roc_auc
from undertow.synth import ScenarioTruth, write_scenario

Rows = list[dict[str, Any]]

# What a capture holds of an account, by a number.
FEATURES: dict[str, Callable[[Rows], float]] = {
    "id beside the date of sign-up": lambda rows: _id_less_date(rows[0]),
    "length of the handle": lambda rows: len(rows[0]["author_handle"]),
    "digits in the handle": lambda rows: sum(c.isdigit() for c in rows[0]["author_handle"]),
    "length of the name": lambda rows: len(rows[0]["author_name"]),
    "has a profile text": lambda rows: "author_description" in rows[0],
    "length of the profile text": lambda rows: len(rows[0].get("author_description") or ""),
    "followers": lambda rows: rows[0].get("author_followers", 0),
    "views without likes": lambda rows: np.mean(
        [r["view_count"] for r in rows if r.get("like_count") == 0 and "view_count" in r] or [12]
    ),
    "second of the minute": lambda rows: np.mean([int(r["created_at"][17:19]) for r in rows]),
    "number of fields": lambda rows: max(len(r) for r in rows),
    "last digits of the post ids": lambda rows: np.mean([int(r["id"][-3:]) for r in rows]),
    "place of the first record": lambda rows: rows[0]["place"] % 97,
}


def _id_less_date(record: dict[str, Any]) -> float:
    """Return what an id says beyond when it was given."""
    return int(record["author_id"]) % 4096


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Rows], ScenarioTruth]:
    """Records of the people on X, within the window; of others the form differs by platform."""
    import msgspec

    folder = tmp_path_factory.mktemp("leaks") / "out"
    truth = write_scenario("demo-2023", folder, seed=4, scale=0.4)
    rows: dict[str, Rows] = defaultdict(list)
    for place, line in enumerate((folder / "captures/x.ndjson").read_bytes().splitlines()):
        record = msgspec.json.decode(line)
        label = truth.accounts[f"x:{record['author_id']}"]
        if record["kind"] == "reply" and label.role not in ("official", "outlet"):
            rows[record["author_id"]].append({**record, "place": place})
    return rows, truth


@pytest.mark.parametrize("feature", sorted(FEATURES))
def test_a_feature_does_not_give_the_network_away(
    feature: str, accounts: tuple[dict[str, Rows], ScenarioTruth]
) -> None:
    rows, truth = accounts
    values = np.array([float(FEATURES[feature](own)) for own in rows.values()])
    planted = np.array([int(f"x:{uid}" in truth.network) for uid in rows])
    assert planted.sum() > 40
    assert abs(roc_auc(values, planted) - 0.5) < 0.15


def test_the_measure_sees_a_leak(accounts: tuple[dict[str, Rows], ScenarioTruth]) -> None:
    rows, truth = accounts
    planted = np.array([int(f"x:{uid}" in truth.network) for uid in rows])
    likes = np.array([-max(r["like_count"] for r in own) for own in rows.values()], float)
    assert roc_auc(likes, planted) > 0.5
    assert roc_auc(planted + 0.0, planted) == 1.0
