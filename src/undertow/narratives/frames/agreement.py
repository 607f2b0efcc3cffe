"""Which frame, if any, the texts of a group agree on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from undertow.narratives.frames.frame import Frame, Party

AGREEMENT = 2 / 3
"""Least share, among the texts from which any frame is read, that must give the same one."""

Key = tuple[str, str, str, bool]


@dataclass(frozen=True, slots=True)
class Agreed:
    """A frame and the texts it was read from.

    Attributes
    ----------
    frame : Frame
        With the most frequent names and words.
    texts : tuple of int
        Positions of the texts that give it.
    """

    frame: Frame
    texts: tuple[int, ...]


def agree(read: Sequence[Sequence[Frame]], *, min_texts: int, min_share: float) -> Agreed | None:
    """Find the one frame of many texts.

    Parameters
    ----------
    read : sequence of sequence of Frame
        The frames of each distinct text.
    min_texts : int
        Fewest texts that must give it; all, where there are fewer.
    min_share : float
        Least share of all texts.

    Returns
    -------
    Agreed or None
        None when too few texts give the frame, or others are given beside it: two thirds of the
        texts with any frame must give this one. If they agree on actor and act but not on whom it
        was done to, the frame has no target.
    """
    for has_target in (True, False):
        votes: dict[Key, dict[int, Frame]] = {}
        for place, frames in enumerate(read):
            for frame in frames:
                key = (frame if has_target else replace(frame, target=None)).key
                votes.setdefault(key, {}).setdefault(place, frame)
        if not votes:
            return None
        best = min(votes, key=lambda key: (-len(votes[key]), key))
        n = len(votes[best])
        n_any = sum(bool(frames) for frames in read)
        if n >= min(min_texts, len(read)) and n >= min_share * len(read) and n >= AGREEMENT * n_any:
            return Agreed(_usual(list(votes[best].values()), has_target), tuple(votes[best]))
    return None


def _usual(frames: list[Frame], has_target: bool) -> Frame:
    """Return one frame with the names and the words that most texts have."""
    first = frames[0]
    targets = [frame.target for frame in frames if frame.target]
    return Frame(
        actor=_most(frame.actor for frame in frames),
        kind=first.kind,
        predicate=min(
            (words := Counter(frame.predicate for frame in frames)),
            key=lambda text: (-words[text], len(text), text),
        ),
        target=_most(targets) if targets and has_target else None,
        is_negated=first.is_negated,
    )


def _most(parties: Iterable[Party]) -> Party:
    counts = Counter(parties)
    return min(counts, key=lambda party: (-counts[party], party.name))
