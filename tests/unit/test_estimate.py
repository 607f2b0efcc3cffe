"""How long an analysis will still take."""

from __future__ import annotations

import pytest

from undertow.cli.estimate import Estimate, _weight, told
from undertow.stages import STAGES


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_nothing_is_said_before_anything_is_known(clock: Clock) -> None:
    estimate = Estimate(STAGES, clock)
    assert (estimate.share, estimate.left_s) == (0, None)
    estimate.start(STAGES[0], False)
    clock.now += 60
    assert (estimate.share, estimate.left_s) == (0, None)
    assert told(None) == ""


def test_time_goes_with_the_weight_of_what_is_done(clock: Clock) -> None:
    estimate = Estimate(STAGES, clock)
    for stage in STAGES:
        estimate.start(stage, False)
        left = estimate.left_s
        if left is not None:
            spent = clock.now - 100
            assert left == pytest.approx(spent * (1 - estimate.share) / estimate.share)
        clock.now += 10
    assert estimate.position == len(STAGES)
    assert 0.9 < estimate.share < 1


def test_a_report_moves_within_a_stage(clock: Clock) -> None:
    estimate = Estimate(STAGES, clock)
    estimate.start(STAGES[0], True)
    estimate.start(STAGES[1], False)
    before = estimate.share
    estimate.report(1, 2)
    half = estimate.share
    estimate.report(5, 2)
    whole = estimate.share
    assert before < half < whole
    assert half - before == pytest.approx(whole - half)
    estimate.start(STAGES[2], False)
    assert estimate.share == pytest.approx(whole)


def test_skipped_stages_cost_no_time(clock: Clock) -> None:
    estimate = Estimate(STAGES, clock)
    for stage in STAGES[:-2]:
        estimate.start(stage, True)
    estimate.start(STAGES[-2], False)
    clock.now += 30
    estimate.start(STAGES[-1], False)
    assert estimate.left_s == pytest.approx(30 * _weight(STAGES[-1]) / _weight(STAGES[-2]))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (3.0, "less than a minute left"),
        (61.0, "about 1 min left"),
        (3600.0, "about 60 min left"),
        (9000.0, "about 2.5 h left"),
    ],
)
def test_it_is_told_as_a_person_would(seconds: float, text: str) -> None:
    assert told(seconds) == text
