"""The engine in which tables are joined: DuckDB in this process, in memory unless it must spill."""

from __future__ import annotations

from typing import Any

import duckdb


def connect(**config: Any) -> duckdb.DuckDBPyConnection:
    """Open an engine that holds nothing.

    Parameters
    ----------
    **config
        Options of DuckDB, such as ``memory_limit`` and ``temp_directory``.
    """
    engine = duckdb.connect(config=config)
    engine.execute("SET enable_progress_bar = false")  # it would be drawn into our own
    return engine
