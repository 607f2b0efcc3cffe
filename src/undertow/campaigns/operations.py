"""The campaign_members stage: which communities are campaigns, and what they posted at whom."""

from __future__ import annotations

import ibis
import pyarrow as pa
import pyarrow.compute as pc

from undertow.accounts import BATCH_SIGNAL
from undertow.engine import Engine
from undertow.schema import (
    AccountSignals,
    Actions,
    CampaignMembers,
    CampaignPosts,
    CampaignTargets,
    Communities,
    Explanations,
    MemberExplanations,
    Posts,
    Table,
    TargetHits,
)
from undertow.settings import CampaignSettings

# An act belongs to a campaign when another of its acts on the same object is at most this far.
_NEAR_S = 86400

# Many texts resemble each other, and many people pass a clip on, so these layers tell a campaign's
# posts only where the campaign's accounts are at least this share of all that acted on the object.
_RESEMBLANCE = ("near_duplicate_text", "media_text", "template", "claim", "media")
_OWN_SHARE = 0.5

# Ways of addressing an official by no more than a name.
_BY_NAME = ("alias", "media_text")


def assemble_campaigns(
    communities: Table[Communities],
    explanations: Table[Explanations],
    member_explanations: Table[MemberExplanations],
    account_signals: Table[AccountSignals],
    actions: Table[Actions],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
    settings: CampaignSettings,
    *,
    engine: Engine,
    rng_seed: int,
) -> tuple[Table[CampaignMembers], Table[CampaignPosts], Table[CampaignTargets]]:
    """Choose the communities that are campaigns and collect their posts and targets.

    Parameters
    ----------
    communities, explanations, member_explanations, account_signals, actions, posts,
    target_hits : Table
        The case.
    settings : CampaignSettings
        Sizes below which nothing is called a campaign or a target.
    engine : Engine
        Runs the expressions.
    rng_seed : int
        Not used.

    Returns
    -------
    campaign_members, campaign_posts, campaign_targets : Table
        A community is a campaign when it is large enough, no explanation of it holds (innocent, or
        that it is commercial spam), its members acted on the same objects near each other, and two
        things of different kind speak for it: that some of it is validated in pairs, or that
        copying accounts were created in batches as well. Accounts that only copy, or copy and are
        young, are no campaign: people who use a share button are often both. Members that share
        nothing but adverts do not count, and what they post is no part of it.
    """
    own_reading = member_explanations.arrow
    elsewhere = own_reading.filter(pc.invert(own_reading.column("is_undecided")))
    candidates = _members(
        communities.arrow.join(
            elsewhere.select(["community_id", "account_uid"]),
            ["community_id", "account_uid"],
            join_type="left anti",
        ),
        explanations.arrow,
        account_signals.arrow,
        settings.min_accounts,
    )
    campaign_posts = Table.checked(
        CampaignPosts, engine.to_arrow(_campaign_posts(candidates, actions, posts, engine))
    )
    campaign_members = Table.checked(
        CampaignMembers,
        candidates.arrow.filter(
            pc.is_in(
                candidates.arrow.column("campaign_id"),
                value_set=campaign_posts.arrow.column("campaign_id"),
            )
        ),
    )
    campaign_targets = Table.checked(
        CampaignTargets,
        engine.to_arrow(_campaign_targets(campaign_posts, posts, target_hits, settings, engine)),
    )
    return campaign_members, campaign_posts, campaign_targets


def _members(
    communities: pa.Table, explanations: pa.Table, signals: pa.Table, min_accounts: int
) -> Table[CampaignMembers]:
    """Return the members of the communities that are campaigns."""
    explained = explanations.filter(explanations.column("holds")).column("community_id")
    paired = communities.filter(pc.equal(communities.column("basis"), "pair"))
    # The partner of a single one is elsewhere: nothing inside the community is a validated pair.
    paired = paired.group_by("community_id").aggregate([("account_uid", "count")])
    paired = paired.filter(pc.greater(paired.column("account_uid_count"), 1))
    signed = signals.filter(
        pc.and_(
            pc.greater(signals.column("log_lr"), 0.0),
            pc.equal(signals.column("signal"), BATCH_SIGNAL),
        )
    )
    sizes = communities.group_by("community_id").aggregate([("account_uid", "count")])
    large = sizes.filter(pc.greater_equal(sizes.column("account_uid_count"), min_accounts))
    ids = communities.column("community_id")
    chosen = communities.filter(
        pc.and_(
            pc.and_(
                pc.or_(
                    pc.is_in(ids, value_set=paired.column("community_id")),
                    pc.is_in(ids, value_set=signed.column("community_id")),
                ),
                pc.is_in(ids, value_set=large.column("community_id")),
            ),
            pc.invert(pc.is_in(ids, value_set=explained)),
        )
    )
    # A campaign is named after its community: c- for g-.
    names = pc.replace_substring_regex(
        chosen.column("community_id"), pattern="^g-", replacement="c-"
    )
    return Table.checked(
        CampaignMembers,
        pa.table(
            {
                "campaign_id": names,
                "community_id": chosen.column("community_id"),
                "account_uid": chosen.column("account_uid"),
            }
        ),
    )


