"""``undertow media``: the media files of a case, what they show together, and decoding them."""

from __future__ import annotations

import json
from enum import StrEnum
from importlib import import_module
from typing import Annotated

import pyarrow.compute as pc
import typer
from rich.markup import escape

from undertow.captures import decode_media
from undertow.case import Case
from undertow.cli.console import (
    CaseFolder,
    command_line,
    number_of,
    operator,
    printable,
    progress,
    tell,
)
from undertow.cli.tables import Format, Titles, print_table
from undertow.errors import ReviewRequiredError
from undertow.media.hints.mouth_hints import read_hints
from undertow.media.overview import list_files, list_groups
from undertow.media.provenance.card import build_card
from undertow.rulings import MediaRulings, resolve_media
from undertow.schema import (
    Accounts,
    MediaFacts,
    MediaFiles,
    MediaGroups,
    MediaMatches,
    MediaPlaces,
    MediaScores,
    MediaSightings,
    Posts,
)
from undertow.wording.detection.verdicts import detection_document, detection_lines
from undertow.wording.provenance.card import card_document, card_lines
from undertow.wording.provenance.hints import mouth_lines

media = typer.Typer(
    help="Media files: list them, see which are the same, decode them again.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


class State(StrEnum):
    """What became of decoding a file."""

    decoded = "decoded"
    partial = "partial"
    quarantined = "quarantined"


class Language(StrEnum):
    """Language of a card."""

    en = "en"
    fr = "fr"


_FILES: Titles = {
    ("media_uid", "path"): "file, path",
    ("kind", "size"): "kind, size",
    ("state", "reason"): "state, reason",
    "c2pa_state": "credentials",
    "n_posts": "posts",
}
_GROUPS: Titles = {
    "media_group": "group",
    "n_files": "files",
    "n_posts": "posts",
    "n_accounts": "accounts",
    "platforms": "platforms",
    ("first_at", "last_at"): "from, to",
}


_MODULES = (
    "media_findings",
    "media_exchange",
    "media_detectors",
    "media_words",
    "media_faces",
    "media_mouths",
)
"""Modules with more of the commands."""


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    media.command("list")(list_command)
    media.command("groups")(groups_command)
    media.command("show")(show_command)
    media.command("decode")(decode_command)
    for name in _MODULES:
        import_module(f"undertow.cli.{name}").add_to(media)
    app.add_typer(media, name="media")


def list_command(
    case: CaseFolder,
    state: Annotated[State | None, typer.Option(help="Only files in this state.")] = None,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """List media files: what each is, whether it could be decoded, in how many posts it is.

    Example: undertow media list mycase --state quarantined
    """
    rows = list_files(Case.open(case).read)
    if state is not None:
        rows = rows.filter(pc.equal(rows.column("state"), state.value))
    print_table(rows, _FILES, form)


def groups_command(
    case: CaseFolder,
    form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
) -> None:
    """List groups of media files that show the same, with who carried them, where and when.

    That many accounts carry the same video says that it spread, not why: see the campaigns.

    Example: undertow media groups mycase --format csv
    """
    print_table(list_groups(Case.open(case).read), _GROUPS, form)


def show_command(
    case: CaseFolder,
    file: Annotated[
        str,
        typer.Argument(metavar="MEDIA", help="SHA-256 of the file, or its first digits."),
    ],
    language: Annotated[Language, typer.Option("--lang", help="Language.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Print a document.")] = False,
) -> None:
    """Show the provenance card of a media file: what it tells of itself, and where it was seen.

    And what people found of it and detectors say of it, in this order of weight.

    Example: undertow media show mycase 3f9a01c2 --lang fr
    """
    opened = Case.open(case)
    uid = resolve_media(opened, file)
    rulings = MediaRulings.of(opened)
    if not rulings.may_show(uid):
        raise ReviewRequiredError(
            f"media {uid}: kept by hash and place alone, so nothing of it is told; see `undertow "
            f"media findings {case}` for who asked, and `hash-only --lift`"
        )
    card = build_card(
        uid,
        opened.read(MediaFiles),
        opened.read(MediaFacts),
        opened.read(MediaPlaces),
        opened.read(MediaSightings),
        opened.read(MediaGroups),
        opened.read(MediaMatches),
        opened.read(Posts),
        opened.read(Accounts),
    )
    scores = [row for row in opened.read(MediaScores).arrow.to_pylist() if row["media_uid"] == uid]
    findings = rulings.of_files([uid])
    if as_json:
        document = card_document(card, names_people=True)
        document["detection"] = detection_document(scores, findings)
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    hint = read_hints(opened.path, [uid]).get(uid)
    for line in (
        *card_lines(card, language.value, names_people=True),
        *mouth_lines(hint, language.value),
    ):
        tell(line)
    for line in detection_lines(scores, findings, language.value):
        tell(line)


def decode_command(
    case: CaseFolder,
    everything: Annotated[
        bool, typer.Option("--all", help="All files, not only those that could not be decoded.")
    ] = False,
) -> None:
    """Decode media files again: after an installation, or with other limits in case.toml.

    Example: undertow media decode mycase
    """
    opened = Case.open(case)
    with progress() as bar:
        task = bar.add_task("decode", total=None, note="")
        n_files = decode_media(
            opened,
            who=operator(),
            command=command_line(),
            everything=everything,
            hidden=MediaRulings.of(opened).hidden,
            on_media=lambda name, n_done: bar.update(
                task, completed=n_done, note=escape(printable(name))
            ),
        )
    tell(f"{number_of(n_files, 'media file')} decoded again. Next: undertow analyze {case}")
