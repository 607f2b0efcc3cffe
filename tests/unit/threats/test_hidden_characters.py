"""What no reader sees is left out of every form of a text."""

from __future__ import annotations

import sys
import unicodedata

from undertow.threats.folding import folded


def test_no_mark_or_sign_of_format_of_unicode_stays() -> None:
    hidden = [
        chr(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in ("Mn", "Me", "Cf")
    ]
    assert len(hidden) > 2000
    assert folded("a" + "".join(hidden) + "b").text == "ab"
