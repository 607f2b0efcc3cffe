"""The matrix of evidence and hypotheses: its result follows from it, and people are in it."""

from __future__ import annotations

from typing import Any

import pytest
from attribution_scene import GROUP_OF, campaigns, signs, table
from hypothesis import given
from hypothesis import strategies as st

from undertow.attribution import shipped_hypotheses, weigh_hypotheses
from undertow.attribution.signs import CONTEXT
from undertow.schema import OperationEvidence
from undertow.settings import NoSettings

Row = dict[str, Any]
WORTH = {"CC": 0, "C": 0, "N": 0, "I": 1, "II": 2}
OPEN, FOUND = "coordinated", "coordinated_inauthentic"


def weighed(
    states: dict[str, str], *, verdict: str = FOUND, named: str | None = None
) -> tuple[dict[str, Row], list[Row]]:
    evidence = [] if named is None else [{"sign_group": named, "state": "shown"}]
    results, matrix = weigh_hypotheses(
        campaigns(verdict),
        signs(**states),
        table(OperationEvidence, [{"campaign_id": "c", **row} for row in evidence]),
        NoSettings(),
        rng_seed=0,
    )
    return (
        {row["hypothesis"]: row for row in results.arrow.to_pylist()},
        matrix.arrow.to_pylist(),
    )


def leads(results: dict[str, Row]) -> set[str]:
    return {name for name, row in results.items() if row["rank"] == 1}


def test_six_hypotheses_at_least_and_people_among_them() -> None:
    results, _ = weighed({})
    assert len(results) >= 6
    assert {"grassroots", "commercial-spam", "imitation"} <= {*results}


def test_every_hypothesis_is_told_in_both_languages() -> None:
    for hypothesis in shipped_hypotheses():
        assert hypothesis.name.fr
        assert hypothesis.summary.fr


def test_where_authenticity_is_open_people_lead() -> None:
    found = dict.fromkeys(("near_duplicate_text", "template", "reply_target", "waves"), "shown")
    quiet = dict.fromkeys(("creation_batch", "takeover", "filler"), "not_shown")
    results, _ = weighed(found | quiet, verdict=OPEN)
    assert "grassroots" in leads(results)
    assert leads(results).isdisjoint({"known-operation", "other-state", "domestic-partisans"})


def test_hijacked_accounts_stand_against_people() -> None:
    results, _ = weighed(dict.fromkeys(("takeover", "creation_batch", "filler"), "shown"))
    assert results["grassroots"]["rank"] > results["known-operation"]["rank"] == 1


def test_a_way_of_working_tells_no_state_from_another() -> None:
    everything = dict.fromkeys(GROUP_OF, "shown")
    results, _ = weighed(everything)
    assert results["known-operation"]["rank"] == results["other-state"]["rank"]


def test_what_was_published_tells_an_operation_from_another_state() -> None:
    accounts, _ = weighed({"takeover": "shown"}, named="published")
    assert leads(accounts) == {"known-operation"}
    words, _ = weighed({"takeover": "shown"}, named="quoted")
    assert {"known-operation", "imitation"} <= leads(words)


@pytest.mark.parametrize("verdict", [OPEN, FOUND])
def test_context_and_what_was_not_measured_are_in_no_cell(verdict: str) -> None:
    _, matrix = weighed(
        {"takeover": "not_shown"} | dict.fromkeys(CONTEXT, "shown"), verdict=verdict
    )
    assert {row["item"] for row in matrix} == {"inauthentic", "takeover"}


def test_what_is_alike_under_all_weighs_nothing() -> None:
    _, matrix = weighed({"handle_template": "not_shown"})
    assert {row["weight"] for row in matrix if row["item"] == "handle_template"} == {0.0}


@given(
    states=st.dictionaries(
        st.sampled_from(sorted(GROUP_OF)), st.sampled_from(["shown", "not_shown"])
    ),
    verdict=st.sampled_from([OPEN, FOUND]),
    named=st.sampled_from([None, "published", "quoted"]),
)
def test_results_follow_from_the_matrix(
    states: dict[str, str], verdict: str, named: str | None
) -> None:
    results, matrix = weighed(states, verdict=verdict, named=named)

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
        assert results[name]["n_items"] == len({row["item"] for row in matrix})
    for row in matrix:
        left = sums(row["item"])
        least = min(left.values()) + 1e-9
        assert row["leads_without"].split("|") == sorted(
            n for n, own in left.items() if own <= least
        )
