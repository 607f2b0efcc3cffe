"""Hashes of frames to pairs of files that have any in common; what was compared stays so."""

from __future__ import annotations

import hashlib
import itertools
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.media.candidates import candidates
from undertow.media.frames import Frames
from undertow.media.twins import Twins, digests_of
from undertow.media.verification import DISTANCE, OFFSET, SPEED, VIEW_PAIR, Agreement, verify
from undertow.media.views import VIEWS
from undertow.schema import MediaCompared, MediaHashes, MediaPairs
from undertow.schema.table import Table
from undertow.settings import MediaSettings

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_WIDER: Final = 1.5


def compare_media(
    media_hashes: Table[MediaHashes],
    settings: MediaSettings,
    *,
    rng_seed: int,
    before: tuple[Table[Any], ...] | None = None,
) -> tuple[Table[MediaCompared], Table[MediaPairs]]:
    """Find the frames that pairs of files have in common.

    Parameters
    ----------
    media_hashes : Table[MediaHashes]
        Hashes of the frames of all files.
    settings : MediaSettings
        Distance and quality.
    rng_seed : int
        Of no use: nothing is drawn.
    before : tuple of Table, optional
        ``media_compared`` and ``media_pairs`` as they were. What is known of two files that have
        the same hashes as then is not asked again.

    Returns
    -------
    compared : Table[MediaCompared]
        The files that were compared: all but some of those with the same hashes throughout.
    pairs : Table[MediaPairs]
        Those that have a frame in common.

    Notes
    -----
    A still and a frame are alike when any two of their views are within ``max_distance``. Of two
    videos, frames up to half as far again point to a line in time, and frames along it agree up to
    twice that distance. Grows with the pairs that have something in common and, for files that are
    new, with the logarithm of all others.
    """
    every = Frames.of(media_hashes, settings.min_quality)
    frames = every.without(Twins.of(every, digests_of(every)).first)
    compared = _compared(frames)
    known = pa.Table.from_batches([], MediaPairs.arrow_schema())
    is_new = np.ones(len(frames.names), bool)
    if before is not None:
        same = _same(compared, before[0].arrow)
        is_new = ~np.isin(np.asarray(frames.names, object).astype(str), same)
        known = _among(before[1].arrow, same)
    reach = int(_WIDER * settings.max_distance)
    found = verify(frames, candidates(frames, is_new, reach), settings.max_distance, reach)
    pairs = pa.concat_tables([known, _rows(found, frames)])
    return Table.checked(MediaCompared, compared), Table.checked(MediaPairs, pairs)


def _compared(frames: Frames) -> pa.Table:
    digests = [
        hashlib.sha256(
            frames.words[begin:end].tobytes()
            + frames.at_s[begin:end].tobytes()
            + frames.can_match[begin:end].tobytes()
        ).hexdigest()
        for begin, end in itertools.pairwise(frames.starts)
    ]
    return pa.table(
        {"media_uid": frames.names, "hashes_sha256": digests}, MediaCompared.arrow_schema()
    )


def _same(now: pa.Table, then: pa.Table) -> NDArray[np.str_]:
    """Return the files that were compared with the same hashes."""
    both = now.join(then, ["media_uid", "hashes_sha256"], join_type="inner")
    return np.asarray(both.column("media_uid").to_pylist(), str)


def _among(pairs: pa.Table, names: NDArray[np.str_]) -> pa.Table:
    known = pa.array(names.tolist(), pa.string())
    is_in = [pc.is_in(pairs.column(side), known) for side in ("media_a", "media_b")]
    return pairs.filter(pc.and_(*is_in))


def _rows(found: Agreement, frames: Frames) -> pa.Table:
    """Return the pairs in which frames agree, of each the one with the smaller name first."""
    names = np.asarray(frames.names, object).astype(str)
    is_swapped = names[found.pairs[:, 0]] > names[found.pairs[:, 1]]
    files = np.where(is_swapped[:, np.newaxis], found.pairs[:, ::-1], found.pairs)
    of = frames.files[found.frame]
    number = found.frame - frames.starts[of]
    sides = [
        _lists(number, found.pair, of == files[found.pair, side], len(files)) for side in (0, 1)
    ]
    offset, speed = (
        found.known[:, OFFSET],
        np.where(found.known[:, SPEED] > 0, found.known[:, SPEED], 1),
    )
    view_pair = found.known[:, VIEW_PAIR].astype(int)
    views = np.stack(np.divmod(view_pair, len(VIEWS)), axis=1)
    views = np.where(is_swapped[:, np.newaxis], views[:, ::-1], views)
    table = pa.table(
        {
            "media_a": names[files[:, 0]],
            "media_b": names[files[:, 1]],
            "frames_a": sides[0],
            "frames_b": sides[1],
            "distance": found.known[:, DISTANCE],
            "offset_s": np.round(np.where(is_swapped, -offset, offset), 3) + 0.0,
            "speed": np.round(np.where(is_swapped, 1 / speed, speed), 4),
            "view_a": np.array(VIEWS)[views[:, 0]],
            "view_b": np.array(VIEWS)[views[:, 1]],
        }
    ).cast(MediaPairs.arrow_schema())
    n_agreeing = np.bincount(found.pair, minlength=len(files))
    return table.filter(pa.array(n_agreeing > 0))


def _lists(number: Ints, pair: Ints, is_own: Flags, n_pairs: int) -> pa.Array:
    """Return the numbers of frames of one side, a value of bytes for each pair."""
    order = np.flatnonzero(is_own)
    order = order[np.lexsort((number[order], pair[order]))]
    ends = np.concatenate([[0], np.cumsum(np.bincount(pair[order], minlength=n_pairs))])
    made = number[order].astype("<u4")
    return pa.Array.from_buffers(
        pa.large_binary(), n_pairs, [None, pa.py_buffer(4 * ends), pa.py_buffer(made)]
    ).cast(pa.binary())
