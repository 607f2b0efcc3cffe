"""How a trial of a column map is shown on a terminal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec
from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Column, Table

from undertow.cli.console import print_table, printable, tell
from undertow.ingest.column_map.proposal import Trial

_SHOWN_ROWS = 5
_SHOWN_PROBLEMS = 5
_MAX_CHARS = 60


def print_trial(trial: Trial) -> None:
    """Print the first records field by field, and why rows were rejected."""
    records = [msgspec.structs.asdict(record) for record in trial.records[:_SHOWN_ROWS]]
    names = [
        name
        for name in (records[0] if records else ())
        if name != "record_uid" and any(record[name] is not None for record in records)
    ]
    table = Table(
        "field",
        *(Column(f"row {number + 1}", overflow="fold") for number in range(len(records))),
        box=SIMPLE_HEAD,
    )
    for name in names:
        table.add_row(name, *(escape(printable(_short(record[name]))) for record in records))
    if records:
        print_table(table)
    n_rejected, n_ignored = sum(trial.reasons.values()), sum(trial.ignored.values())
    tell(
        f"Of the first {trial.n_accepted + n_rejected + n_ignored:,} rows {trial.n_accepted:,} are "
        f"accepted, {n_ignored:,} ignored, {n_rejected:,} rejected."
    )
    for rule, n in sorted(trial.ignored.items()):
        tell(f"  ignored {n:,}: {rule}")
    for reason, n in trial.reasons.most_common():
        tell(f"  rejected {n:,}: {reason}")
    for line, problem in trial.rejected[:_SHOWN_PROBLEMS]:
        place = f"line {line}, " if line is not None else ""
        tell(f"  {place}{problem.json_path or ''}: {problem.message}")


def _short(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text.replace("\n", " ")[:_MAX_CHARS]
