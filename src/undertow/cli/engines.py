"""The options that say where a command computes, and in how much memory."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from undertow.case import Case
from undertow.engine import DuckDBEngine, Engine, SparkEngine, parse_memory
from undertow.errors import InputError
from undertow.pipeline import usual_limits


class EngineName(StrEnum):
    """Engines that run the relational stages."""

    duckdb = "duckdb"
    spark = "spark"


EngineOption = Annotated[EngineName, typer.Option(help="Engine of the relational stages.")]
SparkMaster = Annotated[
    str,
    typer.Option(
        metavar="URL",
        envvar="SPARK_MASTER",
        help="Where Spark runs, such as spark://host:7077 or local[4]; else what the settings "
        "of the case, spark-submit or spark-defaults.conf say.",
    ),
]
Memory = Annotated[
    str,
    typer.Option(
        metavar="SIZE",
        help="Most memory to use, such as 4GB; what does not fit is kept on the disk of the "
        "case meanwhile. Three quarters of this machine's where not given.",
    ),
]


def amount_of(memory: str) -> int | None:
    """Return the bytes that ``--memory`` says; None where it is not given.

    Raises
    ------
    InputError
        It is no amount.
    """
    return parse_memory(memory) if memory else None


def engine_of(case: Case, name: EngineName, memory_bytes: int | None, spark_master: str) -> Engine:
    """Return the engine that was asked for, not started.

    Raises
    ------
    InputError
        A master is given for an engine that has none.
    """
    limits = usual_limits(case, memory_bytes)
    if name is EngineName.duckdb:
        if spark_master:
            raise InputError("--spark-master: give --engine spark with it")
        return DuckDBEngine(limits)
    settings = case.settings.spark
    return SparkEngine(limits, master=spark_master or settings.master, conf=settings.conf)
