"""The matrix of evidence and hypotheses: its result follows from it, and people are in it."""

from __future__ import annotations

from typing import Any

import pytest
from attribution_scene import campaigns, signs, table

from undertow.attribution import shipped_hypotheses, weigh_hypotheses
from undertow.schema import Explanations, OperationEvidence
from undertow.settings import NoSettings

Row = dict[str, Any]
WORTH = {"CC": 0, "C": 0, "N": 0, "I": 1, "II": 2}


def weighed(
    states: dict[str, str],
    *,
    holds: tuple[str, ...] = (),
    measured: tuple[str, ...] = ("innocent", "commercial"),
    published: str | None = None,
) -> tuple[dict[str, Row], list[Row]]:
    explanations = [
        {"community_id": "g", "explanation": name, "reading": name, "holds": name in holds}
        for name in measured
    ]
    evidence = [] if published is None else [{"sign_group": "published", "state": published}]
    results, matrix = weigh_hypotheses(
        campaigns(),
        signs(**states),
        table(Explanations, explanations),
        table(OperationEvidence, [{"campaign_id": "c", **row} for row in evidence]),
        NoSettings(),
        rng_seed=0,
    )
    return (
        {row["hypothesis"]: row for row in results.arrow.to_pylist()},
        matrix.arrow.to_pylist(),
    )


def test_six_hypotheses_at_least_and_people_among_them() -> None:
    results, _ = weighed({})
    assert len(results) >= 6
    assert {"grassroots", "commercial-spam", "imitation"} <= {*results}


def test_every_hypothesis_is_told_in_both_languages() -> None:
    for hypothesis in shipped_hypotheses():
        assert hypothesis.name.fr
        assert hypothesis.summary.fr


def test_a_petition_is_people_first() -> None:
    found = dict.fromkeys(("near_duplicate_text", "template", "reply_target", "waves"), "shown")
    quiet = dict.fromkeys(("creation_batch", "takeover", "filler"), "not_shown")
    results, _ = weighed(found | quiet, holds=("innocent",))
    assert [name for name, row in results.items() if row["rank"] == 1] == ["grassroots"]


def test_hijacked_accounts_stand_against_people() -> None:
    results, _ = weighed(dict.fromkeys(("takeover", "creation_batch", "filler"), "shown"))
    assert results["grassroots"]["rank"] > results["known-operation"]["rank"] == 1


def test_spam_is_spam() -> None:
    states = dict.fromkeys(("creation_batch", "url", "near_duplicate_text"), "shown")
    results, _ = weighed(states, holds=("commercial",))
    assert [name for name, row in results.items() if row["rank"] == 1] == ["commercial-spam"]


def test_what_was_published_tells_an_operation_from_another_state() -> None:
    states = dict.fromkeys(("takeover", "platforms"), "shown")
    with_it, _ = weighed(states, published="shown")
    assert with_it["other-state"]["rank"] > with_it["known-operation"]["rank"]
    without, _ = weighed(states, published="not_shown")
    assert without["known-operation"]["rank"] > without["other-state"]["rank"]
    unknown, matrix = weighed(states)
    assert unknown["known-operation"]["rank"] == unknown["other-state"]["rank"]
    assert "published" not in {row["item"] for row in matrix}


def test_what_was_not_measured_is_in_no_cell() -> None:
    _, matrix = weighed({"takeover": "not_shown"}, measured=())
    assert {row["item"] for row in matrix} == {"takeover"}


@pytest.mark.parametrize("published", [None, "shown", "not_shown"])
def test_results_follow_from_the_matrix(published: str | None) -> None:
    states = dict.fromkeys(("takeover", "filler", "platforms", "waves"), "shown") | {
        "url": "not_shown"
    }
    results, matrix = weighed(states, published=published)
    items = {row["item"] for row in matrix}

    def sums(without: str = "") -> dict[str, float]:
        return {
            name: sum(
                WORTH[row["rating"]] * row["weight"]
                for row in matrix
                if row["hypothesis"] == name and row["item"] != without
            )
            for name in results
        }

    for name, total in sums().items():
        assert results[name]["inconsistency"] == pytest.approx(total)
        assert results[name]["rank"] == 1 + sum(other < total - 1e-9 for other in sums().values())
        assert results[name]["n_items"] == len(items)
    for row in matrix:
        left = sums(row["item"])
        leads = sorted(name for name, own in left.items() if own <= min(left.values()) + 1e-9)
        assert row["leads_without"].split("|") == leads
