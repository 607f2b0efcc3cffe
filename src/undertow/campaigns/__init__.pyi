from .claims import build_claims
from .findings import judge_accounts
from .operations import assemble_campaigns
from .ranges import count_ranges
from .summary import summarise_campaigns

__all__ = [
    "assemble_campaigns",
    "build_claims",
    "count_ranges",
    "judge_accounts",
    "summarise_campaigns",
]
