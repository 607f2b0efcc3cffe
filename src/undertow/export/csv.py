"""CSV files of what was found, for a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from undertow.case import Case, write_products
from undertow.export.tables import render_table
from undertow.pipeline import require_recorded
from undertow.rulings import Overlay
from undertow.schema import AccountFindings, Campaigns, Claims, Edges, TableSpec

_FILES: dict[str, type[TableSpec]] = {
    "accounts.csv": AccountFindings,
    "campaigns.csv": Campaigns,
    "claims.csv": Claims,
    "edges.csv": Edges,
}


def write_csv(case: Case, out: Path) -> list[Path]:
    """Write ``accounts.csv``, ``campaigns.csv``, ``claims.csv`` and ``edges.csv``.

    Parameters
    ----------
    case : Case
        An analysed case.
    out : Path
        Folder; made where it does not exist.

    Returns
    -------
    list of Path
        The files, by name. UTF-8 without byte order mark, rows by the key of their table; what
        people rejected on review is left out.

    Raises
    ------
    VerificationError
        A table is not what its stage recorded; nothing is written.
    CaseError
        A table is damaged, or the files cannot be written; nothing is.
    """
    files = {out / name: content for name, content in csv_files(case).items()}
    write_products(files)
    return list(files)


def csv_files(case: Case) -> dict[str, bytes]:
    """Return the files by name; see :func:`write_csv`."""
    require_recorded(case, _FILES.values())
    reviewed = Overlay.of(case)
    return {
        name: render_table(reviewed.read(case, spec).arrow, "csv").encode()
        for name, spec in _FILES.items()
    }
