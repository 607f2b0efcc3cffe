"""Hashes of media among published indicators: exact ones, and those of what pictures look like."""

from __future__ import annotations

from typing import Final

from undertow.attribution.knowledge.observable import Kind, Observable, read_observables
from undertow.media.exchange.entry import Signal, read_signal

_LEAST_QUALITY: Final = 50  # of a frame: below, python-threatexchange compares nothing
_MOST_FRAMES: Final = 2_000


def is_of_pictures(kind: str) -> bool:
    """Tell whether a source calls a hash PDQ or vPDQ, however it spells that."""
    return "pdq" in kind.lower()


def read_hash(kind: str, value: str) -> list[Observable]:
    """Return what a hash names.

    Parameters
    ----------
    kind : str
        What the source calls it: ``MD5``, ``SHA-256``, ``PDQ``, ``x_vpdq``.
    value : str
        As it is written there.

    Returns
    -------
    list of Observable
        Of a PDQ, the picture; of a vPDQ (JSON, a list of ``"hash,quality,seconds"``), each distinct
        frame that is not flat, the first 2,000; of any other, the file. Empty for what is no hash
        of its kind.
    """
    if not is_of_pictures(kind):
        return [found for found in read_observables(value) if found.kind is Kind.FILE]
    signal = Signal.VPDQ if "vpdq" in kind.lower() else Signal.PDQ
    try:
        own, frames = read_signal(signal, value)
    except ValueError:
        return []
    hashes = [one.pdq for one in frames if one.quality >= _LEAST_QUALITY] if frames else [own]
    return [Observable(Kind.PICTURE, one) for one in dict.fromkeys(hashes)][:_MOST_FRAMES]
