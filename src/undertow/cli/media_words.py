"""``undertow media words``: what is written in the pictures of campaigns."""

from __future__ import annotations

from typing import Annotated

import typer

from undertow.case import Case
from undertow.cli.console import (
    CaseFolder,
    command_line,
    number_of,
    operator,
    progress,
    tell,
)
from undertow.errors import PluginError
from undertow.media.reading import (
    media_of_campaigns,
    read_media,
    visible_media,
    with_words,
)
from undertow.media.words.pictures import can_read, prepare
from undertow.media_intake import keep_texts, open_frames
from undertow.schema import MediaHashes, MediaTexts


def add_to(app: typer.Typer) -> None:
    """Register the command under ``undertow media``."""

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
                "pictures cannot be read: rapidocr or onnxruntime is missing; install them with "
                '`pip install "undertow[ocr]"`'
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
            texts = with_words(opened.read(MediaTexts), lines.items())
            keep_texts(opened, texts, who=operator(), command=command_line())
            n_lines = sum(map(len, lines.values()))
        told = f"Read {number_of(n_lines, 'line')} in {number_of(len(lines), 'file')}."
        tell(f"{told} Next: undertow analyze {opened.path}")
