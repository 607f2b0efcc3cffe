"""Words in pictures: lines that are read as they were written, in English, French and Chinese.

    make bench-words
    python bench/words.py --seeds 3        each line in three other fonts, sizes and pictures

Four lines stand in a picture of 640 x 360 pixels over an invented scene, as captions do: white with
a black edge, on a dark bar, or black on a light one. Sizes are 18 to 40 pixels. *plain*: the
picture as it is made. *video*: drawn down to 480 x 270 and enlarged again, then JPEG at quality 35.
*small*: 13 to 16 pixels, JPEG at quality 60. *Exact*: a line is returned character by character,
spaces and accents included; quotes may be straight, and marks of half or full width. *Errors*:
characters that are wrong, missing or too many (Levenshtein), in per cent of those written, of all
that is returned at the height of the line. No line was used to choose anything.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import platform
import sys
import time
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from clips import texture

from undertow.media.words.pictures import Written, prepare, read_words

LINES = {
    "en": """\
The minister lied to every one of you
Who paid for the trip to the islands?
Share this before they take it down!
She met the donors twice in March 2021
Nobody in Ottawa will answer our letters
Watch until the end: 3 minutes of truth
He said "we will not be silenced" again
What the evening news did not show you
The bridge project cost $48.5 million
Vote on Monday, 25 October, before 9 p.m.
An old friend of the family speaks out
Read the documents yourself, page by page
It was never about the water, was it?
Our neighbours deserve a better answer
They're hiding the report, and here's why
Breaking: the committee walks out at noon
I would not trust a word of this letter
Two witnesses, one hotel, no receipts
The judge has seen all of the recordings
Look at the date in the upper corner
Is this what a leader should sound like?
Thousands marched in the rain last night
Send it to ten people that you know
We asked for a debate and got a wall""",
    "fr": """\
La députée a été payée à l'étranger
Où est passé l'argent des contribuables ?
François-Philippe a menti à la Chambre
Ça suffit : réclamons la vérité, dès demain
L'enquête a été étouffée par ses collègues
Regardez bien la vidéo jusqu'à la fin
Les électeurs du Québec méritent mieux
Un cœur brisé, une sœur, un vœu déçu
Il a reçu 48 500 $ en août, dit-elle
Voilà ce que la télé ne vous montre pas
Hélène Lévesque n'a jamais répondu
Partagez avant qu'ils ne l'effacent !
À bientôt sur la colline du Parlement
Le maire était là, nous l'avons filmé
C'est un aveu : « nous savions déjà »
Des élus achetés, des témoins muets
L'île, le gîte, la forêt : tout brûle
Même sa mère ne le croit plus
Naïve ou complice ? À vous de juger
Les dés étaient pipés dès le début
Où étiez-vous la nuit du 3 décembre ?
Nos aînés paient, les élus s'amusent
Une leçon qu'on n'oubliera pas de sitôt
Elle a été aperçue près de l'hôtel""",
    "zh": """\
他从来没有说过真话
请大家转发这个视频
昨天晚上的新闻没有播出
议员收了多少钱
我们要求公开调查
渥太华的会议在三月举行
这不是第一次发生
谁在背后支持他
加拿大的选举需要透明
他的家人都知道这件事
看看右上角的日期
证人已经离开了旅馆
老百姓不会忘记
这座桥花了四千万元
法官听过所有录音
请在星期一投票
真相只有一个
邻居们想要一个答案
她兩次會見了捐款人
這封信裡沒有一句真話
請自己閱讀這些文件
數千人昨夜冒雨遊行
委員會在中午離場
電視台為什麼不報導""",
}
WAYS = ("plain", "video", "small")
WIDTH_PX, HEIGHT_PX, ROWS = 640, 360, 4
_FONTS = {
    "latin": (
        ("fontpkg_noto_sans", "files/NotoSans[[]*.ttf"),
        ("fontpkg_source_sans_3", "files/SourceSans3[[]*.ttf"),
        ("fontpkg_source_serif_4", "files/SourceSerif4[[]*.ttf"),
        ("fontpkg_source_code_pro", "files/SourceCodePro[[]*.ttf"),
    ),
    "zh": (("manimgx_fonts_cjk", "*.ttc"),),
}
_WEIGHTS = (400, 700)
_QUOTES = str.maketrans("’‘“”«»？！：，", '\'\'""""?!:,')


