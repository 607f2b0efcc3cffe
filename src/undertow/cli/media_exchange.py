"""``undertow media import`` and ``export``: lists of hashes, from other tools and for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import pyarrow.compute as pc
import typer

from undertow.captures import check_untouched
from undertow.case import Case
from undertow.cli.console import (
    CaseFolder,
    command_line,
    errors,
    number_of,
    operator,
    printable,
    progress,
    tell,
)
from undertow.cli.tables import Format, Titles, print_table
from undertow.errors import InputError
from undertow.ingest import CustodyLog, EvidenceStore
from undertow.media.exchange.entry import Signal
from undertow.media.exchange.matching import HashMatch, match_list
from undertow.media.exchange.reading import LONGEST_LIST, HashList, read_hash_list
from undertow.media.exchange.writing import Form, contents, write_hash_list
from undertow.media_intake import hash_for_exchange
from undertow.pipeline import require_recorded
from undertow.schema import CampaignPosts, MediaFacts, MediaFiles, MediaHashes, MediaSightings

_MATCHES: Titles = {
    "media_uid": "media file",
    ("signal", "place"): "hash, line",
    ("collab", "tags"): "list, labels",
    "distance": "bits",
    ("share_entry", "share_file"): "share of entry, of file",
}
_MATCH = pa.schema(
    [
        ("media_uid", pa.string()),
        ("signal", pa.string()),
        ("place", pa.int64()),
        ("collab", pa.string()),
        ("category", pa.string()),
        ("tags", pa.list_(pa.string())),
        ("distance", pa.int64()),
        ("n_matched", pa.int64()),
        ("share_entry", pa.float64()),
        ("share_file", pa.float64()),
    ]
)


def add_to(media: typer.Typer) -> None:
    """Register the commands in the group ``media``."""
    media.command("import")(import_hashes)
    media.command("export")(export_hashes)


def import_hashes(
    case: CaseFolder,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A list of hashes.", exists=True, dir_okay=False),
    ],
    signal: Annotated[
        Signal | None,
        typer.Option(help="What bare hashes are; lists that say so themselves need it not."),
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """Keep a list of hashes among the evidence, and print the media of a case that are on it.

    A match is an observation: a list can be wrong, old or made to harm somebody. Look at both.

    Example: undertow media import mycase partners.csv

    Example: undertow media import mycase hashes.txt --signal pdq --format json
    """
    opened = Case.open(case)
    if file.stat().st_size > LONGEST_LIST:
        raise InputError(f"{file}: larger than {LONGEST_LIST >> 20} MB; split the list")
    require_recorded(opened, (MediaFiles, MediaFacts, MediaHashes))
    listed = read_hash_list(file.read_bytes(), str(file), signal)
    if not listed.entries:
        raise InputError(
            f"{file}: no hash that can be compared, so nothing was imported"
            + "".join(f"; {left_out}" for left_out in _left_out(listed))
            + "; get the list again, or see `undertow media import --help` for what is read"
        )
    with opened.writing():
        stored = EvidenceStore(opened.path / "evidence").add(file)
        CustodyLog.of(opened).append(
            "media_hash_list",
            who=operator(),
            command=command_line(),
            fields={"file_name": stored.name, "sha256": stored.sha256, "form": listed.form},
        )
    found = match_list(
        listed.entries,
        opened.read(MediaFiles),
        opened.read(MediaFacts),
        opened.read(MediaHashes),
        opened.settings.media,
    )
    for left_out in _left_out(listed):
        errors.print(printable(f"  set aside: {left_out}."), markup=False, highlight=False)
    if form is Format.table:
        read = number_of(len(listed.entries), "hash", "hashes")
        tell(f"{file.name}: {read} ({listed.form}).")
        tell(
            f"{number_of(len({match.media_uid for match in found}), 'media file')} of the case "
            f"on it, by {number_of(len(found), 'hash', 'hashes')}."
        )
    if found or form is not Format.table:
        rows = [_row(match) for match in found]
        print_table(pa.Table.from_pylist(rows, schema=_MATCH), _MATCHES, form)


def export_hashes(
    case: CaseFolder,
    out: Annotated[Path, typer.Option(metavar="FILE", help="File to write.")],
    campaign: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Media that posts of a campaign carry; may be repeated."),
    ] = None,
    media: Annotated[
        list[str] | None,
        typer.Option(metavar="UID", help="A media file; may be repeated."),
    ] = None,
    form: Annotated[
        Form,
        typer.Option(
            "--form",
            help="csv (threatexchange), lines (its local files) or bank (HMA, JSON lines).",
        ),
    ] = Form.CSV,
    collab: Annotated[str, typer.Option(metavar="NAME", help="Whose list it is.")] = "",
    tags: Annotated[str, typer.Option(metavar="TAGS", help="Labels, with blanks between.")] = "",
) -> None:
    """Write the hashes of media for other tools: PDQ, vPDQ, and MD5 and SHA-256 of videos.

    Frames of videos are hashed whole for this, one a second, and kept: then `media import` compares
    them too. Say of which media: everything in a case would include what people who have nothing to
    do with it published.

    Example: undertow media export mycase --campaign C-0001 --collab "EXAMPLE" --out hashes.csv
    """
    opened = Case.open(case)
    if not campaign and not media:
        raise InputError("say whose media are meant: --campaign ID, or --media UID")
    require_recorded(opened, (MediaFiles, MediaFacts, MediaHashes, MediaSightings, CampaignPosts))
    uids = {*(media or ()), *_carried(opened, campaign or [])}
    _hash_videos(opened, uids)
    listed = contents(
        opened.read(MediaFiles),
        opened.read(MediaFacts),
        opened.read(MediaHashes),
        uids,
        opened.settings.media,
        collab=collab,
        tags=tags,
    )
    if not listed:
        raise InputError(
            "nothing to write: no such media file is in the case, or none has a hash for exchange"
        )
    with opened.writing():
        out.write_text(write_hash_list(listed, form), encoding="utf-8", newline="")
        CustodyLog.of(opened).append(
            "media_hash_export",
            who=operator(),
            command=command_line(),
            fields={"file_name": out.name, "n_media": len(listed), "form": form.value},
        )
    n_hashes = sum(len(content.entries) for content in listed)
    tell(
        f"{out}: {number_of(n_hashes, 'hash', 'hashes')} of {number_of(len(listed), 'media file')}."
    )


def _hash_videos(case: Case, uids: set[str]) -> None:
    """Hash whole frames of videos that are to be written, one a second as vPDQ has them."""
    with case.writing(), progress() as bar:
        check_untouched(case, who=operator(), command=command_line())
        task = bar.add_task("hash videos", total=None, note="")
        n_without = hash_for_exchange(
            case,
            uids,
            who=operator(),
            command=command_line(),
            on_media=lambda n_done: bar.update(task, completed=n_done),
        )
    if n_without:
        why = "damaged, or too slow for [settings.media] max_time_s"
        tell(f"Without vPDQ: {number_of(n_without, 'video')}, {why}.")


def _carried(case: Case, campaigns: list[str]) -> set[str]:
    """Return the media that posts of campaigns carry."""
    if not campaigns:
        return set()
    of_campaigns = case.read(CampaignPosts).columns("campaign_id", "post_uid")
    known = set(of_campaigns.column("campaign_id").to_pylist())
    if unknown := [ident for ident in campaigns if ident not in known]:
        raise InputError(
            f"campaign {unknown[0]}: not in the case; `undertow campaigns {case.path}` lists them"
        )
    wanted = pc.is_in(of_campaigns.column("campaign_id"), pa.array(campaigns, pa.string()))
    posts = of_campaigns.filter(wanted).column("post_uid").combine_chunks()
    sightings = case.read(MediaSightings).columns("post_uid", "media_uid")
    carried = sightings.filter(pc.is_in(sightings.column("post_uid"), posts))
    return set(carried.column("media_uid").to_pylist())


def _left_out(listed: HashList) -> Iterator[str]:
    """Yield for each reason how many lines of a list were set aside, and which was the first."""
    for reason, n in sorted(listed.reasons.items()):
        first = next((bad.place for bad in listed.bad if bad.reason == reason), None)
        where = "" if first is None else f", the first at line {first:,}"
        yield f"{number_of(n, 'line')}: {reason}{where}"


def _row(match: HashMatch) -> dict[str, object]:
    entry = match.entry
    return {
        "media_uid": match.media_uid,
        "signal": entry.signal.value,
        "place": entry.place,
        "collab": entry.collab,
        "category": entry.category.value,
        "tags": list(entry.tags),
        "distance": match.distance,
        "n_matched": match.n_matched,
        "share_entry": match.share_entry,
        "share_file": match.share_file,
    }
