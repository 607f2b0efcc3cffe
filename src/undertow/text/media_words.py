"""The words in media: which files say nearly the same, and which posts were first to carry them.

The words of a video count like a text of the posts that carry it. Posts of the same material have
the same words for that reason alone, so of each media group only the first post counts here: what
is told by the layer of media is not told again by its words.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from undertow.engine import Engine
from undertow.schema import (
    MediaGroups,
    MediaSightings,
    MediaTexts,
    MediaTextUses,
    MediaWords,
    PostKeys,
    Posts,
    Table,
)
from undertow.schema.table import UTC
from undertow.settings import TextSettings
from undertow.text.canonical import is_mostly_han
from undertow.text.post_keys import build_post_keys

Track: TypeAlias = tuple[str, str, str]
"""Media file, source, track."""

Row: TypeAlias = dict[str, Any]

MIN_CHARS = 60
"""Shortest match key of words in media that counts: names of stations, "breaking news" and "like
and subscribe" stand in many videos that have nothing else in common."""

MIN_CHARS_HAN = 20
"""The same for keys written mostly in Han characters."""


def build_media_words(
    posts: Table[Posts],
    media_texts: Table[MediaTexts],
    media_sightings: Table[MediaSightings],
    media_groups: Table[MediaGroups],
    settings: TextSettings,
    *,
    engine: Engine,
    rng_seed: int,
) -> tuple[Table[MediaWords], Table[MediaTextUses]]:
    """Compare the words of all media that posts carry.

    Parameters
    ----------
    posts, media_texts, media_sightings, media_groups : Table
        All posts; the lines that were read in media, which post carries which file, and which files
        are the same material.
    settings : TextSettings
        Of the stage of texts.
    engine : Engine
        Finds the posts.
    rng_seed : int
        Not used: nothing here is random.

    Returns
    -------
    media_words, media_text_uses : Table
        Empty, at no cost, where no words were read.

    Notes
    -----
    Texts are compared as those of posts are (:func:`~undertow.text.build_post_keys`), so the first
    512 words of a track count. Files are grouped through their subtitles; through their pictures
    only where no subtitles of theirs are near another's, so that a film with several tracks acts
    once. O(n log n) in tracks.
    """
    if media_texts.n_rows == 0 or media_sightings.n_rows == 0:
        return Table.empty(MediaWords), Table.empty(MediaTextUses)
    sighted = _sighted(posts, media_sightings, engine)
    first_at: dict[str, datetime] = {}
    for row in sighted:
        first_at.setdefault(row["media_uid"], row["created_at"])
    words = _words(media_texts, first_at, settings)
    grouped = _words_groups(words)
    material = {row["media_uid"]: row["media_group"] for row in media_groups.arrow.to_pylist()}
    return _table(MediaWords, words), _table(MediaTextUses, _first_uses(sighted, grouped, material))


def text_of(lines: Iterable[Row], source: str) -> str:
    """Return the lines of one track as one text.

    Parameters
    ----------
    lines : iterable of rows of ``media_texts``
        In the order in which they are shown.
    source : str
        ``subtitles``, or ``ocr``: what stays in the picture is read again and again there, and
        counts once.
    """
    texts = (line["text"] for line in lines)
    said = (text for text, _ in groupby(texts)) if source == "subtitles" else dict.fromkeys(texts)
    return "\n".join(said)


def _sighted(
    posts: Table[Posts], media_sightings: Table[MediaSightings], engine: Engine
) -> list[Row]:
    """Return which account posted which file when, the earliest first; reposts are no posts."""
    sightings = engine.scan(media_sightings).select("post_uid", "media_uid")
    authored = engine.scan(posts).filter(lambda t: t.account_uid.notnull() & (t.kind != "repost"))
    joined = sightings.join(
        authored.select("post_uid", "account_uid", "created_at"), "post_uid"
    ).select("post_uid", "media_uid", "account_uid", "created_at")
    rows: list[Row] = engine.to_arrow(joined).to_pylist()
    return sorted(rows, key=itemgetter("created_at", "post_uid", "media_uid"))


