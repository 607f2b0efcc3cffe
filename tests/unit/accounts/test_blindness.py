"""What nobody may be suspected for is read by no module that finds, tests or judges accounts."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import undertow
from undertow.actions.layers import LAYERS

SOURCE = Path(undertow.__file__).parent
FORBIDDEN = {"lang", "language", "languages", "display_name", "handle", "handles", "description"}
FORBIDDEN |= {"author_name", "author_handle", "author_description", "name_script", "time_zone"}
MODULES = sorted(
    path
    for package in ("accounts", "coordination", "actions")
    for path in (SOURCE / package).rglob("*.py")
)
# Whether handles have one pattern and profile texts are the same, and that a profile was replaced:
# tests/e2e/test_analysis.py shows that what they say changes no verdict.
COMPARED = {"handle", "handles", "description", "display_name"}
ALLOWED = {"accounts/profiles.py": COMPARED, "accounts/changes/profile_facets.py": COMPARED}
# What an account says of itself may speak for it: an explanation reads it, no sign does.
ALLOWED["accounts/explanations/declared_activism.py"] = {"description"}
JUDGES = [SOURCE / "campaigns" / "findings.py", SOURCE / "campaigns" / "likelihood.py"]


def names_used(path: Path) -> set[str]:
    """Return every name, attribute, argument and whole string that a module uses."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute):
            names.add(node.attr)
        elif isinstance(node, ast.Name):
            names.add(node.id)
        elif isinstance(node, ast.keyword | ast.arg):
            names.add(node.arg or "")
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.add(node.value)
    return names


@pytest.mark.parametrize(
    "path", [*MODULES, *JUDGES], ids=lambda path: str(path.relative_to(SOURCE))
)
def test_module_reads_no_protected_column(path: Path) -> None:
    allowed = ALLOWED.get(path.relative_to(SOURCE).as_posix(), set())
    assert names_used(path) & FORBIDDEN <= allowed


def test_the_check_sees_columns(tmp_path: Path) -> None:
    for use in ("t.lang", "t['handle']", "t.select(x='display_name')", "f(description=1)"):
        (tmp_path / "m.py").write_text(use, encoding="utf-8")
        assert names_used(tmp_path / "m.py") & FORBIDDEN
    assert len(MODULES) > 20


def test_no_layer_needs_a_protected_column() -> None:
    assert all(not layer.needs & FORBIDDEN for layer in LAYERS)
