"""Hashes of pictures, frames and sounds to pairs of files that show or play the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from undertow.media.frames import Frames
from undertow.media.grouping import group
from undertow.media.lookup import alike_frames
from undertow.media.sound_matching import sound_matches
from undertow.media.twins import Twins
from undertow.media.verification import (
    DISTANCE,
    N_A,
    N_B,
    OFFSET,
    SPEED,
    VIEW_PAIR,
    Agreement,
    verify,
)
from undertow.media.views import VIEWS
from undertow.schema import MediaFiles, MediaGroups, MediaHashes, MediaMatches, MediaSounds
from undertow.schema.table import Table
from undertow.settings import MediaSettings

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Row = dict[str, Any]

_FEWEST_FRAMES: Final = 3
_COMMON: Final = 3


def match_media(
    media_files: Table[MediaFiles],
    media_hashes: Table[MediaHashes],
    media_sounds: Table[MediaSounds],
    settings: MediaSettings,
    *,
    rng_seed: int,
) -> tuple[Table[MediaMatches], Table[MediaGroups]]:
    """Find the files that show or play the same, and what is the same material.

    Parameters
    ----------
    media_files : Table[MediaFiles]
        All files; each is in a group, if only its own.
    media_hashes, media_sounds : Table
        What is known of their pictures and sounds.
    settings : MediaSettings
        Distance, share and quality.
    rng_seed : int
        Of no use: nothing is drawn.

    Returns
    -------
    matches : Table[MediaMatches]
        Pairs. Of a picture, everything or nothing agrees.
    groups : Table[MediaGroups]
        Through pictures alone: the same song under two videos does not make them one.

    Notes
    -----
    Two frames hit one another when any two of their views are within ``max_distance``. Hits of two
    videos point to a line in time; along it, frames agree up to twice that distance, and the share
    of those of the shorter decides. Frames that agree in three or more pairs whose videos are
    otherwise different, and in more such pairs than in others, are title cards: they are taken
    out, and the shares counted again. Grows with the hits, not with the pairs of files; of files
    whose hashes are equal throughout, all but some are compared with the first of them alone.
    """
    every = Frames.of(media_hashes, settings.min_quality)
    digests = _digests(every)
    twins = Twins.of(every, digests)
    rows = list(_picture_matches(every.without(twins.first), settings))
    rows += twins.rows(every)
    names = media_files.arrow.column("media_uid").to_pylist()
    grouped = group(names, rows, digests, settings.min_share)
    rows += sound_matches(media_sounds, settings)
    matches = pa.Table.from_pylist(rows, schema=MediaMatches.arrow_schema())
    groups = pa.Table.from_pylist(grouped, schema=MediaGroups.arrow_schema())
    return Table.checked(MediaMatches, matches), Table.checked(MediaGroups, groups)


def _picture_matches(frames: Frames, settings: MediaSettings) -> Iterable[Row]:
    alike = alike_frames(frames, settings.max_distance)
    found, agreed = verify(frames, alike, frames.can_match, settings.max_distance)
    is_match = _enough(found, frames, settings)
    usable = frames.can_match
    # Each round may take matches away, and with them what made a card look like anything else.
    while (common := usable & _common(agreed, is_match, len(usable))).any():
        usable = usable & ~common
        found, _ = verify(frames, alike, usable, settings.max_distance)
        is_match = is_match & _enough(found, frames, settings)
    shares = found.shares()
    return (_row(found, shares[pair], frames, int(pair)) for pair in np.flatnonzero(is_match))


def _enough(found: Agreement, frames: Frames, settings: MediaSettings) -> Flags:
    """Return which pairs agree in enough of the shorter; for a still, one frame is enough."""
    n_frames = np.diff(frames.starts)[found.pairs]
    shares, usable = found.shares(), found.usable
    of_shorter = np.where(
        usable[:, 0] == usable[:, 1],
        shares.max(axis=1),
        np.where(usable[:, 0] < usable[:, 1], shares[:, 0], shares[:, 1]),
    )
    n_agreeing = found.known[:, [N_A, N_B]].min(axis=1)
    fewest = np.minimum(n_frames.min(axis=1), _FEWEST_FRAMES)
    enough: Flags = (of_shorter >= settings.min_share) & (n_agreeing >= fewest)
    return enough


def _common(agreed: Ints, is_match: Flags, n_frames: int) -> Flags:
    """Return which frames agree mostly between files that do not match."""
    frame, pair = agreed
    n_in = np.bincount(frame[is_match[pair]], minlength=n_frames)
    n_out = np.bincount(frame[~is_match[pair]], minlength=n_frames)
    common: Flags = (n_out >= _COMMON) & (n_out > n_in)
    return common


def _row(found: Agreement, shares: Floats, frames: Frames, pair: int) -> Row:
    a, b = (int(file) for file in found.pairs[pair])
    known = found.known[pair]
    share_a, share_b = (float(share) for share in shares)
    views = [VIEWS[int(known[VIEW_PAIR]) // len(VIEWS)], VIEWS[int(known[VIEW_PAIR]) % len(VIEWS)]]
    offset, speed = float(known[OFFSET]), float(known[SPEED])
    if frames.names[a] > frames.names[b]:
        a, b, share_a, share_b = b, a, share_b, share_a
        views, offset, speed = views[::-1], -offset, 1 / speed
    n_frames = np.diff(frames.starts)[[a, b]]
    kind = ("video", "still", "picture")[int((n_frames == 1).sum())]
    return {
        "media_a": frames.names[a],
        "media_b": frames.names[b],
        "kind": kind,
        "share_a": share_a,
        "share_b": share_b,
        "n_matched": int(known[[N_A, N_B]].min() if kind == "video" else known[[N_A, N_B]].max()),
        "distance": float(known[DISTANCE]),
        "offset_s": None if kind == "picture" else round(offset, 3) + 0.0,
        "speed": round(speed, 4) if kind == "video" else None,
        "view_a": views[0],
        "view_b": views[1],
    }


def _digests(frames: Frames) -> dict[str, bytes]:
    """Return for each file a digest of its hashes."""
    return {
        name: hashlib.sha256(frames.words[begin:end].tobytes()).digest()
        for name, begin, end in zip(
            frames.names, frames.starts[:-1], frames.starts[1:], strict=True
        )
    }
