from .csv import csv_files, write_csv
from .edition import note, write_note
from .evidence import WrittenBundle, write_evidence
from .stix import stix_file, write_stix
from .tables import render_table

__all__ = [
    "WrittenBundle",
    "csv_files",
    "note",
    "render_table",
    "stix_file",
    "write_csv",
    "write_evidence",
    "write_note",
    "write_stix",
]
