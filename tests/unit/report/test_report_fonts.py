"""No empty boxes: every character is shown, written as its code point, or refused by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from undertow.errors import EngineError
from undertow.report import fonts
from undertow.report.fonts import fonts_for

pytest.importorskip("typst", reason="the PDF needs undertow[report]")
pytest.importorskip("fontTools", reason="the PDF needs undertow[report]")
HAN = "罗佐伊说谎 羅佐伊說謊 冇嘅"


@pytest.fixture
def no_system_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "_SYSTEM_FOLDERS", (str(tmp_path),))


@pytest.fixture
def no_cjk(monkeypatch: pytest.MonkeyPatch, no_system_fonts: None) -> Iterator[None]:
    kept = tuple(own for own in fonts._PACKAGES if "cjk" not in own[0])
    monkeypatch.setattr(fonts, "_PACKAGES", kept)
    fonts._installed.cache_clear()
    yield
    fonts._installed.cache_clear()


@pytest.mark.parametrize(
    "text",
    [
        HAN,
        "こんにちは 한국어",
        "مرحبا بالعالم",
        "Привет, Ελλάδα, Việt Nam",
        "œ æ « 5 % » € — …",
        "𝐇𝐞𝐥𝐥𝐨",
    ],
)
def test_scripts_of_the_field_are_shown_as_they_are(no_system_fonts: None, text: str) -> None:
    assert fonts_for([text]).fit(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("😀", "[U+1F600]"),
        ("ಠ_ಠ", "[U+0CA0]_[U+0CA0]"),
        ("a\x00b", "a[U+0000]b"),
        ("\ue000", "[U+E000]"),
        ("\ufeffx", "[U+FEFF]x"),
        ("\U00030000", "[U+30000]"),
        ("𒀀𒀁𒀂𒀃", "[U+12000][U+12001][U+12002][U+12003]"),
    ],
)
def test_what_no_font_shows_is_its_code_point(no_system_fonts: None, text: str, shown: str) -> None:
    assert fonts_for([text]).fit(text) == shown


def test_chinese_without_a_font_is_refused_by_name(no_cjk: None) -> None:
    with pytest.raises(EngineError) as refused:
        fonts_for(["Elle ment", HAN])
    message = str(refused.value)
    assert "Han (罗佐伊说谎" in message
    assert "apt-get install fonts-noto-cjk" in message
    assert "pip install 'undertow[report]'" in message
    assert "\n" not in message


def test_one_chinese_letter_is_enough_to_refuse(no_cjk: None) -> None:
    with pytest.raises(EngineError, match=r"Han \(谎\)"):
        fonts_for(["谎"])


def test_a_word_of_a_living_script_without_a_font_is_refused(no_system_fonts: None) -> None:
    with pytest.raises(EngineError, match=r"Thai .*fonts-noto-core"):
        fonts_for(["ไทยแลนด์"])


def test_a_font_of_the_system_helps(no_cjk: None, tmp_path: Path) -> None:
    import manimgx_fonts_cjk

    own = next(Path(manimgx_fonts_cjk.__file__).parent.glob("*.ttc"))
    (tmp_path / "NotoSansCJK-Regular.ttc").symlink_to(own)
    found = fonts_for([HAN])
    assert found.fit(HAN) == HAN
    assert found.files[-1].name == "NotoSansCJK-Regular.ttc"


def test_a_broken_font_of_the_system_is_named(no_cjk: None, tmp_path: Path) -> None:
    (tmp_path / "NotoSansCJK-Regular.ttc").write_bytes(b"not a font")
    with pytest.raises(EngineError, match=r"NotoSansCJK-Regular\.ttc: not a font"):
        fonts_for([HAN])
