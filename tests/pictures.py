"""Pictures with large and small things in them, the same for the same seed everywhere."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def picture(seed: int, height: int, width: int) -> NDArray[np.uint8]:
    """Return a picture of some overlapping rectangles, red, green and blue."""
    rng = np.random.default_rng(seed)
    made = np.full((height, width, 3), 128, np.uint8)
    for _ in range(40):
        top, left = rng.random(2)
        tall, wide = 0.05 + 0.4 * rng.random(2)
        rows = slice(int(top * height), int((top + tall) * height) + 1)
        columns = slice(int(left * width), int((left + wide) * width) + 1)
        made[rows, columns] = rng.integers(0, 256, 3, dtype=np.uint8)
    return made
