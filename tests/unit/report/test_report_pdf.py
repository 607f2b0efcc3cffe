"""The PDF: tagged, in the words of the page, the same every time, and nothing in it obeyed."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from undertow.case import Case
from undertow.errors import EngineError, InputError
from undertow.report import pdf, render_pdf, write_report
from undertow.report.document import (
    Code,
    Column,
    Document,
    Fact,
    Quote,
    Quoted,
    Row,
    Section,
    Table,
    paragraph,
)
from undertow.report.phrases import PHRASES
from undertow.wording import catalogue, plain

pikepdf = pytest.importorskip("pikepdf")
pdfium = pytest.importorskip("pypdfium2")
pytest.importorskip("typst", reason="the PDF needs undertow[report]")
AT = datetime(2023, 9, 12, tzinfo=UTC)
HOSTILE = (
    "<script>alert(1)</script>",
    '#panic("x") #eval("1+1") #include "/etc/passwd" $x^2$ *b* _i_ `r` \\u{41} [x] <l> @ref // c',
    "{{ 7*7 }} {% for x in y %}",
    "=cmd|' /C calc'!A0",
    "罗佐伊说谎",
)


def words_of(file: Path | bytes) -> str:
    """Return what a reader copies from a PDF, without spaces and ends of lines."""
    with pdfium.PdfDocument(file) as opened:
        text = "".join(page.get_textpage().get_text_range() for page in opened)
    return re.sub(r"\s", "", text)


def elements(file: Path) -> list[dict[str, str]]:
    """Return kind, text alternative, language and scope of the structure elements, in order."""
    found: list[dict[str, str]] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            facts = {name: str(node.get(f"/{name}", "")) for name in ("S", "Alt", "Lang")}
            found.append(facts | {"A": repr(node.get("/A", ""))})
            walk(node.get("/K", None))

    with pikepdf.open(file) as opened:
        walk(opened.Root.StructTreeRoot.K)
    return found


@pytest.fixture(params=["en", "fr"])
def edition(request: Any, analysed: Case, tmp_path: Path) -> tuple[str, Path]:
    [path] = write_report(analysed, [request.param], tmp_path / "out", forms=["pdf"])
    return request.param, path


def test_pdf_declares_what_assistive_technology_needs(edition: tuple[str, Path]) -> None:
    language, path = edition
    with pikepdf.open(path) as opened:
        root = opened.Root
        assert root.MarkInfo.Marked
        assert str(root.Lang) == language
        assert root.ViewerPreferences.DisplayDocTitle
        assert len(root.Outlines) > 0
        with opened.open_metadata() as facts:
            assert facts["pdfuaid:part"] == "1"
            assert "Probable" in facts["dc:title"] or "probable" in facts["dc:title"]
        assert all(page.get("/Tabs") == "/S" for page in opened.pages if "/Annots" in page)
        fonts = {
            str(font.BaseFont): font
            for page in opened.pages
            for font in page.Resources.get("/Font", {}).values()
        }
        assert fonts
        for name, font in fonts.items():
            [own] = font.DescendantFonts
            assert {"/FontFile2", "/FontFile3"} & set(own.FontDescriptor.keys()), name
            assert "/ToUnicode" in font, name
        assert not {"/JavaScript", "/EmbeddedFiles"} & set(root.get("/Names", {}).keys())
        assert "/OpenAction" not in root


def test_headings_tables_and_figures_are_tagged(edition: tuple[str, Path]) -> None:
    found = elements(edition[1])
    kinds = Counter(node["S"] for node in found)
    levels = [int(node["S"][2]) for node in found if re.fullmatch(r"/H[1-6]", node["S"])]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert kinds["/Figure"] == 7
    assert all(len(node["Alt"]) > 30 for node in found if node["S"] == "/Figure")
    assert kinds["/Table"] == kinds["/THead"] == kinds["/TBody"] > 10
    assert kinds["/TH"] > kinds["/Table"]
    assert all("/Scope" in node["A"] for node in found if node["S"] == "/TH")
    assert kinds["/TOC"] >= 1
    assert kinds["/Title"] == 1
    assert "zh" in {node["Lang"] for node in found if node["S"] == "/BlockQuote"}


def test_pdf_says_what_the_page_says(analysed: Case, tmp_path: Path) -> None:
    for language in ("en", "fr"):
        html, path = write_report(analysed, [language], tmp_path / language, forms=["html", "pdf"])
        told = words_of(path)
        # Heads and feet of pages stand in the middle of sentences.
        for key, more in (("page.status", ""), ("page.kind", r"\d+/\d+")):
            told = re.sub(re.sub(r"\s", "", PHRASES[language][key]) + more, "", told)
        told = told.replace(re.sub(r"\s", "", PHRASES[language]["title.likely"]), "")
        page = html.read_text(encoding="utf-8")
        page = page[page.index("<main") : page.index("</main>")]
        page = re.sub(r"<svg.*?</svg>", "", page, flags=re.DOTALL)
        for sentence in re.findall(r"<(?:p|li|caption|figcaption|th|td)[^>]*>(.*?)</", page, re.S):
            sentence = re.sub(r"<[^>]*>", "", sentence).split("k-")[0]
            for name, char in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&amp;", "&")):
                sentence = sentence.replace(name, char)
            assert re.sub(r"\s", "", sentence) in told, sentence


def test_claims_lead_to_their_rows_in_the_annex(edition: tuple[str, Path]) -> None:
    with pikepdf.open(edition[1]) as opened:
        links = [
            a for page in opened.pages for a in page.get("/Annots", []) if a.Subtype == "/Link"
        ]
        assert len(links) > 20
        for link in links:
            assert "/A" not in link or link.A.S == "/GoTo"
            assert str(link.get("/Contents", ""))


def test_same_case_same_bytes(analysed: Case, tmp_path: Path) -> None:
    [first] = write_report(analysed, ["fr"], tmp_path / "a", forms=["pdf"])
    [second] = write_report(analysed, ["fr"], tmp_path / "b", forms=["pdf"])
    assert first.read_bytes() == second.read_bytes()
    with pikepdf.open(first) as opened:
        assert str(opened.docinfo.CreationDate).startswith("D:20230821")


def test_label_is_on_every_page_of_both_forms(calm: Case, tmp_path: Path) -> None:
    html, path = write_report(calm, ["en"], tmp_path, forms=["html", "pdf"], tlp="AMBER+STRICT")
    with pdfium.PdfDocument(path) as opened:
        assert all("TLP:AMBER+STRICT" in p.get_textpage().get_text_range() for p in opened)
    assert html.read_text(encoding="utf-8").count("TLP:AMBER+STRICT") == 2


@pytest.mark.parametrize("wrong", [{"forms": ["docx"]}, {"tlp": "WHITE"}])
def test_unknown_form_or_label_writes_nothing(
    calm: Case, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match="not available; choose one of"):
        write_report(calm, ["en"], tmp_path / "out", **wrong)
    assert not (tmp_path / "out").exists()


def test_without_the_extra_the_error_says_what_to_install(
    calm: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_NEEDS", ("no_such_module",))
    with pytest.raises(EngineError, match=r"pip install 'undertow\[report\]'"):
        write_report(calm, ["en"], tmp_path / "out", forms=["html", "pdf"])
    assert not (tmp_path / "out").exists()


def document(*texts: str) -> Document:
    said = [plain(text) for text in texts]
    table = Table(
        said[0],
        (Column(said[0]), Column(said[0], is_numeric=True), Column(plain("c"))),
        tuple(Row((Quoted(text, "zh-Hant"), plain(text), Code((text,)))) for text in texts),
    )
    blocks = (paragraph(*said), *(Quote(text, "ar", plain(text), ()) for text in texts), table)
    return Document(said[0], said[0], (Fact(said[0], said[0]),), (Section("a", said[0], blocks),))


def test_hostile_text_is_printed_as_it_is() -> None:
    made = render_pdf(document(*HOSTILE), catalogue("en", PHRASES), dated=AT)
    told = words_of(made)
    for text in HOSTILE:
        assert told.count(re.sub(r"\s", "", text)) >= 4, text
    assert "root:" not in told


def test_a_word_without_end_is_printed_to_its_end() -> None:
    word = "W" * 20_000
    cells = Row((Quoted(word, None), plain("short")))
    table = Table(plain("t"), (Column(plain("a")), Column(plain("b"))), (cells,))
    quote = Quote(word, None, plain("h"), ())
    sections = (Section("a", plain("s"), (quote, table)),)
    whole = Document(plain("t"), plain("s"), (), sections)
    made = render_pdf(whole, catalogue("en", PHRASES), dated=AT)
    assert words_of(made).replace("\u200b", "").count("W") == 2 * len(word)
    with pdfium.PdfDocument(made) as opened:
        for page in opened:
            for thing in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_TEXT]):
                assert thing.get_bounds()[2] <= page.get_width()


def test_what_is_copied_from_a_long_word_is_the_word() -> None:
    digest = "0123456789abcdef" * 16
    made = render_pdf(document(digest), catalogue("en", PHRASES), dated=AT)
    assert digest in words_of(made)


def test_hostile_case_makes_a_pdf(edition: tuple[str, Path]) -> None:
    told = words_of(edition[1])
    assert "alert(1)" in told
    assert "\u202e" not in told
    assert "Zoé" not in told
