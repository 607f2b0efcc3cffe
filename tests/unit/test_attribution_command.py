"""What a person sees of attribution: every table, on a terminal."""

from __future__ import annotations

import pytest
from attribution_scene import campaigns, indicator, linked, signs, table

from undertow.attribution import shipped_hypotheses, weigh_hypotheses
from undertow.case import Case
from undertow.cli.attribution import Show, _told
from undertow.schema import OperationEvidence
from undertow.settings import NoSettings


def test_each_row_is_said_in_words(case: Case) -> None:
    link, evidence = linked([indicator("takeover"), indicator("filler")], {"takeover": "shown"})
    [(heading, [row])] = _told(Show.links, [link], case, "en")
    assert heading == ""
    assert (row["likelihood"], row["ceiling"]) == (
        "unlikely (20-45 %)",
        "roughly even: nothing published, no account published, machine only",
    )
    assert row["measured"] == "1, 0, 1"
    [(heading, rows)] = _told(Show.indicators, [*evidence.values()], case, "en")
    assert heading == ", o"
    assert {row["state"] for row in rows} == {"shown", "not measured"}
    assert {row["counts"] for row in rows} == {"accounts", "conduct"}


@pytest.mark.parametrize("show", [Show.hypotheses, Show.matrix])
def test_every_hypothesis_is_there(case: Case, show: Show) -> None:
    results, matrix = weigh_hypotheses(
        campaigns(),
        signs(takeover="shown", waves="not_shown"),
        table(OperationEvidence, []),
        NoSettings(),
        rng_seed=0,
    )
    source = results if show is Show.hypotheses else matrix
    [(_, rows)] = _told(show, source.arrow.to_pylist(), case, "en")
    if show is Show.hypotheses:
        assert {row["name"] for row in rows} == {h.name.en for h in shipped_hypotheses()}
        assert [row["rank"] for row in rows] == sorted(row["rank"] for row in rows)
    else:
        assert [row["item"] for row in rows] == [["takeover"], ["inauthentic"], ["waves"]]
        assert {h.id for h in shipped_hypotheses()} <= {*rows[0]}
