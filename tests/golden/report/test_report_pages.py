"""The pages as text and structure; style and drawing are looked at, not compared."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import product_case
import pytest

from undertow.case import Case
from undertow.pseudonyms import make_key
from undertow.report import write_report

HERE = Path(__file__).parent
MAKERS = {"campaign": product_case.fill, "calm": product_case.without_campaign}


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_page_is_the_golden_one(
    case: Case, rows_of: Any, tmp_path: Path, name: str, language: str, request: Any
) -> None:
    make_key(case, bytes(32))
    [path] = write_report(MAKERS[name](case, rows_of), [language], tmp_path / "out")
    page = path.read_text(encoding="utf-8")
    page = re.sub(r"<style>.*?</style>", "<style></style>", page, flags=re.DOTALL)
    page = re.sub(r"</desc>.*?</svg>", "</desc></svg>", page, flags=re.DOTALL)
    golden = HERE / f"{name}_{language}.html"
    if request.config.getoption("--update-golden", default=False):
        golden.write_text(page, encoding="utf-8")
    assert page == golden.read_text(encoding="utf-8")
