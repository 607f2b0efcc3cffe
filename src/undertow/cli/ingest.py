"""``undertow ingest``: captures into a case."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from undertow.captures import ingest as ingest_captures
from undertow.case import Case
from undertow.cli.console import (
    CaseFolder,
    command_line,
    number_of,
    operator,
    output,
    printable,
    progress,
    tell,
)
from undertow.errors import InputError
from undertow.ingest import FileReport, MemberReport
from undertow.ingest.column_map import MapFile, case_formats, open_map
from undertow.ingest.detect import chosen_format
from undertow.ingest.media_payload import MEDIA_RULE, SUBTITLES_RULE
from undertow.schema import MediaFiles

_MAX_MEMBERS_SHOWN = 20
_OF_MEDIA = (MEDIA_RULE, SUBTITLES_RULE)


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("ingest")(ingest)


def ingest(
    case: CaseFolder,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH", help="Captures, or folders of them.")
    ],
    format_id: Annotated[
        str | None,
        typer.Option("--format", help="Format of all files; detected for each when not given."),
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option(
            "--map",
            metavar="MAP",
            help="Column map by which all files are read; it is kept in the case.",
        ),
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            help="Encoding of files that are not UTF-8 (windows-1252, say); never guessed.",
        ),
    ] = None,
) -> None:
    """Store captures as evidence and read their records.

    What cannot be read goes to quarantine with its reason and place; the rest goes on. Exits with 1
    when a whole file could not be read.

    Example: undertow ingest mycase captures/ export.ndjson.zst
    """
    if format_id is not None and map_file is not None:
        raise typer.BadParameter("--format and --map say the same thing; give one of them")
    opened = Case.open(case)
    column_map = open_map(map_file) if map_file is not None else None
    if format_id is not None:
        chosen_format(format_id, case_formats(opened))
    reports = ingest_with_progress(opened, paths, format_id, encoding, column_map)
    for report in reports:
        if not is_media(report):
            print_report(report)
    print_media(opened, sum(map(is_media, reports)))
    unread = [report for report in reports if not was_read(report)]
    if unread:
        first = unread[0]
        rest = f" (and {len(unread) - 1} more)" if len(unread) > 1 else ""
        why = first.problem or f"no record could be read; see `undertow quarantine {case}`"
        raise InputError(f"{first.path}: {why}{rest}")
    output.print(f"Next: undertow analyze {case}", markup=False, highlight=False)


def ingest_with_progress(
    case: Case,
    paths: list[Path],
    format_id: str | None = None,
    encoding: str | None = None,
    column_map: MapFile | None = None,
) -> list[FileReport]:
    """Ingest and merge, with a progress bar for each file."""
    with progress() as bar:
        task = bar.add_task("ingest", total=None, note="")

        def advanced(path: Path, done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, note=escape(printable(path.name)))

        reports = ingest_captures(
            case,
            paths,
            who=operator(),
            command=command_line(),
            format_id=format_id,
            encoding=encoding,
            column_map=column_map,
            on_progress=advanced,
            on_media=lambda name, n_done: bar.update(
                task, description="media", total=None, note=escape(printable(name))
            ),
        )
    return reports


def was_read(report: FileReport) -> bool:
    """Whether anything came of a file."""
    n_used = report.n_accepted + report.n_duplicate + report.ignored.get(MEDIA_RULE, 0)
    nothing = report.n_quarantined > 0 and n_used == 0
    return report.problem is None and not (nothing and not report.is_repeat)


def is_media(report: FileReport) -> bool:
    """Whether a file is a media file, of which there may be thousands: they are told together."""
    return any(dict(report.ignored) == {rule: report.n_records} for rule in _OF_MEDIA)


def print_media(case: Case, n_given: int) -> None:
    """Say how many media files were given and what became of those that the case holds."""
    states = Counter(case.read(MediaFiles).arrow.column("state").to_pylist())
    if not states:
        return
    held = ", ".join(f"{n:,} {state}" for state, n in sorted(states.items()))
    given = f"{number_of(n_given, 'media file')} given; " if n_given else ""
    tell(f"media: {given}the case holds {held}; see `undertow media list`")


def _member_line(member: MemberReport) -> str:
    """Say what became of a member, and why its format was chosen or why it was not read."""
    what = member.format_id or "not read"
    if member.format_id is not None:
        n_read = member.n_accepted + member.n_duplicate
        what += f", {n_read:,} of {number_of(member.n_records, 'record')} read"
    return f"{member.name or 'payloads'}: {what} ({'; '.join(member.detection)})"


def print_report(report: FileReport) -> None:
    """Print what became of a file: why its format was chosen, and that the counts add up."""
    tell(f"{report.path}: {', '.join(report.formats) or 'not read'}")
    for line in report.detection:
        tell(f"  {line}")
    refused_first = sorted(report.members, key=lambda member: member.format_id is not None)
    for member in refused_first[:_MAX_MEMBERS_SHOWN]:
        tell(f"  {_member_line(member)}")
    if len(report.members) > _MAX_MEMBERS_SHOWN:
        tell(f"  and {len(report.members) - _MAX_MEMBERS_SHOWN:,} more")
    for warning in report.warnings:
        tell(f"  warning: {warning}")
    if report.is_repeat:
        tell("  already in the case: nothing new")
    tell(
        f"  {number_of(report.n_records, 'record')} = {report.n_accepted:,} accepted "
        f"+ {report.n_duplicate:,} duplicate + {report.n_ignored:,} ignored "
        f"+ {report.n_quarantined:,} quarantined"
    )
    for reason, n in sorted(report.reasons.items(), key=lambda item: (-item[1], item[0])):
        tell(f"    quarantined {n:,}: {reason}")
    for rule, n in sorted(report.ignored.items()):
        tell(f"    ignored {n:,}: {rule}")
