from .account_test import run_account_tests
from .calibration import (
    measure_copies,
    validate_calibrated_pairs,
    validate_stored_calibrated_pairs,
)
from .communities import find_communities
from .gate import MAX_MEAN, MAX_SHARE, Gate, failed_layers, gates
from .group_test import run_group_tests
from .kinds import SHUFFLES, SUPPORT_ONLY, Shuffle
from .multiplicity import benjamini_hochberg
from .pair_test import support_pairs, validate_pairs, validate_stored_pairs

__all__ = [
    "MAX_MEAN",
    "MAX_SHARE",
    "SHUFFLES",
    "SUPPORT_ONLY",
    "Gate",
    "Shuffle",
    "benjamini_hochberg",
    "failed_layers",
    "find_communities",
    "gates",
    "measure_copies",
    "run_account_tests",
    "run_group_tests",
    "support_pairs",
    "validate_calibrated_pairs",
    "validate_pairs",
    "validate_stored_calibrated_pairs",
    "validate_stored_pairs",
]
