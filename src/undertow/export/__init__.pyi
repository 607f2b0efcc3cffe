from .evidence import WrittenBundle, write_evidence
from .misp import write_misp
from .pack import write_csv
from .stix import write_stix
from .sums import write_sums
from .tables import render_table
from .tlp import Tlp

__all__ = [
    "Tlp",
    "WrittenBundle",
    "render_table",
    "write_csv",
    "write_evidence",
    "write_misp",
    "write_stix",
    "write_sums",
]
