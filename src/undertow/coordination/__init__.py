"""Actions to validated pairs, validated accounts and communities."""

from undertow.coordination.account_test import run_account_tests
from undertow.coordination.communities import find_communities
from undertow.coordination.multiplicity import benjamini_hochberg
from undertow.coordination.pair_test import (
    SUPPORT_ONLY,
    support_pairs,
    validate_pairs,
    validate_stored_pairs,
)

__all__ = [
    "SUPPORT_ONLY",
    "benjamini_hochberg",
    "find_communities",
    "run_account_tests",
    "support_pairs",
    "validate_pairs",
    "validate_stored_pairs",
]
