"""Columns of the report's tables."""

from __future__ import annotations

from undertow.report.document import Column
from undertow.wording import phrase


def columns(table: str, *names: str) -> tuple[Column, ...]:
    """Return columns titled ``<table>.<name>``; a leading # marks numbers."""
    return tuple(
        Column(phrase(f"{table}.{name.lstrip('#')}"), name.startswith("#")) for name in names
    )
