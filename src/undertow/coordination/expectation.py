"""What is expected of pairs in one window: the permutation null and, on hot objects, habit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from undertow.coordination.null import Margins, PermutationNull
from undertow.coordination.profile import (
    HotActions,
    closeness,
    habit_from,
    hot_expected,
    profile_shares,
)
from undertow.coordination.strata import LayerActions

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WindowModel:
    """The two rival explanations of co-actions in one window; an edge must beat them together.

    Attributes
    ----------
    window_s : int
        Window.
    actions : LayerActions
        Those whose time is precise enough.
    null : PermutationNull
        Who acts on what by activity, popularity and period.
    hot : HotActions
        What accounts do on hot objects.
    shares : (n_objects,) float64
        Profile of each hot object; 0 for the others.
    close : (n_bins, n_bins) float64
        Chance that two latencies are within the window.
    """

    window_s: int
    actions: LayerActions
    null: PermutationNull
    hot: HotActions
    shares: Floats
    close: Floats

    def expected(self, left: Ints, right: Ints) -> Floats:
        """Return the expected co-actions of each pair, (n_pairs,)."""
        return self.null.expected(left, right) + self.expected_on_hot(left, right)

    def expected_on_hot(self, left: Ints, right: Ints, *, with_habit: bool = True) -> Floats:
        """Return what is expected on hot objects both act on, (n_pairs,); less without habit."""
        hot = self.hot
        return hot_expected(
            left, right, hot.starts, hot.objects, hot.n_actions, self.shares, hot.latencies,
            hot.row_of, self.close if with_habit else self.close[:0],
        )  # fmt: skip


def window_models(layer: str, actions: LayerActions, windows_s: Sequence[int]) -> list[WindowModel]:
    """Measure a layer for each of its windows; what does not depend on the window once."""
    models: list[WindowModel] = []
    for window_s in windows_s:
        usable = actions.usable_in(window_s)
        same = next((m for m in models if m.actions.n_actions == usable.n_actions), None)
        usable = same.actions if same else usable
        margins = same.null.margins if same else Margins.of(usable)
        hot = same.hot if same else HotActions.of(usable, habit_from(layer))
        null = PermutationNull.of(usable, margins, window_s)
        shares = profile_shares(usable, null.later)
        models.append(WindowModel(window_s, usable, null, hot, shares, closeness(window_s)))
    return models