def _campaign_posts(
    members: Table[CampaignMembers],
    actions: Table[Actions],
    posts: Table[Posts],
    engine: Engine,
) -> ibis.Table:
    """Return the posts of members on objects they share, each near another act on the object."""
    every = engine.scan(actions).filter(lambda t: t.layer != "hashtag")
    spread = every.group_by("layer", "object_uid").aggregate(n_all=every.account_uid.nunique())
    own = every.join(engine.scan(members).select("campaign_id", "account_uid"), "account_uid").join(
        spread, ["layer", "object_uid"]
    )
    within = ["campaign_id", "layer", "object_uid"]
    actors = own.group_by(within).aggregate(n_actors=own.account_uid.nunique())
    own = own.join(actors, within)
    on_object = ibis.window(group_by=within, order_by=["at", "post_uid"])
    acts = own.mutate(
        before=own.at.epoch_seconds() - own.at.lag().over(on_object).epoch_seconds(),
        after=own.at.lead().over(on_object).epoch_seconds() - own.at.epoch_seconds(),
    ).filter(
        lambda t: t.n_actors > 1,
        lambda t: ~t.layer.isin(_RESEMBLANCE) | (t.n_actors >= _OWN_SHARE * t.n_all),
        lambda t: (t.before <= _NEAR_S).fill_null(False) | (t.after <= _NEAR_S).fill_null(False),
    )
    layers = acts.select("campaign_id", "post_uid", "account_uid", "at", "layer").distinct()
    collected = layers.group_by("campaign_id", "post_uid", "account_uid", "at").aggregate(
        layers=layers.layer.collect().sort()
    )
    about = engine.scan(posts).select("post_uid", "platform", language="lang")
    return collected.join(about, "post_uid").select(*CampaignPosts.arrow_schema().names)


def _campaign_targets(
    campaign_posts: Table[CampaignPosts],
    posts: Table[Posts],
    target_hits: Table[TargetHits],
    settings: CampaignSettings,
    engine: Engine,
) -> ibis.Table:
    """Return the officials that each campaign addresses."""
    hits = engine.scan(target_hits)
    campaign = engine.scan(campaign_posts)
    every = hits.group_by("post_uid", "target_id").aggregate(
        is_direct=hits.via.notin(_BY_NAME).any(), is_in_media=(hits.via == "media_text").all()
    )
    own = campaign.join(every, "post_uid")
    found = own.group_by("campaign_id", "target_id").aggregate(
        n_posts=own.count(),
        n_accounts=own.account_uid.nunique(),
        n_direct=own.is_direct.sum(),
        n_in_media=own.is_in_media.sum(),
        platforms=own.platform.collect(distinct=True).sort(),
        languages=ibis.coalesce(
            own.language.collect(distinct=True).sort(),
            ibis.literal([], "array<string>"),
        ),
        first_at=own["at"].min(),
        last_at=own["at"].max(),
    )
    rest = every.anti_join(campaign, "post_uid")
    n_rest = posts.n_rows - campaign_posts.n_rows
    usual = rest.group_by("target_id").aggregate(usual=rest.count() / max(n_rest, 1))
    size = campaign.group_by("campaign_id").aggregate(size=campaign.count())
    return (
        found.left_join(usual, "target_id")
        .drop("target_id_right")
        .join(size, "campaign_id")
        .mutate(n_expected=lambda t: ibis.coalesce(t.usual, 0.0) * t.size)
        .filter(
            lambda t: t.n_posts >= settings.min_target_posts,
            lambda t: t.n_accounts >= settings.min_target_accounts,
        )
        .select(*CampaignTargets.arrow_schema().names)
    )
