"""``undertow media finding``, ``findings`` and ``hash-only``: what people decide on media."""

from __future__ import annotations

import shutil
from enum import StrEnum
from pathlib import Path
from typing import Annotated, cast

import pyarrow as pa
import typer

from undertow.case import Case
from undertow.cli.anchoring import anchored
from undertow.cli.console import By, CaseFolder, number_of, operator, tell
from undertow.cli.products import vouch_for
from undertow.cli.tables import Format, Titles, print_table
from undertow.decisions import DecisionLog, named
from undertow.errors import CaseError
from undertow.report import pictures_in, thumbnail_of
from undertow.rulings import (
    MediaRulings,
    keep_hash_only,
    lift_hash_only,
    record_media_finding,
    withdraw_media_finding,
)
from undertow.wording.media import Basis, Says

MediaFile = Annotated[
    str, typer.Argument(metavar="MEDIA", help="SHA-256 of the file, or its first digits.")
]
Because = Annotated[str, typer.Option(metavar="TEXT", help="Why; kept in the decision log.")]
_SHOWN: Titles = {
    "media_uid": "media",
    "says": "what",
    "basis": "basis",
    "likelihood": "likelihood",
    "by": "by",
    "at": "when",
    "is_told": "told",
    "reason": "why",
}


class SaysChoice(StrEnum):
    """What can be said of a file."""

    manipulated = "manipulated"
    satire = "satire"
    no_sign = "no-sign"


class BasisChoice(StrEnum):
    """What it can rest on that a file was manipulated."""

    original = "original"
    depicted_person = "depicted-person"
    credentials = "credentials"
    analyst = "analyst"


class TermChoice(StrEnum):
    """How likely it can be."""

    likely = "likely"
    very_likely = "very-likely"
    almost_certainly = "almost-certainly"


def add_to(app: typer.Typer) -> None:
    """Register the commands under ``undertow media``."""
    app.command("finding")(finding)
    app.command("findings")(findings)
    app.command("hash-only")(hash_only)


def finding(
    case: CaseFolder,
    media: MediaFile,
    by: By,
    because: Because,
    basis: Annotated[
        BasisChoice | None,
        typer.Option(help="What it rests on that the file was manipulated; a score is none."),
    ] = None,
    says: Annotated[
        SaysChoice, typer.Option(help="What was found: manipulated, satire, or no sign.")
    ] = SaysChoice.manipulated,
    original: Annotated[
        str | None,
        typer.Option(metavar="MEDIA", help="With --basis original: the file it was compared with."),
    ] = None,
    likelihood: Annotated[
        TermChoice, typer.Option(help="How likely it is that the file was manipulated.")
    ] = TermChoice.likely,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Take back what was found; both stay on record.")
    ] = False,
) -> None:
    """Put on record that a media file was manipulated, is satire, or shows no sign of either.

    Products tell it with its basis, with your name and the day. A later finding takes the place of
    an earlier one that says the same of the file. The last one goes before what any detector says.

    Example: undertow media finding mycase 3f9a01c2 --basis original --original 77ab01d4
    --because "Another face from 0:04 on" --by "Ana Roy"

    Example: undertow media finding mycase 3f9a01c2 --says satire --because "A comedy channel"
    --by "Ana Roy"
    """
    opened = Case.open(case)
    log, who = DecisionLog.of(opened), named(by, "--by")
    said = cast("Says", says.value.replace("-", "_"))
    with anchored(opened, "media_finding", log):
        if withdraw:
            withdraw_media_finding(
                opened, log, media, says=said, reason=because, by=who, operator=operator()
            )
            tell(f"Taken back: {media} {says.value}, by {who}.")
            return
        made = record_media_finding(
            opened,
            log,
            media,
            says=said,
            basis=None if basis is None else cast("Basis", basis.value.replace("-", "_")),
            reason=because,
            by=who,
            operator=operator(),
            likelihood=likelihood.value.replace("-", "_"),
            original=original,
        )
    tell(f"Recorded: {made.media_uid} {says.value}, by {who}. Make products again to tell it.")


def findings(
    case: CaseFolder,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Print what people found of media, and which files are kept by hash alone.

    Example: undertow media findings mycase --format csv
    """
    decided = MediaRulings.of(Case.open(case))
    rows = [
        {name: getattr(own, name) for name in ("media_uid", "says", "basis", "by", "at", "reason")}
        | {"likelihood": own.likelihood if own.says == "manipulated" else None}
        | {"is_told": own in decided.findings}
        for own in (*decided.findings, *decided.unborne)
    ]
    rows += [
        {"media_uid": own.media_uid, "says": "hash-only", "by": own.by, "at": own.at}
        | {"reason": own.reason, "is_told": True}
        for own in decided.asked.values()
    ]
    schema = pa.schema(
        [(str(name), pa.bool_() if name == "is_told" else pa.string()) for name in _SHOWN]
    )
    print_table(pa.Table.from_pylist(rows, schema=schema), _SHOWN, form)


def hash_only(
    case: CaseFolder,
    media: MediaFile,
    by: By,
    because: Because,
    lift: Annotated[
        bool, typer.Option("--lift", help="Let the file be shown again; both stay on record.")
    ] = False,
) -> None:
    """Keep a media file by hash and place alone: no picture of it is made, shown or exported.

    So are all files that are the same material. Pictures that were made are deleted, and products
    that hold one are removed. The bytes stay among the evidence until a rule of retention
    deletes them.

    Example: undertow media hash-only mycase 3f9a01c2 --because "Home address" --by "Ana Roy"
    """
    opened = Case.open(case)
    log, who = DecisionLog.of(opened), named(by, "--by")
    if lift:
        with anchored(opened, "media_hash_only", log):
            lift_hash_only(opened, log, media, reason=because, by=who, operator=operator())
        tell(f"{media}: pictures of it may be made again.")
        return
    with anchored(opened, "media_hash_only", log):
        hidden = keep_hash_only(opened, log, media, reason=because, by=who, operator=operator())
    removed = _forget(opened, hidden)
    tell(f"{number_of(len(hidden), 'media file')} kept by hash alone, by {who}.")
    for path in removed:
        tell(f"Removed, as it held a picture: {path}. Make it again.")
    tell("What was handed to others already is theirs: tell them.")


def _forget(case: Case, hidden: frozenset[str]) -> list[Path]:
    """Delete the pictures of files, and the products that hold one; return these."""
    removed = []
    with case.writing():
        try:
            held = pictures_in(case, hidden)
            for product in held:
                if product.is_dir() and not product.is_symlink():
                    shutil.rmtree(product)
                else:
                    product.unlink(missing_ok=True)
                removed.append(product)
            for uid in sorted(hidden):
                thumbnail_of(case, uid).unlink(missing_ok=True)
        except OSError as error:
            raise CaseError(
                f"{error.filename}: cannot be removed: {error.strerror or error}; remove it by "
                "hand: the decision is on record"
            ) from error
        if removed:
            vouch_for(case, (), "media_hash_only_removed", {"products": len(removed)})
    return removed
