"""Communities, signs, waves and targets to campaigns, claims and their evidence."""

from undertow.campaigns.claims import build_claims
from undertow.campaigns.findings import judge_accounts
from undertow.campaigns.operations import assemble_campaigns
from undertow.campaigns.ranges import count_ranges
from undertow.campaigns.summary import summarise_campaigns

__all__ = [
    "assemble_campaigns",
    "build_claims",
    "count_ranges",
    "judge_accounts",
    "summarise_campaigns",
]
