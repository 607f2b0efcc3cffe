"""The pair stage: distance to the machine's limit, recall, growth, and a peer, side by side.

    make bench-coordination                              everything up to 10 million actions
    python bench/coordination.py --only limit growth --sizes 100000 1000000
    python bench/coordination.py --page                  write docs/performance.md again

Every way runs in a process of its own, which counts its CPU time (all threads and processes) and
wall time from after the imports to the end, reading and writing included, and its peak of memory
(of the largest process). Our code has been compiled by a small run before. What is measured goes
into ``bench/coordination.json``, a run at a time; the page is written from that file alone. Ratios
are of ways of the same call.

- *limit*: the pair stage against DuckDB, which reads the same actions, sorts them by layer, object
  and time and writes them to Parquet, with the same number of threads.
- *exact*: the pairs it validates against those of the same test on a plain join of all actions.
- *peer*: coordination-network-toolkit 1.5.2 and we from the same CSV to edges.
- *growth*: CPU and memory from 100,000 actions on, at the same density.
- *links*: 142,000 shares of one set of links, all default windows, which exhausted CooRnet.
- *elections*: what is validated in CooRTweet's shares of the German elections, which have no
  labels, and in copies with permuted accounts; the data lie where UNDERTOW_EVALUATION_DATA does.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import coordination_data as data
import coordination_page as page
from coordination_ways import SHARED, WAYS

HERE = Path(__file__).parent
RESULTS = HERE / "coordination.json"
SECTIONS = ("limit", "exact", "peer", "growth", "links", "elections")
WINDOWS_S = (60, 600)
SMALL = 1_000_000  # up to this many actions, each way runs several times
Row = dict[str, Any]


class Bench:
    """The data of one call and what was measured on it."""

    def __init__(self, folder: Path, threads: int, results: Path, n_runs: int) -> None:
        self.folder, self.threads, self.results = folder, threads, results
        self.n_runs = n_runs
        self.machine = machine(threads)
        self.rows: list[Row] = json.loads(results.read_text()) if results.exists() else []

    def data(self, n: int) -> Path:
        """Return the folder of the actions of a size, or of the links; made once."""
        folder = self.folder / f"{n or 'links'}"
        if not folder.exists():
            folder.mkdir(parents=True)
            command = [sys.executable, data.__file__, str(folder), str(n)]
            subprocess.run(command, check=True)
        return folder

    def run(self, section: str, way: str, n: int, *, n_runs: int = 0, **given: Any) -> Row:
        """Run a way, keep and print its median run; ``n_runs`` 0 goes by the size."""
        n_runs = n_runs or (self.n_runs if n <= SMALL else 1)
        runs = [
            measured(way, self.data(n), given | {"threads": self.threads}) for _ in range(n_runs)
        ]
        row = next(r for r in runs if r["cpu_s"] == median_low(r["cpu_s"] for r in runs))
        key = {"section": section, "way": way, "n": n, "windows_s": given.get("windows_s", [])}
        row = key | row | {"n_runs": n_runs} | self.machine
        row["load"] = round(os.getloadavg()[0], 1)
        kept = [old for old in self.rows if any(old[name] != key[name] for name in key)]
        self.rows = [*kept, row]
        self.results.write_text(json.dumps(self.rows, indent=1) + "\n")
        print(
            f"{section:8}{way:16}{n:12,}  {given.get('windows_s', '')!s:24}"
            f"{row['cpu_s']:9.1f} CPU s{row['wall_s']:9.1f} s{row['peak_mb']:9,.0f} MB",
            flush=True,
        )
        return row


def main() -> None:
    """Measure what is asked for and write the page."""
    options = arguments()
    threads = options.threads or os.cpu_count() or 1
    if not options.page:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            bench = Bench(options.data or Path(name), threads, options.results, options.runs)
            measured("pairs", bench.data(100_000), pair_options(60) | {"threads": threads})
            for section in options.only:
                globals()[section](bench, options)
    rows = json.loads(options.results.read_text())
    page.write(rows, HERE.parent / "docs")


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    sizes = [100_000, 1_000_000, 10_000_000]
    parser.add_argument("--only", nargs="*", choices=SECTIONS, default=SECTIONS)
    parser.add_argument("--sizes", type=int, nargs="*", default=sizes, help="of growth and limit")
    parser.add_argument("--exact", type=int, default=1_000_000, help="size of exact")
    parser.add_argument("--peer", type=int, default=1_000_000, help="size of peer")
    parser.add_argument("--windows", type=int, nargs="*", default=WINDOWS_S, help="seconds")
    parser.add_argument("--threads", type=int, help="all cores, if not given")
    parser.add_argument("--runs", type=int, default=3, help="of each way, up to a million actions")
    parser.add_argument("--data", type=Path, help="keep the data there, or take them from there")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--page", action="store_true", help="only write the page")
    return parser.parse_args()


def limit(bench: Bench, options: argparse.Namespace) -> None:
    """Compare with a sort, and count what was planted and found."""
    for n in options.sizes:
        if n >= SMALL:
            bench.run("limit", "sort", n)
            for window_s in options.windows:
                bench.run("limit", "pairs", n, **pair_options(window_s))
                bench.run("limit", "edges", n, **pair_options(window_s), only="direct_edges")
                bench.run("limit", "instances", n, n_runs=1, windows_s=[window_s])


def exact(bench: Bench, options: argparse.Namespace) -> None:
    """Compare the validated pairs with those of a plain join."""
    for window_s in options.windows[:1]:
        given = pair_options(window_s) | {"keep": "ours.parquet"}
        bench.run("exact", "pairs", options.exact, n_runs=1, **given)
        bench.run("exact", "exact", options.exact, n_runs=1, **given)


def peer(bench: Bench, options: argparse.Namespace) -> None:
    """Compare with coordination-network-toolkit: CPU from CSV to edges, and the edges."""
    given = {"windows_s": [options.windows[0]], "least": 2}
    for way in ("as csv", "peer", "ours from csv", "compare"):
        bench.run("peer", way, options.peer, n_runs=0 if way.startswith("ours") else 1, **given)


def growth(bench: Bench, options: argparse.Namespace) -> None:
    """Measure the pair stage at every size."""
    for n in options.sizes:
        for window_s in options.windows:
            bench.run("growth", "pairs", n, **pair_options(window_s))


def links(bench: Bench, options: argparse.Namespace) -> None:
    """Measure the shares of one set of links in all windows."""
    from undertow.settings import CoordinationSettings

    windows_s = list(CoordinationSettings().windows_s["url"])
    bench.run("links", "pairs", 0, n_runs=1, layer="url", windows_s=windows_s)


def elections(bench: Bench, options: argparse.Namespace) -> None:
    """Count what is validated in real shares without labels, and in permuted copies."""
    known = os.environ.get("UNDERTOW_EVALUATION_DATA")
    file = Path(known or "unset").parent / "reference_coord" / "german_elections.parquet"
    if not file.is_file():
        print("elections: left out, UNDERTOW_EVALUATION_DATA does not lie beside reference_coord")
        return
    bench.run("elections", "elections", 0, n_runs=1, file=str(file), n_copies=10)


def pair_options(window_s: int) -> Row:
    """Return what the pair stage is told."""
    return {"layer": "reply_target", "windows_s": [window_s]}


def measured(way: str, folder: Path, given: Row) -> Row:
    """Run a way in a process of its own; return what it printed."""
    with tempfile.TemporaryDirectory(dir=folder) as out:
        command = [sys.executable, "-c", SHARED + WAYS[way], str(HERE), str(folder), out]
        done = subprocess.run([*command, json.dumps(given)], stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit(f"{way}: it failed")
    found: Row = json.loads(done.stdout.splitlines()[-1])
    return found


def machine(threads: int) -> Row:
    """Say when, with what and where it is measured."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":")[1].strip() for line in lines if "model name" in line), "unknown")
    head = ["git", "-C", str(HERE), "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(head, stdout=subprocess.PIPE, text=True).stdout.strip()
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "commit": commit,
        "cpu": f"{model}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "threads": threads,
    }


def median_low(values: Iterable[float]) -> float:
    """Return the middle value, the lower one of two."""
    return statistics.median_low(values)


if __name__ == "__main__":
    main()
