"""Table ``narratives``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, FACT, TEXT, TEXTS, UTC, Column, TableSpec


class Narratives(TableSpec):
    """What a campaign says about a subject over time: claim groups that belong together."""

    name: ClassVar = "narratives"
    key: ClassVar = ("narrative_id",)
    columns: ClassVar = (
        Column("narrative_id", TEXT, "Identifier: from campaign and leading claim group."),
        Column("campaign_id", TEXT, "Campaign."),
        Column(
            "claim_group",
            TEXT,
            "Leading group of texts: the one with the most posts; narrative_groups has the others.",
        ),
        Column("n_claim_groups", COUNT, "Groups of texts in it."),
        Column(
            "actor",
            TEXT,
            "Who is said to have acted; null where the texts do not say so, or not as one.",
            nullable=True,
        ),
        Column("actor_id", TEXT, "Target id of the actor, an official.", nullable=True),
        Column(
            "target", TEXT, "Whom it is about: target ids named in it, joined by |.", nullable=True
        ),
        Column(
            "predicate",
            TEXT,
            "What the actor is said to have done, in words of one of the texts.",
            nullable=True,
        ),
        Column("predicate_kind", TEXT, "Kind of act: accuse, take_bribe, ....", nullable=True),
        Column("frame_target", TEXT, "To whom the actor is said to have done it.", nullable=True),
        Column("frame_target_id", TEXT, "Target id of the one it was done to.", nullable=True),
        Column(
            "frame_is_negated",
            FACT,
            "Whether the texts say that the actor did not do it.",
            nullable=True,
        ),
        Column(
            "frame_basis",
            COUNT,
            "Posts from which actor, act and the one acted upon were read.",
            nullable=True,
        ),
        Column("n_frame_texts", COUNT, "Distinct texts among them.", nullable=True),
        Column("n_texts", COUNT, "Distinct texts."),
        Column("n_read", COUNT, "Distinct texts that were read for frames and compared."),
        Column(
            "stance",
            TEXT,
            "Always empty: whether a post supports or rejects the narrative is not measured.",
            nullable=True,
        ),
        Column("quote", TEXT, "The medoid text of the language with the most posts."),
        Column("language", TEXT, "Language of the quote.", nullable=True),
        Column("languages", TEXTS, "Languages, most posts first; und where it cannot be told."),
        Column("terms", TEXTS, "Key terms, those of each language in turn."),
        Column("n_posts", COUNT, "Campaign posts."),
        Column("n_accounts", COUNT, "Campaign accounts."),
        Column("platforms", TEXTS, "Platforms."),
        Column("first_seen", UTC, "First campaign post."),
        Column("last_seen", UTC, "Last campaign post."),
    )
