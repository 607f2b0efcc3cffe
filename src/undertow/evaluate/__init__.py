"""Benchmarks against labels and peers; the detector never sees a label."""

from undertow.evaluate.ira import IRA_SETS, evaluate_ira
from undertow.evaluate.nulls import permuted_copies

__all__ = ["IRA_SETS", "evaluate_ira", "permuted_copies"]
