"""The algebra of verdicts, and what enters the probability of inauthenticity."""

from __future__ import annotations

from itertools import product
from math import log
from typing import Any

import pytest
from verdict_scene import Findings

from undertow.settings import Settings


def expected(is_validated: bool, explained: bool, has_sign: bool, shows: bool) -> str:
    if not is_validated:
        return "none"
    if explained:
        return "coordinated_explained"
    return "coordinated_inauthentic" if has_sign and shows else "coordinated"


@pytest.mark.parametrize(
    ("is_validated", "explained", "has_sign", "shows"), list(product([False, True], repeat=4))
)
def test_verdict_table(is_validated: bool, explained: bool, has_sign: bool, shows: bool) -> None:
    scene = Findings(holds=explained)
    if is_validated:
        scene.edge("m0", "m9")
    scene.sign("new_account", 2.5 if has_sign else 0.0)
    found = scene.judge()["m0" if shows else "m9"]
    assert found["verdict"] == expected(is_validated, explained, has_sign, shows)


def test_verdict_needs_the_probability() -> None:
    scene = Findings()
    scene.edge("m0", "m1")
    scene.sign("new_account", 0.2, n_shown=2)
    found = scene.judge()["m0"]
    assert found["inauthenticity"] < 0.5
    assert found["verdict"] == "coordinated"
    strict = Settings.parse({"accounts": {"inauthentic_at": 0.1}})
    assert scene.judge(strict)["m0"]["verdict"] == "coordinated_inauthentic"


def test_probability_is_bayes_on_what_the_others_show() -> None:
    """Seven of the nine others show it, where a fifth of ordinary people do; nine more do not."""
    scene = Findings()
    scene.sign("new_account", 1.0, n_shown=8, control_share=0.2)
    prior = ((7 - 0.2 * 9) / 0.8 + 1) / (9 + 10)
    odds = log(prior / (1 - prior)) + 1.0
    found = scene.judge()
    assert log(found["m0"]["inauthenticity"] / (1 - found["m0"]["inauthenticity"])) == (
        pytest.approx(odds)
    )
    assert found["m9"]["inauthenticity"] == pytest.approx(prior)
    assert found["o"]["inauthenticity"] is None


def test_company_alone_is_never_more_than_even_odds() -> None:
    """All of a hundred members were made together: that is no proof against one of them."""
    scene = Findings(n_members=100)
    scene.sign("creation_batch", 3.0, n_shown=100, control_share=0.0)
    found = scene.judge()["m0"]
    assert found["contributions"] == ["prior:+0.00", "creation_batch:+3.00"]
    small = Findings()
    small.sign("creation_batch", 3.0, n_shown=10, control_share=0.0)
    # Nine others of nine, and one of ten that nobody has seen.
    assert small.judge()["m0"]["contributions"] == ["prior:+0.00", "creation_batch:+3.00"]
    small.sign("creation_batch", 3.0, n_shown=4, control_share=0.0)
    small.signals = small.signals[10:]
    assert small.judge()["m9"]["inauthenticity"] == pytest.approx((3 + 1) / (9 + 10))


def test_small_excess_leaves_the_prior() -> None:
    scene = Findings()
    scene.sign("new_account", 1.0, n_shown=2, control_share=0.15)
    assert scene.judge()["m9"]["inauthenticity"] == pytest.approx(0.1)


def test_members_that_were_not_measured_do_not_raise_the_excess() -> None:
    """Eight of ten are known to be new; then two of those were never seen."""
    scene = Findings()
    scene.sign("new_account", 1.0, n_shown=8)
    before = scene.judge()["m9"]["inauthenticity"]
    scene.signals = [row for row in scene.signals if row["account_uid"] not in ("m8", "m9")]
    for row in scene.signals:
        row["community_share"] = 1.0
    assert scene.judge()["m0"]["inauthenticity"] == pytest.approx(
        1 / (1 + (1 - before) / before / 2.718281828459045)
    )


