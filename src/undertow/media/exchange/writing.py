"""Writing hash lists, in the forms that python-threatexchange and its family read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from undertow.media.exchange.entry import (
    Frame,
    HashEntry,
    Signal,
    plain_tags,
    plain_text,
    write_signal,
)
from undertow.schema import MediaFacts, MediaFiles, MediaHashes, Table
from undertow.settings import MediaSettings

_COLUMNS: Final = ("signal_type", "signal_str", "collab", "category", "tags")
_SIGNS: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "'")
# Exact hashes have a type of their own for videos only.
_NAMES: Final = {
    Signal.PDQ: "pdq",
    Signal.VPDQ: "vpdq",
    Signal.MD5: "video_md5",
    Signal.SHA256: "video_sha256",
}


class Form(StrEnum):
    """Form in which a list is written."""

    CSV = "csv"
    LINES = "lines"
    BANK = "bank"


@dataclass(frozen=True, slots=True)
class Content:
    """A media file and its signals.

    Attributes
    ----------
    media_uid : str
        The file.
    entries : tuple of HashEntry
        At most one of each kind.
    """

    media_uid: str
    entries: tuple[HashEntry, ...]


def contents(
    media_files: Table[MediaFiles],
    media_facts: Table[MediaFacts],
    media_hashes: Table[MediaHashes],
    media_uids: Iterable[str],
    settings: MediaSettings,
    *,
    collab: str = "",
    tags: str = "",
) -> list[Content]:
    """Return the signals of media files.

    Parameters
    ----------
    media_files, media_facts, media_hashes : Table
        What is known of media in the case.
    media_uids : iterable of str
        The files whose signals are wanted; one that the case does not have gives none.
    settings : MediaSettings
        ``min_quality`` is the least quality of what is handed out.
    collab, tags : str
        Whose list it is, and how it is labelled; tags with blanks between.

    Returns
    -------
    list of Content
        By media_uid. Of a picture its PDQ; of a video its vPDQ, MD5 and SHA-256. Files of which
        nothing can be handed out are left out: sounds, and pictures too flat to be compared.
    """
    wanted = sorted(set(media_uids))
    label = partial(HashEntry, collab=plain_text(collab), tags=plain_tags(tags))
    kinds = {row["media_uid"]: row["kind"] for row in _rows(media_files.arrow, wanted)}
    md5 = {
        row["media_uid"]: row["value"]
        for row in _rows(media_facts.arrow, wanted)
        if (row["source"], row["name"]) == ("file", "md5")
    }
    frames: dict[str, list[Frame]] = {}
    for row in _rows(media_hashes.columns("media_uid", "at_s", "quality", "pdq"), wanted):
        if row["pdq"] is not None and row["quality"] >= settings.min_quality:
            frame = Frame(row["pdq"], row["quality"], round(row["at_s"], 3))
            frames.setdefault(row["media_uid"], []).append(frame)
    found = []
    for uid in wanted:
        own = sorted(frames.get(uid, []), key=lambda frame: (frame.at_s, frame.pdq, frame.quality))
        entries = []
        if kinds.get(uid) == "image" and own:
            entries.append(label(Signal.PDQ, own[0].pdq))
        elif kinds.get(uid) == "video":
            if own:
                entries.append(label(Signal.VPDQ, "", tuple(own)))
            if uid in md5:
                entries.append(label(Signal.MD5, md5[uid]))
            entries.append(label(Signal.SHA256, uid))
        if entries:
            found.append(Content(uid, tuple(entries)))
    return found


def write_hash_list(listed: Iterable[Content], form: Form) -> str:
    r"""Return a list as text, lines ended by ``\n``.

    Parameters
    ----------
    listed : iterable of Content
        What it holds.
    form : Form
        ``csv`` as of ``threatexchange dataset --csv``; ``lines`` of type and signal, as its
        exchange of local files reads them; ``bank`` of a JSON object for each file, as HMA takes
        them (POST ``/c/bank/NAME/signal``), without labels.

    Notes
    -----
    In CSV an apostrophe stands before what a spreadsheet would run as a formula; reading takes it
    off again.
    """
    if form is Form.BANK:
        banked = (_of_content(content) for content in listed)
        return "".join(f"{json.dumps(signals)}\n" for signals in banked)
    entries = [entry for content in listed for entry in content.entries]
    if form is Form.LINES:
        return "".join(f"{_NAMES[entry.signal]} {write_signal(entry)}\n" for entry in entries)
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(_COLUMNS)
    for entry in entries:
        rows.writerow(
            [
                _NAMES[entry.signal],
                write_signal(entry),
                _neutralised(entry.collab),
                entry.category.value,
                _neutralised(" ".join(entry.tags)),
            ]
        )
    return written.getvalue()


def _of_content(content: Content) -> Mapping[str, str]:
    return {_NAMES[entry.signal]: write_signal(entry) for entry in content.entries}


def _neutralised(text: str) -> str:
    """Return a text that no spreadsheet runs; texts of entries are on one line, without ``;``."""
    return f"'{text}" if text.startswith(_SIGNS) else text


def _rows(table: pa.Table, media_uids: list[str]) -> list[dict[str, Any]]:
    wanted = pa.array(media_uids, pa.string())
    rows: list[dict[str, Any]] = table.filter(
        pc.is_in(table.column("media_uid"), wanted)
    ).to_pylist()
    return rows
