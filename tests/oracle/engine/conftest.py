"""Spark, where it is installed: started once, since it takes long."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterator

import pytest

from undertow.engine import Limits, SparkEngine

# Rows are few and queries many: what Spark prepares for a long query takes longer than the query.
CONF = {
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}
MASTER = os.environ.get("UNDERTOW_TEST_SPARK_MASTER", "local-cluster[2,1,2048]")


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkEngine]:
    """Spark on two workers of their own, or that of UNDERTOW_TEST_SPARK_MASTER."""
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("PySpark is not installed: pip install 'undertow[spark]'")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("there is no Java: apt-get install openjdk-17-jre-headless")
    # Workers of a local cluster would keep their logs beside PySpark itself.
    os.environ["SPARK_WORKER_DIR"] = str(tmp_path_factory.mktemp("workers"))
    limits = Limits(2_000_000_000, spill=tmp_path_factory.mktemp("spill"))
    with SparkEngine(limits, master=MASTER, conf=CONF) as engine:
        yield engine
