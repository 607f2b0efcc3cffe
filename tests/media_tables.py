"""Tables of media as the decoder would fill them, from clips that a test decoded."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
from clips import RATE_HZ, Decoded

from undertow.media.comparing import compare_media
from undertow.media.matching import match_media
from undertow.media.sound import WORD_S, fingerprint
from undertow.media.views import hash_views
from undertow.schema import MediaFiles, MediaGroups, MediaHashes, MediaMatches, MediaSounds
from undertow.schema.table import Table
from undertow.settings import MediaSettings

Tables = tuple[Table[MediaFiles], Table[MediaHashes], Table[MediaSounds]]


def tables(items: Mapping[str, Decoded]) -> Tables:
    """Return files, hashes and sounds; a name stands for a hash of content."""
    files, hashes, sounds = [], [], []
    for name, item in items.items():
        files.append(file_row(name, len(item.grey) == 1))
        views, quality = hash_views(item.grey)
        hashes += [
            {
                "media_uid": name,
                "frame": i,
                "at_s": float(at),
                "quality": int(quality[i]),
                "views": views[i].tobytes(),
            }
            for i, at in enumerate(item.at_s)
        ]
        words = fingerprint(item.samples, RATE_HZ)
        if words.any():
            sounds.append({"media_uid": name, "word_s": WORD_S, "words": words.tobytes()})
    return (
        Table.checked(MediaFiles, _table(files, MediaFiles)),
        Table.checked(MediaHashes, _table(hashes, MediaHashes)),
        Table.checked(MediaSounds, _table(sounds, MediaSounds)),
    )


def matched(made: Tables) -> tuple[Table[MediaMatches], Table[MediaGroups]]:
    """Return matches and groups, as the stages make them."""
    files, hashes, sounds = made
    pairs = compare_media(hashes, MediaSettings(), rng_seed=0)[1]
    return match_media(files, hashes, pairs, sounds, MediaSettings(), rng_seed=0)


def file_row(name: str, is_picture: bool) -> dict[str, object]:
    return {
        "media_uid": name,
        "kind": "image" if is_picture else "video",
        "mime": "image/jpeg" if is_picture else "video/mp4",
        "n_bytes": 1,
        "state": "decoded",
        "decoder": "test",
    }


def _table(
    rows: list[dict[str, object]], spec: type[MediaFiles | MediaHashes | MediaSounds]
) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=spec.arrow_schema())
