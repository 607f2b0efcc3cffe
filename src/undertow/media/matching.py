"""What frames pairs of files have in common to matches, and to groups of the same material."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.media.frames import Frames
from undertow.media.grouping import group
from undertow.media.sound_matching import sound_matches
from undertow.media.twins import Twins, digests_of
from undertow.schema import (
    MediaFiles,
    MediaGroups,
    MediaHashes,
    MediaMatches,
    MediaPairs,
    MediaSounds,
)
from undertow.schema.table import Table
from undertow.settings import MediaSettings

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_FEWEST_FRAMES: Final = 3
_COMMON: Final = 3
_MOST_MEDIAN: Final = 1.5
_LEAST_CHANGING: Final = 0.25
_CUTS: Final = ("bottom_cut", "top_cut")
_KINDS: Final = np.array(["video", "still", "picture"])


def match_media(
    media_files: Table[MediaFiles],
    media_hashes: Table[MediaHashes],
    media_pairs: Table[MediaPairs],
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
    media_pairs : Table[MediaPairs]
        Which frames files have in common.
    settings : MediaSettings
        Share and quality.
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
    Two videos match when enough of the shorter agrees, and the median distance of that is not above
    half as much again as ``max_distance``. Frames that agree in three or more pairs
    whose videos are otherwise different, and in more such pairs than in others, are title cards:
    they are taken out, and the shares counted again. Of files whose hashes are equal throughout,
    all but some stand by the first of them alone.
    """
    every = Frames.of(media_hashes, settings.min_quality)
    digests = digests_of(every)
    twins = Twins.of(every, digests)
    pictures = pa.concat_tables(
        [
            _picture_matches(media_pairs.arrow, every.without(twins.first), settings),
            pa.Table.from_pylist(list(twins.rows(every)), MediaMatches.arrow_schema()),
        ]
    )
    names = media_files.arrow.column("media_uid").to_pylist()
    grouped = group(names, pictures, digests, settings.min_share)
    sounds = pa.Table.from_pylist(
        sound_matches(media_sounds, settings), MediaMatches.arrow_schema()
    )
    return (
        Table.checked(MediaMatches, pa.concat_tables([pictures, sounds])),
        Table.checked(MediaGroups, grouped),
    )


