"""The claim_groups stage: units that can matter, their vectors, links and groups."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from undertow.engine import Rows, connect, register
from undertow.schema import (
    ClaimCoverage,
    ClaimGroups,
    ClaimLinks,
    ClaimVectors,
    DirectEdges,
    NearGroups,
    PostKeys,
    Posts,
    PostText,
    Table,
    TargetHits,
    TemplateUses,
)
from undertow.settings import ClaimSettings
from undertow.text.claims.links import Links, find_links, link_table, space_of
from undertow.text.claims.phrases import generic_phrases, shipped_vectors
from undertow.text.claims.stars import star_leaders
from undertow.text.claims.units import find_units, is_long_enough
from undertow.text.claims.vectors import embed_units, matrix
from undertow.text.embedders import Embedder, open_embedder
from undertow.text.embedding_view import embedding_views

ClaimTables = tuple[
    Table[PostText],
    Table[ClaimGroups],
    Table[ClaimLinks],
    Table[ClaimVectors],
    Table[ClaimCoverage],
]


def build_claim_groups(
    posts: Table[Posts],
    post_keys: Table[PostKeys],
    near_groups: Table[NearGroups],
    template_uses: Table[TemplateUses],
    target_hits: Table[TargetHits],
    direct_edges: Table[DirectEdges],
    settings: ClaimSettings,
    *,
    rng_seed: int,
    before: Sequence[Table[Any]] | None = None,
    embedder: Embedder | None = None,
) -> ClaimTables:
    """Group texts that make the same claim, in whatever words and language.

    Parameters
    ----------
    posts, post_keys, near_groups, template_uses, target_hits : Table
        The case. A unit is a near group, or a text in none; the text of its leader stands for it.
    direct_edges : Table[DirectEdges]
        Validated pairs that rest on no claim group.
    settings : ClaimSettings
        Which units can matter, gates, false discovery rate, embedder.
    rng_seed : int
        Seed of the samples that stand for unrelated texts.
    before : sequence of Table or None
        Outputs of the run before: vectors in it are not made again. The result is the same with it
        and without.
    embedder : Embedder or None
        Used in place of the one that the settings name.

    Returns
    -------
    tuple of Table
        ``post_text``, ``claim_groups``, ``claim_links``, ``claim_vectors``, ``claim_coverage``.

    Raises
    ------
    SettingsError
        The embedder cannot be opened.

    Notes
    -----
    A group is a family of claims: texts that deny may be in it, where no cue gives them away.
    """
    embedder = embedder or open_embedder(settings)
    units = find_units(posts, post_keys, near_groups, target_hits, direct_edges, settings)
    units = units.append_column("view", embedding_views(units.column("text")))
    status = _status_before_vectors(units, embedder, settings)
    vectors = _vectors(units.filter(pc.equal(status, "embedded")), embedder, before)
    status = _with_generic(status, units, vectors, embedder, settings)
    units = units.append_column("status", status)
    linkable = units.filter(pc.equal(status, "embedded"))
    links = _links(linkable, vectors, embedder, settings, rng_seed)
    table = link_table(links, linkable)
    members = _members(units, linkable, links, table)
    groups = _groups(units, members, posts, post_keys)
    post_text = _post_text(post_keys, template_uses, members)
    return post_text, groups, table, vectors, _coverage(units)


def _status_before_vectors(
    units: pa.Table, embedder: Embedder, settings: ClaimSettings
) -> pa.ChunkedArray:
    """Say of each unit whether it is embedded, and if not, why."""
    covered = pc.is_in(units.column("language"), value_set=pa.array(sorted(embedder.languages)))
    left_out = pa.chunked_array([pa.repeat(pa.scalar("embedded"), units.num_rows)])
    for is_met, otherwise in (
        (is_long_enough(units.column("view"), settings), "too_short"),
        (covered, "lexical_only"),
        (units.column("can_matter"), "one_account"),
    ):
        left_out = pc.if_else(is_met, left_out, otherwise)
    return left_out


def _vectors(
    units: pa.Table, embedder: Embedder, before: Sequence[Table[Any]] | None
) -> Table[ClaimVectors]:
    """Embed units, except what the run before did."""
    known = next((table for table in before or () if table.spec is ClaimVectors), None)
    ids, views = (units.column(name).combine_chunks() for name in ("unit", "view"))
    return embed_units(ids, views, embedder, known)


def _with_generic(
    status: pa.ChunkedArray,
    units: pa.Table,
    vectors: Table[ClaimVectors],
    embedder: Embedder,
    settings: ClaimSettings,
) -> pa.ChunkedArray:
    """Mark the units that say what anybody says."""
    if vectors.n_rows == 0:
        return status
    phrases = shipped_vectors(generic_phrases(), embedder)
    nearest = (matrix(vectors.arrow.column("vector"), embedder.dimension) @ phrases.T).max(axis=1)
    generic = vectors.arrow.column("unit").filter(pa.array(nearest >= settings.generic_similarity))
    return pc.if_else(pc.is_in(units.column("unit"), value_set=generic), "generic", status)


def _links(
    linkable: pa.Table,
    vectors: Table[ClaimVectors],
    embedder: Embedder,
    settings: ClaimSettings,
    rng_seed: int,
) -> Links:
    """Link units; both tables are sorted by unit, ``vectors`` may hold more."""
    rows = pc.index_in(linkable.column("unit"), value_set=vectors.arrow.column("unit"))
    own = matrix(vectors.arrow.column("vector").take(rows), embedder.dimension)
    space, names = space_of(own, linkable.column("language").to_pylist(), embedder, settings)
    return find_links(space, len(names), settings, rng_seed)


def _members(
    units: pa.Table, linkable: pa.Table, links: Links, table: Table[ClaimLinks]
) -> pa.Table:
    """Return the claim group of every unit that has one, and how it came to it."""
    # Both in the order (a, b): ids are sorted, so rows of links and of the table agree.
    differs = np.array(table.arrow.column("stance_differs_possible").fill_null(False), bool)
    joins = ~differs
    left, right, score = links.left[joins], links.right[joins], links.score[joins]
    apart = links.left[differs], links.right[differs]
    leader = star_leaders(linkable.num_rows, left, right, score, apart)
    similarity = np.full(linkable.num_rows, np.nan)
    q = np.full(linkable.num_rows, np.nan)
    for a, b in ((left, right), (right, left)):
        followed = leader[a] == b
        similarity[a[followed]] = links.similarity[joins][followed]
        q[a[followed]] = links.q_value[joins][followed]
    ids = linkable.column("unit")
    linked = pa.table(
        {
            "unit": ids,
            "medoid_unit": ids.take(pa.array(leader)),
            "similarity": pa.array(similarity, from_pandas=True),
            "q_value": pa.array(q, from_pandas=True),
        }
    )
    alone = units.filter(
        pc.is_in(
            units.column("status"), value_set=pa.array(["generic", "lexical_only", "too_short"])
        )
    ).select(["unit"])
    alone = alone.append_column("medoid_unit", alone.column("unit"))
    members = pa.concat_tables([linked, alone], promote_options="default")
    leaders = members.column("medoid_unit").combine_chunks().dictionary_encode()
    names = [
        "c-" + hashlib.sha256(unit.encode()).hexdigest()[:16]
        for unit in leaders.dictionary.to_pylist()
    ]
    return members.append_column("claim_group", pa.array(names, pa.string()).take(leaders.indices))


_GROUPS_SQL = """
WITH keyed AS (
  SELECT coalesce(k.near_group, k.text_group) AS unit, p.account_uid
  FROM post_keys k JOIN posts p USING (post_uid) WHERE k.text_group IS NOT NULL
), accounts AS (
  SELECT m.claim_group, count(DISTINCT account_uid) AS n_accounts
  FROM keyed JOIN members m USING (unit) GROUP BY ALL
)
SELECT m.claim_group, any_value(m.medoid_unit) AS medoid_unit,
       min(u.post_uid) FILTER (u.unit = m.medoid_unit) AS medoid_post_uid,
       CASE WHEN bool_or(u.status = 'lexical_only') THEN 'lexical_only' ELSE 'embedding' END
         AS method,
       bool_or(u.status IN ('generic', 'too_short')) AS is_generic,
       list_sort(list(DISTINCT u.language)) AS languages,
       count(*) AS n_units, sum(u.n_posts)::BIGINT AS n_posts,
       any_value(a.n_accounts) AS n_accounts,
       min(m.similarity) AS min_similarity, max(m.q_value) AS max_q,
       min(u.first_seen) AS first_seen, max(u.last_seen) AS last_seen
