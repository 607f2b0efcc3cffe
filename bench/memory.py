"""An analysis within little memory: it spills, and finds what one with plenty finds.

    python bench/memory.py               300,000 posts, 512MB and all of the machine's
    python bench/memory.py 1000000 1GB

Prints for each run the peak memory of the process, the most that lay on disk in the case's spill
folder, and the wall time; exits with 1 unless the first run spilled and all tables are equal.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from ingest import records

UNDERTOW = str(Path(sys.executable).with_name("undertow"))


def main() -> None:
    """Ingest once, analyse twice, compare."""
    n_posts = int(sys.argv[1]) if len(sys.argv) > 1 else 300_000
    memory = sys.argv[2] if len(sys.argv) > 2 else "512MB"
    with tempfile.TemporaryDirectory(prefix="memory-") as name:
        folder = Path(name)
        with (folder / "posts.ndjson").open("wb") as captures:
            captures.writelines(records(n_posts))
        case = folder / "case"
        subprocess.run([UNDERTOW, "init", str(case), "--purpose", "bench"], check=True)
        subprocess.run([UNDERTOW, "ingest", str(case), str(folder / "posts.ndjson")], check=True)
        subprocess.run(["cp", "-r", str(case), str(folder / "plenty")], check=True)
        spilled = analyse(case, "--memory", memory)
        analyse(folder / "plenty")
        is_equal = hashes(case) == hashes(folder / "plenty")
    print(f"tables equal: {is_equal}")
    sys.exit(not (is_equal and spilled > 0))


def analyse(case: Path, *options: str) -> int:
    """Run an analysis and print what it took; return the most bytes it had spilled."""
    start, spilled = time.perf_counter(), 0
    run = subprocess.Popen([UNDERTOW, "analyze", str(case), *options], stdout=subprocess.DEVNULL)
    while True:
        ended, status, usage = os.wait4(run.pid, os.WNOHANG)
        if ended:
            break
        spilled = max(spilled, spilled_bytes(case))
        time.sleep(0.02)
    run.returncode = os.waitstatus_to_exitcode(status)
    print(
        f"{' '.join(options) or 'usual memory':16} peak {usage.ru_maxrss / 1e6:.2f} GB, "
        f"spilled {spilled / 1e6:.0f} MB, {time.perf_counter() - start:.0f} s, "
        f"exit {run.returncode}"
    )
    return spilled


def spilled_bytes(case: Path) -> int:
    """Return what the engines have on disk now."""
    total = 0
    for file in (case / "tables" / ".spill").glob("engine-*/*"):
        try:
            total += file.stat().st_size
        except FileNotFoundError:  # gone meanwhile
            continue
    return total


def hashes(case: Path) -> dict[str, str]:
    """Return the SHA-256 of every table."""
    files = sorted((case / "tables").glob("[!.]*/*.parquet"))
    return {str(f.relative_to(case)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


if __name__ == "__main__":
    main()
