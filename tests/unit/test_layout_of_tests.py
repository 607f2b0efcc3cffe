"""Test modules have no packages, so two of one name cannot be collected together."""

from __future__ import annotations

from collections import Counter
from pathlib import Path


def test_names_of_test_modules_are_unique() -> None:
    names = Counter(file.name for file in Path(__file__).parents[1].rglob("test_*.py"))
    assert [name for name, n in names.items() if n > 1] == []
