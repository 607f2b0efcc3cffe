"""``undertow formats``: what can be ingested, and maps for what cannot yet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from undertow.case import Case, write_atomically
from undertow.cli.console import print_table, printable, tell
from undertow.cli.format_pages import listing, show_page
from undertow.cli.trials import print_trial
from undertow.errors import InputError
from undertow.ingest.column_map import (
    PRESETS,
    case_formats,
    compile_map,
    open_map,
    preset,
    read_map,
)
from undertow.ingest.column_map.proposal import look_at, propose, try_map, write_proposal
from undertow.ingest.detect import chosen_format
from undertow.ingest.formats import FORMATS, FormatSpec
from undertow.ingest.record import FIELDS

formats = typer.Typer(invoke_without_command=True, rich_markup_mode=None)

CaseOption = Annotated[
    Path | None, typer.Option("--case", metavar="CASE", help="Case whose column maps count too.")
]
Json = Annotated[bool, typer.Option("--json", help="Print as JSON, with all facts.")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(formats, name="formats")


@formats.callback()
def list_formats(context: typer.Context, case: CaseOption = None, as_json: Json = False) -> None:
    """List the formats that captures may have, what they supply and what they never do.

    Example: undertow formats --case mycase
    """
    if context.invoked_subcommand is not None:
        return
    found = known_formats(case)
    if as_json:
        typer.echo(json.dumps([facts(spec) for spec in found.values()], indent=2))
        return
    print_table(listing(found.values()))
    tell(f"Maps for --map, made from documentation alone: {', '.join(PRESETS)}")
    tell("All of one: undertow formats show ID. A table in none: undertow formats new FILE")


@formats.command("show")
def show(
    format_id: Annotated[str, typer.Argument(metavar="ID", help="Format, or a map for --map.")],
    case: CaseOption = None,
    as_json: Json = False,
) -> None:
    """Print all of a format: every field it can and cannot give, times, ids, an example.

    Example: undertow formats show reddit-ndjson
    """
    if format_id in PRESETS:
        spec = compile_map(preset(format_id))
    else:
        spec = chosen_format(format_id, known_formats(case))
    if as_json:
        typer.echo(json.dumps(facts(spec), indent=2))
        return
    show_page(spec)


@formats.command("new")
def new(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX or Parquet.")],
    out: Annotated[
        Path | None, typer.Option(metavar="MAP", help="File to write; printed when not given.")
    ] = None,
) -> None:
    """Propose a column map for a table that is in no known format, and try it out.

    Nothing is guessed silently: every line has its reason, and what the file does not show is
    commented out.

    Example: undertow formats new export.csv --out map.toml
    """
    if out is not None and out.exists():
        raise InputError(f"{out}: exists already; choose another --out")
    proposal = propose(look_at(file))
    text = write_proposal(proposal)
    if out is None:
        typer.echo(printable_lines(text))
    else:
        write_atomically(out, text.encode())
    where = out or "map.toml"
    table = Table("field", "read from", "what was seen", box=SIMPLE_HEAD)
    for guess in proposal.fields:
        columns = escape(printable(", ".join(guess.columns)))
        seen = guess.look.reason + (
            f" DECLARE: {guess.look.question}" if guess.look.question else ""
        )
        table.add_row(guess.name, columns, escape(printable(seen)))
    print_table(table)
    if proposal.questions:
        tell("To be declared before the map can be used:")
        for question in proposal.questions:
            tell(f"  {question}")
        tell(f"Then: undertow formats try {file} --map {where}")
        return
    print_trial(try_map(read_map(text.encode(), str(where)), file))
    tell(f"Next: check {where}, then undertow ingest CASE {file} --map {where}")


@formats.command("try")
def try_out(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX or Parquet.")],
    map_file: Annotated[
        Path, typer.Option("--map", metavar="MAP", help="Column map to read it by.")
    ],
) -> None:
    """Read the first rows of a table by a column map; nothing is stored.

    Example: undertow formats try export.csv --map map.toml
    """
    print_trial(try_map(open_map(map_file), file))
    tell(f"Next: undertow ingest CASE {file} --map {map_file}")


def known_formats(case: Path | None) -> dict[str, FormatSpec]:
    """Return formats by id, in order, with the maps of a case."""
    found = FORMATS if case is None else case_formats(Case.open(case))
    return {name: found[name] for name in sorted(found)}


def facts(spec: FormatSpec) -> dict[str, Any]:
    """Return all facts of a format, as JSON holds them."""
    return {
        "format": spec.format_id,
        "platforms": list(spec.platforms),
        "media": list(spec.media),
        "description": spec.description,
        "supplies": sorted(spec.supplies),
        "not_collected": sorted(set(FIELDS) - spec.supplies),
        "never": spec.never,
        "times": spec.times,
        "ids": spec.ids,
        "markup": spec.markup,
        "reference": spec.reference,
        "mapper_version": spec.mapper_version,
    }


def printable_lines(text: str) -> str:
    """Return lines without anything a terminal would obey."""
    return "\n".join(printable(line) for line in text.split("\n"))
