"""``undertow export``: indicators and tables for other systems."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from undertow.case import Case
from undertow.cli.console import CaseFolder, command_line, custody_of, operator, output
from undertow.cli.products import require_analysis
from undertow.export import write_csv, write_stix
from undertow.report import write_manifest


class Product(StrEnum):
    """What can be exported."""

    stix = "stix"
    csv = "csv"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("export")(export)


def export(
    case: CaseFolder,
    product: Annotated[Product, typer.Argument(help="stix (2.1 bundle) or csv (tables).")],
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; out/export in the case otherwise.")
    ] = None,
) -> None:
    """Write the findings for another system.

    Example: undertow export mycase stix
    """
    opened = Case.open(case)
    require_analysis(opened)
    folder = out or opened.out / "export"
    with opened.writing():
        written = (
            [write_stix(opened, folder)] if product is Product.stix else write_csv(opened, folder)
        )
        write_manifest(opened)
        custody_of(opened).append(
            "export", who=operator(), command=command_line(), fields={"product": product.value}
        )
    for path in written:
        output.print(f"Wrote {path}", markup=False, highlight=False)
