"""The post_text stage: match keys and exact text groups."""

from __future__ import annotations

import hashlib

import pyarrow as pa
import pyarrow.compute as pc

from undertow.schema import Posts, PostText, Table
from undertow.settings import TextSettings
from undertow.text.canonical import is_mostly_han, match_keys


def build_post_text(
    posts: Table[Posts], settings: TextSettings, *, rng_seed: int
) -> Table[PostText]:
    """Give every post its match key and, when the text is long enough, its text group.

    Parameters
    ----------
    posts : Table[Posts]
        All posts.
    settings : TextSettings
        Shortest keys that form groups.
    rng_seed : int
        Not used: nothing here is random.

    Returns
    -------
    Table[PostText]
        One row a post. ``text_group`` depends on the text alone, so the same text has the same
        group in every case.
    """
    arrow = posts.arrow
    keys = match_keys(arrow.column("text")).combine_chunks()
    n_chars = pc.utf8_length(keys).cast(pa.int64())
    shortest = pc.if_else(is_mostly_han(keys), settings.min_chars_han, settings.min_chars)
    groups = pc.if_else(
        pc.greater_equal(n_chars, shortest), _group_ids(keys), pa.scalar(None, pa.string())
    )
    nothing = pa.nulls(arrow.num_rows, pa.string())
    return Table.checked(
        PostText,
        pa.table(
            {
                "post_uid": arrow.column("post_uid"),
                "language": arrow.column("lang"),
                "script": nothing,
                "match_key": keys,
                "n_chars": n_chars,
                "text_group": groups,
                "near_group": nothing,
                "claim_group": nothing,
                "template": nothing,
            }
        ),
    )


def _group_ids(keys: pa.Array) -> pa.Array:
    """Return an id for each key: a hash, computed once per distinct key."""
    coded = keys.dictionary_encode()
    ids = [
        f"t-{hashlib.sha256(key.encode()).hexdigest()[:16]}" for key in coded.dictionary.to_pylist()
    ]
    return pa.array(ids, pa.string()).take(coded.indices)
