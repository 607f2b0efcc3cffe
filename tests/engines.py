"""The engine that runs relational stages where a test does not say otherwise."""

from undertow.engine import DuckDBEngine

ENGINE = DuckDBEngine()
