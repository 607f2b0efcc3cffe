"""Write the reference pages of the documentation from the code.

Run ``python scripts/reference.py`` after changing a table, a setting, a command or the public
names; ``tests/unit/test_docs.py`` fails while a page is out of date.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import typer.main
from pydantic import BaseModel
from pydantic.fields import FieldInfo

import undertow
from undertow.cli import application
from undertow.rules import Rules
from undertow.schema import TABLES, Column
from undertow.settings import Section, Settings

DOCS = Path(__file__).parents[1] / "docs"
NOTICE = "<!-- Written by scripts/reference.py; change the code, then run it. -->"

_TYPES = {
    pa.string(): "text",
    pa.list_(pa.string()): "list of text",
    pa.int64(): "integer",
    pa.float64(): "real",
    pa.bool_(): "true/false",
    pa.binary(): "bytes",
    pa.timestamp("us", tz="UTC"): "time (UTC)",
}
_BOUNDS = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
_QUOTED = re.compile(r"(: |-> )'([^']*)'")  # annotations that are kept as text
_FUNCTION = re.compile(r"<function .*? at 0x[0-9a-f]+>")  # a default that differs in every run
_NUMPYDOC_HEADING = re.compile(r"\n([A-Z][a-z]+)\n-{3,}\n")


def tables_page() -> str:
    """Return the page with every table, its key and its columns."""
    lines = [
        "# Tables",
        "",
        "A case keeps each table as Parquet files under `tables/NAME/`, or "
        "[elsewhere](../how-to/tables-elsewhere.md). Rows are sorted by key, so "
        "equal content means equal bytes. Times are UTC in microseconds. An empty cell means *not "
        "collected* or *not applicable*, never zero.",
    ]
    for name, spec in TABLES.items():
        key = ", ".join(f"`{column}`" for column in spec.key)
        lines += ["", f"## {name}", "", inspect.cleandoc(spec.__doc__ or ""), "", f"Key: {key}."]
        lines += _table(("column", "type", "may be empty", "meaning"), map(_column, spec.columns))
    return _page(lines)


def settings_page() -> str:
    """Return the page with every setting, its default, its range and its meaning."""
    lines = [
        "# Settings",
        "",
        "Settings stand in `case.toml`; what is not there has the default below. A key that does "
        "not exist and a value out of range are errors. Changing a setting runs again only the "
        "stages that read its section.",
        "",
        "```toml",
        "[settings]",
        f"seed = {Settings().seed}",
        "",
        "[settings.coordination]",
        "q = 0.01",
        "```",
        "",
        "## settings",
    ]
    fields = Settings.model_fields
    plain = {name: field for name, field in fields.items() if not _is_section(field)}
    lines += _table(("setting", "default", "range", "meaning"), map(_setting, plain.items()))
    for name, field in fields.items():
        if _is_section(field):
            section: type[Section] = field.annotation  # type: ignore[assignment]
            lines += ["", f"## settings.{name}", "", inspect.cleandoc(section.__doc__ or "")]
            rows = map(_setting, section.model_fields.items())
            lines += _table(("setting", "default", "range", "meaning"), rows)
    for name, field in Rules.model_fields.items():
        rule: type[BaseModel] = field.annotation  # type: ignore[assignment]
        lines += ["", f"## {name}", "", inspect.cleandoc(rule.__doc__ or "")]
        rows = map(_setting, rule.model_fields.items())
        lines += _table(("rule", "default", "range", "meaning"), rows)
    return _page(lines)


def commands_page() -> str:
    """Return the page with every command, its arguments and its options."""
    lines = [
        "# Commands",
        "",
        "Every command has `--help`. Exit codes: 0 done; 1 could not, with one line saying what, "
        "where and what to do; 2 wrong usage. `undertow --version` prints the version.",
    ]
    for path, command in commands():
        lines += ["", f"## {path}", "", *_help(command.help or "")]
        rows = [_parameter(p) for p in command.params if p.name != "help" and not _is_hidden(p)]
        if rows:
            lines += _table(("argument or option", "default", "meaning"), rows)
    return _page(lines)


def api_page() -> str:
    """Return the page with every public name of the package."""
    lines = ["# Python API", "", "Everything here can be imported from `undertow`."]
    for name in undertow.__all__:
        member = getattr(undertow, name)
        if inspect.ismodule(member):
            continue
        lines += ["", f"## {name}", "", *_member(name, member)]
        if not inspect.isclass(member) or issubclass(member, Exception):
            continue
        for attribute, value in vars(member).items():
            function = getattr(value, "__func__", value)
            if attribute.startswith("_") or not (callable(function) or isinstance(value, property)):
                continue
            lines += ["", f"### {name}.{attribute}", "", *_member(attribute, function)]
    return _page(lines)


PAGES: dict[str, Callable[[], str]] = {
    "tables": tables_page,
    "settings": settings_page,
    "commands": commands_page,
    "api": api_page,
}


def commands() -> list[tuple[str, Any]]:
    """Return every command, with the words that call it."""
    return list(_commands(typer.main.get_command(application()), "undertow"))


def page_file(name: str) -> Path:
    """Return where a reference page is kept."""
    return DOCS / "reference" / f"{name}.md"


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        page_file(name).write_text(page(), encoding="utf-8")
        sys.stdout.write(f"{page_file(name).relative_to(DOCS.parent)}\n")


def _page(lines: list[str]) -> str:
    return "\n".join([NOTICE, "", *lines]) + "\n"


def _table(heads: tuple[str, ...], rows: Iterator[tuple[str, ...]] | list[Any]) -> list[str]:
    """Return the lines of a Markdown table, cells escaped."""
    cells = [heads, ("---",) * len(heads), *rows]
    return ["", *("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in cells)]


def _column(column: Column) -> tuple[str, ...]:
    return f"`{column.name}`", _TYPES[column.type], "yes" if column.nullable else "", column.doc


def _is_section(field: FieldInfo) -> bool:
    return inspect.isclass(field.annotation) and issubclass(field.annotation, Section)


def _setting(item: tuple[str, FieldInfo]) -> tuple[str, ...]:
    name, field = item
    bounds = [
        f"{sign} {getattr(limit, bound)}"
        for limit in field.metadata
        for bound, sign in _BOUNDS.items()
        if hasattr(limit, bound)
    ]
    return f"`{name}`", _toml(field.get_default()), ", ".join(bounds), field.description or ""


def _toml(value: Any) -> str:
    """Return a value as it would stand in ``case.toml``, one code span a key."""
    if isinstance(value, dict):
        return "<br>".join(f"`{key} = {json.dumps(value[key])}`" for key in value)
    return f"`{json.dumps(value)}`"


def _commands(command: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Yield every command that does something, with the words that call it."""
    children = getattr(command, "commands", None)
    if not children:
        yield path, command
        return
    for name, child in children.items():
        if not child.hidden:
            yield from _commands(child, f"{path} {name}")


