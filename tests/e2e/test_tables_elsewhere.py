"""A case with its tables in an object store, over the S3 protocol, beside one in a folder."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import s3

from undertow.case import Case
from undertow.errors import CaseError
from undertow.pseudonyms import KEY_FILE
from undertow.retention import plan
from undertow.schema import TABLES, Observations, Posts

pytest.importorskip("moto", reason="the S3 server of these tests is moto[server]")

Run = Callable[..., subprocess.CompletedProcess[str]]
COMMAND = Path(sys.executable).with_name("undertow")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Run an S3 server with the bucket ``bucket``; commands get its credentials."""
    with pytest.MonkeyPatch.context() as patch, s3.server() as address:
        for name, value in s3.CREDENTIALS.items():
            patch.setenv(name, value)
        s3.make_bucket(address, "bucket")
        yield address


@dataclass
class Interrupted:
    """A case of the small scenario with tables in the bucket, after each of two signals."""

    case: Path
    ingested: set[str]
    cancelled: set[str]
    unreadable: list[str]


@pytest.fixture(scope="module")
def interrupted(
    undertow: Run,
    server: str,
    scenario: Path,
    analysed: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Interrupted:
    """Begin an analysis, cancel it, and kill the next."""
    case, place = tmp_path_factory.mktemp("remote") / "mini", "bucket/mini"
    register, tables = scenario / "register.csv", s3.url(server, place)
    given = ("--register", register, "--tables", tables, "--pseudonym-key", analysed / KEY_FILE)
    for arguments in (
        ("init", case, "--purpose", "test", *given),
        ("ingest", case, scenario / "captures"),
    ):
        done = undertow(*arguments)
        assert done.returncode == 0, done.stderr
    ingested = objects(keys(server, place))
    stopped(case, server, place, signal.SIGINT)
    cancelled = objects(keys(server, place))
    stopped(case, server, place, signal.SIGKILL)
    return Interrupted(case, ingested, cancelled, unreadable(Case.open(case)))


@pytest.fixture(scope="module")
def remote(undertow: Run, interrupted: Interrupted) -> Path:
    """Take the case through the job, as if nothing had happened to it."""
    for command in ("analyze", "report"):
        done = undertow(command, interrupted.case)
        assert done.returncode == 0, done.stderr
    return interrupted.case


def unreadable(case: Case) -> list[str]:
    """Return the tables that are not complete."""
    found = []
    for name, spec in TABLES.items():
        try:
            case.read(spec)
        except CaseError:
            found.append(name)
    return found


def keys(address: str, path: str) -> set[str]:
    """Return the objects under a path of the server."""
    from pyarrow import fs

    files, root = fs.FileSystem.from_uri(s3.url(address, path))
    found = files.get_file_info(fs.FileSelector(root, recursive=True, allow_not_found=True))
    return {info.path for info in found if info.type == fs.FileType.File}


def change(address: str, key: str, content: Callable[[bytes], bytes]) -> None:
    from pyarrow import fs

    files, _ = fs.FileSystem.from_uri(s3.url(address, "bucket/x"))
    with files.open_input_stream(key) as source:
        old = source.read()
    with files.open_output_stream(key) as target:
        target.write(content(old))


def copy_of(address: str, remote: Path, case: Path, name: str) -> Path:
    """Copy a case together with its tables, so that a test may harm it."""
    from pyarrow import fs

    shutil.copytree(remote, case)
    files, root = fs.FileSystem.from_uri(s3.url(address, "bucket/mini"))
    for key in keys(address, "bucket/mini"):
        files.copy_file(key, key.replace(root, f"bucket/{name}", 1))
    file = case / "case.toml"
    file.write_text(file.read_text().replace("bucket/mini", f"bucket/{name}"))
    return case


def test_a_cancelled_analysis_is_undone_at_once(interrupted: Interrupted) -> None:
    assert interrupted.cancelled == interrupted.ingested


def test_a_killed_analysis_leaves_complete_tables(interrupted: Interrupted) -> None:
    assert interrupted.unreadable == []


def test_the_tables_are_those_of_a_case_in_a_folder(remote: Path, analysed: Path) -> None:
    here, there = Case.open(analysed), Case.open(remote)
    for name, spec in TABLES.items():
        if name != "provenance":
            assert there.table_sha256(spec) == here.table_sha256(spec), name
            assert there.n_rows(spec) == here.n_rows(spec)
    for stage in here.recorded_stages():
        assert there.provenance(stage) == here.provenance(stage)
    for language in ("en", "fr"):
        report = Path("out") / "report" / f"report.{language}.html"
        assert (analysed / report).read_bytes() == (remote / report).read_bytes()


def test_it_verifies_and_nothing_of_the_tables_is_left_on_this_machine(
    undertow: Run, remote: Path
) -> None:
    done = undertow("verify", remote)
    assert done.returncode == 0, done.stderr + done.stdout
    left = [p for p in (remote / "tables").rglob("*") if p.is_file()]
    assert left == []
    assert not list((remote / "tables").glob(".copies-*"))


def test_only_what_counts_is_in_the_bucket(remote: Path, server: str) -> None:
    case = Case.open(remote)
    urls = [url for spec in TABLES.values() for url in case.table_urls(spec)]
    found = keys(server, "bucket/mini")
    manifests = {key for key in found if "/manifests/" in key}
    assert len(manifests) == 1
    assert {f"s3://{key}" for key in found - manifests} == set(urls)
    assert all(url.startswith("s3://bucket/mini/posts/") for url in case.table_urls(Posts))


def test_a_second_analysis_runs_no_stage(undertow: Run, remote: Path) -> None:
    done = undertow("analyze", remote)
    assert done.returncode == 0, done.stderr
    assert "0 stages run" in done.stdout
    assert undertow("verify", remote).returncode == 0


@pytest.mark.parametrize("table", ["claims", "records"])
def test_a_changed_object_does_not_verify_and_is_mended(
    undertow: Run, remote: Path, server: str, tmp_path: Path, table: str
) -> None:
    case = copy_of(server, remote, tmp_path / "case", f"changed-{table}")
    spec = TABLES[table]
    key = Case.open(case).table_urls(spec)[0].removeprefix("s3://")

    def flipped(old: bytes) -> bytes:
        new = bytearray(old)
        new[len(new) // 2] ^= 0x20
        return bytes(new)

    change(server, key, flipped)
    done = undertow("verify", case, "--json")
    assert done.returncode == 1
    assert any(table in problem["where"] for problem in json.loads(done.stdout)["problems"])
    done = undertow("analyze", case)
    if table == "records":  # what an ingest wrote, only the captures can give again
        assert done.returncode == 1
        assert "undertow ingest" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
    else:
        assert done.returncode == 0, done.stderr
        assert undertow("verify", case).returncode == 0


def test_a_removed_object_is_read_again(
    undertow: Run, remote: Path, server: str, scenario: Path, tmp_path: Path
) -> None:
    from pyarrow import fs

    case = copy_of(server, remote, tmp_path / "case", "removed")
    before = Case.open(case).table_sha256(Observations)
    files, _ = fs.FileSystem.from_uri(s3.url(server, "bucket/x"))
    files.delete_file(Case.open(case).table_urls(Observations)[0].removeprefix("s3://"))
    assert undertow("verify", case).returncode == 1
    assert undertow("ingest", case, scenario / "captures").returncode == 0
    assert undertow("analyze", case).returncode == 0
    done = undertow("verify", case)
    assert done.returncode == 0, done.stdout
    assert Case.open(case).table_sha256(Observations) == before


def stopped(case: Path, server: str, place: str, number: signal.Signals) -> None:
    """Start an analysis and send it a signal when several of its tables are in the bucket."""
    before = keys(server, place)
    process = subprocess.Popen([str(COMMAND), "analyze", str(case)], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 400
    while not any("/template_uses/" in key for key in keys(server, place) - before):
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(number)
    process.wait()


def objects(keys: set[str]) -> set[str]:
    """Return the keys that are files of tables."""
    return {key for key in keys if "/manifests/" not in key and "/kept/" not in key}


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    [line] = done.stderr.strip().splitlines()
    assert "Traceback" not in line
    return line


def test_a_missing_bucket_is_told_and_leaves_no_case(
    undertow: Run, server: str, tmp_path: Path
) -> None:
    tables = s3.url(server, "no-such-bucket/p")
    done = undertow("init", tmp_path / "case", "--purpose", "p", "--tables", tables)
    assert "no-such-bucket" in (line := one_line(done))
    assert "make the bucket" in line
    assert not (tmp_path / "case" / "case.toml").exists()
    assert undertow("init", tmp_path / "case", "--purpose", "p").returncode == 0


def test_a_place_in_use_is_refused(
    undertow: Run, remote: Path, server: str, tmp_path: Path
) -> None:
    tables = s3.url(server, "bucket/mini")
    done = undertow("init", tmp_path / "case", "--purpose", "p", "--tables", tables)
    assert "holds something already" in one_line(done)


@pytest.fixture(scope="module")
def ingested(
    undertow: Run, server: str, scenario: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A case with captures in the bucket and no analysis."""
    case = tmp_path_factory.mktemp("ingested") / "case"
    undertow("init", case, "--purpose", "p", "--tables", s3.url(server, "bucket/ingested"))
    assert undertow("ingest", case, scenario / "captures").returncode == 0
    return case


def test_a_network_that_is_gone_is_told_and_changes_nothing(
    undertow: Run, server: str, ingested: Path
) -> None:
    file = ingested / "case.toml"
    there = file.read_text()
    log, objects = (ingested / "evidence/custody.jsonl").read_bytes(), keys(server, "bucket")
    file.write_text(there.replace(server, "http://127.0.0.1:9"))
    try:
        for command in ("analyze", "verify", "coverage"):
            line = one_line(undertow(command, ingested))
            assert "s3://bucket/ingested" in line
            assert "check the network" in line
    finally:
        file.write_text(there)
    assert (ingested / "evidence/custody.jsonl").read_bytes() == log
    assert keys(server, "bucket") == objects
    assert undertow("verify", ingested).returncode == 0


def test_wrong_credentials_are_told(undertow: Run, server: str, ingested: Path) -> None:
    from urllib.request import Request, urlopen

    def check_after(n_requests: bytes) -> None:  # the server knows nobody when it looks
        at, kind = f"{server}/moto-api/reset-auth", {"Content-Type": "application/octet-stream"}
        urlopen(Request(at, data=n_requests, method="POST", headers=kind)).close()

    check_after(b"0")
    try:
        line = one_line(undertow("coverage", ingested))
    finally:
        check_after(b"inf")
    assert "s3://bucket/ingested" in line
    assert "give credentials" in line


def test_retention_reaches_what_is_in_the_bucket(
    undertow: Run, server: str, remote: Path, tmp_path: Path
) -> None:
    """The last test: it changes the case that the others look at."""
    with (remote / "case.toml").open("a") as file:
        file.write("\n[retention]\nbystanders_days = 0\n")
    before = texts(Case.open(remote))
    listing = plan(Case.open(remote)).listing
    assert len(listing.posts) > 100
    done = undertow("retain", remote, "--by", "Ana Roy")
    assert done.returncode == 0, done.stderr
    after = texts(Case.open(remote))
    assert {after[uid] for uid in listing.posts} == {None}
    assert {uid for uid in before if before[uid] != after[uid]} <= set(listing.posts)
    assert undertow("verify", remote).returncode == 0
    assert not [key for key in keys(server, "bucket/mini") if "tmp" in key]


def texts(case: Case) -> dict[str, str | None]:
    rows = case.read(Posts).arrow.select(["post_uid", "text"]).to_pylist()
    return {row["post_uid"]: row["text"] for row in rows}
