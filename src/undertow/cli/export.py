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
from undertow.cli.console import CaseFolder, command_line, number_of, operator, output, tell
from undertow.cli.products import require_analysis, vouch_for
from undertow.cli.referral import Asked, export_referral
from undertow.export import (
    write_csv,
    write_evidence,
    write_gexf,
    write_misp,
    write_note,
    write_stix,
    write_sums,
)
from undertow.export.evidence import DEFAULT_MAX_BYTES
from undertow.tlp import Tlp


class Product(StrEnum):
    """What can be exported."""

    stix = "stix"
    misp = "misp"
    csv = "csv"
    gexf = "gexf"
    referral = "referral"
    evidence = "evidence"


_ProductArgument = Annotated[
    Product,
    typer.Argument(
        help="stix (2.1 bundle), misp (events), csv (tables of indicators), gexf (networks), "
        "referral (to a platform) or evidence (proof of claims)."
    ),
]
_TlpOption = Annotated[
    Tlp | None,
    typer.Option(
        help="Who may read it, by the Traffic Light Protocol: below amber accounts go by "
        "pseudonym. As `case.toml` says otherwise, or amber."
    ),
]
_Out = Annotated[
    Path | None,
    typer.Option(
        help="Folder to write to. Otherwise out/export in the case, and below that a folder "
        "of its own for another level than that of the case."
    ),
]


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("export")(export)


def export(
    case: CaseFolder,
    product: _ProductArgument,
    tlp: _TlpOption = None,
    platform: Annotated[
        str, typer.Option(metavar="ID", help="referral: the platform that is told.")
    ] = "",
    by: Annotated[
        str, typer.Option(metavar="NAME", help="referral: your name, as it is to be on record.")
    ] = "",
    approve: Annotated[
        int | None,
        typer.Option(metavar="NUMBER", help="referral: approve a draft of somebody else."),
    ] = None,
    shared_login: Annotated[
        bool,
        typer.Option("--shared-login", help="referral: you share the login of who drafted it."),
    ] = False,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="referral: take the approvals to a platform back.")
    ] = False,
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
    out: _Out = None,
) -> None:
    """Write the findings for another system, or the proof of claims for another person.

    Handles and ids are told of accounts in the core of an inauthentic campaign alone, and at amber
    and above. A referral is drafted by one person and approved by another before anything is
    written. An evidence bundle holds the exact bytes that claims rest on, whoever they name; it is
    checked with `undertow verify BUNDLE` where the case is not.

    Example: undertow export mycase stix --tlp green
    """
    opened = Case.open(case)
    require_analysis(opened)
    folder = out or _folder(opened, tlp)
    if product is Product.referral:
        asked = Asked(platform, by, approve, shared_login, withdraw)
        _refer(opened, export_referral(opened, folder, tlp, asked))
    elif product is Product.evidence:
        chosen = Selection(tuple(claim or ()), campaign, max_mib << 20)
        with opened.writing():
            written = _write_bundle(opened, folder, chosen)
            vouch_for(opened, written, "export", {"product": product.value})
    else:
        with opened.writing():
            written = [*_WRITERS[product](opened, folder, tlp), write_note(opened, folder)]
            _vouch(opened, folder, written, product)


def export_all(case: Case, folder: Path) -> list[Path]:
    """Write what needs nobody's approval, at the level of the case, held for writing."""
    written = [file for write in _WRITERS.values() for file in write(case, folder, None)]
    written.append(write_note(case, folder))
    return [*written, write_sums(folder, written)]


def _refer(case: Case, written: list[Path]) -> None:
    """Vouch for a referral, which is written once a second person approved it."""
    if written:
        with case.writing():
            _vouch(case, written[0].parent, written, Product.referral)


def _folder(case: Case, tlp: Tlp | None) -> Path:
    """Return where exports of a level go: what may be passed on differs, so they never mix."""
    own = case.out / "export"
    return own if tlp in (None, case.settings.export.tlp) else own / tlp.value


def _vouch(case: Case, folder: Path, written: list[Path], product: Product) -> None:
    """Put what was written into both manifests: that of the folder, and that of the case."""
    sealed = [*written, write_sums(folder, written)]
    _tell(sealed)
    vouch_for(case, sealed, "export", {"product": product.value})


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


def _tell(written: list[Path]) -> None:
    for path in written:
        tell(f"Wrote {path}")


_WRITERS: dict[Product, Callable[[Case, Path, Tlp | None], list[Path]]] = {
    Product.stix: lambda case, folder, tlp: [write_stix(case, folder, tlp)],
    Product.misp: write_misp,
    Product.csv: write_csv,
    Product.gexf: write_gexf,
}
