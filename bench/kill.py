"""Kills during an ingest, at random moments: what comes after must be as if nothing had happened.

    make bench-kill              50 kills
    python bench/kill.py 10

Each time: a new case, ``undertow ingest`` of captures of every format, an archive, and a file long
enough to be read in pieces; SIGKILL to that process alone, after a random part of the time that an
undisturbed run takes; the same command again at once, to its end. Then the tables must hold the
rows of the undisturbed run, ``undertow verify`` must pass, and no draft may be left.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from undertow import schema as s
from undertow.case import Case
from undertow.ingest.formats import FORMATS

sys.path.insert(0, str(Path(__file__).parent))
from ingest import records

COMPARED = (
    *(s.Records, s.Observations, s.Quarantine, s.Coverage, s.Accounts, s.AccountSnapshots),
    *(s.ProfileChanges, s.Posts, s.Media, s.Engagement, s.CoverageWarnings),
)
Run = Callable[..., subprocess.CompletedProcess[Any]]
LONG_RECORDS = 70_000  # about 38 MB: three pieces


def main() -> None:
    """Kill, ingest again, compare; exit with 1 when anything differs."""
    n_kills = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory(prefix="kill-") as folder:
        captures = Path(folder) / "captures"
        write_captures(captures, LONG_RECORDS)
        undisturbed = Path(folder) / "undisturbed"
        start = time.perf_counter()
        ingest(undisturbed, captures)
        whole_s = time.perf_counter() - start
        n_equal = n_verified = 0
        for number in range(n_kills):
            case = Path(folder) / f"case{number}"
            delay_s = random.Random(number).uniform(0.0, whole_s)
            differences = killed_and_again(case, captures, delay_s, undisturbed)
            is_sound = undertow("verify", case).returncode == 0
            n_equal += not differences
            n_verified += is_sound
            if differences or not is_sound:
                print(f"kill {number} after {delay_s:.2f} s: {differences}, verified: {is_sound}")
            subprocess.run(["rm", "-rf", str(case)], check=True)
    print(f"{n_kills} kills: {n_equal} equal, {n_verified} verify (a run takes {whole_s:.1f} s)")
    sys.exit(not n_equal == n_verified == n_kills)


def write_captures(folder: Path, n_long: int, n_examples: int | None = None) -> None:
    """Write examples of every format, some of them in an archive, and a long file."""
    folder.mkdir()
    for spec in FORMATS.values():
        for example in spec.get_examples()[:n_examples]:
            (folder / f"{spec.format_id}.{example.name}").write_bytes(example.content)
    with zipfile.ZipFile(folder / "some.zip", "w") as archive:
        for name in ("canonical", "youtube-api", "tiktok-research"):
            for example in FORMATS[name].get_examples():
                archive.writestr(f"{name}/{example.name}", example.content)
    with (folder / "long.ndjson").open("wb") as long:
        long.writelines(records(n_long))


def undertow(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    """Run a command to its end."""
    return subprocess.run(_command(arguments), capture_output=True, check=False)


def ingest(case: Path, captures: Path, run: Run = undertow) -> None:
    """Make the case if it is not there, and ingest into it."""
    if not case.exists():
        run("init", case, "--purpose", "kill")
    done = run("ingest", case, captures)
    if done.returncode != 0:
        sys.exit(f"{case}: {done.stderr!r}")


def killed_and_again(
    case: Path, captures: Path, delay_s: float, undisturbed: Path, run: Run = undertow
) -> list[str]:
    """Kill an ingest, ingest again, and return the tables that differ and drafts that are left.

    ``run`` runs what is not killed.
    """
    run("init", case, "--purpose", "kill")
    process = subprocess.Popen(
        _command(("ingest", case, captures)),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(delay_s)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    ingest(case, captures, run)
    one, other = Case.open(case), Case.open(undisturbed)
    different = [t.name for t in COMPARED if not one.read(t).arrow.equals(other.read(t).arrow)]
    left = [f.name for f in case.rglob("*") if f.suffix == ".tmp" or f.name == ".spill"]
    return different + left


def _command(arguments: tuple[object, ...]) -> list[str]:
    return [sys.executable, "-m", "undertow", *map(str, arguments)]


if __name__ == "__main__":
    main()
