from .edition import note, write_note
from .evidence import WrittenBundle, write_evidence
from .gexf import gexf_files, write_gexf
from .misp import misp_files, write_misp
from .pack import csv_files, write_csv
from .referral import (
    Referral,
    approval_of,
    approve_referral,
    draft_referral,
    folder_of,
    referral_of,
    withdraw_referral,
    write_draft,
    write_referral,
)
from .stix import stix_file, write_stix
from .sums import SUMS, sums_over, write_sums
from .tables import render_table

__all__ = [
    "SUMS",
    "Referral",
    "WrittenBundle",
    "approval_of",
    "approve_referral",
    "csv_files",
    "draft_referral",
    "folder_of",
    "gexf_files",
    "misp_files",
    "note",
    "referral_of",
    "render_table",
    "stix_file",
    "sums_over",
    "withdraw_referral",
    "write_csv",
    "write_draft",
    "write_evidence",
    "write_gexf",
    "write_misp",
    "write_note",
    "write_referral",
    "write_stix",
    "write_sums",
]
