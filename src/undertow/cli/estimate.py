"""How long an analysis will still take, from what it has done."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from undertow.pipeline import Stage

# Share of the time that stages take on a case of ordinary shape, in hundredths; the others take
# one each. Only the estimate of what is left rests on it, and what has been measured corrects it.
_WEIGHTS = {
    "merge": 5,
    "text": 12,
    "templates": 5,
    "target_hits": 6,
    "pair_test": 30,
    "claim_groups": 30,
    "claim_support": 5,
    "account_test": 4,
    "account_signals": 4,
    "narratives": 4,
    "threat_screen": 8,
}
# Too early to tell before this much of the work.
_LEAST_SHARE = 0.03


@dataclass(slots=True)
class Estimate:
    """The share of the work that is done, and the time that is left.

    Parameters
    ----------
    stages : sequence of Stage
        Stages in the order in which they run.
    clock : callable
        Seconds since any moment.
    """

    stages: Sequence[Stage]
    clock: Callable[[], float] = time.monotonic
    position: int = 0
    _began: float = 0.0
    _skipped: float = 0.0
    _passed: float = 0.0
    _current: float = 0.0
    _fraction: float = 0.0
    _is_skipped: bool = field(default=False)

    def start(self, stage: Stage, is_skipped: bool) -> None:
        """Note that a stage begins, and that the one before has ended."""
        if self.position == 0:
            self._began = self.clock()
        self._end()
        self.position += 1
        self._current, self._is_skipped = _weight(stage), is_skipped

    def report(self, done: int, total: int) -> None:
        """Say how much of its own work the present stage has done."""
        self._fraction = min(done / total, 1.0) if total > 0 else 0.0

    @property
    def share(self) -> float:
        """Share of the work that is done, stages that need not run included; 0 to 1."""
        every = sum(map(_weight, self.stages))
        return (self._skipped + self._passed + self._current * self._fraction) / every

    @property
    def left_s(self) -> float | None:
        """Seconds that are left, or None where it is too early to tell.

        Stages that are yet to come are taken to run; those that need not make it shorter.
        """
        every = sum(map(_weight, self.stages)) - self._skipped
        worked = self._passed + self._current * self._fraction
        if every <= 0 or worked < _LEAST_SHARE * every:
            return None
        return (self.clock() - self._began) * (every - worked) / worked

    def _end(self) -> None:
        if self._is_skipped:
            self._skipped += self._current
        else:
            self._passed += self._current
        self._current = self._fraction = 0.0


def told(left_s: float | None) -> str:
    """Return how much time is left as a person would say it; empty where it is not known."""
    if left_s is None:
        return ""
    if left_s < 60:
        return "less than a minute left"
    minutes = round(left_s / 60)
    return f"about {minutes} min left" if minutes < 90 else f"about {left_s / 3600:.1f} h left"


def _weight(stage: Stage) -> float:
    return _WEIGHTS.get(stage.name, 1)
