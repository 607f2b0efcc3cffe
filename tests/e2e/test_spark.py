"""The whole analysis on Spark, through the command: the tables are those of DuckDB."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

needs_spark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None
    or not (os.environ.get("JAVA_HOME") or shutil.which("java")),
    reason="needs PySpark (pip install 'undertow[spark]') and Java 17",
)

# Rows are few and queries many: what Spark prepares for a long query takes longer than the query.
FOR_FEW_ROWS = """
spark.sql.adaptive.enabled false
spark.sql.codegen.wholeStage false
spark.sql.codegen.factoryMode NO_CODEGEN
"""


def hashes(case: Path) -> dict[str, str]:
    """Return the SHA-256 of every file of the tables, hidden ones included."""
    root = case / "tables"
    files = (file for file in root.rglob("*") if file.is_file())
    return {str(f.relative_to(root)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


@needs_spark
def test_an_analysis_on_spark_makes_the_same_case(
    undertow: Run, analysed: Path, tmp_path: Path
) -> None:
    # Each stage by itself is compared on a cluster elsewhere; here it is those that signs rest on.
    local, case = tmp_path / "local", tmp_path / "case"
    for copy in (local, case):
        shutil.copytree(analysed, copy)
        with (copy / "case.toml").open("a") as settings:
            settings.write("\n[settings.accounts]\nnew_days = 80\n")
    assert undertow("analyze", local).returncode == 0
    conf = tmp_path / "conf"
    conf.mkdir()
    (conf / "spark-defaults.conf").write_text(FOR_FEW_ROWS)
    on_spark = ("--engine", "spark", "--spark-master", "local[2]")
    done = undertow("analyze", case, *on_spark, SPARK_CONF_DIR=str(conf))
    assert done.returncode == 0, done.stderr
    assert not done.stdout.startswith("0 stages run")
    assert hashes(case) == hashes(local) != hashes(analysed)
    assert undertow("analyze", case).stdout.startswith("0 stages run")
    problems = json.loads(undertow("verify", case, "--json").stdout)["problems"]
    assert all(p["where"].startswith("out/") for p in problems)  # products of the case before


def test_an_engine_that_is_not_there_is_a_usage_error(undertow: Run, analysed: Path) -> None:
    assert undertow("analyze", analysed, "--engine", "flink").returncode == 2


def test_an_amount_of_memory_that_is_none_is_one_line(undertow: Run, analysed: Path) -> None:
    done = undertow("analyze", analysed, "--memory", "lots")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("undertow: memory 'lots': not an amount")
