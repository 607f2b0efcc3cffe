"""Table ``named_reference``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.reference_rates import ReferenceRates
from undertow.schema.table import TEXT, Column, TableSpec


class NamedReference(TableSpec):
    """The rates of another case, where one was named as the reference; else no rows."""

    name: ClassVar = "named_reference"
    key: ClassVar = ReferenceRates.key
    columns: ClassVar = (
        *ReferenceRates.columns,
        Column("reference_case", TEXT, "Name of the folder of that case."),
        Column("rates_sha256", TEXT, "SHA-256 of its table reference_rates."),
    )