@pytest.mark.parametrize("signal", ["copied_text", "closed_engagement"])
def test_sign_that_genuine_campaigns_show_counts_for_nothing_alone(signal: str) -> None:
    """Signers of a petition copy: that is no probability of their being inauthentic."""
    scene = Findings()
    scene.edge("m0", "m1")
    scene.sign("new_account", 0.0)
    scene.sign(signal, 3.0, n_shown=10)
    found = scene.judge()["m0"]
    assert found["inauthenticity"] == pytest.approx(0.1)
    assert found["verdict"] == "coordinated"
    assert not [reason for reason in found["reasons"] if reason.startswith("sign:")]


def test_sign_that_genuine_campaigns_show_supports_another() -> None:
    scene = Findings()
    scene.edge("m0", "m1")
    scene.sign("new_account", 0.5, n_shown=6)
    alone = scene.judge()["m0"]
    assert alone["verdict"] == "coordinated"
    scene.sign("copied_text", 2.0, n_shown=10)
    both = scene.judge()["m0"]
    assert both["inauthenticity"] > alone["inauthenticity"]
    assert both["verdict"] == "coordinated_inauthentic"
    assert both["reasons"][0] == "sign:new_account"


@pytest.mark.parametrize(
    ("n_shown", "verdict"), [(5, "coordinated"), (8, "coordinated_inauthentic")]
)
def test_company_of_few_accuses_nobody(n_shown: int, verdict: str) -> None:
    """Some were made together; another copies as they do, but shows nothing else itself."""
    scene = Findings()
    scene.edge("m0", "m9")
    scene.sign("creation_batch", 3.0, n_shown=n_shown, control_share=0.0)
    scene.sign("copied_text", 2.25, n_shown=10)
    scene.sign("handle_template", 3.0, n_shown=10)
    found = scene.judge()
    assert found["m0"]["verdict"] == "coordinated_inauthentic"
    assert found["m0"]["reasons"][0] == "sign:creation_batch"
    assert found["m9"]["verdict"] == verdict
    assert ("by_company" == found["m9"]["reasons"][0]) == (verdict != "coordinated")


def test_signs_of_a_genuine_campaign_double_the_odds_and_no_more() -> None:
    scene = Findings()
    scene.sign("creation_batch", 3.0, n_shown=4, control_share=0.0)
    before = scene.judge()
    for name in ("copied_text", "closed_engagement", "handle_template", "dormant_return"):
        scene.sign(name, 3.0, n_shown=10)
    for account, row in scene.judge().items():
        if account != "o":
            was, now = (
                x["inauthenticity"] / (1 - x["inauthenticity"]) for x in (before[account], row)
            )
            assert now == pytest.approx(2 * was)
            assert row["contributions"][-1] == "support_bound:-11.31"


def signed(**rival: Any) -> dict[str, Any]:
    """Judge a member of a community that is inauthentic unless another reading is in the way."""
    scene = Findings(**rival)
    scene.edge("m0", "m1")
    scene.sign("new_account", 3.0)
    return scene.judge()["m0"]


def test_inauthentic_reading_must_be_ahead_by_the_margin() -> None:
    assert signed(margin=1.0)["verdict"] == "coordinated_inauthentic"
    assert signed(margin=0.99)["verdict"] == "coordinated"
    assert signed(margin=0.99)["inauthenticity"] == signed(margin=5.0)["inauthenticity"]


def test_what_was_not_collected_accuses_nobody() -> None:
    found = signed(is_undecided=True)
    assert found["verdict"] == "coordinated"
    assert found["reasons"][0] == "undecided:syndication"


def test_commercial_spam_is_told_as_such_and_stays_coordinated() -> None:
    found = signed(holds=True, reading="commercial")
    assert found["verdict"] == "coordinated"
    assert found["reasons"][0] == "commercial:syndication"
    assert signed(holds=True)["verdict"] == "coordinated_explained"


