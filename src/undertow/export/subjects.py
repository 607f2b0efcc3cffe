"""What exports are about: campaigns with the accounts, posts, narratives and links of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from undertow.export.disclosure import INAUTHENTIC, WEB_ADDRESS, Disclosure
from undertow.export.media import READ as MEDIA_READ
from undertow.export.media import ExportedMedia, read_exported_media
from undertow.schema import (
    AccountFindings,
    Accounts,
    CampaignMembers,
    CampaignPosts,
    Campaigns,
    Claims,
    Communities,
    NarrativeGroups,
    Narratives,
    Posts,
    PostText,
    Table,
    TableSpec,
    Techniques,
)
from undertow.wording import Claim, read_claims

READ: tuple[type[TableSpec], ...] = (
    AccountFindings,
    Accounts,
    CampaignMembers,
    CampaignPosts,
    Campaigns,
    Claims,
    Communities,
    NarrativeGroups,
    Narratives,
    Posts,
    PostText,
    Techniques,
    *MEDIA_READ,
)
"""Every table that :func:`read_subjects` reads."""

Row = dict[str, Any]

_MIN_SHARERS = 2
# Kinds of claims about one person each.
_ON_PEOPLE = frozenset({"target", "person", "voice"})
# What signs of an account say of where it comes from, strongest first.
_ORIGINS: Mapping[str, str] = MappingProxyType(
    {
        "takeover": "hijacked",
        "dormant_return": "hijacked",
        "new_account": "new",
        "creation_batch": "new",
    }
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account with verdict ``coordinated_inauthentic`` in a campaign.

    Attributes
    ----------
    uid, platform, native_id : str
    handle : str or None
    created_at, first_seen, last_seen : datetime or None
    community_id, role, verdict : str
        Role is empty where the community has none.
    origin : {'new', 'hijacked', 'unknown'}
        By its strongest sign that counts.
    coordination_q, strength : float or None
    n_posts : int
        Posts in the campaign.
    opens_threads : bool
        Whether it published something that answers nobody.
    raw_sha256 : str
        Record of its profile.
    """

    uid: str
    platform: str
    native_id: str
    handle: str | None
    created_at: datetime | None
    first_seen: datetime | None
    last_seen: datetime | None
    community_id: str
    role: str
    verdict: str
    origin: str
    coordination_q: float | None
    strength: float | None
    n_posts: int
    opens_threads: bool
    raw_sha256: str


@dataclass(frozen=True, slots=True)
class Post:
    """A campaign post of such an account; ``narratives`` are those that it carries."""

    uid: str
    platform: str
    native_id: str
    account_uid: str
    kind: str
    at: datetime
    language: str | None
    script: str | None
    text: str
    match_key: str
    text_id: str | None
    url: str | None
    layers: tuple[str, ...]
    narratives: tuple[str, ...]
    raw_sha256: str


@dataclass(frozen=True, slots=True)
class Link:
    """A web address that at least two accounts of a campaign shared."""

    url: str
    n_accounts: int
    n_posts: int
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Subject:
    """A campaign, what belongs to it, and what is claimed of it.

    Attributes
    ----------
    row : dict
        Its row in ``campaigns``.
    accounts : tuple of Account
        By uid. None where the authenticity of the campaign is open: whoever acts in it may be
        anybody.
    posts : tuple of Post
        Those of these accounts, by time.
    narratives : tuple of dict
        Rows of ``narratives``.
    links : tuple of Link
        By address.
    techniques : tuple of dict
        Rows of ``techniques``.
    claims : tuple of Claim
        By id.
    n_removed : int
        Of its accounts, those that people removed on review.
    media : tuple of ExportedMedia
        Files of material that at least two of its accounts posted.
    """

    row: Row
    accounts: tuple[Account, ...]
    posts: tuple[Post, ...]
    narratives: tuple[Row, ...]
    links: tuple[Link, ...]
    techniques: tuple[Row, ...]
    claims: tuple[Claim, ...]
    n_removed: int = 0
    media: tuple[ExportedMedia, ...] = ()

    @property
    def campaign_id(self) -> str:
        """Its id."""
        return str(self.row["campaign_id"])

    @property
    def is_inauthentic(self) -> bool:
        """Whether it is found to be inauthentic, not only coordinated."""
        return bool(self.row["verdict"] == INAUTHENTIC)


