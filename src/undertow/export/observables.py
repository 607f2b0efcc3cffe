"""What can be observed of a campaign, as STIX: its inauthentic accounts and the links it shared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType

import pyarrow as pa
import pyarrow.compute as pc
from stix2 import URL, UserAccount

from undertow.case import Case
from undertow.rulings import Overlay
from undertow.schema import AccountFindings, Accounts, CampaignMembers, CampaignPosts, Posts

# The vocabulary of STIX knows two of the platforms; the others go by their own ids.
_ACCOUNT_TYPES: Mapping[str, str] = MappingProxyType({"x": "twitter"})
_MIN_SHARERS = 2
# RFC 3986 for the web, without user information: a password is nobody's indicator.
_CHARS = r"(?:[a-z0-9._~!$&'()*+,;=:@/-]|%[0-9a-f]{2})*"
_QUERY = _CHARS.replace("/-", "/?-")
_HOST = r"(?:[a-z0-9](?:[a-z0-9._~-]|%[0-9a-f]{2})*|\[[0-9a-f:.]+\])"
_WEB_ADDRESS = (
    rf"(?i)\Ahttps?://{_HOST}(?::[0-9]{{1,5}})?(?:/{_CHARS})?(?:\?{_QUERY})?(?:#{_QUERY})?\z"
)


def inauthentic_accounts(case: Case, reviewed: Overlay) -> dict[str, list[UserAccount]]:
    """Return the accounts with verdict ``coordinated_inauthentic``, by campaign.

    Nobody else is named: an account whose authenticity is open may be a person's. Nor is whom a
    person removed on review.
    """
    findings = reviewed.read(case, AccountFindings).arrow
    judged = findings.filter(pc.equal(findings.column("verdict"), "coordinated_inauthentic"))
    members = reviewed.read(case, CampaignMembers).arrow.select(["campaign_id", "account_uid"])
    accounts = case.read(Accounts).arrow.select(["account_uid", "handle"])
    rows = (
        judged.select(["account_uid", "platform", "native_id"])
        .join(members, "account_uid", join_type="inner")
        .join(accounts, "account_uid")
    )
    found: dict[str, list[UserAccount]] = defaultdict(list)
    for row in rows.to_pylist():
        account = UserAccount(
            account_type=_ACCOUNT_TYPES.get(row["platform"], row["platform"]),
            user_id=row["native_id"],
            account_login=row["handle"] or None,
        )
        found[row["campaign_id"]].append(account)
    return found


def shared_links(case: Case, reviewed: Overlay) -> dict[str, list[URL]]:
    """Return the links that at least two accounts of a campaign shared, by campaign.

    Links are never fetched, and one that is not a valid web address is left out.
    """
    acts = reviewed.read(case, CampaignPosts).arrow
    acts = acts.select(["campaign_id", "post_uid", "account_uid"])
    posts = case.read(Posts).arrow.select(["post_uid", "urls"])
    posts = posts.filter(pc.is_in(posts.column("post_uid"), value_set=acts.column("post_uid")))
    urls = posts.column("urls").combine_chunks()
    links = pa.table(
        {
            "post_uid": posts.column("post_uid").take(pc.list_parent_indices(urls)),
            "url": pc.list_flatten(urls),
        }
    )
    links = links.filter(pc.match_substring_regex(links.column("url"), _WEB_ADDRESS))
    shared = (
        links.join(acts, "post_uid", join_type="inner")
        .group_by(["campaign_id", "url"])
        .aggregate([("account_uid", "count_distinct")])
    )
    shared = shared.filter(pc.greater_equal(shared["account_uid_count_distinct"], _MIN_SHARERS))
    found: dict[str, list[URL]] = defaultdict(list)
    for row in shared.to_pylist():
        found[row["campaign_id"]].append(URL(value=row["url"]))
    return found
