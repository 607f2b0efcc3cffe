"""A stage within little memory: it spills, and makes what one with plenty makes.

    python bench/memory.py               a million posts, 512MB and the machine's usual share
    python bench/memory.py 3000000 1GB

The stage is ``direct_actions``, which joins all posts with their texts and templates. Prints for
each run the peak memory of the process, the most that lay in the case's spill folder, and the wall
time; exits with 1 unless the first run spilled and both made the same table.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from undertow.case import Case
from undertow.engine import DuckDBEngine, parse_memory
from undertow.pipeline import run_stages, usual_limits
from undertow.schema import DirectActions, PostKeys, Posts, Table, TableSpec, TemplateUses
from undertow.stages import STAGES

BEGIN_US = int(datetime(2023, 8, 7, tzinfo=UTC).timestamp() * 1e6)


def main() -> None:
    """Write the posts, run the stage twice, compare."""
    if sys.argv[1:2] == ["--run"]:
        run(Path(sys.argv[2]), sys.argv[3])
        return
    n_posts = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    memory = sys.argv[2] if len(sys.argv) > 2 else "512MB"
    with tempfile.TemporaryDirectory(prefix="memory-") as name:
        case = Case.create(Path(name) / "case", purpose="bench")
        write_posts(case, n_posts)
        spilled = measured(case, memory)
        little = case.table_sha256(DirectActions)
        case.forget(["direct_actions"])
        measured(case, "")
        is_equal = case.table_sha256(DirectActions) == little
        print(f"{case.n_rows(DirectActions):,} actions, tables equal: {is_equal}")
    sys.exit(not (is_equal and spilled > 0))


def run(path: Path, memory: str) -> None:
    """Run the stage in this process."""
    case = Case.open(path)
    limits = usual_limits(case, parse_memory(memory) if memory else None)
    with DuckDBEngine(limits) as engine:
        run_stages(case, [s for s in STAGES if s.name == "direct_actions"], engine=engine)


def write_posts(case: Case, n_posts: int) -> None:
    """Write replies with texts and links, by a fifth as many accounts."""
    rng = np.random.default_rng(1)
    numbers = np.arange(n_posts)
    uids = pa.array([f"x:{n:012}" for n in numbers])
    hosts = rng.zipf(1.3, n_posts) % 50_000
    posts = {
        "post_uid": uids,
        "platform": ["x"] * n_posts,
        "native_id": [f"{n:012}" for n in numbers],
        "kind": ["reply"] * n_posts,
        "account_uid": [f"x:a{n}" for n in rng.integers(0, n_posts // 5, n_posts)],
        "created_at": pa.array(BEGIN_US + rng.integers(0, 10**12, n_posts)),
        "created_precision": ["second"] * n_posts,
        "text": [f"{n} " * 30 for n in rng.integers(0, 10**9, n_posts)],
        "root_uid": [f"x:r{n}" for n in rng.zipf(1.2, n_posts) % 100_000],
        "urls": [[f"https://h{n}.example.org/{n}"] for n in hosts],
        "hashtags": [[]] * n_posts,
    }
    keys = {
        "post_uid": uids,
        "text_group": [f"t{n}" for n in rng.integers(0, n_posts, n_posts)],
        "match_key": [f"key {n}" for n in numbers],
        "n_chars": np.full(n_posts, 40),
    }
    case.write(_table(Posts, posts, n_posts), _table(PostKeys, keys, n_posts))
    case.write(Table.empty(TemplateUses))


def _table(spec: type[TableSpec], given: dict[str, object], n_rows: int) -> Table[TableSpec]:
    plain = {pa.string(): "", pa.list_(pa.string()): [], pa.bool_(): False, pa.int64(): 0}
    columns = {}
    for field in spec.arrow_schema():
        value = given.get(field.name, [None if field.nullable else plain.get(field.type)] * n_rows)
        is_array = isinstance(value, pa.Array)
        columns[field.name] = value.cast(field.type) if is_array else pa.array(value, field.type)
    return Table.checked(spec, pa.table(columns))


def measured(case: Case, memory: str) -> int:
    """Run the stage in a process of its own; return the most bytes it had spilled."""
    start, spilled = time.perf_counter(), 0
    command = [sys.executable, __file__, "--run", str(case.path), memory]
    process = subprocess.Popen(command)
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        spilled = max(spilled, _size(case.spill))
        time.sleep(0.02)
    process.returncode = os.waitstatus_to_exitcode(status)
    print(
        f"{memory or 'usual':8} peak {usage.ru_maxrss / 1e6:.2f} GB, spilled {spilled / 1e6:.0f} "
        f"MB, {time.perf_counter() - start:.0f} s, exit {process.returncode}"
    )
    return spilled


def _size(folder: Path) -> int:
    total = 0
    for file in folder.rglob("*"):
        try:
            total += file.stat().st_size if file.is_file() else 0
        except FileNotFoundError:  # gone meanwhile
            continue
    return total


if __name__ == "__main__":
    main()