def read_subjects(told: Disclosure) -> list[Subject]:
    """Return the campaigns of a case, by id.

    Parameters
    ----------
    told : Disclosure
        What of the case may be told. Below amber the first and last second of a campaign, which are
        those of a post, become days; and claims about single officials are left out: to say
        publicly whom a campaign aims at may carry on its work.

    Raises
    ------
    CaseError
        A table is damaged.
    SchemaError
        A claim cannot be read.
    """
    every = read_claims(Table(Claims, told.rows(Claims)))
    claims = [_masked(claim, told) for claim in every if _is_told(claim, told)]
    posts = _posts(told)
    accounts, links = _accounts(told, posts), _links(told)
    media = read_exported_media(told)
    narratives = _by_campaign(told.rows(Narratives).to_pylist())
    techniques = _by_campaign(told.rows(Techniques).to_pylist())
    found = []
    for row in told.rows(Campaigns).to_pylist():
        ident = row["campaign_id"]
        row |= {name: told.moment(row[name]) for name in ("start", "end")}
        own = accounts.get(ident, ()) if row["verdict"] == INAUTHENTIC else ()
        uids = {account.uid for account in own}
        found.append(
            Subject(
                row,
                tuple(own),
                tuple(post for post in posts.get(ident, ()) if post.account_uid in uids),
                tuple(narratives.get(ident, ())),
                tuple(links.get(ident, ())),
                tuple(techniques.get(ident, ())),
                tuple(claim for claim in claims if claim.campaign_id == ident),
                told.n_removed.get(ident, 0),
                tuple(media.get(ident, ())),
            )
        )
    return found


def _is_told(claim: Claim, told: Disclosure) -> bool:
    """Whether a claim may be told: those on single people not below amber."""
    return told.tlp.names_accounts or claim.kind not in _ON_PEOPLE


def _masked(claim: Claim, told: Disclosure) -> Claim:
    """Return a claim that names nobody: neither as who speaks, nor as who is said to have acted."""
    if claim.kind == "voice":
        return replace(claim, subject="")
    frame = claim.facts.get("frame")
    if not frame:
        return claim
    parts = {key: told.text(frame[key]) for key in ("actor", "target", "predicate") if frame[key]}
    return replace(claim, facts={**claim.facts, "frame": {**frame, **parts}})


def _by_campaign(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["campaign_id"]].append(row)
    return found


def _posts(told: Disclosure) -> dict[str, list[Post]]:
    """Return all campaign posts, by campaign and time."""
    acts = told.rows(CampaignPosts).to_pylist()
    uids = pa.array({row["post_uid"] for row in acts}, pa.string())
    posts = _rows(told, Posts, "post_uid", uids, "native_id", "kind", "text", "url", "raw_sha256")
    names = ("language", "script", "match_key", "text_group", "near_group", "claim_group")
    texts = _rows(told, PostText, "post_uid", uids, *names, "template")
    carried = _narratives_of_groups(told)
    found: dict[str, list[Post]] = defaultdict(list)
    for act in acts:
        uid, ident = act["post_uid"], act["campaign_id"]
        post, text = posts.get(uid), texts.get(uid, {})
        if post is None:
            continue
        found[ident].append(
            Post(
                uid,
                act["platform"],
                post["native_id"],
                act["account_uid"],
                post["kind"],
                act["at"],
                text.get("language") or act["language"],
                text.get("script"),
                post["text"] or "",
                text.get("match_key") or "",
                _first(text, "template", "near_group", "text_group"),
                post["url"],
                tuple(act["layers"]),
                carried.get((ident, _first(text, "claim_group", "near_group", "text_group")), ()),
                post["raw_sha256"],
            )
        )
    return {
        ident: sorted(own, key=lambda post: (post.at, post.uid)) for ident, own in found.items()
    }


def _first(row: Row, *names: str) -> str | None:
    return next((row[name] for name in names if row.get(name)), None)


def _narratives_of_groups(told: Disclosure) -> dict[tuple[str, str | None], tuple[str, ...]]:
    """Return the narratives that a group of texts belongs to, by campaign and group."""
    campaign_of = {
        row["narrative_id"]: row["campaign_id"]
        for row in told.rows(Narratives).select(["narrative_id", "campaign_id"]).to_pylist()
    }
    found: dict[tuple[str, str | None], tuple[str, ...]] = {}
    for row in told.rows(NarrativeGroups).to_pylist():
        ident = campaign_of.get(row["narrative_id"])
        if ident is not None:
            key = (ident, row["claim_group"])
            found[key] = (*found.get(key, ()), row["narrative_id"])
    return found