def _words(
    media_texts: Table[MediaTexts], first_at: dict[str, datetime], settings: TextSettings
) -> list[Row]:
    """Return a row for each track of media that were posted, its near group among them."""
    texts = {
        track: text_of(lines, track[1])
        for track, lines in groupby(media_texts.arrow.to_pylist(), itemgetter(*MediaWords.key))
        if track[0] in first_at
    }
    tracks: list[Track] = sorted(texts)
    # The stage of texts takes posts, in the order of their ids.
    as_posts = pa.table(
        {
            "post_uid": pa.array([f"{i:09d}" for i in range(len(tracks))], pa.string()),
            "account_uid": pa.array([track[0] for track in tracks], pa.string()),
            "created_at": pa.array(
                [first_at[track[0]] for track in tracks],
                UTC,
            ),
            "text": pa.array([texts[track] for track in tracks], pa.string()),
        }
    )
    keys = _keys(as_posts, settings)
    is_han = is_mostly_han(keys["match_key"]).to_pylist()
    n_same = Counter(keys["text_group"].to_pylist())
    return [
        dict(zip(MediaWords.key, track, strict=True))
        | {name: row[name] for name in ("language", "match_key", "n_chars")}
        # The stage of texts gives no near group to texts that are the same to the letter.
        | {"near_group": row["near_group"] or (same if n_same[same] > 1 else None)}
        | {"is_enough": row["n_chars"] >= (MIN_CHARS_HAN if han else MIN_CHARS)}
        for track, row, same, han in zip(
            tracks, keys.to_pylist(), keys["text_group"].to_pylist(), is_han, strict=True
        )
    ]


def _keys(as_posts: pa.Table, settings: TextSettings) -> pa.Table:
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "tracks.parquet"
        pq.write_table(as_posts, file)
        parts = build_post_keys([file], settings, rng_seed=0, spill=Path(name) / "spill")
        found = [list(batches) for _, batches in parts]
    return pa.Table.from_batches(found[0], PostKeys.arrow_schema())


def _words_groups(words: list[Row]) -> dict[str, str]:
    """Give each row of a file its group of words; return the group of each file that has one."""
    leader: dict[str, str] = {}

    def lead(group: str) -> str:
        while leader.setdefault(group, group) != group:
            group = leader[group]
        return group

    chosen = dict(_chosen(words))
    for groups in chosen.values():
        first, *others = sorted(lead(group) for group in groups)
        leader |= dict.fromkeys(others, first)
    of_file = {media_uid: lead(min(groups)) for media_uid, groups in chosen.items()}
    files: dict[str, set[str]] = {}
    for media_uid, group in of_file.items():
        files.setdefault(group, set()).add(media_uid)
    shared = {uid: group for uid, group in of_file.items() if len(files[group]) > 1}
    for row in words:
        is_chosen = row["near_group"] in chosen.get(row["media_uid"], ())
        row["words_group"] = shared.get(row["media_uid"]) if is_chosen else None
        del row["is_enough"]
    return shared


def _chosen(words: list[Row]) -> Iterator[tuple[str, set[str]]]:
    """Yield each file with the near groups that group it: of its subtitles where it has any."""
    for media_uid, rows in groupby(words, itemgetter("media_uid")):
        groups: dict[str, set[str]] = {}
        for row in rows:
            if row["near_group"] is not None and row["is_enough"]:
                groups.setdefault(row["source"], set()).add(row["near_group"])
        if groups:
            yield media_uid, groups.get("subtitles") or groups["ocr"]


def _first_uses(sighted: list[Row], grouped: dict[str, str], material: dict[str, str]) -> list[Row]:
    """Return the first post of each media group in each group of words."""
    first: dict[tuple[str, str], Row] = {}
    for row in sighted:
        media_uid = row["media_uid"]
        if media_uid in grouped:
            group = grouped[media_uid]
            use = {"post_uid": row["post_uid"], "words_group": group, "media_uid": media_uid}
            own: str = material.get(media_uid) or media_uid
            first.setdefault((own, group), use)
    # A post with two files of the same words acts once.
    return list({(use["post_uid"], use["words_group"]): use for use in first.values()}.values())


def _table(spec: Any, rows: list[Row]) -> Table[Any]:
    return Table.checked(spec, pa.Table.from_pylist(rows, spec.arrow_schema()))
