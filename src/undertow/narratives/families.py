"""The narratives stage: the text groups of each campaign, largest first."""

from __future__ import annotations

import ibis
import pyarrow as pa

from undertow.engine import connect
from undertow.schema import (
    CampaignPosts,
    Narratives,
    Posts,
    PostText,
    Table,
    TargetHits,
)
from undertow.settings import CampaignSettings


def build_narratives(
    campaign_posts: Table[CampaignPosts],
    posts: Table[Posts],
    post_text: Table[PostText],
    target_hits: Table[TargetHits],
    settings: CampaignSettings,
    *,
    rng_seed: int,
) -> Table[Narratives]:
    """Return the text families of each campaign.

    Parameters
    ----------
    campaign_posts, posts, post_text, target_hits : Table
        The case.
    settings : CampaignSettings
        ``max_narratives`` families are kept for each campaign.
    rng_seed : int
        Not used.

    Returns
    -------
    Table[Narratives]
        Families published by at least two accounts. The quote is the text as first published;
        ``target`` names the officials that most of the family's posts address. Who is said to have
        done what is left to a person: ``actor`` and ``predicate`` are null.
    """
    texts = (
        ibis.memtable(campaign_posts.arrow)
        .join(
            ibis.memtable(post_text.arrow)
            .filter(lambda t: t.text_group.notnull())
            .select("post_uid", claim_group="text_group"),
            "post_uid",
        )
        .join(ibis.memtable(posts.arrow).select("post_uid", "text"), "post_uid")
    )
    families = (
        texts.group_by("campaign_id", "claim_group")
        .aggregate(
            n_posts=texts.count(),
            n_accounts=texts.account_uid.nunique(),
            quote=texts.text.collect(order_by=[texts["at"], texts.post_uid])[0],
            language=texts.language.collect(order_by=[texts["at"], texts.post_uid])[0],
            platforms=texts.platform.collect(distinct=True, order_by=texts.platform),
            first_seen=texts["at"].min(),
            last_seen=texts["at"].max(),
        )
        .filter(lambda t: t.n_accounts > 1)
    )
    rank = ibis.row_number().over(
        group_by="campaign_id", order_by=[ibis.desc("n_posts"), "claim_group"]
    )
    families = families.mutate(place=rank).filter(lambda t: t.place < settings.max_narratives)
    named = _officials_named(texts, ibis.memtable(target_hits.arrow))
    narratives = families.left_join(named, ["campaign_id", "claim_group"]).select(
        narrative_id=ibis.literal("n-")
        + (families.campaign_id + ibis.literal("|") + families.claim_group).hexdigest("md5")[:10],
        campaign_id=families.campaign_id,
        claim_group=families.claim_group,
        actor=ibis.null("string"),
        target=named.target,
        predicate=ibis.null("string"),
        quote=ibis.coalesce(families.quote, ""),
        language=families.language,
        n_posts=families.n_posts,
        n_accounts=families.n_accounts,
        platforms=families.platforms,
        first_seen=families.first_seen,
        last_seen=families.last_seen,
    )
    connection = ibis.duckdb.from_connection(connect())
    try:
        table: pa.Table = connection.to_pyarrow(narratives)
        return Table.checked(Narratives, table)
    finally:
        connection.disconnect()


def _officials_named(texts: ibis.Table, hits: ibis.Table) -> ibis.Table:
    """Return the officials that more than half of a family's posts address, joined by ``|``."""
    size = texts.group_by("campaign_id", "claim_group").aggregate(size=texts.post_uid.nunique())
    addressed = texts.join(hits, "post_uid")
    counts = addressed.group_by("campaign_id", "claim_group", "target_id").aggregate(
        n=addressed.post_uid.nunique()
    )
    most = counts.join(size, ["campaign_id", "claim_group"]).filter(lambda t: t.n * 2 > t.size)
    return most.group_by("campaign_id", "claim_group").aggregate(
        target=most.target_id.group_concat("|", order_by=most.target_id)
    )
