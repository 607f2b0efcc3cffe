"""Pictures with lines of text, in a font that has accents."""

from __future__ import annotations

from pathlib import Path

import fontpkg_noto_sans
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

_FONT = Path(fontpkg_noto_sans.__file__).parent / "files" / "NotoSans[wdth,wght].ttf"


def written(*lines: str, width: int = 640, size: int = 28) -> NDArray[np.uint8]:
    """Return a picture of as many rows of 60 pixels as there are lines, and a margin."""
    image = Image.new("RGB", (width, 60 * len(lines) + 20), (20, 40, 60))
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(_FONT), size)
    for i, line in enumerate(lines):
        draw.text((20, 20 + 60 * i), line, font=font, fill="white")
    return np.asarray(image)
