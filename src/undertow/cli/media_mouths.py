"""``undertow media mouths``: soundtracks that do not drive the mouth in their video, as a hint."""

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
from undertow.errors import PluginError
from undertow.media.hints.model import HintModel, load_model
from undertow.media.hints.mouth import MIN_CONTROLS, MIN_S, MouthHint, Talking, weigh_mouths
from undertow.media.hints.mouth_hints import (
    PURGE,
    PURPOSE,
    purge_hints,
    read_hints,
    related,
    videos_with_sound,
    write_hints,
)
from undertow.media.hints.mouth_track import can_track, track_mouth
from undertow.media.hints.purpose import checked_purpose
from undertow.media_intake import open_talks
from undertow.rulings import MediaRulings
from undertow.schema import MediaFiles, MediaGroups, MediaMatches

_SHOWN: Titles = {
    "verdict": "hint",
    "media_uid": "media",
    "p_value": "p",
    "n_controls": "controls",
    "p_own": "p among own",
    ("n_in_step", "n_tested"): "in step, of",
}
_SCHEMA = pa.schema(
    [
        ("verdict", pa.string()),
        ("media_uid", pa.string()),
        ("p_value", pa.float64()),
        ("n_controls", pa.int64()),
        ("p_own", pa.float64()),
        ("n_in_step", pa.int64()),
        ("n_tested", pa.int64()),
    ]
)


def add_to(app: typer.Typer) -> None:
    """Register the command under ``undertow media``."""

    @app.command("mouths")
    def mouths(
        case: CaseFolder,
        purpose: Annotated[
            str,
            typer.Option(metavar="TEXT", help="Test all videos anew, for this; kept in the log."),
        ] = "",
        model: Annotated[
            Path | None,
            typer.Option(metavar="MANIFEST", help="Model that measures how far a mouth is open."),
        ] = None,
        purge: Annotated[bool, typer.Option("--purge", help="Delete all hints.")] = False,
        form: Annotated[Format, typer.Option("--format", help="How to print.")] = Format.table,
    ) -> None:
        """List videos whose soundtrack does not drive the mouth in them, as a hint for review.

        Off unless you ask. Of a mouth nothing is kept but ranks among the other videos of the
        case, of which it takes 19 or more; no analysis reads them. Avatars and lip-synced faces
        move with their sound and are not seen.

        Example: undertow media mouths mycase --purpose "Find videos that were dubbed over"

        Example: undertow media mouths mycase --purge
        """
        opened = Case.open(case)
        if purge:
            _purge(opened)
            return
        if purpose or model is not None:
            _test(opened, checked_purpose(purpose, "mouths are measured"), model)
        known = opened.read(MediaFiles).arrow.column("media_uid").to_pylist()
        shown = set(known) - MediaRulings.of(opened).hidden
        _print(read_hints(opened.path, shown), form)


def _purge(case: Case) -> None:
    with case.writing():
        if purge_hints(case.path):
            _log(case, PURGE, {})
    tell("No hint on a mouth is kept any more.")


def _test(case: Case, purpose: str, manifest: Path | None) -> None:
    if not can_track():
        raise PluginError(
            "mouths cannot be found: scikit-image is missing; install it with "
            '`pip install "undertow[mouths]"`'
        )
    loaded = None if manifest is None else load_model(manifest, "mouth_opening")
    fields: dict[str, str | int] = {"purpose": purpose}
    if loaded is not None:
        fields |= {"model_sha256": loaded.sha256, "licence": loaded.licence}
    hidden = MediaRulings.of(case).hidden
    with case.writing():
        _log(case, PURPOSE, fields)
        media = [uid for uid in videos_with_sound(case.read(MediaFiles)) if uid not in hidden]
        talking = _measured(case, media, loaded)
        is_related = related(case.read(MediaGroups), case.read(MediaMatches))
        found = weigh_mouths(talking, is_related)
        write_hints(case.path, found)
    tell(
        f"Looked at {number_of(len(media), 'video')}; {len(talking)} show one face that can be "
        f"measured, {len(found)} of them for {MIN_S:g} s or more and beside {MIN_CONTROLS} others."
    )


def _measured(case: Case, media: list[str], model: HintModel | None) -> dict[str, Talking]:
    """Return sound and mouth of the videos that show one face; no more of them is kept."""
    talking: dict[str, Talking] = {}
    with open_talks(case) as talk_of, progress() as bar:
        for media_uid in bar.track(media, description="Measuring mouths"):
            talk = talk_of(media_uid)
            mouth = None if talk is None else track_mouth(talk[0], model)
            if talk is not None and mouth is not None:
                talking[media_uid] = Talking(talk[1][mouth.start : mouth.stop], mouth.opening)
    return talking


def _print(hints: dict[str, MouthHint], form: Format) -> None:
    rows = [
        {"verdict": hint.verdict.value, "media_uid": media_uid}
        | {name: getattr(hint, name) for name in _SCHEMA.names[2:]}
        for media_uid, hint in sorted(
            hints.items(), key=lambda pair: (pair[1].p_own, -pair[1].p_value, pair[0])
        )
    ]
    # Beside the rows, so that they can be read by a program.
    errors.print(
        "Hints for review. not_driven: this soundtrack does not drive this mouth. That "
        "tells nothing of how the video was made, and avatars and lip-synced faces are not seen.",
        markup=False,
        highlight=False,
    )
    print_table(pa.Table.from_pylist(rows, _SCHEMA), _SHOWN, form)


def _log(case: Case, action: str, fields: dict[str, str | int]) -> None:
    custody_of(case).append(action, who=operator(), command=command_line(), fields=fields)
