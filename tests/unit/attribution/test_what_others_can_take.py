"""What others can take over of an operation never lifts a ceiling."""

from __future__ import annotations

from typing import Any

import pytest
from attribution_scene import indicator, linked, match

Row = dict[str, Any]
CRAFT = [indicator("creation_batch", "moderate"), indicator("takeover"), indicator("filler")]
PUBLISHED = indicator("knowledge_matches")
SHOWN = dict.fromkeys(("takeover", "filler", "creation_batch"), "shown")
IDS = [match("x:1"), match("x:2")]
HANDLES = [match("x:1", "account"), match("x:2", "account")]


def test_a_handle_can_be_taken_by_whoever_finds_it_free() -> None:
    link, evidence = linked([PUBLISHED, *CRAFT], SHOWN, matches=HANDLES)
    assert evidence["knowledge-matches"]["sign_group"] == "quoted"
    assert link["likelihood"] == link["ceiling"] == "likely"
    assert link["ceiling_reasons"][0] == "no_account_published"
    by_id, evidence = linked([PUBLISHED, *CRAFT], SHOWN, matches=[*HANDLES, *IDS])
    assert evidence["knowledge-matches"]["sign_group"] == "published"
    assert by_id["likelihood"] == "very_likely"


@pytest.mark.parametrize(("n_members", "ceiling"), [(100, "very_likely"), (101, "likely")])
def test_two_published_accounts_are_few_in_a_large_campaign(n_members: int, ceiling: str) -> None:
    members = [f"x:{i}" for i in range(1, n_members + 1)]
    link, _ = linked([PUBLISHED, *CRAFT], SHOWN, matches=IDS, members=members)
    assert link["ceiling"] == ceiling
    assert (link["ceiling_reasons"][0] == "few_accounts_published") == (ceiling == "likely")
    # However many members were left out, as many kinds of evidence agree.
    assert link["confidence"] == "moderate"


def test_one_sign_is_one_piece_of_evidence_however_many_indicators_name_it() -> None:
    twice = [*CRAFT, indicator("takeover", indicator_id="again"), PUBLISHED]
    _, evidence = linked(twice, SHOWN, matches=IDS)
    without = {name: state for name, state in SHOWN.items() if name != "takeover"}
    link, _ = linked(twice, without, matches=IDS)
    for name in ("takeover", "again"):
        assert evidence[name]["likelihood_without"] == link["likelihood"]
        assert evidence[name]["confidence_without"] == link["confidence"]