def main() -> None:
    """Measure all languages in all ways."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--errors", action="store_true", help="print what was not exact")
    chosen = parser.parse_args()
    prepare()
    print(f"{platform.machine()}, {platform.python_version()}", flush=True)
    print("| language | way | exact | errors (%) | s a picture |\n|---|---|---|---|---|")
    for language, text in LINES.items():
        for way in WAYS:
            exact, wrong, written, took = 0, 0, 0, []
            for seed in range(chosen.seeds):
                lines = text.split("\n")
                for i in range(0, len(lines), ROWS):
                    truth = lines[i : i + ROWS]
                    rgb = drawn(truth, language, way, np.random.default_rng([seed, i, len(way)]))
                    began = time.monotonic()
                    found = read_words(rgb)
                    took.append(time.monotonic() - began)
                    for row, line in enumerate(truth):
                        is_exact, n_wrong = compared(line, row, found, language)
                        if chosen.errors and not is_exact:
                            print(f"  {line!r} {[w[0] for w in at_row(found, row)]}")
                        exact, wrong = exact + is_exact, wrong + n_wrong
                        written += len(line)
            n = chosen.seeds * len(text.split("\n"))
            print(
                f"| {language} | {way} | {exact} of {n} | {100 * wrong / written:.1f} "
                f"| {np.mean(took):.1f} |",
                flush=True,
            )


def drawn(
    lines: Sequence[str], language: str, way: str, rng: np.random.Generator
) -> NDArray[np.uint8]:
    """Return a picture with lines of text, each in its own fourth of the height."""
    image = Image.fromarray(texture(rng, HEIGHT_PX, WIDTH_PX))
    brush = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        size = int(rng.integers(13, 17) if way == "small" else rng.integers(18, 41))
        font = _font(language, rng, size)
        while font.getlength(line) > WIDTH_PX - 20:
            size -= 1
            font = font.font_variant(size=size)
        style = int(rng.integers(3))
        top = row * HEIGHT_PX // ROWS + 18
        left = int(rng.integers(5, WIDTH_PX - font.getlength(line) - 5 + 1))
        if style:
            dark = style == 1
            box = brush.textbbox((left, top), line, font)
            brush.rectangle(
                (box[0] - 6, box[1] - 5, box[2] + 6, box[3] + 5), fill="black" if dark else "white"
            )
            brush.text((left, top), line, "white" if dark else "black", font)
        else:
            edge = max(size // 14, 1)
            brush.text((left, top), line, "white", font, stroke_width=edge, stroke_fill="black")
    if way == "video":
        image = image.resize((480, 270), Image.Resampling.BILINEAR).resize(
            (WIDTH_PX, HEIGHT_PX), Image.Resampling.BILINEAR
        )
    if way != "plain":
        file = io.BytesIO()
        image.save(file, "JPEG", quality=35 if way == "video" else 60)
        image = Image.open(file).convert("RGB")
    return np.asarray(image)


def at_row(found: Sequence[Written], row: int) -> list[Written]:
    """Return what was found in a row, from left to right."""
    height = HEIGHT_PX / ROWS
    inside = [w for w in found if row * height <= (w[2][1] + w[2][3]) / 2 < (row + 1) * height]
    return sorted(inside, key=lambda w: w[2][0])


def compared(line: str, row: int, found: Sequence[Written], language: str) -> tuple[bool, int]:
    """Return whether a line was returned exactly, and how many characters are wrong."""
    own = [_plain(text) for text, _, _ in at_row(found, row)]
    truth = _plain(line)
    joined = ("" if language == "zh" else " ").join(own)
    return truth in own, distance(truth, joined)


def distance(a: str, b: str) -> int:
    """Return the least number of characters to insert, delete or replace."""
    before = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y)))
        before = row
    return before[-1]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_QUOTES).strip()


def _font(language: str, rng: np.random.Generator, size: int) -> ImageFont.FreeTypeFont:
    choices = _FONTS["zh" if language == "zh" else "latin"]
    package, pattern = choices[int(rng.integers(len(choices)))]
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is missing; install undertow[report]")
    font = ImageFont.truetype(str(next(Path(spec.origin).parent.glob(pattern))), size)
    axes = [axis["default"] for axis in font.get_variation_axes()]
    names = [axis["name"] for axis in font.get_variation_axes()]
    weight = _WEIGHTS[int(rng.integers(len(_WEIGHTS)))]
    font.set_variation_by_axes(
        [
            weight if name in (b"Weight", "Weight") else axis
            for name, axis in zip(names, axes, strict=True)
        ]
    )
    return font


if __name__ == "__main__":
    main()
