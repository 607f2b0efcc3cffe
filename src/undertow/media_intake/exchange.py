"""Hashes of whole frames of videos, one a second as vPDQ has them, where they are handed out.

They are not taken when a video is described: at 1080 lines one of them takes as long as decoding a
second of the video, and few videos of a case are ever handed out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from undertow.case import Case
from undertow.media.decoding import Sandbox
from undertow.media_intake.descriptions import keep_hashes
from undertow.media_intake.places import HeldMedia
from undertow.schema import MediaHashes, Table

EVERY_S: Final = 1.0
"""Seconds between hashed frames: what ``vpdq`` takes where nothing else is said."""

_JITTER_S: Final = 1e-3


def hash_for_exchange(
    case: Case,
    media_uids: Iterable[str],
    *,
    who: str,
    command: str,
    on_media: Callable[[int], None] = lambda n_done: None,
) -> int:
    """Fill in the PDQ of one frame a second of videos that have none yet.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    media_uids : iterable of str
        Files; those that are no videos are passed over.
    who, command : str
        For the custody log, where something was filled in.
    on_media : callable
        Called with how many videos are done.

    Returns
    -------
    int
        Videos that have none after it all the same: too long for ``max_time_s``, or damaged.

    Raises
    ------
    VerificationError
        A stored file is damaged.
    """
    held, table = HeldMedia(case), case.read(MediaHashes).arrow
    hashed: dict[tuple[str, int], str] = {}
    videos = sorted(uid for uid in set(media_uids) if held.kind(uid) == "video")
    n_without = 0
    with Sandbox(case.settings.media) as sandbox:
        for n_done, uid in enumerate(videos):
            on_media(n_done)
            rows = table.filter(pc.equal(table.column("media_uid"), uid))
            if not rows.num_rows or rows.column("pdq").null_count < rows.num_rows:
                continue
            frames = _once_a_second(rows)
            with held.opened(uid) as file:
                times = tuple(frames.values())
                found = (
                    () if file is None else sandbox.exchanged(file, *held.decoded_as(uid), times)
                )
            n_without += not found
            hashed |= {(uid, frame): pdq for frame, pdq in zip(frames, found, strict=False)}
    if hashed:
        keep_hashes(case, _filled(table, hashed), n_files=len(videos), who=who, command=command)
    return n_without


def _once_a_second(rows: pa.Table) -> dict[int, float]:
    """Return the first frame of every second, by its number, and when it is shown."""
    chosen: dict[int, float] = {}
    next_s = 0.0
    for row in rows.select(["frame", "at_s"]).sort_by("frame").to_pylist():
        if row["at_s"] >= next_s - _JITTER_S:
            chosen[row["frame"]] = row["at_s"]
            next_s = max(next_s + EVERY_S, row["at_s"] + EVERY_S / 2)
    return chosen


def _filled(table: pa.Table, hashed: dict[tuple[str, int], str]) -> Table[MediaHashes]:
    keys = zip(
        table.column("media_uid").to_pylist(), table.column("frame").to_pylist(), strict=True
    )
    old = table.column("pdq").to_pylist()
    new = [hashed.get(key, pdq) for key, pdq in zip(keys, old, strict=True)]
    place = table.schema.get_field_index("pdq")
    return Table.checked(
        MediaHashes, table.set_column(place, table.schema.field(place), pa.array(new, pa.string()))
    )
