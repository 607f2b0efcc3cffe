"""``undertow media words``: what is written in the pictures of campaigns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from undertow.case import Case
from undertow.cli.console import (
    CaseFolder,
    command_line,
    custody_of,
    number_of,
    operator,
    progress,
    tell,
)
from undertow.errors import PluginError
from undertow.media.reading import (
    OpenFrames,
    media_of_campaigns,
    read_media,
    visible_media,
    with_words,
)
from undertow.media.words.pictures import can_read, prepare
from undertow.schema import MediaHashes, MediaTexts, Table


def add_to(
    app: typer.Typer, open_frames: OpenFrames, keep: Callable[[Case, Table[MediaTexts]], None]
) -> None:
    """Register the command.

    Parameters
    ----------
    app : typer.Typer
        The commands of media.
    open_frames : callable
        Opens the process that decodes for a case.
    keep : callable
        Writes ``media_texts`` and the provenance that vouches for it.
    """

    @app.command("words")
    def words(
        case: CaseFolder,
        everything: Annotated[
            bool, typer.Option("--all", help="Read all media, not only those of campaigns.")
        ] = False,
    ) -> None:
        """Read what is written in pictures and videos, in English, French and Chinese.

        Takes seconds for each picture. Run analyze again afterwards: the words count like texts of
        the posts that carry them, and officials are found by their names in them.

        Example: undertow media words mycase
        """
        opened = Case.open(case)
        if not can_read():
            raise PluginError(
                "pictures cannot be read: rapidocr-onnxruntime is missing; install it with "
                '`pip install "undertow[ocr]"`, for Python before 3.13'
            )
        prepare()
        with opened.writing(), open_frames(opened) as frames_of, progress() as bar:
            media = visible_media(opened) if everything else media_of_campaigns(opened)
            read = read_media(
                bar.track(media, description="Reading pictures"),
                opened.read(MediaHashes),
                frames_of,
                max_frames=opened.settings.media.max_frames_read,
            )
            lines = dict(read)
            keep(opened, with_words(opened.read(MediaTexts), lines.items()))
            n_lines = sum(map(len, lines.values()))
            custody_of(opened).append(
                "media-words",
                who=operator(),
                command=command_line(),
                fields={"n_media": len(lines), "n_lines": n_lines},
            )
        told = f"Read {number_of(n_lines, 'line')} in {number_of(len(lines), 'file')}."
        tell(f"{told} Next: undertow analyze {opened.path}")
