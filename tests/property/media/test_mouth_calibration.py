"""A mouth that its soundtrack does not drive is called in step as often as the level says."""

from __future__ import annotations

import numpy as np
import pytest
from mouths import several, talking, weighed
from scipy.stats import binom


@pytest.mark.parametrize("is_driven", [False, True], ids=["nobody else's is", "all others are"])
def test_a_mouth_that_is_not_driven_has_uniform_p_values(is_driven: bool) -> None:
    found: list[float] = []
    for seed in range(100, 104):
        rng = np.random.default_rng(seed)
        videos = several(seed, 20, is_driven=is_driven)
        foreign = {f"w{i:02d}": talking(rng, is_driven=False) for i in range(12)}
        weights = weighed(videos | foreign)
        found += [weights[name].p_value for name in foreign]
    p_values = np.array(found)
    for level in (0.1, 0.25, 0.5, 0.75):
        n_below = int(np.sum(p_values <= level + 1e-9))
        low, high = binom.interval(0.999, len(p_values), level)
        assert low <= n_below <= high, level
