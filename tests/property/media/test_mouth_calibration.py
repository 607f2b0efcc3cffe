"""A mouth that its soundtrack does not drive is called in step as often as the level says."""

from __future__ import annotations

import numpy as np
from mouths import hint
from scipy.stats import binom


def test_a_mouth_that_is_not_driven_has_uniform_p_values() -> None:
    p_values = np.array([hint(seed, is_driven=False).p_value for seed in range(100, 140)])
    for level in (0.1, 0.25, 0.5, 0.75):
        n_below = int(np.sum(p_values <= level + 1e-9))
        low, high = binom.interval(0.999, len(p_values), level)
        assert low <= n_below <= high, level
