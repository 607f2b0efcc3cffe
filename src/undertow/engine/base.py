"""What an engine does: Arrow tables and files in, Ibis expressions run, Arrow tables out."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING, ClassVar, Protocol, Self

import pyarrow as pa

from undertow.engine.limits import Limits

if TYPE_CHECKING:
    import ibis.expr.types as ir


class Rows(Protocol):
    """Rows that are in memory or in files, such as a :class:`~undertow.schema.Table`."""

    @property
    def arrow(self) -> pa.Table:
        """The rows, in memory."""
        ...

    @property
    def files(self) -> Sequence[str]:
        """Parquet files that hold exactly these rows; none where they are in memory only."""
        ...


class Engine(Protocol):
    """Runs Ibis expressions; the same expression over the same rows gives the same rows.

    The order of rows is that of the expression's ``order_by`` and otherwise open. Tables of one
    engine are never joined with those of another.
    """

    name: ClassVar[str]
    """As ``--engine`` names it."""

    limits: Limits
    """What it may use of this machine."""

    def scan(self, rows: Rows | pa.Table) -> ir.Table:
        """Return rows as an Ibis table; where they are in files, nothing is read yet."""
        ...

    def materialise(self, expression: ir.Table) -> ir.Table:
        """Run an expression once and return its rows as a table that is kept until release.

        For what several expressions read, or a fixpoint repeats. Never a view: what it was made
        from may go.
        """
        ...

    def to_arrow(self, expression: ir.Table) -> pa.Table:
        """Run an expression and return its rows, in the types of the expression."""
        ...

    def release(self) -> None:
        """Forget every table scanned or materialised so far; the runner does so after a stage."""
        ...

    def __enter__(self) -> Self:
        """Return the engine; it starts at its first expression."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the engine and free what it holds."""
        ...
