"""The ways that are measured, each as a program that runs in a process of its own."""

from __future__ import annotations

SHARED = """
import json, os, resource, sys, time
from pathlib import Path

sys.path.insert(0, sys.argv[1])
FOLDER, OUT, GIVEN = Path(sys.argv[2]), Path(sys.argv[3]), json.loads(sys.argv[4])
THREADS = GIVEN["threads"]
ACTIONS, PLANTED = FOLDER / "actions.parquet", FOLDER / "planted.parquet"
POSTS, PEER = FOLDER / "posts.csv", FOLDER / "peer.parquet"

def cpu_s():
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)

class Measured:
    def __enter__(self):
        self.start = cpu_s(), time.perf_counter()
        return self

    def __exit__(self, *_):
        cpu, wall = self.start
        lines = Path("/proc/self/status").read_text().splitlines()
        own = next(int(line.split()[1]) / 1000 for line in lines if line.startswith("VmHWM"))
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
        self.used = {
            "cpu_s": cpu_s() - cpu,
            "wall_s": time.perf_counter() - wall,
            "peak_mb": max(own, largest),
        }

def tell(measured, **more):
    print(json.dumps(measured.used | more))

measured = Measured()
"""

SORT = """
import duckdb
with measured:
    engine = duckdb.connect(config={"threads": THREADS})
    engine.execute("SET enable_progress_bar = false")
    engine.execute(
        f"COPY (SELECT * FROM read_parquet('{ACTIONS}') ORDER BY layer, object_uid, \\"at\\") "
        f"TO '{OUT / 'sorted.parquet'}' (FORMAT parquet)"
    )
tell(measured)
"""

PAIRS = """
import pyarrow.parquet as pq
import coordination_stage as stage
given = stage.settings(GIVEN["layer"], tuple(GIVEN["windows_s"]))
with measured:
    stage.run_stage(ACTIONS, given, OUT, THREADS, GIVEN.get("only", ""))
edges = OUT / "direct_edges.parquet"
if GIVEN.get("keep"):
    os.replace(edges, FOLDER / GIVEN["keep"])
    edges = FOLDER / GIVEN["keep"]
files = [OUT / f"direct_{name}.parquet" for name in ("coordination_tests", "edge_evidence")]
tests, evidence = files
tell(
    measured,
    n_pairs=stage.n_pairs(edges),
    tests=pq.read_table(tests).to_pylist() if tests.exists() else [],
    n_evidence=pq.read_metadata(evidence).num_rows if evidence.exists() else 0,
    roles=stage.planted_pairs(edges, PLANTED) if PLANTED.exists() else {},
    possible=stage.possible_pairs(PLANTED) if PLANTED.exists() else {},
)
"""

INSTANCES = """
import coordination_stage as stage
with measured:
    n = stage.n_instances(ACTIONS, GIVEN["windows_s"][0])
tell(measured, n_instances=n)
"""

EXACT = """
import coordination_stage as stage
import pyarrow.parquet as pq
with measured:
    exact = stage.exact_pairs(ACTIONS, GIVEN["windows_s"][0], THREADS, OUT)
pq.write_table(exact, OUT / "exact.parquet")
both = stage.connect().execute(
    f"SELECT COUNT(*) FROM (SELECT DISTINCT a, b FROM read_parquet('{FOLDER / GIVEN['keep']}')) "
    f"JOIN read_parquet('{OUT / 'exact.parquet'}') USING (a, b)"
).fetchone()[0]
roles = stage.planted_pairs(OUT / "exact.parquet", PLANTED)
tell(measured, n_pairs=exact.num_rows, n_both=both, roles=roles)
"""

AS_CSV = """
import pyarrow.parquet as pq, pyarrow as pa, pyarrow.csv as csv
rows = pq.read_table(ACTIONS)
none = pa.array([""] * rows.num_rows)
seconds = pa.compute.divide(rows["at"].cast(pa.int64()), 1_000_000)
csv.write_csv(pa.table({
    "message_id": rows["post_uid"], "user_id": rows["account_uid"], "username": none,
    "repost_id": none, "reply_id": rows["object_uid"], "message": none, "timestamp": seconds,
    "urls": none,
}), POSTS)
with measured:
    pass
tell(measured)
"""

READ_CSV = """
import pyarrow as pa, pyarrow.csv as csv
from undertow.schema import DirectActions, Table

def read_csv():
    kinds = {name: pa.string() for name in ("message_id", "user_id", "reply_id")}
    kept = [*kinds, "timestamp"]
    kinds["timestamp"] = pa.int64()
    options = csv.ConvertOptions(include_columns=kept, column_types=kinds)
    rows = csv.read_csv(POSTS, convert_options=options)
    times = pa.compute.multiply(rows["timestamp"], 1_000_000).cast(pa.timestamp("us", tz="UTC"))
    n = rows.num_rows
    return Table.checked(DirectActions, pa.table({
        "layer": pa.array(["reply_target"] * n), "object_uid": rows["reply_id"],
        "account_uid": rows["user_id"], "at": times, "post_uid": rows["message_id"],
        "precision_s": pa.array([1] * n, pa.int64()),
    })).arrow
"""

