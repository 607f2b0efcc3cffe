"""The documentation says what the code does: nothing missing, nothing out of date."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from undertow.ingest.formats import FORMATS
from undertow.schema import TABLES
from undertow.settings import Section, Settings
from undertow.synth import SCENARIOS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def load_generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "scripts/reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


reference = load_generator()


def pages_of(entry: Any) -> list[str]:
    if isinstance(entry, str):
        return [entry]
    children = entry.values() if isinstance(entry, dict) else entry
    return [page for child in children for page in pages_of(child)]


def headings(page: Path) -> set[str]:
    return set(re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("name", sorted(reference.PAGES))
def test_reference_is_up_to_date(name: str) -> None:
    written = reference.page_file(name).read_text(encoding="utf-8")
    assert written == reference.PAGES[name](), "run `make reference`"


def test_every_page_is_in_the_navigation() -> None:
    site = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    listed = pages_of(site["nav"])
    assert len(listed) == len(set(listed))
    assert set(listed) == {str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md")}


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_and_column_says_what_it_is(name: str) -> None:
    spec = TABLES[name]
    assert spec.__doc__
    assert spec.key
    assert {*spec.key} <= {column.name for column in spec.columns}
    for column in spec.columns:
        assert column.doc.endswith("."), f"{name}.{column.name}: one sentence, please"


def test_every_setting_says_what_it_is() -> None:
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, Section):
            for setting, inner in field.annotation.model_fields.items():
                assert inner.description, f"{name}.{setting}"
        else:
            assert field.description, name


@pytest.mark.parametrize(("path", "command"), reference.commands())
def test_every_command_and_option_says_what_it_is(path: str, command: Any) -> None:
    assert command.help, path
    assert path in command.help, f"{path}: the help needs an example"
    for parameter in command.params:
        assert parameter.help, f"{path} {parameter.name}"


@pytest.mark.parametrize("path", [path for path, _ in reference.commands()])
def test_every_command_has_a_section(path: str) -> None:
    assert path in headings(DOCS / "reference/commands.md")


@pytest.mark.parametrize("format_id", sorted(FORMATS))
def test_every_format_is_described(format_id: str) -> None:
    assert f"`{format_id}`" in (DOCS / "formats.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(SCENARIOS))
def test_every_scenario_is_described(name: str) -> None:
    assert f"`{name}`" in (DOCS / "scenarios.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("record", sorted((DOCS / "adr").glob("0*.md")), ids=lambda p: p.stem)
def test_decision_records_are_complete(record: Path) -> None:
    number = int(record.name[:4])
    text = record.read_text(encoding="utf-8")
    assert text.startswith(f"# {number}. ")
    assert re.search(r"^Status: (proposed|accepted|superseded by \d+)$", text, re.MULTILINE)
    assert {"Context", "Decision", "Alternatives", "Consequences"} <= headings(record)
    assert record.name in (DOCS / "adr/index.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda p: str(p.relative_to(DOCS)))
def test_pages_load_nothing_from_elsewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"!\[[^]]*\]\(https?:|<(script|img|iframe|link)\b", text)