FROM members m JOIN units u USING (unit) JOIN accounts a USING (claim_group)
GROUP BY m.claim_group
"""
_POST_TEXT_SQL = """
SELECT k.post_uid, k.language, k.script, k.match_key, k.n_chars, k.text_group, k.near_group,
       m.claim_group, t.template
FROM post_keys k
LEFT JOIN members m ON m.unit = coalesce(k.near_group, k.text_group)
LEFT JOIN template_uses t USING (post_uid)
"""
_COVERAGE_SQL = """
SELECT language, status, count(*) AS n_units, sum(n_posts)::BIGINT AS n_posts
FROM units GROUP BY ALL
"""


def _groups(
    units: pa.Table, members: pa.Table, posts: Table[Posts], post_keys: Table[PostKeys]
) -> Table[ClaimGroups]:
    rows = _query(_GROUPS_SQL, units=units, members=members, posts=posts, post_keys=post_keys)
    return Table.checked(ClaimGroups, rows)


def _post_text(
    post_keys: Table[PostKeys], template_uses: Table[TemplateUses], members: pa.Table
) -> Table[PostText]:
    rows = _query(
        _POST_TEXT_SQL,
        post_keys=post_keys.arrow,
        template_uses=template_uses.arrow,
        members=members,
    )
    return Table.checked(PostText, rows)


def _coverage(units: pa.Table) -> Table[ClaimCoverage]:
    return Table.checked(ClaimCoverage, _query(_COVERAGE_SQL, units=units))


def _query(sql: str, **tables: pa.Table | Rows) -> pa.Table:
    """Run a query over tables."""
    engine = connect()
    try:
        engine.execute("SET TimeZone = 'UTC'")
        for name, table in tables.items():
            register(engine, name, table)
        return engine.sql(sql).to_arrow_table()
    finally:
        engine.close()
