"""The threat_screen stage: every distinct text once."""

from __future__ import annotations

import pyarrow as pa

from undertow.schema import Posts, Table, ThreatHits
from undertow.settings import NoSettings
from undertow.threats.matching import find_threats


def screen_threats(
    posts: Table[Posts], settings: NoSettings, *, rng_seed: int
) -> Table[ThreatHits]:
    """Find what a person has to read before anybody is told that there is no threat.

    Parameters
    ----------
    posts : Table[Posts]
        All posts. Rules of English, French and Chinese are tried on each, whatever its language.
    settings : NoSettings
        Nothing to set: a screen that can be turned down will be.
    rng_seed : int
        Not used.

    Returns
    -------
    Table[ThreatHits]
        The places found. Made for recall: most of what it finds is harmless, and what it does not
        find is not thereby harmless.

    Notes
    -----
    The texts are searched once each; see ``docs/how-to/threats.md`` for what is measured.
    """
    texts = posts.arrow.column("text").unique().drop_null()
    rows = [
        (index, place.kind, place.grade, place.rule_id, place.language, place.start, place.end)
        for index, places in find_threats(texts.to_pylist())
        for place in places
    ]
    if not rows:
        return Table.empty(ThreatHits)
    index, *columns = zip(*rows, strict=True)
    names = ("kind", "grade", "rule_id", "language", "start_char", "end_char")
    found = pa.table(
        {"text": texts.take(pa.array(index)), **dict(zip(names, map(list, columns), strict=True))}
    )
    hits = posts.arrow.select(["post_uid", "text"]).join(found, "text", join_type="inner")
    return Table.checked(ThreatHits, hits.select(ThreatHits.arrow_schema().names))
