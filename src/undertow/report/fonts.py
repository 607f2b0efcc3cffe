"""Fonts of the PDF: which there are, what they can show, and what is written instead.

A character that no font has would be set as an empty box (tofu), which a reader takes for nothing
or for a printing error. So every character is looked up before anything is set.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from unicodedata import category

from undertow.errors import EngineError

_PACKAGES = (
    ("fontpkg_source_serif_4", "files/SourceSerif4[[]*.ttf"),
    ("fontpkg_source_sans_3", "files/SourceSans3[[]*.ttf"),
    ("fontpkg_source_code_pro", "files/SourceCodePro[[]*.ttf"),
    ("fontpkg_noto_sans", "files/NotoSans[[]*.ttf"),
    ("fontpkg_noto_sans_arabic", "files/*.ttf"),
    ("manimgx_fonts_cjk", "*.ttc"),
)
_SYSTEM_FOLDERS = (
    "/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts",
    "/Library/Fonts", "~/Library/Fonts",
)  # fmt: skip
# Only fonts under a free licence, and of these the family made to leave no box empty.
_SYSTEM_FONTS = ("NotoSansCJK*.tt[cf]", "NotoSansCJK*.otf", "NotoSans*-Regular.[to]tf")
_WIDE = frozenset({"Hani", "Hira", "Kana", "Hang", "Bopo"})
# Scripts that are in daily use (Unicode Standard Annex 31, table 5).
_LIVING = _WIDE | frozenset(
    "Arab Armn Beng Cyrl Deva Ethi Geor Grek Gujr Guru Hebr Khmr Knda Laoo Latn Mlym Mymr Orya "
    "Sinh Taml Telu Thaa Thai Tibt".split()
)
# So many letters of a script in a row are a word; fewer are an ornament, as in ಠ_ಠ.
_WORD = 3
# Drawn by no font and shaping what is around them: joiners, breaks, variation selectors.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f")
_SEVERAL = 12
# Typst brings a font for formulas; people write "bold" with its letters.
_BUILT_IN = frozenset(n for n in range(0x1D400, 0x1D800) if category(chr(n)) != "Cn")
# Fonts may have glyphs for them, but they say nothing and PDF/UA refuses some: controls,
# private use and the byte order mark.
_UNFIT = frozenset((*range(0x20), *range(0x7F, 0xA0), *range(0xE000, 0xF900), 0xFEFF, 0xFFFE))


@dataclass(frozen=True, slots=True)
class Fonts:
    """Fonts that a document may use.

    Attributes
    ----------
    files : tuple of Path
        Font files, in order of preference.
    families : tuple of str
        Their families, each once.
    covered : frozenset of int
        Code points that one of them shows.
    """

    files: tuple[Path, ...]
    families: tuple[str, ...]
    covered: frozenset[int]

    def fit(self, text: str) -> str:
        """Return a text with what no font shows as its code point, ``[U+1F600]``."""
        if all(ord(char) in self.covered or char in _INVISIBLE for char in text):
            return text
        return "".join(
            char if ord(char) in self.covered or char in _INVISIBLE else f"[U+{ord(char):04X}]"
            for char in text
        )


def fonts_for(texts: Iterable[str]) -> Fonts:
    """Return fonts in which the words of a document can be read.

    Parameters
    ----------
    texts : iterable of str
        All that is going to be set.

    Returns
    -------
    Fonts
        Those installed with undertow; a Noto font of the system is added for each script that they
        lack, where there is one.

    Raises
    ------
    EngineError
        The fonts of the extra are missing, or words are in a script of which no font is here: all
        Chinese, Japanese and Korean, and three letters in a row of another script in daily use.
        Single letters of other scripts, emoji and rare ideographs are no reason to refuse.
    """
    own = _installed()
    lacking: dict[str, list[str]] = {}
    for text in texts:
        for script, word in _words(text, own.covered):
            if not any(ord(char) in own.covered for char in word):
                lacking.setdefault(script, []).append(word)
    # A script that is there lacks only rare characters; they are written as code points.
    missing = {script: words for script, words in lacking.items() if not _has(script, own)}
    if not missing:
        return own
    found = list(_of_system({script: "".join(words) for script, words in missing.items()}))
    helped = {script for script, _ in found}
    unreadable = {script: words for script, words in missing.items() if script not in helped}
    if unreadable:
        raise EngineError(_refusal(unreadable))
    return _together((*own.files, *dict.fromkeys(file for _, file in found)))


def _words(text: str, covered: frozenset[int]) -> Iterator[tuple[str, str]]:
    """Return the runs of letters of one living script that hold a letter without a font."""
    if text.isascii() or all(ord(char) in covered for char in text):
        return
    from fontTools.unicodedata import script

    for name, run in groupby(text, script):
        word = "".join(run)
        if name in _LIVING and (name in _WIDE or sum(map(str.isalpha, word)) >= _WORD):
            yield name, word


def _has(name: str, fonts: Fonts) -> bool:
    """Whether the fonts have a script at all, told by the first of its letters they show."""
    return name in _scripts(fonts.covered)


@cache
def _scripts(covered: frozenset[int]) -> frozenset[str]:
    from fontTools.unicodedata import script

    return frozenset(script(chr(point)) for point in covered)


@cache
def _installed() -> Fonts:
    """Return the fonts that come with the extra."""
    files: list[Path] = []
    for package, pattern in _PACKAGES:
        spec = find_spec(package)
        places = [] if spec is None else list(spec.submodule_search_locations or ())
        files += sorted(file for place in places for file in Path(place).glob(pattern))
    fonts = _together(tuple(files))
    if not {ord("A"), ord("é")} <= fonts.covered or "Source Serif 4" not in fonts.families:
        raise EngineError(
            "the PDF needs the fonts Source Serif 4 and Source Sans 3, which are not installed; "
            "run `pip install 'undertow[report]'`"
        )
    return fonts


def _of_system(wanted: dict[str, str]) -> Iterator[tuple[str, Path]]:
    """Return, for scripts, the font of this machine that shows most of what is written in them."""
    files = [
        file
        for folder in _SYSTEM_FOLDERS
        for pattern in _SYSTEM_FONTS
        for file in sorted(Path(folder).expanduser().rglob(pattern))
    ]
    shown = {file: _together((file,)).covered for file in files}
    for script, text in sorted(wanted.items()):
        points = {ord(char) for char in text}
        best = max(files, key=lambda file: (len(points & shown[file]), str(file)), default=None)
        if best is not None and 2 * len(points & shown[best]) > len(points):
            yield script, best


def _together(files: tuple[Path, ...]) -> Fonts:
    families: dict[str, None] = {}
    covered = set(_BUILT_IN)
    for file in files:
        names, points = _face(file)
        families |= dict.fromkeys(names)
        covered |= points
    return Fonts(files, tuple(families), frozenset(covered - _UNFIT))


def _face(file: Path) -> tuple[list[str], set[int]]:
    """Return the families in a font file, and what its first face shows.

    The faces of a collection differ in the shapes of characters, not in which they have.
    """
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        with file.open("rb") as stream:
            is_collection = file.suffix == ".ttc"
            faces = (
                TTCollection(stream, lazy=True) if is_collection else [TTFont(stream, lazy=True)]
            )
            names = [face["name"].getBestFamilyName() or file.stem for face in faces]
            return names, set(next(iter(faces)).getBestCmap())
    except (TTLibError, OSError, ValueError, StopIteration) as error:
        raise EngineError(
            f"{file}: not a font that can be read ({error}); install it again"
        ) from error


def _refusal(missing: dict[str, list[str]]) -> str:
    """Return one line: which characters, of which scripts, and what to install."""
    from fontTools.unicodedata import script_name

    told = []
    for script, words in sorted(missing.items()):
        letters = re.sub(r"\s", "", "".join(dict.fromkeys("".join(words))))
        more = "…" if len(letters) > _SEVERAL else ""
        told.append(f"{script_name(script)} ({letters[:_SEVERAL]}{more})")
    package = "fonts-noto-cjk" if _WIDE & missing.keys() else "fonts-noto-core"
    again = "`pip install 'undertow[report]'` or " if _WIDE & missing.keys() else ""
    return (
        f"the PDF cannot show {', '.join(told)}: no font here has it; run {again}"
        f"`apt-get install {package}`, or write HTML only"
    )
