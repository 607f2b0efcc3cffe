"""``undertow export``: indicators and tables for other systems, and proof for other people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from undertow.case import Case
from undertow.cli.console import CaseFolder, command_line, number_of, operator, output
from undertow.cli.products import require_analysis, vouch_for
from undertow.export import write_csv, write_evidence, write_note, write_stix
from undertow.export.evidence import DEFAULT_MAX_BYTES


class Product(StrEnum):
    """What can be exported."""

    stix = "stix"
    csv = "csv"
    evidence = "evidence"


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("export")(export)


def export(
    case: CaseFolder,
    product: Annotated[
        Product,
        typer.Argument(help="stix (2.1 bundle), csv (tables) or evidence (proof of claims)."),
    ],
    claim: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="evidence: a claim to prove; may be given several times."),
    ] = None,
    campaign: Annotated[
        str | None,
        typer.Option(metavar="ID", help="evidence: prove all claims of this campaign."),
    ] = None,
    max_mib: Annotated[
        int, typer.Option(min=1, help="evidence: most MiB of records; more is refused.")
    ] = DEFAULT_MAX_BYTES >> 20,
    out: Annotated[
        Path | None, typer.Option(help="Folder to write to; out/export in the case otherwise.")
    ] = None,
) -> None:
    """Write the findings for another system, or the proof of claims for another person.

    An evidence bundle holds the claims, the exact bytes that they rest on and the custody log, and
    is checked with `undertow verify BUNDLE` where the case is not.

    Example: undertow export mycase stix
    """
    opened = Case.open(case)
    require_analysis(opened)
    folder = out or opened.out / "export"
    chosen = Selection(tuple(claim or ()), campaign, max_mib << 20)
    with opened.writing():
        written = _WRITERS[product](opened, folder, chosen)
        vouch_for(opened, written, "export", {"product": product.value})


@dataclass(frozen=True, slots=True)
class Selection:
    """What an evidence bundle is asked to hold."""

    claims: tuple[str, ...]
    campaign: str | None
    max_bytes: int


def _write_bundle(case: Case, folder: Path, chosen: Selection) -> list[Path]:
    bundle = write_evidence(
        case,
        folder,
        claim_ids=chosen.claims,
        campaign_id=chosen.campaign,
        who=operator(),
        command=command_line(),
        max_bytes=chosen.max_bytes,
    )
    about = bundle.about
    _tell([bundle.folder, bundle.archive])
    say = partial(output.print, markup=False, highlight=False)
    claims, records = number_of(about.claims, "claim"), number_of(about.records, "record")
    say(f"{claims} with {records} behind, {number_of(about.bytes, 'byte')}.")
    if about.whole_files:
        say(f"Whole captured files among them: {about.whole_files:,}; see README.txt on privacy.")
    say(f"Last hash of its custody log: {bundle.head}")
    say("Hand this hash over by another way than the bundle: it shows that the log is the same.")
    say(f"The receiver runs: undertow verify {bundle.archive.name} --head {bundle.head}")
    return [*(file for file in bundle.folder.rglob("*") if file.is_file()), bundle.archive]


def _told(written: list[Path]) -> list[Path]:
    _tell(written)
    return written


def _tell(written: list[Path]) -> None:
    for path in written:
        output.print(f"Wrote {path}", markup=False, highlight=False)


_WRITERS: dict[Product, Callable[[Case, Path, Selection], list[Path]]] = {
    Product.stix: lambda case, folder, _: _told(
        [write_stix(case, folder), write_note(case, folder)]
    ),
    Product.csv: lambda case, folder, _: _told(
        [*write_csv(case, folder), write_note(case, folder)]
    ),
    Product.evidence: _write_bundle,
}
