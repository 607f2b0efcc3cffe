"""Both readings on one scale: log-odds, what is expected, and the margin between them."""

from __future__ import annotations

import math

import pytest
from account_scene import table

from undertow.accounts.explanations.explanation import JOINED, NEWCOMERS
from undertow.accounts.explanations.readings import Sign, read, significant_signs
from undertow.schema import AccountSignals


def test_without_signs_the_better_fit_is_further_ahead() -> None:
    margins = [read(fit, {}, {}, 20).margin for fit in (0.0, 0.5, 1.0)]
    assert margins[0] == 0.0
    assert margins == sorted(margins, reverse=True)
    assert read(1.0, {}, {}, 20).support == pytest.approx(math.log(20.5 / 0.5))


def test_a_sign_counts_for_one_reading_and_against_the_other() -> None:
    found = read(1.0, {"creation_batch": Sign(0.8, 3.0)}, NEWCOMERS, 100)
    assert found.inauthentic_support == pytest.approx(math.log(80.5 / 20.5) + 3.0)
    assert found.support == pytest.approx(math.log(25.5 / 75.5))  # .2 of the members, of .8
    assert found.margin == pytest.approx(found.inauthentic_support - found.support)
    assert not found.covers_members


def test_what_is_expected_stands_against_nothing() -> None:
    young = {"new_account": Sign(0.5, 2.0)}
    assert read(1.0, young, NEWCOMERS, 40) == read(1.0, {}, NEWCOMERS, 40)
    assert read(1.0, young, {}, 40).margin > read(1.0, young, NEWCOMERS, 40).margin
    assert read(1.0, young, {"new_account": 1.0}, 40).margin < 0


def test_signs_are_not_added_up() -> None:
    young, batch = Sign(0.6, 2.0), Sign(0.6, 3.0)
    both = read(0.0, {"new_account": young, "creation_batch": batch}, {}, 40)
    assert both == read(0.0, {"creation_batch": batch}, {}, 40)


def test_few_members_left_over_leave_the_explanation_ahead() -> None:
    found = read(1.0, {"creation_batch": Sign(0.2, 3.0)}, {}, 50)
    assert found.covers_members
    assert found.margin < 0


def test_significant_signs_of_authenticity_only() -> None:
    rows = [
        {"account_uid": f"x:{i}", "signal": signal, "log_lr": log_lr if i < 4 else 0.0}
        for signal, log_lr in (("new_account", 1.5), ("copied_text", 2.0), ("creation_batch", 0.0))
        for i in range(5)
    ]
    plain = {"community_id": "g", "value": 0.0, "community_share": 0.8, "control_share": 0.2}
    signals = table(
        AccountSignals, rows, n_control=50, p_value=0.0, innocent="", evidence=[], **plain
    )
    found = significant_signs(signals.arrow, {"g": 10}, set())
    assert found["g"] == {"new_account": Sign(pytest.approx((0.4 - 0.2) / 0.8), 1.5)}


def test_batch_of_those_who_came_to_act_is_told_apart() -> None:
    rows = [{"account_uid": f"x:{i}", "signal": "creation_batch", "log_lr": 3.0} for i in range(6)]
    plain = {"community_id": "g", "value": 6.0, "community_share": 0.6, "control_share": 0.0}
    signals = table(
        AccountSignals, rows, n_control=50, p_value=0.0, innocent="", evidence=[], **plain
    )
    found = significant_signs(signals.arrow, {"g": 10}, {"x:0", "x:1", "x:9"})
    assert found["g"] == {"creation_batch": Sign(0.4, 3.0), JOINED: Sign(0.2, 3.0)}
