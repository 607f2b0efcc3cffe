"""The drafts, byte for byte: English, French, and both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import product_case
import pytest

from undertow.case import Case
from undertow.notify import write_drafts
from undertow.notify.drafts import file_name

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("name", "target"), [("english", "t-2"), ("french", "t-1"), ("both", "t-3")]
)
def test_draft_is_the_golden_one(
    case: Case, rows_of: Any, tmp_path: Path, name: str, target: str, request: Any
) -> None:
    write_drafts(product_case.fill(case, rows_of), tmp_path / "drafts")
    draft = (tmp_path / "drafts" / file_name(target)).read_bytes()
    golden = HERE / f"{name}.eml"
    if request.config.getoption("--update-golden", default=False):
        golden.write_bytes(draft)
    assert draft == golden.read_bytes()
