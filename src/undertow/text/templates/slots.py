"""What a slot holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from undertow.text.templates.officials import Officials
from undertow.text.templates.tokens import kind_of

MAX_VALUES = 20
"""Fillings that are shown."""

_MOSTLY = 0.5


@dataclass(frozen=True, slots=True)
class Slot:
    """The fillings of a slot over all texts.

    Attributes
    ----------
    type : str
        target, handle, number, url, hashtag or free.
    n_values : int
        Distinct fillings.
    values : list of str
        The commonest, most used first.
    target_ids : list of str
        Officials that fillings name, sorted.
    """

    type: str
    n_values: int
    values: list[str]
    target_ids: list[str]


def describe_slot(values: Mapping[str, int], officials: Officials) -> Slot:
    """Tell what a slot holds from its fillings.

    Parameters
    ----------
    values : mapping
        Filling -> posts with it; an empty one was left out.
    officials : Officials
        The register.

    Notes
    -----
    The type is what at least half of the posts that fill the slot have in it: the name or handle of
    an official before all else, then handles, numbers, links and tags; otherwise free.
    """
    filled = Counter({value: n for value, n in values.items() if value})
    named = {value: officials.named_in(value) for value in filled}
    kinds: Counter[str] = Counter()
    for value, n in filled.items():
        tokens = {kind_of(token) for token in value.split(" ")}
        kind = tokens.pop() if len(tokens) == 1 else "word"
        kinds["target" if named[value] else kind] += n
    kind, n = min(kinds.items(), key=lambda item: (-item[1], item[0]), default=("word", 0))
    is_mostly = n >= _MOSTLY * filled.total() and kind != "word"
    shown = sorted(filled, key=lambda value: (-filled[value], value))[:MAX_VALUES]
    return Slot(
        type=kind if is_mostly else "free",
        n_values=len(filled),
        values=shown,
        target_ids=sorted({target for target in named.values() if target}),
    )
