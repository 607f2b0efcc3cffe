"""Stage ``campaign_signs``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc

from undertow.attribution.rows import Row, checked, grouped
from undertow.attribution.signs.accounts import ACCOUNT_SIGNS
from undertow.attribution.signs.course import COURSE_SIGNS
from undertow.attribution.signs.posts import POST_SIGNS
from undertow.attribution.signs.sign import MEDIA, NOT_MEASURED, Campaign
from undertow.schema import (
    AccountFindings,
    AccountSignals,
    CampaignPosts,
    Campaigns,
    CampaignSigns,
    MediaGroups,
    MediaSightings,
    Narratives,
    PostText,
    Table,
    Waves,
)
from undertow.settings import AccountSettings

SIGNS: Final = (*ACCOUNT_SIGNS, *POST_SIGNS, *COURSE_SIGNS)
"""All signs that tables of a case measure, beside what sources published."""


def measure_signs(
    campaigns: Table[Campaigns],
    campaign_posts: Table[CampaignPosts],
    account_findings: Table[AccountFindings],
    account_signals: Table[AccountSignals],
    post_text: Table[PostText],
    waves: Table[Waves],
    narratives: Table[Narratives],
    media_sightings: Table[MediaSightings],
    media_groups: Table[MediaGroups],
    settings: AccountSettings,
    *,
    rng_seed: int,
) -> Table[CampaignSigns]:
    """Measure every sign of every campaign.

    Parameters
    ----------
    campaigns, campaign_posts, account_findings, account_signals, post_text, waves, narratives,
    media_sightings, media_groups
        The case.
    settings : AccountSettings
        Smallest control.
    rng_seed : int
        Not used.

    Returns
    -------
    Table[CampaignSigns]
        A sign says nothing of who is behind a campaign; indicators of operations and the matrix of
        hypotheses say what each is worth. The sign of media has no row for a campaign none of
        whose media are held.
    """
    carried = _carried(media_sightings.arrow, media_groups.arrow)
    posts = _posts(campaign_posts.arrow, post_text.arrow, carried)
    signals = grouped(account_signals.arrow.to_pylist(), "community_id")
    series = grouped(waves.arrow.to_pylist(), "series")
    told = grouped(narratives.arrow.to_pylist(), "campaign_id")
    n_platforms = pc.count_distinct(account_findings.arrow.column("platform")).as_py()
    rows = []
    for campaign in campaigns.arrow.to_pylist():
        campaign_id = campaign["campaign_id"]
        seen = Campaign(
            posts[campaign_id],
            signals[campaign["community_id"]],
            series[f"campaign:{campaign_id}"],
            told[campaign_id],
            n_platforms,
            settings.min_control,
        )
        for sign in SIGNS:
            found = sign.measure(seen)
            if sign.name == MEDIA and found.state == NOT_MEASURED:
                continue
            rows.append(
                {
                    "campaign_id": campaign_id,
                    "sign": sign.name,
                    "sign_group": sign.group,
                    "state": found.state,
                    "value": found.value,
                    "expected": found.expected,
                    "n": found.n,
                    "records": list(found.records),
                }
            )
    return checked(CampaignSigns, rows)


def _carried(sightings: pa.Table, groups: pa.Table) -> dict[str, list[str]]:
    """Return the groups of the media that each post carries."""
    if sightings.num_rows == 0:
        return {}
    names = ["media_uid", "media_group"]
    group_of = {row["media_uid"]: row["media_group"] for row in groups.select(names).to_pylist()}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in sightings.select(["post_uid", "media_uid"]).to_pylist():
        found[row["post_uid"]].append(group_of.get(row["media_uid"], row["media_uid"]))
    return dict(found)


def _posts(
    posts: pa.Table, post_text: pa.Table, carried: Mapping[str, list[str]]
) -> defaultdict[str, list[Row]]:
    """Return the posts of each campaign, with the groups of their texts and media."""
    own = post_text.filter(pc.is_in(post_text.column("post_uid"), posts.column("post_uid")))
    texts = {
        row["post_uid"]: {
            "near_group": row["near_group"] or row["text_group"],
            "claim_group": row["claim_group"],
            "spoken": row["language"],
            "is_comparable": bool(row["match_key"]),
        }
        for row in own.to_pylist()
    }
    return grouped(
        (
            row | texts[row["post_uid"]] | {"media": carried.get(row["post_uid"], [])}
            for row in posts.to_pylist()
        ),
        "campaign_id",
    )
