"""Reading the words of media of a case after they were decoded: which media, which frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.case import Case
from undertow.media.words.pictures import frames_to_read, read_words
from undertow.schema import (
    CampaignPosts,
    MediaFiles,
    MediaHashes,
    MediaSightings,
    MediaTexts,
    Table,
)

Frame: TypeAlias = tuple[float, NDArray[np.uint8]]
"""Seconds from the beginning, and the picture, (h, w, 3) RGB."""

FramesOf: TypeAlias = Callable[[str, tuple[float, ...]], Iterable[Frame]]
"""Gives frames of a media file at some times, by way of the process that decodes."""

OpenFrames: TypeAlias = Callable[[Case], AbstractContextManager[FramesOf]]

_HASH_BYTES = 32


def media_of_campaigns(case: Case) -> list[str]:
    """Return the pictures and videos that posts of campaigns carry, ascending."""
    posts = set(case.read(CampaignPosts).arrow.column("post_uid").to_pylist())
    sighted = {
        row["media_uid"]
        for row in case.read(MediaSightings).arrow.to_pylist()
        if row["post_uid"] in posts
    }
    return sorted(sighted & set(visible_media(case)))


def visible_media(case: Case) -> list[str]:
    """Return the pictures and videos that were decoded, ascending."""
    return [
        row["media_uid"]
        for row in case.read(MediaFiles).arrow.select(["media_uid", "kind", "state"]).to_pylist()
        if row["kind"] in ("image", "video") and row["state"] in ("decoded", "partial")
    ]


def times_to_read(
    media_hashes: Table[MediaHashes], media_uid: str, max_frames: int
) -> tuple[float, ...]:
    """Return when the frames of a media file are shown in which its picture changed."""
    rows = media_hashes.arrow.filter(pc.equal(media_hashes.arrow["media_uid"], media_uid))
    if not rows.num_rows:
        return (0.0,)
    first = [views[:_HASH_BYTES] for views in rows.column("views").to_pylist()]
    hashes = np.frombuffer(b"".join(first), np.uint8).reshape(-1, _HASH_BYTES)
    at_s = rows.column("at_s").to_numpy()
    return tuple(at_s[frames_to_read(hashes, at_s, max_frames=max_frames)].tolist())


def read_media(
    media_uids: Iterable[str],
    media_hashes: Table[MediaHashes],
    frames_of: FramesOf,
    *,
    max_frames: int,
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Read what is written in media files.

    Parameters
    ----------
    media_uids : iterable of str
        The files.
    media_hashes : Table
        By which frames are chosen.
    frames_of : callable
        Gives frames.
    max_frames : int
        Most frames of a video.

    Yields
    ------
    (str, list of dict)
        A file, and its rows of ``media_texts``.
    """
    for media_uid in media_uids:
        times = times_to_read(media_hashes, media_uid, max_frames)
        rows = {
            (at_s, position): {
                "media_uid": media_uid,
                "source": "ocr",
                "track": "",
                "at_s": at_s,
                "position": position,
                "text": text,
                "confidence": confidence,
            }
            for at_s, rgb in frames_of(media_uid, times)
            for position, (text, confidence, _) in enumerate(read_words(rgb))
        }
        yield media_uid, list(rows.values())


def with_words(
    media_texts: Table[MediaTexts], read: Iterable[tuple[str, list[dict[str, Any]]]]
) -> Table[MediaTexts]:
    """Return the table with what was read, in place of what was read in the same files before."""
    new = dict(read)
    kept = [
        row
        for row in media_texts.arrow.to_pylist()
        if row["source"] != "ocr" or row["media_uid"] not in new
    ]
    rows = kept + [row for own in new.values() for row in own]
    return Table.checked(MediaTexts, pa.Table.from_pylist(rows, MediaTexts.arrow_schema()))
