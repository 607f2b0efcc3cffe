"""The narratives stage: what each campaign says, assembled over time, largest first."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any, TypeVar

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from undertow.engine import connect, register
from undertow.narratives.assembly import Candidate, Member, assemble
from undertow.narratives.frames import Agreed, FrameReader, agree
from undertow.narratives.posts import Group, Text, read_accounts, read_groups
from undertow.narratives.readings import ReadingReader
from undertow.narratives.telling import Narrative, tell
from undertow.narratives.terms import class_weights
from undertow.schema import (
    CampaignPosts,
    CampaignReadings,
    NarrativeGroups,
    NarrativeQuotes,
    Narratives,
    NarrativeSpread,
    Posts,
    PostText,
    Table,
    TableSpec,
    TargetHits,
    Targets,
)
from undertow.schema.targets import PERSON
from undertow.settings import NarrativeSettings

Row = dict[str, Any]
S = TypeVar("S", bound=TableSpec)
Built = tuple[
    Table[Narratives],
    Table[NarrativeGroups],
    Table[NarrativeQuotes],
    Table[NarrativeSpread],
    Table[CampaignReadings],
]

_GROUP_TEXTS = 50
"""Texts of a group, the most posted first, whose terms and frames decide what it belongs to."""


def build_narratives(
    campaign_posts: Table[CampaignPosts],
    posts: Table[Posts],
    post_text: Table[PostText],
    target_hits: Table[TargetHits],
    targets: Table[Targets],
    settings: NarrativeSettings,
    *,
    rng_seed: int,
) -> Built:
    """Assemble the texts of each campaign into narratives.

    Parameters
    ----------
    campaign_posts, posts, post_text, target_hits, targets : Table
        The case. A post belongs to its claim group, else its near group, else its text group.
    settings : NarrativeSettings
        What joins and what is kept.
    rng_seed : int
        Not used.

    Returns
    -------
    narratives, narrative_groups, narrative_quotes, narrative_spread, campaign_readings : Table
        Groups published by at least two accounts. ``target`` names the officials that most posts
        of the leading group address. Actor, act and the one acted upon are what the texts *say*,
        where enough of them say the same; nothing is said of what is true, or of what a post
        thinks of it. Quotes are word for word.

    Notes
    -----
    See ``assembly.assemble`` for what joins, ``terms.class_weights`` for key terms,
    ``medoids.mean_similarities`` for quotes and ``frames.FrameReader`` for frames. No language
    model is used and nothing is translated here.
    """
    with connect() as connection:
        for table in (campaign_posts, posts, post_text, target_hits):
            register(connection, table.spec.name, table)
        groups = read_groups(
            connection, max_groups=settings.max_groups, max_texts=settings.max_texts
        )
        officials = targets.arrow.filter(pc.not_equal(targets.arrow.column("kind"), PERSON))
        reader = FrameReader(_by_target(officials, "aliases"))
        readings = ReadingReader(targets.arrow, read_accounts(connection))
        read = [row for ident in sorted(groups) for row in readings.read(ident, groups[ident])]
        found = [
            narrative
            for campaign_id in sorted(groups)
            for narrative in _of_campaign(campaign_id, groups[campaign_id], reader, settings)
        ]
        _register_members(connection, found)
        told = tell(connection, found, _by_target(targets.arrow, "name"), settings)
    return (
        _checked(Narratives, told[0]),
        _checked(NarrativeGroups, told[1]),
        _checked(NarrativeQuotes, told[2]),
        _checked(NarrativeSpread, told[3]),
        _checked(CampaignReadings, read),
    )


def _by_target(targets: pa.Table, column: str) -> dict[str, Any]:
    """Return a column of the register by target id."""
    ids = targets.column("target_id").to_pylist()
    return dict(zip(ids, targets.column(column).to_pylist(), strict=True))


def _checked(spec: type[S], rows: list[Row]) -> Table[S]:
    return Table.checked(spec, pa.Table.from_pylist(rows, schema=spec.arrow_schema()))


def _of_campaign(
    campaign_id: str, groups: list[Group], reader: FrameReader, settings: NarrativeSettings
) -> list[Narrative]:
    """Return the narratives of a campaign that are told, largest first."""
    weights = class_weights([[t.text for t in group.texts[:_GROUP_TEXTS]] for group in groups])
    candidates = [
        Candidate(group, own, _agreed(reader, group.texts[:_GROUP_TEXTS], settings))
        for group, own in zip(groups, weights, strict=True)
    ]
    families = assemble(
        candidates,
        min_similarity=settings.min_similarity,
        max_gap=timedelta(days=settings.max_gap_days),
    )
    families.sort(key=lambda family: (-_n_posts(family), _leading(family)))
    return [
        Narrative(
            narrative_id=_narrative_id(campaign_id, _leading(family)),
            campaign_id=campaign_id,
            members=tuple(family),
            texts=(texts := _texts(family)),
            agreed=_agreed(reader, texts, settings),
        )
        for family in families[: settings.max_narratives]
    ]


def _texts(family: list[Member]) -> tuple[Text, ...]:
    """Return the distinct texts of a narrative, those of the largest group first."""
    once: dict[tuple[str, str], Text] = {}
    for member in family:
        for text in member.candidate.group.texts:
            once.setdefault((text.language, text.text_id), text)
    return tuple(once.values())


def _agreed(
    reader: FrameReader, texts: tuple[Text, ...], settings: NarrativeSettings
) -> Agreed | None:
    return agree(
        [reader.read(text.text, text.language) for text in texts],
        min_texts=settings.min_frame_texts,
        min_share=settings.min_frame_share,
    )


def _n_posts(family: list[Member]) -> int:
    return sum(member.candidate.group.row["n_posts"] for member in family)


def _leading(family: list[Member]) -> str:
    return str(family[0].candidate.group.row["claim_group"])


def _narrative_id(campaign_id: str, claim_group: str) -> str:
    return "n-" + hashlib.sha256(f"{campaign_id}|{claim_group}".encode()).hexdigest()[:10]


def _register_members(connection: duckdb.DuckDBPyConnection, narratives: list[Narrative]) -> None:
    """Make table ``member``: which groups of a campaign are part of which narrative."""
    rows = [
        {
            "narrative_id": narrative.narrative_id,
            "campaign_id": narrative.campaign_id,
            "claim_group": member.candidate.group.row["claim_group"],
        }
        for narrative in narratives
        for member in narrative.members
    ]
    names = ("narrative_id", "campaign_id", "claim_group")
    schema = pa.schema([(name, pa.string()) for name in names])
    connection.register("member", pa.Table.from_pylist(rows, schema=schema))