@dataclass(frozen=True, slots=True)
class _Pairs:
    """Frames of each pair that agree, on both sides.

    Attributes
    ----------
    files : (n, 2) int64
        Numbers of the files.
    frames, pair : tuple of (m,) int64
        Of the one side and the other: frames that agree, by number in the whole, and of which pair.
    """

    files: Ints
    frames: tuple[Ints, Ints]
    pair: tuple[Ints, Ints]

    @classmethod
    def of(cls, table: pa.Table, frames: Frames) -> _Pairs:
        number = {name: i for i, name in enumerate(frames.names)}
        sides, frame, pair = [], [], []
        for side in ("a", "b"):
            names = table.column(f"media_{side}").to_pylist()
            own = np.array([number[name] for name in names], np.int64)
            raw = table.column(f"frames_{side}").to_pylist()
            lengths = np.array([len(part) // 4 for part in raw], np.int64)
            which = np.repeat(np.arange(len(raw)), lengths)
            sides.append(own)
            pair.append(which)
            frame.append(np.frombuffer(b"".join(raw), "<u4") + frames.starts[own[which]])
        return cls(np.stack(sides, axis=1), (frame[0], frame[1]), (pair[0], pair[1]))

    def counts(self, usable: Flags) -> Ints:
        """(n, 2) how many frames agree, of those that may be used."""
        n = len(self.files)
        sides = [
            np.bincount(pair, weights=usable[frame], minlength=n)
            for frame, pair in zip(self.frames, self.pair, strict=True)
        ]
        return np.stack(sides, axis=1).astype(np.int64)

    def common(self, is_match: Flags, n_frames: int) -> Flags:
        """Return which frames agree mostly between files that do not match."""
        n_in, n_out = np.zeros(n_frames), np.zeros(n_frames)
        for frame, pair in zip(self.frames, self.pair, strict=True):
            n_in += np.bincount(frame[is_match[pair]], minlength=n_frames)
            n_out += np.bincount(frame[~is_match[pair]], minlength=n_frames)
        found: Flags = (n_out >= _COMMON) & (n_out > n_in)
        return found


def _picture_matches(table: pa.Table, frames: Frames, settings: MediaSettings) -> pa.Table:
    pairs = _Pairs.of(table, frames)
    n_frames = np.diff(frames.starts)[pairs.files]
    usable = frames.can_match
    is_near = _near(table, settings.max_distance) & ~_is_strap(table, pairs.files, frames)
    is_match = np.ones(len(pairs.files), bool)
    # Each round may take matches away, and with them what made a card look like anything else.
    while True:
        counts = pairs.counts(usable)
        shares = counts / np.maximum(_n_of(usable, frames)[pairs.files], 1)
        is_match &= is_near & _enough(
            counts, shares, _n_of(usable, frames)[pairs.files], n_frames, settings
        )
        common = usable & pairs.common(is_match, len(usable))
        if not common.any():
            break
        usable = usable & ~common
    kinds = (n_frames == 1).sum(axis=1)
    is_video, is_picture = kinds == 0, kinds == 2
    n_matched = np.where(is_video, counts.min(axis=1), counts.max(axis=1))
    found = pa.table(
        {
            "media_a": table.column("media_a"),
            "media_b": table.column("media_b"),
            "kind": _KINDS[kinds],
            "share_a": shares[:, 0],
            "share_b": shares[:, 1],
            "n_matched": n_matched,
            "distance": table.column("distance"),
            "offset_s": pa.array(table.column("offset_s").to_numpy(), mask=is_picture),
            "speed": pa.array(table.column("speed").to_numpy(), mask=~is_video),
            "view_a": table.column("view_a"),
            "view_b": table.column("view_b"),
        }
    )
    return found.cast(MediaMatches.arrow_schema()).filter(pa.array(is_match))


def _near(table: pa.Table, max_distance: int) -> Flags:
    """Return which pairs are near enough on the whole.

    Where both are cut on the same side, what agrees may be the bar of words on the other: it has
    to be as near as a still.
    """
    views = [np.asarray(table.column(f"view_{side}").to_pylist(), str) for side in ("a", "b")]
    is_cut = (views[0] == views[1]) & np.isin(views[0], _CUTS)
    limit = np.where(is_cut, max_distance, _MOST_MEDIAN * max_distance)
    near: Flags = table.column("distance").to_numpy() <= limit
    return near


def _is_strap(table: pa.Table, files: Ints, frames: Frames) -> Flags:
    """Return which pairs agree in an inset of both that hardly changes.

    It is words or a mark, which many videos share that are otherwise unlike. What is an inset in
    one and all of the other is not.
    """
    is_inset = [pc.equal(table.column(f"view_{side}"), "inset").to_numpy() for side in ("a", "b")]
    changing = frames.changing("inset")[files].min(axis=1)
    found: Flags = is_inset[0] & is_inset[1] & (changing < _LEAST_CHANGING)
    return found


def _n_of(usable: Flags, frames: Frames) -> Ints:
    sums = np.concatenate([[0], np.cumsum(usable)]).astype(np.int64)
    return np.diff(sums[frames.starts])


def _enough(
    counts: Ints, shares: Floats, n_usable: Ints, n_frames: Ints, settings: MediaSettings
) -> Flags:
    """Return which pairs agree in enough of the shorter; for a still, one frame is enough."""
    of_shorter = np.where(
        n_usable[:, 0] == n_usable[:, 1],
        shares.max(axis=1),
        np.where(n_usable[:, 0] < n_usable[:, 1], shares[:, 0], shares[:, 1]),
    )
    fewest = np.minimum(n_frames.min(axis=1), _FEWEST_FRAMES)
    enough: Flags = (of_shorter >= settings.min_share) & (counts.min(axis=1) >= fewest)
    return enough
