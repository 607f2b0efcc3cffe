"""Columns of tables that may be large: nothing is read that the report does not show."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from undertow.case import Case
from undertow.errors import CaseError
from undertow.schema import TableSpec


def read_columns(case: Case, spec: type[TableSpec], names: list[str]) -> pa.Table:
    """Return some columns of a table; a table never written has no rows.

    Raises
    ------
    CaseError
        A file of the table is damaged.
    """
    schema = pa.schema([spec.arrow_schema().field(name) for name in names])
    try:
        parts = [pq.read_table(file, columns=names) for file in case.table_files(spec)]
        return pa.concat_tables([schema.empty_table(), *(part.cast(schema) for part in parts)])
    except (pa.ArrowException, KeyError, ValueError, OSError) as error:
        raise CaseError(
            f"{case.store.where(spec.name)}: cannot be read ({error}); run `undertow verify` to "
            "see what is damaged and `undertow analyze` to make derived tables again"
        ) from error
