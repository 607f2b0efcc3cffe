"""The PDF edition: tagged for assistive technology (PDF/UA-1), set by Typst without a network.

The words reach the template as data, so that markup in a capture is printed and never obeyed. The
same document, fonts and version of Typst give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from undertow.errors import EngineError
from undertow.report.document import Document
from undertow.report.fonts import Fonts, fonts_for
from undertow.report.pictures import permits_pictures, without_faces
from undertow.report.typeset import spread_out
from undertow.wording import Catalogue

_NEEDS = ("typst", "fontTools")
_TEMPLATE = files("undertow.report") / "templates/report.typ"
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" font-family="{}" '
# What fills a line without a place to break it: not the scripts that break anywhere.
_UNBROKEN = re.compile(r"[^\s\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]{24,}")
# A place to break a word, for the template: private characters of captures are written as code
# points before. A word of thousands of characters would nest too deep; a zero-width space breaks
# it as well, and is copied with it.
_BREAK, _PLAIN_BREAK = "\ue000", "\u200b"
_PIECE, _LONG = 6, 2000


def can_make_pdf() -> bool:
    """Whether what the extra ``report`` installs is here."""
    return all(find_spec(name) is not None for name in _NEEDS)


def render_pdf(
    document: Document,
    words: Catalogue,
    *,
    dated: datetime,
    is_draft: bool = True,
    tlp: str | None = None,
) -> bytes:
    """Return a document as a PDF in the words of a catalogue.

    Parameters
    ----------
    document : Document
        The blocks.
    words : Catalogue
        The language.
    dated : datetime
        Creation date of the file: the same for the same case, never the clock.
    is_draft : bool
        Whether every page says so, and there is a place for signatures.
    tlp : str, optional
        Label of the Traffic Light Protocol for every page, such as ``AMBER``.

    Raises
    ------
    EngineError
        The extra ``report`` is not installed, or a script has no font here.
    """
    if not can_make_pdf():
        raise EngineError(
            "the PDF form needs Typst and fonts, which are not installed; run "
            "`pip install 'undertow[report]'`, or `--format html`"
        )
    shown = _Pictures(permits_pictures(tlp))
    values = spread_out(document, words, is_draft=is_draft, picture=shown.name_of)
    fonts = fonts_for(_texts(values))
    values = _each(values, lambda text: _breakable(fonts.fit(text)))
    for picture in _pictures(values):
        picture["svg"] = _drawn(picture["svg"], fonts)
    whole = values | {"tlp": tlp, "families": list(fonts.families)}
    return _set(whole, shown.files, fonts, dated)


class _Pictures:
    """Pictures of media for a PDF: blurred in their very pixels, under names of their bytes."""

    def __init__(self, permits: bool) -> None:
        self._permits = permits
        self.files: dict[str, bytes] = {}

    def name_of(self, jpeg: bytes) -> str | None:
        """Return the name under which what may be shown of a picture is set."""
        blur = without_faces(jpeg) if self._permits else None
        if blur is None:
            return None
        name = f"media-{hashlib.sha256(blur).hexdigest()[:16]}.jpg"
        self.files[name] = blur
        return name


def _set(
    values: dict[str, Any], pictures: Mapping[str, bytes], fonts: Fonts, dated: datetime
) -> bytes:
    import typst

    with tempfile.TemporaryDirectory(prefix="undertow-") as root:
        # Only these fonts: what else a machine has must not change a byte. And this folder as root
        # and for packages: the template can read nothing else and fetch nothing.
        folder = Path(root)
        template, shown = folder / "report.typ", folder / "fonts"
        template.write_bytes(_TEMPLATE.read_bytes())
        shown.mkdir()
        for name, jpeg in pictures.items():
            (folder / name).write_bytes(jpeg)
        for number, file in enumerate(fonts.files):
            shown.joinpath(f"{number:02d}-{file.name}").symlink_to(file)
        try:
            return typst.compile(
                template,
                root=folder,
                font_paths=[shown],
                ignore_system_fonts=True,
                package_path=folder,
                package_cache_path=folder,
                sys_inputs={"report": json.dumps(values, ensure_ascii=False)},
                format="pdf",
                pdf_standards=["ua-1"],
                timestamp=int(dated.timestamp()),
            )
        except typst.TypstError as error:
            raise EngineError(
                f"Typst could not set the PDF ({error}); write HTML, and report the error"
            ) from error


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """Return nested values with every string changed; pictures are left as they are."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each(item, change) for item in value]
    if isinstance(value, dict):
        return {k: v if k in _NOT_WORDS else _each(v, change) for k, v in value.items()}
    return value


# Not words of the text: code of pictures, ids of places and languages, text read aloud only.
_NOT_WORDS = frozenset({"svg", "file", "place", "language", "script", "kind", "ident"})


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


def _pictures(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "svg" in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _pictures(item)


def _drawn(svg: str, fonts: Fonts) -> str:
    """Return a picture as a file of its own, with fonts that there are."""
    # In pictures Typst 0.15 sets regular text in the default weight of a variable font, and that of
    # Source Sans is its lightest.
    families = [name for name in fonts.families if name.startswith("Noto")]
    quoted = ", ".join(f"'{name}'" for name in families)
    return fonts.fit(svg).replace("<svg ", _SVG.format(quoted), 1)


def _breakable(text: str) -> str:
    """Return a text in which a line can end anywhere in words too long for one."""
    return _UNBROKEN.sub(lambda match: _in_pieces(match[0]), text)


def _in_pieces(word: str) -> str:
    is_long = len(word) > _LONG
    size = 2 * _PIECE if is_long else _PIECE
    pieces = (word[at : at + size] for at in range(0, len(word), size))
    return (_PLAIN_BREAK if is_long else _BREAK).join(pieces)
