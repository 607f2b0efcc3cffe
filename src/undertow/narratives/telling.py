"""The rows of narratives: counts from all posts, quotes and terms from distinct texts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import duckdb

from undertow.narratives.assembly import Member
from undertow.narratives.frames import Agreed
from undertow.narratives.frames.frame import Party
from undertow.narratives.medoids import mean_similarities
from undertow.narratives.posts import Text
from undertow.narratives.terms import class_weights, top_terms
from undertow.settings import NarrativeSettings

Row = dict[str, Any]

COUNTS_SQL = """
SELECT narrative_id, count(*) AS n_posts, count(DISTINCT account_uid) AS n_accounts,
       count(DISTINCT (language, text_id)) AS n_texts,
       list(DISTINCT platform ORDER BY platform) AS platforms,
       min(said_at) AS first_seen, max(said_at) AS last_seen
FROM said JOIN member USING (campaign_id, claim_group) GROUP BY ALL
"""
LANGUAGES_SQL = """
SELECT narrative_id, language, count(*) AS n_posts, count(DISTINCT account_uid) AS n_accounts,
       count(DISTINCT text_id) AS n_texts
FROM said JOIN member USING (campaign_id, claim_group)
GROUP BY ALL ORDER BY narrative_id, n_posts DESC, language
"""
SPREAD_SQL = """
SELECT narrative_id, date_trunc('day', said_at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS day,
       platform, language, count(*) AS n_posts, count(DISTINCT account_uid) AS n_accounts
FROM said JOIN member USING (campaign_id, claim_group) GROUP BY ALL
"""


@dataclass(frozen=True, slots=True)
class Narrative:
    """Groups that were joined.

    Attributes
    ----------
    narrative_id, campaign_id : str
        Whose it is.
    members : tuple of Member
        Its groups, the leading one first.
    texts : tuple of Text
        Its distinct texts, as far as they are read.
    agreed : Agreed or None
        The frame the texts agree on; its positions are those in ``texts``.
    """

    narrative_id: str
    campaign_id: str
    members: tuple[Member, ...]
    texts: tuple[Text, ...]
    agreed: Agreed | None


def tell(
    connection: duckdb.DuckDBPyConnection,
    narratives: Sequence[Narrative],
    names: Mapping[str, str],
    settings: NarrativeSettings,
) -> tuple[list[Row], list[Row], list[Row], list[Row]]:
    """Return the rows of narratives, narrative_groups, narrative_quotes and narrative_spread.

    Parameters
    ----------
    connection : duckdb connection
        With tables ``said`` (posts) and ``member`` (groups of narratives).
    narratives : sequence of Narrative
        What was assembled.
    names : mapping
        Target id -> name of the official.
    settings : NarrativeSettings
        ``n_terms``.
    """
    counts = {row["narrative_id"]: row for row in _rows(connection, COUNTS_SQL)}
    by_language: dict[str, list[Row]] = {}
    for row in _rows(connection, LANGUAGES_SQL):
        by_language.setdefault(row["narrative_id"], []).append(row)
    terms = _terms(narratives, settings.n_terms)
    told, quotes = [], []
    for narrative in narratives:
        own = [
            _quote(narrative, row, terms[narrative.narrative_id, row["language"]])
            for row in by_language[narrative.narrative_id]
        ]
        quotes += own
        told.append(
            counts[narrative.narrative_id]
            | _main(narrative, own, settings.n_terms)
            | _frame(narrative, names)
        )
    groups = [row for narrative in narratives for row in _groups(narrative)]
    return told, groups, quotes, _rows(connection, SPREAD_SQL)


def _main(narrative: Narrative, quotes: list[Row], n_terms: int) -> Row:
    leading = narrative.members[0].candidate.group.row
    language = quotes[0]["language"]
    in_turn = zip_longest(*(quote["terms"] for quote in quotes))
    terms = dict.fromkeys(term for turn in in_turn for term in turn if term is not None)
    return {
        "campaign_id": narrative.campaign_id,
        "claim_group": leading["claim_group"],
        "n_claim_groups": len(narrative.members),
        "target": "|".join(leading["targets"]) or None,
        "n_read": len(narrative.texts),
        "stance": None,
        "quote": quotes[0]["quote"],
        "language": None if language == "und" else language,
        "languages": [quote["language"] for quote in quotes],
        "terms": list(terms)[: n_terms * 2],
    }


def _frame(narrative: Narrative, names: Mapping[str, str]) -> Row:
    """Return the columns of the frame, empty where the texts agree on none."""
    if narrative.agreed is None:
        columns = ("actor", "actor_id", "predicate", "predicate_kind", "frame_target")
        more = ("frame_target_id", "frame_is_negated", "frame_basis", "n_frame_texts")
        return dict.fromkeys((*columns, *more))
    frame = narrative.agreed.frame
    basis = {uid for place in narrative.agreed.texts for uid in narrative.texts[place].post_uids}
    return {
        "actor": _name(frame.actor, names),
        "actor_id": frame.actor.target_id,
        "predicate": frame.predicate,
        "predicate_kind": frame.kind,
        "frame_target": _name(frame.target, names) if frame.target else None,
        "frame_target_id": frame.target.target_id if frame.target else None,
        "frame_is_negated": frame.is_negated,
        "frame_basis": len(basis),
        "n_frame_texts": len(narrative.agreed.texts),
    }


def _name(party: Party, names: Mapping[str, str]) -> str:
    return names[party.target_id] if party.target_id else party.name


def _groups(narrative: Narrative) -> Iterator[Row]:
    names = ("claim_group", "n_posts", "n_accounts", "first_seen", "last_seen")
    for place, member in enumerate(narrative.members):
        row = member.candidate.group.row
        yield {name: row[name] for name in names} | {
            "narrative_id": narrative.narrative_id,
            "is_leading": place == 0,
            "similarity": member.similarity,
        }


def _quote(narrative: Narrative, row: Row, terms: list[str]) -> Row:
    """Return the medoid text of a narrative in a language."""
    texts = [text for text in narrative.texts if text.language == row["language"]]
    means = mean_similarities([text.text for text in texts])
    best = min(
        range(len(texts)),
        key=lambda i: (-means[i], -len(texts[i].post_uids), texts[i].text_id, texts[i].post_uid),
    )
    return row | {
        "post_uid": texts[best].post_uid,
        "quote": texts[best].text,
        "similarity": float(means[best]) if len(texts) > 1 else None,
        "n_compared": len(texts),
        "terms": terms,
    }


def _terms(narratives: Sequence[Narrative], n: int) -> dict[tuple[str, str], list[str]]:
    """Return the key terms of each narrative and language, against the others of its campaign."""
    classes: dict[tuple[str, str], dict[str, list[str]]] = {}
    for narrative in narratives:
        for text in narrative.texts:
            same = classes.setdefault((narrative.campaign_id, text.language), {})
            same.setdefault(narrative.narrative_id, []).append(text.text)
    found = {}
    for (_, language), texts in classes.items():
        weights = class_weights(list(texts.values()))
        for narrative_id, own in zip(texts, weights, strict=True):
            found[narrative_id, language] = top_terms(own, n)
    return found


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Row]:
    rows: list[Row] = connection.sql(sql).to_arrow_table().to_pylist()
    return rows
