"""The pair stage as the bench calls it, and the same test without pruning, screen or kernels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from undertow.coordination.candidates import PreparedLayer
from undertow.coordination.exact import exact_tails
from undertow.coordination.multiplicity import benjamini_hochberg, cauchy_combination
from undertow.coordination.null import poisson_tail
from undertow.coordination.pair_test import validate_stored_pairs
from undertow.coordination.strata import LayerActions
from undertow.engine import DuckDBEngine, Limits, connect
from undertow.settings import CoordinationSettings

NEAR_CUT = 30.0
CO_ACTIONS = """
WITH x AS (SELECT *, ts // {d} AS bucket FROM actions),
l AS (SELECT * FROM x UNION ALL SELECT * REPLACE (bucket + 1 AS bucket) FROM x),
p AS (
  SELECT LEAST(l.account, r.account) AS a, GREATEST(l.account, r.account) AS b, l.object,
         CASE WHEN l.account < r.account THEN l.post ELSE r.post END AS post_a,
         CASE WHEN l.account < r.account THEN r.post ELSE l.post END AS post_b
  FROM l JOIN x r USING (object, bucket)
  WHERE l.account <> r.account AND r.ts - l.ts <= {d}
    AND (l.ts < r.ts OR (l.ts = r.ts AND l.account < r.account))
)
"""
"""Every pair of actions within ``d`` seconds once: the plain bucket join."""

SHARED = (
    CO_ACTIONS
    + """
SELECT a, b, COUNT(*)::INTEGER AS n_shared
FROM (SELECT a, b, object FROM p GROUP BY a, b, object) GROUP BY a, b HAVING COUNT(*) >= {k}
"""
)
# Most pairs meet once: they are dropped before anything distinct is counted.
WEIGHTS = (
    CO_ACTIONS
    + """,
often AS (SELECT a, b FROM p GROUP BY a, b HAVING COUNT(*) >= {k})
SELECT a, b, COUNT(DISTINCT object) AS n_shared, COUNT(DISTINCT post_a) AS n_a,
       COUNT(DISTINCT post_b) AS n_b
FROM p SEMI JOIN often USING (a, b) GROUP BY a, b HAVING greatest(n_a, n_b) >= {k}
"""
)


def settings(layer: str, windows_s: tuple[int, ...]) -> CoordinationSettings:
    """Return settings that test one layer in some windows, all else by default."""
    off: dict[Any, Any] = dict.fromkeys(CoordinationSettings().windows_s, ())
    return CoordinationSettings(windows_s=off | {layer: windows_s})


def run_stage(
    actions: Path, given: CoordinationSettings, out: Path, threads: int, name: str = ""
) -> None:
    """Read actions, test all pairs, write what was found: three tables, or the one named."""
    with DuckDBEngine(Limits(threads=threads)) as engine:
        tables = validate_stored_pairs([actions], given, engine=engine, rng_seed=0, spill=out)
        for spec, batches in tables:
            if name in ("", spec.name):
                file = out / f"{spec.name}.parquet"
                with pq.ParquetWriter(
                    file, spec.arrow_schema(), compression="zstd", use_dictionary=False
                ) as writer:
                    for batch in batches:
                        writer.write_batch(batch)


def engine_of(actions: Path, threads: int, spill: Path) -> tuple[Any, LayerActions]:
    """Return DuckDB with the actions as integers in table ``actions``, and how they are coded."""
    layer = LayerActions.from_arrow(pq.read_table(actions))
    engine = connect(threads=threads, memory_limit="6GB", temp_directory=str(spill))
    columns = {
        "account": layer.accounts.astype(np.int32),
        "object": layer.objects.astype(np.int32),
        "post": np.arange(len(layer.rows), dtype=np.int32),
        "ts": layer.times,
    }
    engine.register("coded", pa.table(columns))
    engine.execute("CREATE TABLE actions AS SELECT * FROM coded")
    return engine, layer


def exact_pairs(actions: Path, window_s: int, threads: int, spill: Path) -> pa.Table:
    """Return the pairs (a, b) that the test accepts, counted by a plain join of all actions."""
    engine, layer = engine_of(actions, threads, spill)
    pairs = engine.execute(SHARED.format(d=window_s, k=2)).to_arrow_table()
    left, right = (pairs[name].to_numpy().astype(np.int64) for name in ("a", "b"))
    counts = pairs["n_shared"].to_numpy()[:, None]
    prepared = PreparedLayer.of("reply_target", layer, (window_s,))
    (model,) = prepared.models
    p_values = poisson_tail(counts, model.expected(left, right)[:, None])
    n_tests, q = prepared.n_tests, CoordinationSettings().q
    first = cauchy_combination(p_values)
    cut = first[benjamini_hochberg(first, n_tests) <= q].max(initial=q / n_tests)
    near = np.flatnonzero((first > cut / NEAR_CUT) & (first <= min(cut * NEAR_CUT, q)))
    p_values[near, 0] = exact_tails(model, left[near], right[near], counts[near, 0])
    accepted = benjamini_hochberg(cauchy_combination(p_values), n_tests) <= q
    ids = layer.account_ids
    return pa.table({"a": ids.take(left[accepted]), "b": ids.take(right[accepted])})


def n_instances(actions: Path, window_s: int) -> int:
    """Count the pairs of actions on one object within the window, whoever made them."""
    layer = LayerActions.from_arrow(pq.read_table(actions))
    before = np.searchsorted(code(layer, 0), code(layer, -window_s))
    return int((np.arange(len(layer.times)) - before).sum())


def code(actions: LayerActions, later_s: int) -> NDArray[np.int64]:
    """Return numbers that ascend with object and time."""
    origin = int(actions.times.min())
    return (actions.objects.astype(np.int64) << 32) + (actions.times - origin + later_s) + (1 << 31)


def planted_pairs(edges: Path, planted: Path) -> dict[str, int]:
    """Count pairs by role: of one network or cell, of two junkies or fans, and all others."""
    query = f"""
    WITH pairs AS (SELECT DISTINCT a, b FROM read_parquet('{edges}')),
         planted AS (SELECT * FROM read_parquet('{planted}'))
    SELECT CASE WHEN x.role = y.role AND x.part = y.part THEN x.role ELSE 'other' END, COUNT(*)
    FROM pairs LEFT JOIN planted x ON x.account_uid = a LEFT JOIN planted y ON y.account_uid = b
    GROUP BY ALL
    """
    return dict(connect().execute(query).fetchall())


def possible_pairs(planted: Path) -> dict[str, int]:
    """Count the pairs of each role that could be found."""
    query = f"""
    SELECT role, SUM(n * (n - 1) // 2)::BIGINT
    FROM (SELECT role, part, COUNT(*) AS n FROM read_parquet('{planted}') GROUP BY ALL)
    GROUP BY role
    """
    return dict(connect().execute(query).fetchall())


def n_pairs(edges: Path) -> int:
    """Count the pairs of accounts in edges."""
    query = f"SELECT COUNT(*) FROM (SELECT DISTINCT a, b FROM read_parquet('{edges}'))"
    return int(connect().execute(query).fetchone()[0])
