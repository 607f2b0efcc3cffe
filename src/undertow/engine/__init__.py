"""Where tables are joined: DuckDB in this process, or another engine that runs the same Ibis.

A stage that relates tables is given an :class:`Engine` and writes Ibis expressions; it neither
knows nor asks which engine runs them. What no expression says, such as numeric kernels, works on
Arrow columns in this process, and SQL of its own runs in the DuckDB that :func:`connect` opens.
"""

from undertow.engine.base import Engine, Rows
from undertow.engine.duck import DuckDBEngine, connect, failures_told, register
from undertow.engine.limits import Limits, limits_in_force, parse_memory, usual_memory_bytes
from undertow.engine.spark import SparkEngine

__all__ = [
    "DuckDBEngine",
    "Engine",
    "Limits",
    "Rows",
    "SparkEngine",
    "connect",
    "failures_told",
    "limits_in_force",
    "parse_memory",
    "register",
    "usual_memory_bytes",
]