OURS_FROM_CSV = (
    READ_CSV
    + """
import coordination_stage as stage
import pyarrow.parquet as pq
given = stage.settings("reply_target", tuple(GIVEN["windows_s"]))
with measured:
    with Measured() as load:
        actions = OUT / "actions.parquet"
        pq.write_table(read_csv(), actions, compression="zstd", use_dictionary=False)
    stage.run_stage(actions, given, OUT, THREADS)
n_pairs = stage.n_pairs(OUT / "direct_edges.parquet")
tell(measured, load_cpu_s=load.used["cpu_s"], n_pairs=n_pairs)
"""
)

CNT = """
import gc, multiprocessing
from contextlib import redirect_stdout
from coordination_network_toolkit import compute_networks, preprocess
database = str(OUT / "peer.db")
with measured, redirect_stdout(open(os.devnull, "w")):
    with Measured() as load:
        preprocess.preprocess_csv_files(database, [str(POSTS)])
    compute_networks.compute_co_reply_network(
        database, GIVEN["windows_s"][0], min_edge_weight=GIVEN["least"], n_threads=THREADS
    )
    gc.collect()
    for child in multiprocessing.active_children():
        child.join()
import sqlite3
import pyarrow as pa, pyarrow.parquet as pq
with sqlite3.connect(database) as rows:
    found = rows.execute("SELECT user_1, user_2, weight FROM co_reply_network")
    columns = zip(*(row for row in found if row[0] != row[1]))
edges = pa.table(dict(zip(("user_1", "user_2", "weight"), columns)))
pq.write_table(edges, PEER)
megabytes = os.path.getsize(database) / 1e6
tell(measured, load_cpu_s=load.used["cpu_s"], n_directed=edges.num_rows, file_mb=megabytes)
"""

COMPARE = """
import pyarrow as pa
import coordination_stage as stage
window_s, least = GIVEN["windows_s"][0], GIVEN["least"]
with measured:
    engine, layer = stage.engine_of(ACTIONS, THREADS, OUT)
    joined = stage.WEIGHTS.format(d=window_s, k=least)
    engine.execute("CREATE TABLE pairs AS" + joined)
ids = pa.table({"code": pa.array(range(layer.n_accounts)), "uid": layer.account_ids})
engine.register("ids", ids)
engine.execute(f'''
    CREATE TABLE theirs AS
    SELECT x.code AS user_1, y.code AS user_2, weight FROM read_parquet('{PEER}') t
    JOIN ids x ON x.uid = t.user_1 JOIN ids y ON y.uid = t.user_2
''')
engine.execute(f'''
    CREATE VIEW directed AS
    SELECT a AS user_1, b AS user_2, n_a AS weight FROM pairs WHERE n_a >= {least}
    UNION ALL SELECT b, a, n_b FROM pairs WHERE n_b >= {least}
''')
one = lambda query: engine.execute(query).fetchone()[0]
tell(
    measured,
    n_theirs=one("SELECT COUNT(*) FROM theirs"),
    n_joined=one("SELECT COUNT(*) FROM directed"),
    n_equal=one("SELECT COUNT(*) FROM theirs JOIN directed USING (user_1, user_2, weight)"),
    n_shared=one("SELECT COUNT(*) FROM pairs WHERE n_shared >= 2"),
    n_shared_theirs=one(
        "SELECT COUNT(*) FROM pairs JOIN theirs ON a = user_1 AND b = user_2 WHERE n_shared >= 2"
    ),
)
"""

ELECTIONS = """
import coordination_data as data
import coordination_stage as stage
import pyarrow.parquet as pq
from undertow.schema import DirectActions, Table
from undertow.settings import CoordinationSettings
real = data.elections(Path(GIVEN["file"]))
found = []
for seed in [None, *range(GIVEN["n_copies"])]:
    shares = real if seed is None else data.permuted(real, seed)
    pq.write_table(Table.checked(DirectActions, shares).arrow, OUT / "actions.parquet")
    with measured:
        stage.run_stage(OUT / "actions.parquet", CoordinationSettings(), OUT, THREADS)
    tests = pq.read_table(OUT / "direct_coordination_tests.parquet").to_pylist()
    found.append([row for row in tests if row["layer"] in ("url", "hashtag")])
    first = measured.used if seed is None else first
measured.used = first
tell(measured, found=found, n_actions=real.num_rows)
"""

WAYS = {
    "elections": ELECTIONS,
    "sort": SORT,
    "pairs": PAIRS,
    "edges": PAIRS,
    "instances": INSTANCES,
    "exact": EXACT,
    "as csv": AS_CSV,
    "ours from csv": OURS_FROM_CSV,
    "peer": CNT,
    "compare": COMPARE,
}
