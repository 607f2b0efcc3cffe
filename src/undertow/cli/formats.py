"""``undertow formats``: what can be ingested."""

from __future__ import annotations

import json
from typing import Annotated

import typer
from rich.table import Table

from undertow.cli.console import output
from undertow.ingest import FORMATS


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("formats")(formats)


def formats(
    as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """List the formats that captures may have.

    Example: undertow formats
    """
    rows = [
        {
            "format": spec.format_id,
            "platforms": list(spec.platforms),
            "media": list(spec.media),
            "description": spec.description,
        }
        for _, spec in sorted(FORMATS.items())
    ]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    table = Table("format", "platforms", "read from", "what")
    for spec in (FORMATS[name] for name in sorted(FORMATS)):
        table.add_row(
            spec.format_id,
            ", ".join(spec.platforms) or "any",
            ", ".join(spec.media),
            spec.description,
        )
    output.print(table)