def _rows(
    told: Disclosure, spec: type[TableSpec], key: str, wanted: pa.Array, *columns: str
) -> dict[str, Row]:
    """Return some rows of a table by their key."""
    table = told.rows(spec).select([key, *columns])
    own = table.filter(pc.is_in(table.column(key), value_set=wanted))
    return {row[key]: row for row in own.to_pylist()}


def _accounts(told: Disclosure, posts: Mapping[str, list[Post]]) -> dict[str, list[Account]]:
    """Return the inauthentic accounts of each campaign, by uid."""
    members = told.rows(CampaignMembers).to_pylist()
    wanted = pa.array({row["account_uid"] for row in members}, pa.string())
    findings = _rows(
        told, AccountFindings, "account_uid", wanted, "platform", "native_id", "verdict",
        "coordination_q", "coordination_strength", "contributions",
    )  # fmt: skip
    profiles = _rows(
        told, Accounts, "account_uid", wanted, "handle", "created_at", "first_seen", "last_seen",
        "raw_sha256",
    )  # fmt: skip
    roles = {
        (row["community_id"], row["account_uid"]): row["role"]
        for row in told.rows(Communities).to_pylist()
    }
    written: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for ident, every in posts.items():
        for post in every:
            written[ident, post.account_uid].append(post)
    found: dict[str, list[Account]] = defaultdict(list)
    for member in sorted(members, key=lambda row: str(row["account_uid"])):
        uid = member["account_uid"]
        finding = findings.get(uid)
        if finding is None or finding["verdict"] != INAUTHENTIC:
            continue
        profile = profiles.get(uid, {})
        own = written[member["campaign_id"], uid]
        found[member["campaign_id"]].append(
            Account(
                uid,
                finding["platform"],
                finding["native_id"],
                profile.get("handle") or None,
                profile.get("created_at"),
                profile.get("first_seen"),
                profile.get("last_seen"),
                member["community_id"],
                roles.get((member["community_id"], uid), ""),
                finding["verdict"],
                _origin(finding["contributions"] or ()),
                finding["coordination_q"],
                finding["coordination_strength"],
                len(own),
                any(post.kind == "post" for post in own),
                profile.get("raw_sha256", ""),
            )
        )
    return found


def _origin(contributions: Iterable[str]) -> str:
    """Return what the signs that speak against an account say of where it comes from."""
    counted = {
        name for name, _, nats in (c.partition(":") for c in contributions) if nats[:1] == "+"
    }
    return next((origin for sign, origin in _ORIGINS.items() if sign in counted), "unknown")


def _links(told: Disclosure) -> dict[str, list[Link]]:
    """Return the links that at least two accounts of a campaign shared, by address.

    Links are never fetched, and one that is not a valid web address is left out.
    """
    acts = told.rows(CampaignPosts).select(["campaign_id", "post_uid", "account_uid", "at"])
    posts = told.rows(Posts).select(["post_uid", "urls"])
    posts = posts.filter(pc.is_in(posts.column("post_uid"), value_set=acts.column("post_uid")))
    urls = posts.column("urls").combine_chunks()
    links = pa.table(
        {
            "post_uid": posts.column("post_uid").take(pc.list_parent_indices(urls)),
            "url": pc.list_flatten(urls),
        }
    )
    links = links.filter(pc.match_substring_regex(links.column("url"), WEB_ADDRESS))
    shared = (
        links.join(acts, "post_uid", join_type="inner")
        .group_by(["campaign_id", "url"])
        .aggregate(
            [
                ("account_uid", "count_distinct"),
                ("post_uid", "count_distinct"),
                ("at", "min"),
                ("at", "max"),
            ]
        )
    )
    shared = shared.filter(pc.greater_equal(shared["account_uid_count_distinct"], _MIN_SHARERS))
    found: dict[str, list[Link]] = defaultdict(list)
    for row in sorted(shared.to_pylist(), key=lambda row: str(row["url"])):
        counts = (row["account_uid_count_distinct"], row["post_uid_count_distinct"])
        found[row["campaign_id"]].append(Link(row["url"], *counts, row["at_min"], row["at_max"]))
    return found
