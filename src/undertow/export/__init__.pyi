from .csv import write_csv
from .evidence import WrittenBundle, write_evidence
from .stix import write_stix
from .tables import render_table

__all__ = ["WrittenBundle", "render_table", "write_csv", "write_evidence", "write_stix"]
