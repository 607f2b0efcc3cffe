"""The case of ``export_scene`` for every test of exports."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import export_scene
import pytest

from undertow.case import Case


@pytest.fixture
def scene(rows_of: Any, tmp_path: Path) -> Case:
    """A network, people beside it, and captured text that means harm."""
    return export_scene.build(tmp_path / "scene", rows_of)
