"""Ingest of JSON lines against a loop that only decodes them, in one run.

    make bench-ingest            1,000,000 records of about 565 bytes
    python bench/ingest.py 50000

Prints, for each way of reading the same file: CPU and wall time as ratios to ``orjson.loads`` over
its lines, and the peak of the memory of all processes together (proportional set size). Ingest is
the work of ``undertow ingest`` on the file: evidence, custody, decoding, checks, hashes, records,
observations, quarantine, coverage. Merging the records into posts and accounts, which follows once
for all files of a call, is measured on its own.
"""

from __future__ import annotations

import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec

X_EPOCH_MS = 1_288_834_974_657
WORDS = (
    "the member spoke about housing and taxes in the chamber today while people asked for answers "
    "on climate health schools roads bridges ferries farms libraries parks rinks and trains"
).split()

WAYS = {
    "orjson loop": """
import orjson, sys
with open(sys.argv[1], "rb") as lines:
    for line in lines:
        orjson.loads(line)
""",
    "ingest, two processes": "import bench_ingest as b; b.read(2)",
    "ingest, one process": "import bench_ingest as b; b.read(1)",
    "merge": "import bench_ingest as b; b.merge()",
}
READER = """
import sys
from pathlib import Path
from undertow.captures import MERGE
from undertow.case import Case
from undertow.ingest.importer import Importer
from undertow.pipeline import run_stages

FILE, CASES = Path(sys.argv[1]), Path(sys.argv[2])

def read(n_processes):
    case = Case.create(CASES / str(n_processes), purpose="bench")
    work = Importer(case, "bench", "bench", n_processes=n_processes)
    report = work.ingest(FILE)
    work.close()
    assert report.n_accepted == report.n_records, report

def merge():
    run_stages(Case.open(CASES / "2"), [MERGE])
"""


def main() -> None:
    """Make the file, read it in every way, print the ratios."""
    n_records = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        file = Path(folder) / "records.ndjson"
        with file.open("wb") as target:
            target.writelines(records(n_records))
        (Path(folder) / "bench_ingest.py").write_text(READER)
        size = file.stat().st_size / n_records
        print(f"{n_records:,} records of {size:.0f} bytes; Python {platform.python_version()}, ")
        print(f"{os.cpu_count()} cores\n")
        print(f"{'':24}{'CPU s':>8}{'ratio':>8}{'wall s':>8}{'ratio':>8}{'peak MB':>9}")
        base: tuple[float, float] | None = None
        for name, code in WAYS.items():
            cpu_s, wall_s, peak_mb = measured(code, file, Path(folder))
            base = base or (cpu_s, wall_s)
            print(
                f"{name:24}{cpu_s:8.1f}{cpu_s / base[0]:8.1f}{wall_s:8.1f}"
                f"{wall_s / base[1]:8.1f}{peak_mb:9.0f}",
                flush=True,
            )


def records(n: int) -> Iterator[bytes]:
    """Yield invented replies as JSON lines; ids hold the time, as those of X do."""
    source = random.Random(1)
    for i in range(n):
        at_ms = 1_693_526_400_000 + 37 * i
        account = source.randrange(n // 5 + 1)
        native_id = (at_ms - X_EPOCH_MS << 22) | source.getrandbits(22)
        joined_ms = 1_600_000_000_000 + 60_000 * account
        yield (
            msgspec.json.encode(
                {
                    "platform": "x",
                    "id": str(native_id),
                    "author_id": str(joined_ms - X_EPOCH_MS << 22),
                    "author_handle": f"user_{account}",
                    "author_created_at": _iso(joined_ms),
                    "author_followers": source.randrange(5000),
                    "created_at": _iso(at_ms),
                    "kind": "reply",
                    "text": " ".join(source.choices(WORDS, k=17)) + " été #news",
                    "lang": "en",
                    "in_reply_to_id": str(native_id - 12345),
                    "in_reply_to_author_id": "44196397",
                    "hashtags": ["news"],
                    "urls": [f"https://example.org/{i % 1000}"],
                    "mentions": ["minister"],
                    "like_count": source.randrange(100),
                    "repost_count": source.randrange(10),
                }
            )
            + b"\n"
        )


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def measured(code: str, file: Path, folder: Path) -> tuple[float, float, float]:
    """Run Python code on the file; return CPU and wall seconds, and the peak of memory in MB."""
    start, before = time.perf_counter(), os.times()
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(file), str(folder)], cwd=folder, start_new_session=True
    )
    peak = _Peak(process.pid)
    peak.start()
    if process.wait() != 0:
        sys.exit(f"it failed: {json.dumps(code)}")
    after = os.times()
    peak.join()
    cpu_s = after.children_user + after.children_system
    cpu_s -= before.children_user + before.children_system
    return cpu_s, time.perf_counter() - start, peak.peak_mb


class _Peak(threading.Thread):
    """Watches the memory of all processes of a session."""

    def __init__(self, session: int) -> None:
        super().__init__()
        self._session = session
        self.peak_mb = 0.0

    def run(self) -> None:
        """Look until the first process has gone."""
        while Path(f"/proc/{self._session}").exists() and (held := self._held_mb()):
            self.peak_mb = max(self.peak_mb, held)
            time.sleep(0.25)

    def _held_mb(self) -> float:
        return sum(
            _pss_mb(int(entry.name)) for entry in Path("/proc").iterdir() if self._is_own(entry)
        )

    def _is_own(self, entry: Path) -> bool:
        try:
            return entry.name.isdigit() and os.getsid(int(entry.name)) == self._session
        except OSError:
            return False


def _pss_mb(pid: int) -> float:
    """Return the memory of a process, what it shares with others counted in part."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1000
    except OSError:
        pass
    return 0.0


if __name__ == "__main__":
    main()
