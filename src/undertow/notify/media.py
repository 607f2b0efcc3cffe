"""Media in the posts that address somebody: how many, what people found of them; never shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from undertow.case import Case
from undertow.rulings import MEDIA_READ, MediaRulings
from undertow.schema import CampaignPosts, MediaGroups, MediaSightings, TableSpec
from undertow.wording import Claim
from undertow.wording.media import MediaFinding

READ: tuple[type[TableSpec], ...] = (*MEDIA_READ, MediaSightings)
"""Every table that :func:`media_toward` reads, beside the posts of campaigns."""


@dataclass(frozen=True, slots=True)
class MediaToward:
    """Media that several accounts of a campaign posted, in posts that address somebody.

    Whether they show that person, no machine looks at.

    Attributes
    ----------
    n_media : int
        Groups of files that are the same material.
    n_posts : int
        Posts to that person which carry one.
    findings : tuple of MediaFinding
        What people found of these files.
    claims : tuple of str
        Claims that several accounts posted them.
    """

    n_media: int
    n_posts: int
    findings: tuple[MediaFinding, ...]
    claims: tuple[str, ...]


def media_toward(
    case: Case, claims: Sequence[Claim], addressed: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], MediaToward]:
    """Return the media toward each person, by campaign and person.

    Parameters
    ----------
    case : Case
        Analysed.
    claims : sequence of Claim
        That may be told.
    addressed : mapping
        Person -> posts of campaigns that address them.

    Raises
    ------
    VerificationError
        The decision log was changed.
    """
    reuse = {(own.campaign_id, own.subject): own for own in claims if own.kind == "media"}
    if not reuse:
        return {}
    rulings = MediaRulings.of(case)
    groups = case.read(MediaGroups).arrow.select(["media_uid", "media_group"]).to_pylist()
    group_of = {row["media_uid"]: row["media_group"] for row in groups}
    carried: dict[str, list[str]] = defaultdict(list)
    for row in case.read(MediaSightings).arrow.select(["post_uid", "media_uid"]).to_pylist():
        carried[row["post_uid"]].append(row["media_uid"])
    acts = case.read(CampaignPosts).arrow.select(["campaign_id", "post_uid"]).to_pylist()
    campaigns_of: dict[str, set[str]] = defaultdict(set)
    for act in acts:
        campaigns_of[act["post_uid"]].add(act["campaign_id"])
    found: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for person, posts in addressed.items():
        for post in posts:
            for uid in carried.get(post, ()):
                for campaign in campaigns_of[post]:
                    if (campaign, group_of.get(uid, uid)) in reuse:
                        found[campaign, person][uid].add(post)
    return {
        key: MediaToward(
            len({group_of.get(uid, uid) for uid in files}),
            len(set().union(*files.values())),
            rulings.of_files(files),
            tuple(sorted({reuse[key[0], group_of.get(uid, uid)].claim_id for uid in files})),
        )
        for key, files in found.items()
    }
