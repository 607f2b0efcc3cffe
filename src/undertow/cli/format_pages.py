"""How formats are shown on a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Column, Table

from undertow.cli.console import print_table, printable, tell
from undertow.ingest.conformance import open_example
from undertow.ingest.container import Limits
from undertow.ingest.formats import FormatSpec
from undertow.ingest.outcomes import Accepted
from undertow.ingest.record import FIELDS

_GROUPS: dict[str, tuple[str, ...]] = {
    "author": ("author_id", "author_handle", "author_name"),
    "account age": ("author_created_at",),
    "text": ("text",),
    "time": ("created_at",),
    "answers": ("in_reply_to_id", "root_id"),
    "reposts": ("repost_of_id", "repost_of_author_id"),
    "quotes": ("quoted_id",),
    "links": ("urls",),
    "media": ("media",),
    "counts": ("like_count", "reply_count", "repost_count", "view_count", "reaction_count"),
}
_MAX_SHOWN = 200


def listing(specs: Iterable[FormatSpec]) -> Table:
    """Return the table of formats, for 100 columns."""
    table = Table(
        Column("format", overflow="fold", min_width=16),
        Column("platform", overflow="fold"),
        Column("read from"),
        Column("gives", ratio=3),
        Column("never gives", ratio=4),
        box=SIMPLE_HEAD,
        width=100,
    )
    for spec in specs:
        table.add_row(
            spec.format_id,
            ", ".join(spec.platforms) or "any",
            ", ".join(spec.media),
            ", ".join(groups_given(spec)),
            escape(printable(spec.never)),
        )
    return table


def groups_given(spec: FormatSpec) -> list[str]:
    """Return what a format gives, in words: a group counts when one of its fields is there."""
    return [name for name, fields in _GROUPS.items() if spec.supplies.intersection(fields)]


def show_page(spec: FormatSpec) -> None:
    """Print all facts of a format, every field with yes or no, and an example record."""
    facts = {
        "format": spec.format_id,
        "what": spec.description,
        "platform": ", ".join(spec.platforms) or "any; the records say it",
        "read from": ", ".join(spec.media),
        "times": spec.times,
        "ids": spec.ids,
        "texts": f"{spec.markup} (how they are escaped in the file)",
        "never gives": spec.never,
        "documented": spec.reference,
        "mapper": spec.mapper_version,
    }
    for name, value in facts.items():
        tell(f"{name:<12} {value}")
    shown = shown_by_examples(spec)
    table = Table("field", "given", "as in an example", box=SIMPLE_HEAD)
    for name in FIELDS:
        given = "yes" if name in spec.supplies else "no"
        table.add_row(name, given, escape(printable(_short(shown.get(name, "")))))
    print_table(table)
    tell("yes: a record can hold it. no: not collected by this source, which is not zero.")


def shown_by_examples(spec: FormatSpec) -> dict[str, Any]:
    """Return of every field the first value that an example of the format shows."""
    shown: dict[str, Any] = {}
    for example in spec.get_examples():
        for _, outcomes in open_example(example.content).read(spec, Limits()):
            for outcome in outcomes:
                if isinstance(outcome, Accepted):
                    row = msgspec.structs.asdict(outcome.record)
                    there = {name: value for name, value in row.items() if value is not None}
                    absent = dict.fromkeys(row["known_absent"] or (), "known to be absent")
                    shown = absent | there | shown
    return shown


def _short(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(map(str, value))[:_MAX_SHOWN] or "none"
    return str(value).replace("\n", " ")[:_MAX_SHOWN]
