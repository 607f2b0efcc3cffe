"""Files whose hashes are equal throughout, of which only some need be compared with the rest.

The same clip posted ten thousand times in ten thousand containers would make fifty million pairs
that all say the same.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from undertow.media.frames import Frames

MOST: Final = 20
"""Files of the same hashes that are compared with everything; any more with the first of them."""


@dataclass(frozen=True, slots=True)
class Twins:
    """Files that are left out of the comparison.

    Attributes
    ----------
    first : mapping of str to str
        File that is left out -> the file of the same hashes that stands for it.
    """

    first: Mapping[str, str]

    @classmethod
    def of(cls, frames: Frames, digests: Mapping[str, bytes]) -> Twins:
        """Find them: of the same hashes all but the :data:`MOST` that come first by name."""
        alike: dict[bytes, list[str]] = defaultdict(list)
        for name in sorted(frames.names):
            alike[digests[name]].append(name)
        return cls({name: own[0] for own in alike.values() for name in own[MOST:]})

    def rows(self, frames: Frames) -> Iterator[dict[str, Any]]:
        """Yield the match of each with the file that stands for it, if it shows anything."""
        n_usable = _n_usable(frames)
        n_frames = np.diff(frames.starts)
        for number, name in enumerate(frames.names):
            first = self.first.get(name)
            if first is None or not n_usable[number]:
                continue
            is_video = n_frames[number] > 1
            yield {
                "media_a": min(name, first),
                "media_b": max(name, first),
                "kind": "video" if is_video else "picture",
                "share_a": 1.0,
                "share_b": 1.0,
                "n_matched": int(n_usable[number]),
                "distance": 0.0,
                "offset_s": 0.0 if is_video else None,
                "speed": 1.0 if is_video else None,
                "view_a": "full",
                "view_b": "full",
            }


def digests_of(frames: Frames) -> dict[str, bytes]:
    """Return for each file a digest of its hashes."""
    return {
        name: hashlib.sha256(frames.words[begin:end].tobytes()).digest()
        for name, begin, end in zip(
            frames.names, frames.starts[:-1], frames.starts[1:], strict=True
        )
    }


def _n_usable(frames: Frames) -> NDArray[np.int64]:
    sums = np.concatenate([[0], np.cumsum(frames.can_match)]).astype(np.int64)
    counts: NDArray[np.int64] = np.diff(sums[frames.starts])
    return counts