def _is_hidden(parameter: Any) -> bool:
    return bool(getattr(parameter, "hidden", False))


def _parameter(parameter: Any) -> tuple[str, str, str]:
    is_option = parameter.param_type_name == "option"
    names = [*parameter.opts, *parameter.secondary_opts] if is_option else [_metavar(parameter)]
    default = parameter.default
    shown = "required" if parameter.required else ""
    if not parameter.required and default not in (None, False, "", ()) and not callable(default):
        shown = f"`{default}`"
    return ", ".join(f"`{name}`" for name in names), shown, inspect.cleandoc(parameter.help or "")


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper()) + ("..." if parameter.nargs < 0 else "")


def _help(text: str) -> list[str]:
    """Return the help of a command, its example as a block."""
    prose, _, example = inspect.cleandoc(text).partition("Example: ")
    block = ["", "```console", *(f"$ {line.strip()}" for line in example.splitlines()), "```"]
    return [prose.strip(), *(block if example else [])]


def _member(name: str, member: Any) -> list[str]:
    """Return a signature and the numpydoc text of a class, function or property."""
    lines = []
    if inspect.isfunction(member):
        signature = _QUOTED.sub(r"\1\2", str(inspect.signature(member)))
        signature = _FUNCTION.sub("...", signature)
        lines += ["```python", f"{name}{signature}", "```", ""]
    elif not inspect.isclass(member) and not isinstance(member, property):
        return [f"`{member!r}`"]
    summary, *sections = _NUMPYDOC_HEADING.split("\n" + inspect.cleandoc(member.__doc__ or ""))
    lines.append(summary.strip())
    for heading, body in zip(sections[::2], sections[1::2], strict=True):
        lines += ["", f"**{heading}**", "", *_entries(body.rstrip())]
    return lines


def _entries(body: str) -> list[str]:
    """Return the entries of a numpydoc section as a Markdown list."""
    lines: list[str] = []
    for line in body.splitlines():
        if line.startswith(" ") and lines:
            lines[-1] += f" {line.strip()}"
        elif line.strip():
            lines.append(f"- `{line.strip()}`:")
    return lines


if __name__ == "__main__":
    main()
