from .evidence import WrittenBundle, write_evidence
from .gexf import write_gexf
from .misp import write_misp
from .pack import write_csv
from .referral import (
    Referral,
    approval_of,
    approve_referral,
    draft_referral,
    referral_of,
    write_referral,
)
from .stix import write_stix
from .sums import write_sums
from .tables import render_table
from .tlp import Tlp

__all__ = [
    "Referral",
    "Tlp",
    "WrittenBundle",
    "approval_of",
    "approve_referral",
    "draft_referral",
    "referral_of",
    "render_table",
    "write_csv",
    "write_evidence",
    "write_gexf",
    "write_misp",
    "write_referral",
    "write_stix",
    "write_sums",
]
