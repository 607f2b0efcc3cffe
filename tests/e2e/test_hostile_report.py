"""Text that means harm, through the command to both forms: printed as it is, and nothing is run."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import product_case
import pytest
from cases import log_init, vouch

from undertow.case import Case
from undertow.report import write_report
from undertow.schema import Claims, Table

pdfium = pytest.importorskip("pypdfium2")
pytest.importorskip("typst", reason="the PDF needs undertow[report]")

PURPOSE = "#panic(1) {{ 7*7 }} <b>x</b> =1+1 \x00\u202e😀"
# Captured text, and what of it must stand in the products, whatever else is masked.
TEXTS = {
    "<script>alert(1)</script> one": "<script>alert(1)</script>one",
    "\u202eesrever\u202c two": "esrevertwo",
    '#eval("1+1") #include "x" $x^2$ *b* _i_ three': '#eval("1+1")#include"x"$x^2$*b*_i_three',
    "{{ 7*7 }} {% raw %} four": "{{7*7}}{%raw%}four",
    "=cmd|' /C calc'!A0 five": "=cmd|'/Ccalc'!A0five",
    "nul\x00\x07 six": "nulsix",
    "W" * 1_000_000: "W" * 160,
    "😀 seven": "seven",
    "罗佐伊们说谎": "们说谎",
}


def fill(folder: Path, rows_of: Callable[..., Any]) -> Case:
    case = log_init(Case.create(folder, purpose=PURPOSE))
    product_case.fill(case, rows_of)
    claims = case.read(Claims).arrow.to_pylist()
    one = next(row for row in claims if row["kind"] == "narrative")
    kept = [row for row in claims if row["kind"] != "narrative"]
    for number, text in enumerate(TEXTS):
        facts = json.loads(one["facts"]) | {"quote": text, "template": None, "frame": None}
        facts["quotes"] = [
            facts["quotes"][0] | {"quote": text, "terms": [text[:40]], "language": "en"}
        ]
        own = {"claim_id": f"k-h{number}", "subject": f"n-h{number}", "facts": json.dumps(facts)}
        kept.append(one | own)
    case.write(Table.checked(Claims, rows_of(Claims, *kept)))
    return vouch(case)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_hostile_text_is_printed_and_not_obeyed(
    tmp_path: Path, rows_of: Callable[..., Any], language: str
) -> None:
    case = fill(tmp_path / "case", rows_of)
    page, paper = write_report(case, [language], tmp_path / "out", forms=["html", "pdf"])
    markup = page.read_text(encoding="utf-8")
    with pdfium.PdfDocument(paper) as opened:
        pages = [own.get_textpage().get_text_range() for own in opened]
    told = {
        "html": html.unescape(re.sub(r"<[^>]*>", "", markup[markup.index("<body") :])),
        "pdf": "".join(pages),
    }
    for form, text in told.items():
        flat = re.sub(r"\s", "", text)
        for shown in TEXTS.values():
            assert shown in flat, (form, shown)
        assert "#panic(1){{7*7}}<b>x</b>=1+1" in flat
        assert not re.search("[\x00\x07\u202a-\u202e]", text), form
        assert "W" * 200 not in flat
    assert "<script" not in markup
    assert "[U+1F600]" in re.sub(r"\s", "", told["pdf"])
    assert len(pages) < 40
