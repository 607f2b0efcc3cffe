"""Near-duplicates in plain Python: slow, and nothing taken from the kernel but its thresholds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from undertow.text.leaders import _NEARLY_LEADER as NEARLY_LEADER
from undertow.text.leaders import MIN_TO_LEADER
from undertow.text.similarity import MIN_LETTERS, MIN_SHARE_OF_LONGER, MIN_SIMILARITY
from undertow.text.words import UNSPACED_LETTERS

Text = tuple[str, ...]


def words_of(key: str) -> Text:
    """Return the words of a match key; a Han character is one."""
    spaced = "".join(f" {c} " if "\u3400" <= c <= "\u9fff" else c for c in key)
    return tuple(spaced.split())


def common_words(left: Sequence[object], right: Sequence[object]) -> int:
    """Return the length of the longest common subsequence (textbook recurrence)."""
    row = [0] * (len(right) + 1)
    for one in left:
        before = row[:]
        for place, other in enumerate(right):
            row[place + 1] = (
                before[place] + 1 if one == other else max(row[place], before[place + 1])
            )
    return row[-1]


@dataclass(frozen=True, slots=True)
class Compared:
    """How near two texts are."""

    similarity: float
    is_near: bool


def compare(text: Text, other: Text) -> Compared:
    """Compare a text with another as the text stage says that it does."""
    shared = common_words(text, other) if _letters(text, other) >= MIN_LETTERS else 0
    shorter, longer = sorted((text, other), key=len)
    is_cut = len(shorter) < len(longer) and shorter[-1] not in longer
    n_shorter = len(shorter) - is_cut
    similarity = (shared / max(n_shorter, 1) + shared / max(len(longer), 1)) / 2
    is_near = similarity >= MIN_SIMILARITY and shared >= MIN_SHARE_OF_LONGER * len(longer)
    return Compared(similarity, is_near)


def _letters(text: Text, other: Text) -> int:
    return sum(
        UNSPACED_LETTERS if "\u3400" <= word <= "\u9fff" else min(len(word), 15)
        for word in other
        if word in text
    )


def leaders_of(texts: Sequence[Text]) -> list[int]:
    """Give each text its leader, comparing it with every earlier one.

    Texts that are very near their leader are not looked at: the leader stands for them.
    """
    found: list[int] = []
    shown: list[int] = []
    for i, text in enumerate(texts):
        near = {j: compare(text, texts[j]) for j in shown}
        allowed = [
            (-near[j].similarity, j)
            for j in shown
            if near[j].is_near and compare(text, texts[found[j]]).similarity >= MIN_TO_LEADER
        ]
        found.append(found[min(allowed)[1]] if allowed else i)
        if not allowed or compare(text, texts[found[i]]).similarity < NEARLY_LEADER:
            shown.append(i)
    return found
