"""An analysed case for the report."""

from __future__ import annotations

from typing import Any

import product_case
import pytest

from undertow.case import Case


@pytest.fixture
def analysed(case: Case, rows_of: Any) -> Case:
    """A case with one campaign."""
    return product_case.fill(case, rows_of)


@pytest.fixture
def calm(case: Case, rows_of: Any) -> Case:
    """A case in which no campaign was found."""
    return product_case.without_campaign(case, rows_of)