@pytest.mark.parametrize(
    ("is_undecided", "reason"),
    [(False, "commercial:commercial_spam"), (True, "undecided:commercial_spam")],
)
def test_who_shares_adverts_only_is_not_accused_of_what_the_others_do(
    is_undecided: bool, reason: str
) -> None:
    scene = Findings(member_readings=[{"account_uid": "m1", "is_undecided": is_undecided}])
    scene.edge("m0", "m1")
    scene.sign("new_account", 3.0)
    found = scene.judge()
    assert (found["m1"]["verdict"], found["m1"]["reasons"][0]) == ("coordinated", reason)
    assert found["m0"]["verdict"] == "coordinated_inauthentic"
    assert found["m1"]["inauthenticity"] == found["m0"]["inauthenticity"]


def test_nothing_measured_is_no_probability() -> None:
    scene = Findings()
    scene.edge("m0", "m1")
    found = scene.judge()["m0"]
    assert found["inauthenticity"] is None
    assert found["verdict"] == "coordinated"


def test_lone_edge_outside_a_community_pays_for_all_accounts() -> None:
    """p x 100 partners, then Benjamini-Hochberg over 100 accounts in each of two layers."""
    scene = Findings()
    scene.edge("m0", "o", p=1e-6)
    assert scene.judge()["o"]["verdict"] == "coordinated"
    scene.edges.clear()
    scene.edge("m0", "o", p=1e-5)
    assert scene.judge()["o"]["verdict"] == "none"
    assert scene.judge()["o"]["coordination_q"] == 0.01
    assert scene.judge()["o"]["coordination_score"] == pytest.approx(3.0)


def test_hashtags_validate_no_account() -> None:
    """An event's hashtag is shared by everybody who follows the event."""
    scene = Findings()
    scene.edge("m0", "o", p=1e-5)
    before = scene.judge()["o"]
    scene.edge("m0", "o", p=1e-200, layer="hashtag", q=1e-100)
    found = scene.judge()["o"]
    assert found["verdict"] == "none"
    assert found["coordination_score"] == before["coordination_score"]
    assert found["coordination_q"] == before["coordination_q"]
    assert "pairs:hashtag:1" in found["reasons"]


def test_account_test_validates_alone() -> None:
    scene = Findings()
    scene.tests = [{"account_uid": "o", "p_value": 1e-9, "q_value": 0.01}]
    found = scene.judge()["o"]
    assert (found["verdict"], found["coordination_q"]) == ("coordinated", 0.01)
    assert found["reasons"] == ["copies:3/3"]
    scene.tests[0]["q_value"] = 0.0101
    found = scene.judge()["o"]
    assert (found["verdict"], found["coordination_q"]) == ("none", None)
    assert found["coordination_score"] == pytest.approx(9.0)


def test_reasons_and_places() -> None:
    scene = Findings()
    scene.edge("m0", "m1")
    scene.edge("m0", "m2")
    scene.edge("m0", "m1", layer="reply_target")
    scene.sign("creation_batch", 3.0)
    scene.sign("new_account", 1.0)
    found = scene.judge()
    assert found["m0"]["reasons"] == [
        "sign:creation_batch",
        "sign:new_account",
        "pairs:text:2",
        "pairs:reply_target:1",
    ]
    assert (found["m0"]["campaign_id"], found["m0"]["community_id"]) == ("c-1", "g-1")
    assert (found["o"]["campaign_id"], found["o"]["coordination_strength"]) == (None, None)
    scene.holds, scene.signals = True, []
    assert scene.judge()["m0"]["reasons"][0] == "explained:syndication"


def test_who_carries_a_validated_set_is_coordinated_and_who_was_present_is_not() -> None:
    scene = Findings()
    plain = {"group_id": "text:t", "kind": "text", "object_uid": "t"}
    scene.groups.append(plain | {"p_value": 1e-8, "q_value": 1e-5})
    for account, role in (("m0", "carries"), ("m1", "present"), ("o", "present")):
        scene.group_members.append({"group_id": "text:t", "account_uid": account, "role": role})
    found = scene.judge()
    assert found["m0"]["verdict"] == "coordinated"
    assert found["m0"]["reasons"] == ["group:text:1"]
    assert found["m0"]["coordination_q"] == 1e-5
    assert [found[a]["verdict"] for a in ("m1", "o")] == ["none", "none"]
    assert found["m1"]["coordination_q"] is None
