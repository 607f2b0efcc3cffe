"""The lines in media as passages in which a name can be judged.

A line of subtitles ends wherever it is full, often inside a name; a whole film holds names that
have nothing to do with one another. Passages are between the two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

import pyarrow as pa

MAX_CHARS = 300
"""Length from which a passage ends: two sentences or three, as long as a post."""

_HAN_END = re.compile(r"[\u3400-\u9fff]\Z")
_HAN_START = re.compile(r"[\u3400-\u9fff]")


def passages(media_texts: pa.Table) -> pa.Table:
    """Return the passages of each media file.

    Parameters
    ----------
    media_texts : pa.Table
        Rows of ``media_texts`` in the order of their key.

    Returns
    -------
    pa.Table
        ``media_uid`` and ``text``, each pair once. What stands in one picture is a passage;
        subtitles are cut after whole lines, and the last line of a passage begins the next, so that
        a name over two lines is whole in one of them.
    """
    found: dict[tuple[str, str], None] = {}
    rows = media_texts.to_pylist()
    for (media_uid, source, _), track in groupby(rows, itemgetter("media_uid", "source", "track")):
        if source == "subtitles":
            texts = _of_subtitles(line["text"] for line in track)
        else:
            pictures = groupby(track, itemgetter("at_s"))
            texts = (_joined([line["text"] for line in picture]) for _, picture in pictures)
        found |= dict.fromkeys((media_uid, text) for text in texts)
    return pa.table(
        {
            "media_uid": pa.array([media_uid for media_uid, _ in found], pa.string()),
            "text": pa.array([text for _, text in found], pa.string()),
        }
    )


def _of_subtitles(lines: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) > 1 and sum(map(len, held)) >= MAX_CHARS:
            yield _joined(held)
            held = [line]
    if held:
        yield _joined(held)


def _joined(lines: list[str]) -> str:
    """Join lines by spaces, but where Han text goes on."""
    text = lines[0]
    for line in lines[1:]:
        goes_on = _HAN_END.search(text) and _HAN_START.match(line)
        text += line if goes_on else f" {line}"
    return text
