"""Apache Spark: the same expressions on a cluster, or on the cores of one machine."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, ClassVar, Self

import pyarrow as pa
import pyarrow.parquet as pq

from undertow.engine.base import Rows
from undertow.engine.limits import Limits, limits_in_force
from undertow.errors import EngineError

if TYPE_CHECKING:
    import ibis.expr.types as ir

_OWN = {
    "spark.app.name": "undertow",
    "spark.sql.session.timeZone": "UTC",  # a day is a day in UTC wherever this runs
    # A number that does not fit is an error, never a null, as in DuckDB.
    "spark.sql.ansi.enabled": "true",
    "spark.sql.timestampType": "TIMESTAMP_LTZ",
    "spark.driver.maxResultSize": "0",  # what a stage returns is for the driver, whatever its size
    "spark.ui.showConsoleProgress": "false",  # it would be drawn into our own
}
# For Spark on this machine alone: two hundred partitions and a web page are for clusters.
_OWN_LOCAL = {
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.sql.shuffle.partitions": str(2 * (os.cpu_count() or 1)),
    "spark.ui.enabled": "false",
}
_LOG = Path(__file__).with_name("log4j2.properties").as_uri()


class SparkEngine:
    """Spark, started in the process that runs the analysis (the driver).

    Parameters
    ----------
    limits : Limits or None
        What the driver may use; those in force where None. What workers may use, the cluster says.
    master : str
        Master URL, such as ``spark://host:7077``, ``yarn``, ``k8s://...`` or ``local[4]``. Empty:
        that of ``spark-submit`` or ``spark-defaults.conf``, and all cores of this machine where
        these name none.
    conf : mapping
        More of Spark's own configuration; it goes before ours.
    """

    name: ClassVar[str] = "spark"

    def __init__(
        self, limits: Limits | None = None, *, master: str = "", conf: Mapping[str, str] = {}
    ) -> None:
        self.limits = limits_in_force() if limits is None else limits
        self._master = master
        self._conf = dict(conf)
        self._backend: Any = None
        self._session: Any = None
        self._names = (f"rows_{number}" for number in count())
        self._views: list[str] = []
        self._kept: list[Any] = []
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def scan(self, rows: Rows | pa.Table) -> ir.Table:
        """Return rows as an Ibis table; see :meth:`Engine.scan`.

        Files are read by the workers where these are on this machine; else the driver sends rows.
        """
        session = self._opened()
        if not self._is_local:
            arrow = rows if isinstance(rows, pa.Table) else rows.arrow
            return self._shown(session.createDataFrame(arrow))
        if isinstance(rows, pa.Table) or not rows.files:
            files = [self._written(rows if isinstance(rows, pa.Table) else rows.arrow)]
        else:
            files = list(rows.files)
        return self._shown(session.read.parquet(*files))

    def materialise(self, expression: ir.Table) -> ir.Table:
        """Run an expression once; see :meth:`Engine.materialise`."""
        # A checkpoint, unlike a cache, forgets the plan: a fixpoint would make it ever longer.
        frame = self._run(expression)
        with _told():
            kept = frame.localCheckpoint(eager=True)
        self._kept.append(kept)
        return self._shown(kept)

    def to_arrow(self, expression: ir.Table) -> pa.Table:
        """Run an expression and return its rows; see :meth:`Engine.to_arrow`."""
        frame = self._run(expression)
        with _told():
            found: pa.Table = frame.toArrow()
        return found.cast(_instants_in_utc(expression.schema().to_pyarrow()))

    def release(self) -> None:
        """Forget the tables made so far; see :meth:`Engine.release`."""
        for name in self._views:
            self._session.catalog.dropTempView(name)
        for kept in self._kept:
            kept.unpersist()
        self._views.clear()
        self._kept.clear()
        if self._scratch is not None:
            self._scratch.cleanup()
            self._scratch = None

    def _written(self, rows: pa.Table) -> str:
        """Write rows where workers on this machine read them: faster than sending them."""
        if self._scratch is None:
            parent = self.limits.spill
            if parent is not None:
                parent.mkdir(parents=True, exist_ok=True)
            self._scratch = tempfile.TemporaryDirectory(prefix="spark-rows-", dir=parent)
        file = Path(self._scratch.name) / f"{next(self._names)}.parquet"
        pq.write_table(rows, file, compression="zstd")
        return str(file)

    def _shown(self, frame: Any) -> ir.Table:
        name = next(self._names)
        frame.createOrReplaceTempView(name)
        self._views.append(name)
        return self._backend.table(name)

    def _run(self, expression: ir.Table) -> Any:
        self._opened()
        with _told():
            return self._session.sql(self._backend.compile(expression))

    @property
    def _is_local(self) -> bool:
        return str(self._session.sparkContext.master).startswith("local")

    def _opened(self) -> Any:
        if self._session is None:
            import ibis

            self._session = self._started()
            self._backend = ibis.pyspark.connect(self._session)
        return self._session

    def _started(self) -> Any:
        """Start Spark, or find the one that ``spark-submit`` started.

        Raises
        ------
        EngineError
            PySpark or Java is missing, or the master cannot be reached.
        """
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise EngineError(
                "the engine spark needs PySpark, which is not installed; "
                "run `pip install 'undertow[spark]'`"
            ) from error
        if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
            raise EngineError(
                "the engine spark needs Java 17 or later, and no `java` was found; install it (as "
                "with `apt-get install openjdk-17-jre-headless`) or set JAVA_HOME"
            )
        builder = SparkSession.builder
        for key, value in self._settings().items():
            builder = builder.config(key, value)
        # What fails is told by us, in one line.
        logging.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)
        with _told():
            return builder.getOrCreate()

    def _settings(self) -> dict[str, str]:
        settings = dict(_OWN)
        if not self._master or self._master.startswith("local"):
            settings |= _OWN_LOCAL
            if "SPARK_CONF_DIR" not in os.environ:
                settings["spark.driver.extraJavaOptions"] = f"-Dlog4j2.configurationFile={_LOG}"
        if self._master:
            settings["spark.master"] = self._master
        if self.limits.engine_bytes is not None:
            settings["spark.driver.memory"] = f"{self.limits.engine_bytes >> 20}m"
        if self.limits.spill is not None:
            settings["spark.local.dir"] = str(self.limits.spill / "spark")
        return settings | self._conf

    def __enter__(self) -> Self:
        """Return the engine."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop Spark."""
        if self._scratch is not None:
            self._scratch.cleanup()
        if self._session is not None:
            self._session.stop()
            self._session = self._backend = None


@contextmanager
def _told() -> Iterator[None]:
    """Tell what Spark or its Java says in one line.

    Raises
    ------
    EngineError
        Spark failed.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException

    try:
        yield
    except (PySparkException, Py4JError, ConnectionError) as error:
        lines = [line.strip() for line in str(error).splitlines() if line.strip(" :.")]
        # The first line of a failure inside Java only says that there was one.
        what = next((line for line in lines if not line.startswith("An error occurred")), "")
        raise EngineError(
            f"Spark: {what.lstrip(': ')[:300]}; see its own log, and where memory ran out give its "
            "workers more (spark.executor.memory) or the driver (--memory)"
        ) from error


def _instants_in_utc(schema: pa.Schema) -> pa.Schema:
    """Return a schema whose times are instants: Ibis says of Spark's that they have no zone."""
    return pa.schema(
        pa.field(f.name, pa.timestamp("us", "UTC") if pa.types.is_timestamp(f.type) else f.type)
        for f in schema
    )
