"""Media in a report: cards, pictures only where a level permits, and findings with their basis."""

from __future__ import annotations

import base64
from pathlib import Path

import lxml.html
import media_scene
import pytest
from media_scene import COPY, FIRST, MIRROR

from undertow.case import Case
from undertow.decisions import DecisionLog
from undertow.report import can_make_pdf, pages_of, pictures_in
from undertow.report.pictures import permits_pictures, without_faces
from undertow.rulings import keep_hash_only, record_media_finding


@pytest.fixture
def with_media(analysed: Case) -> Case:
    return media_scene.add_to(analysed, c2pa={"a": "invalid"})


def page(case: Case, language: str = "en", tlp: str | None = "AMBER") -> str:
    return pages_of(case, is_draft=True, tlp=tlp)[f"report.{language}.html"].decode()


def section_of(text: str) -> lxml.html.HtmlElement:
    (found,) = lxml.html.document_fromstring(text).xpath("//section[@id='campaign-1-media']")
    return found


def test_a_case_without_media_says_nothing_of_them(analysed: Case) -> None:
    text = page(analysed)
    assert "campaign-1-media" not in text
    assert ".strip" not in text
    assert "media_files" not in text


@pytest.mark.parametrize("language", ["en", "fr"])
def test_what_a_file_says_of_itself_is_shown_and_never_obeyed(
    with_media: Case, language: str
) -> None:
    text = page(with_media, language)
    assert "<script>alert" not in text
    assert "third_party" not in section_of(text).text_content()
    assert FIRST[:12] in section_of(text).text_content()


def test_editions_say_the_same(with_media: Case) -> None:
    from undertow.report.parity import require_parity

    decide(with_media)
    require_parity({language: page(with_media, language) for language in ("en", "fr")})


def decide(case: Case) -> None:
    log = DecisionLog.of(case)
    record_media_finding(
        case, log, MIRROR, says="manipulated", basis="credentials",
        reason="1,234 frames; <b>another</b> face, in May", by="Ana Roy", operator="ana",
    )  # fmt: skip
    record_media_finding(
        case, log, COPY, says="satire", basis=None, reason="A comedy channel", by="Bo Lin",
        operator="bo",
    )  # fmt: skip


def test_a_finding_is_told_with_basis_name_and_day(with_media: Case) -> None:
    decide(with_media)
    text = " ".join(section_of(page(with_media)).text_content().split())
    assert f"that the media file {MIRROR[:12]} was manipulated." in text
    assert "It is likely (55–80%)" in text
    assert "its Content Credentials are invalid" in text
    assert "Found by Ana Roy" in text
    assert f"Bo Lin marked the media file {COPY[:12]} as satire" in text


def test_pictures_are_blurred_until_asked_for(with_media: Case) -> None:
    jpeg = media_scene.write_thumbnail(with_media, FIRST)
    section = section_of(page(with_media))
    (image,) = section.xpath(".//img")
    assert image.get("src") == f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode()}"
    assert FIRST[:12] in image.get("alt")
    (box,) = section.xpath(".//input[@type='checkbox'][@role='switch']")
    (label,) = section.xpath(f".//label[@for='{box.get('id')}']")
    assert "without the blur" in label.text_content()
    assert "blur(" in page(with_media)


@pytest.mark.parametrize("tlp", [None, "CLEAR", "GREEN"])
def test_no_picture_where_the_level_does_not_permit_it(with_media: Case, tlp: str | None) -> None:
    media_scene.write_thumbnail(with_media, FIRST)
    assert not permits_pictures(tlp)
    section = section_of(page(with_media, tlp=tlp))
    assert section.xpath(".//img") == []
    assert "There are pictures of this material" in section.text_content()


def test_no_picture_of_what_people_keep_by_hash(with_media: Case) -> None:
    jpeg = media_scene.write_thumbnail(with_media, FIRST)
    html = with_media.out / "report.en.html"
    html.parent.mkdir(parents=True, exist_ok=True)
    html.write_text(page(with_media))
    hidden = keep_hash_only(
        with_media, DecisionLog.of(with_media), COPY, reason="An address", by="Ana", operator="a"
    )
    assert hidden == {FIRST, COPY, MIRROR}
    # Also where the thumbnail was made anew, as after decoding it again.
    (with_media.path / "media" / "thumbnails" / f"{FIRST}.jpg").unlink()
    assert pictures_in(with_media, hidden) == [html]
    assert pictures_in(with_media, {"e7" * 32}) == []
    section = section_of(page(with_media))
    assert section.xpath(".//img") == []
    assert "kept by hash and place alone" in section.text_content()
    assert base64.b64encode(jpeg).decode() not in page(with_media)


def test_what_is_no_picture_is_not_shown(with_media: Case, tmp_path: Path) -> None:
    media_scene.write_thumbnail(with_media, FIRST)
    path = with_media.path / "media" / "thumbnails" / f"{FIRST}.jpg"
    path.write_bytes(b"<svg onload=alert(1)>")
    assert section_of(page(with_media)).xpath(".//img") == []
    path.unlink()
    secret = tmp_path / "secret"
    secret.write_bytes(b"\xff\xd8\xffsecret")
    path.symlink_to(secret)
    assert section_of(page(with_media)).xpath(".//img") == []


@pytest.mark.skipif(not can_make_pdf(), reason="needs the extra report")
def test_a_pdf_holds_the_blur_in_the_pixels(with_media: Case) -> None:
    jpeg = media_scene.write_thumbnail(with_media, FIRST)
    pages = pages_of(with_media, is_draft=True, forms=("pdf",), tlp="RED")
    blur = without_faces(jpeg)
    assert blur is not None
    for name, content in pages.items():
        assert blur in content, name
        assert jpeg not in content
    bare = pages_of(with_media, is_draft=True, forms=("pdf",), tlp="GREEN")
    assert all(blur not in content for content in bare.values())
