"""``undertow media faces``: the same face across media, for a person to look at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from undertow.case import Case
from undertow.cli.console import (
    CaseFolder,
    command_line,
    custody_of,
    errors,
    number_of,
    operator,
    progress,
    tell,
)
from undertow.cli.tables import Format, Titles, print_table
from undertow.errors import InputError
from undertow.media.hints.faces import (
    Face,
    find_faces,
    group_faces,
    purge_faces,
    purpose_on_record,
    read_faces,
    recorded_purge,
    recorded_purpose,
    write_faces,
)
from undertow.media.hints.model import load_model
from undertow.media.reading import times_to_read, visible_media
from undertow.media_intake import open_frames
from undertow.schema import MediaHashes

_SHOWN: Titles = {
    "group": "group",
    "media_uid": "media",
    "at_s": "at (s)",
    "place": "left, top, right, bottom (%)",
}
_SCHEMA = pa.schema(
    [
        ("group", pa.int64()),
        ("media_uid", pa.string()),
        ("at_s", pa.float64()),
        ("place", pa.string()),
    ]
)


def add_to(app: typer.Typer) -> None:
    """Register the command under ``undertow media``."""

    @app.command("faces")
    def faces(
        case: CaseFolder,
        purpose: Annotated[
            str, typer.Option(metavar="TEXT", help="For what; kept in the custody log.")
        ] = "",
        model: Annotated[
            Path | None,
            typer.Option(metavar="MANIFEST", help="Search all media anew with this model."),
        ] = None,
        max_distance: Annotated[
            float,
            typer.Option(
                min=0.0, max=2.0, help="Greatest distance, 1 minus cosine; depends on the model."
            ),
        ] = 0.0,
        purge: Annotated[bool, typer.Option("--purge", help="Delete all faces.")] = False,
        form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
    ) -> None:
        """List faces that may be the same person's, as a hint for review. Off unless you ask.

        Faces are biometric data: nothing is searched without a purpose on record, what is found
        stays in the case and in no product, and no analysis reads it. No model comes with this.

        Example: undertow media faces mycase --purpose "Which videos show the same actor" \
--model face.json --max-distance 0.3

        Example: undertow media faces mycase --purge
        """
        opened = Case.open(case)
        if purge:
            _purge(opened)
            return
        if purpose:
            action, fields = recorded_purpose(purpose)
            with opened.writing():
                _log(opened, action, fields)
        purpose_on_record(custody_of(opened).entries())
        if model is not None:
            _search(opened, model)
        if max_distance == 0:
            raise InputError(
                "--max-distance: say how far two faces may be apart; the makers of a model, or "
                "pictures of people you know, tell what is the same person's"
            )
        _print(read_faces(opened.path), max_distance, form)


def _purge(case: Case) -> None:
    with case.writing():
        n_faces = purge_faces(case.path)
        action, fields = recorded_purge(n_faces)
        _log(case, action, fields)
    tell(f"Deleted {number_of(n_faces, 'face')}; the purpose on record ends with this.")


def _search(case: Case, manifest: Path) -> None:
    loaded = load_model(manifest, "faces")
    max_frames = case.settings.media.max_frames_read
    with case.writing(), open_frames(case) as frames_of, progress() as bar:
        hashes = case.read(MediaHashes)
        found = [
            face
            for media_uid in bar.track(visible_media(case), description="Searching faces")
            for at_s, rgb in frames_of(media_uid, times_to_read(hashes, media_uid, max_frames))
            for face in find_faces(loaded, media_uid, at_s, rgb)
        ]
        write_faces(case.path, found, loaded.sha256)
        told: dict[str, str | int] = {"n_faces": len(found), "model_sha256": loaded.sha256}
        _log(case, "media-faces-search", told | {"licence": loaded.licence})


def _print(faces: list[Face], max_distance: float, form: Format) -> None:
    """Print the groups that span several media."""
    groups = group_faces(faces, max_distance).tolist()
    media: dict[int, set[str]] = {}
    for face, group in zip(faces, groups, strict=True):
        media.setdefault(group, set()).add(face.media_uid)
    rows = [
        {
            "group": group,
            "media_uid": face.media_uid,
            "at_s": face.at_s,
            "place": ", ".join(f"{100 * share:.0f}" for share in face.box),
        }
        for group, face in sorted(zip(groups, faces, strict=True), key=lambda pair: pair[0])
        if len(media[group]) > 1
    ]
    # Beside the rows, so that they can be read by a program.
    errors.print(
        "A hint for review, no identification: look-alikes, relatives and swapped faces come too.",
        markup=False,
        highlight=False,
    )
    print_table(pa.Table.from_pylist(rows, _SCHEMA), _SHOWN, form)


def _log(
    case: Case, action: str, fields: dict[str, str] | dict[str, int] | dict[str, str | int]
) -> None:
    custody_of(case).append(action, who=operator(), command=command_line(), fields=fields)
