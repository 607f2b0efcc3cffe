"""Signatures: how a format is told from a sample, said as facts rather than code."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from undertow.ingest.formats.spec import Score
from undertow.ingest.sample import Sample

_Probe = Callable[[Sample], Score]
_NAMED_ONLY = 0.8


def record_signature(
    fits: Callable[[dict[str, Any]], bool], what: str, keys: Iterable[str]
) -> _Probe:
    """Return a probe for JSON: the share of the sampled records that fit.

    Parameters
    ----------
    fits : callable
        Whether a decoded object is a record of the format; looks at keys and values.
    what : str
        The same in words, to follow "50 of 50 sampled records have".
    keys : iterable of str
        Keys to look for in the beginning of a document too long to decode.
    """
    wanted = frozenset(keys)

    def probe(sample: Sample) -> Score:
        if sample.layout not in ("lines", "document"):
            return Score(0.0, "it is not JSON")
        if sample.objects:
            share = sample.share(fits)
            n_fit = round(share * len(sample.objects))
            return Score(share, f"{n_fit} of {len(sample.objects)} sampled records have {what}")
        named = sorted(wanted & sample.keys)
        value = _NAMED_ONLY * len(named) / len(wanted)
        return Score(value, f"the first 64 KiB name {', '.join(named) or 'none of its fields'}")

    return probe


def column_signature(*alternatives: Iterable[str]) -> _Probe:
    """Return a probe for tables: the share of the columns of the best alternative that are there.

    Parameters
    ----------
    *alternatives : iterable of str
        Columns that a file of the format must have, for each of its layouts.
    """
    layouts = [tuple(columns) for columns in alternatives]

    def probe(sample: Sample) -> Score:
        if not sample.columns:
            return Score(0.0, "it has no columns")
        there = frozenset(sample.columns)
        found = [[name for name in columns if name in there] for columns in layouts]
        shares = [len(part) / len(whole) for part, whole in zip(found, layouts, strict=True)]
        best = max(range(len(layouts)), key=shares.__getitem__)
        missing = [name for name in layouts[best] if name not in there]
        without = f", but not {', '.join(missing)}" if missing else ""
        named = ", ".join(found[best]) or "of another format"
        # A lone missing column is another format that is alike, or a damaged header.
        value = shares[best] if not missing else 0.5 * shares[best]
        return Score(value, f"it has the columns {named}{without}")

    return probe
