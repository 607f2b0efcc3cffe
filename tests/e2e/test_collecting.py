"""Journeys through ``undertow collect`` against platforms on this machine."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import fake_platforms
import pytest
from cases import log_init
from fake_platforms import SECRET, VIDEO, Fault, Server

from undertow.case import Case
from undertow.ingest import EvidenceStore
from undertow.schema import Records

YOUTUBE = ("youtube", "--video", VIDEO)
ASKS = {
    "youtube": YOUTUBE,
    "bluesky": ("bluesky", "--post", "at://did:plc:ana/app.bsky.feed.post/root"),
    "mastodon": ("mastodon", "--server", "social.example", "--status", "100"),
    "reddit": ("reddit", "--submission", "abc"),
}
SECRETS = (
    "YOUTUBE_API_KEY", "REDDIT_CLIENT_ID", "REDDIT_CLIENT_SECRET", "BLUESKY_APP_PASSWORD",
    "BLUESKY_HANDLE", "MASTODON_TOKEN",
)  # fmt: skip
COMMAND = Path(sys.executable).with_name("undertow")


@pytest.fixture
def server() -> Iterator[Server]:
    """Serve the invented YouTube."""
    with fake_platforms.serving(fake_platforms.youtube) as running:
        yield running


@pytest.fixture(autouse=True, scope="module")
def _no_secrets() -> Iterator[None]:
    """Leave out the credentials of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in SECRETS:
            patch.delenv(name, raising=False)
        yield


def environment(source: str, server: Server, names: tuple[str, ...] = SECRETS) -> dict[str, str]:
    secrets = dict.fromkeys(names, SECRET)
    return secrets | {f"UNDERTOW_COLLECT_{source.upper()}_URL": server.url}


Collect = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def collect(undertow: Any) -> Collect:
    """Collect into a case, with variables of the environment."""

    def run(
        case: Path, asks: tuple[str, ...], environ: dict[str, str]
    ) -> subprocess.CompletedProcess[str]:
        source, *rest = asks
        done: subprocess.CompletedProcess[str] = undertow("collect", source, case, *rest, **environ)
        return done

    return run


def new_case(folder: Path, **settings: float) -> Path:
    case = log_init(Case.create(folder, purpose="a test"))
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    with (case.path / "case.toml").open("a") as handle:
        handle.write(f"[settings.collect]\n{lines}")
    return case.path


def records(case: Path) -> list[Any]:
    """Return the records without where and when they were found."""
    rows = Case.open(case).read(Records).arrow.to_pylist()
    found = ("file_sha256", "record_no", "raw_sha256", "is_first", "observed_at")
    return sorted(
        json.dumps({k: v for k, v in row.items() if k not in found}, default=str) for row in rows
    )


def pages(case: Path) -> dict[str, bytes]:
    """Return the bodies of the only run."""
    (folder,) = (case / "collected").iterdir()
    return {file.name: file.read_bytes() for file in sorted(folder.glob("[0-9]*.json"))}


def test_from_collecting_to_evidence(
    undertow: Any, collect: Collect, server: Server, tmp_path: Path
) -> None:
    case = new_case(tmp_path / "case")
    done = collect(case, YOUTUBE, environment("youtube", server))
    assert done.returncode == 0, done.stderr
    assert "threads declare 4 answers; 1 did not come" in done.stdout
    assert f"Next: undertow analyze {case}" in done.stdout
    kinds = [json.loads(record)["kind"] for record in records(case)]
    assert kinds.count("comment") == 5
    assert kinds.count("reply") >= 3
    (log,) = (case / "collected").glob("*/pages.jsonl")
    logged = [json.loads(line)["sha256"] for line in log.read_bytes().splitlines()]
    fetched = {json.loads(line)["fetched_at"] for line in log.read_bytes().splitlines()}
    observed = Case.open(case).read(Records).arrow.column("observed_at").to_pylist()
    assert set(observed) <= {datetime.fromisoformat(at) for at in fetched}
    held = set(EvidenceStore(case / "evidence").hashes())
    assert {*logged, hashlib.sha256(log.read_bytes()).hexdigest()} == held
    custody = (case / "evidence" / "custody.jsonl").read_text()
    assert '"action":"collected"' in custody
    done = undertow("verify", case)
    assert done.returncode == 0, done.stderr


def test_json_result(collect: Collect, server: Server, tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    done = collect(case, (*YOUTUBE, "--max-pages", "2", "--json"), environment("youtube", server))
    told = json.loads(done.stdout)
    assert (told["pages"], told["new_pages"], told["complete"]) == (2, 2, False)
    done = collect(case, (*YOUTUBE, "--json"), environment("youtube", server))
    told = json.loads(done.stdout)
    assert (told["pages"], told["new_pages"], told["complete"]) == (7, 5, True)
    assert (told["answers_declared"], told["answers_missing"]) == (4, 1)
    assert told["spent"] == told["requests"] == 5
    # Finished: the same command now looks again, in a run of its own.
    done = collect(case, (*YOUTUBE, "--json"), environment("youtube", server))
    assert json.loads(done.stdout)["run"] != told["run"]


@pytest.fixture(scope="module")
def whole(collect: Collect, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a case from a run that nothing disturbed."""
    case = new_case(tmp_path_factory.mktemp("whole") / "case")
    with fake_platforms.serving(fake_platforms.youtube) as running:
        assert collect(case, YOUTUBE, environment("youtube", running)).returncode == 0
    return case


@pytest.mark.parametrize("number", [1, 3, 7])
def test_killed_and_run_again_is_as_if_undisturbed(
    undertow: Any, collect: Collect, server: Server, whole: Path, tmp_path: Path, number: int
) -> None:
    server.hold_at = number
    case = new_case(tmp_path / "case")
    process = subprocess.Popen(
        [str(COMMAND), "collect", "youtube", str(case), "--video", VIDEO],
        env=os.environ | environment("youtube", server),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert server.held.wait(60)
    process.send_signal(signal.SIGKILL)
    process.wait()
    server.hold_at = None
    server.release.set()
    assert collect(case, YOUTUBE, environment("youtube", server)).returncode == 0
    # The page that was on its way is asked for again, and no other.
    assert len(server.asked) == len(pages(whole)) + 1
    assert pages(case) == pages(whole)
    assert records(case) == records(whole)
    assert undertow("verify", case).returncode == 0


@pytest.mark.parametrize("source", sorted(ASKS))
def test_read_only_and_no_secret_anywhere(collect: Collect, tmp_path: Path, source: str) -> None:
    case = new_case(tmp_path / "case", max_tries=2)
    echo = json.dumps({"error": {"message": f"bad key {SECRET}", "key": quote(SECRET)}}).encode()
    printed = ""
    with fake_platforms.serving(fake_platforms.WORLDS[source]) as server:
        if source == "bluesky":
            server.world = _with_session(server.world)
        names = tuple(name for name in SECRETS if name != "BLUESKY_HANDLE")
        environ = environment(source, server, names) | {"BLUESKY_HANDLE": "desk.example"}
        for faults in ([None, None, Fault(500, body=echo), Fault(403, body=echo)], []):
            server.faults = list(faults)
            done = collect(case, ASKS[source], environ)
            printed += done.stdout + done.stderr
        assert "Traceback" not in printed
        methods = {(asked.method, asked.path) for asked in server.asked if asked.method != "GET"}
    log_in = {"reddit": "/api/v1/access_token", "bluesky": "/xrpc/com.atproto.server.createSession"}
    assert methods == ({("POST", log_in[source])} if source in log_in else set())
    assert any((case / "collected").glob("*/pages.jsonl"))
    forms = {SECRET, quote(SECRET, safe=""), quote(SECRET), quote_plus(SECRET)}
    forms |= {json.dumps(SECRET)[1:-1], base64.b64encode(SECRET.encode()).decode()}
    forms |= {"handed-out-token"}
    store = EvidenceStore(case / "evidence")
    contents = [file.read_bytes() for file in case.rglob("*") if file.is_file()]
    contents += [store.open(sha256).read() for sha256 in store.hashes()]
    contents += [str(file).encode() for file in case.rglob("*")] + [printed.encode()]
    for form in forms:
        assert not any(form.encode() in content for content in contents), form


def _with_session(world: fake_platforms.World) -> fake_platforms.World:
    def answer(path: str, params: fake_platforms.Params) -> tuple[int, Any]:
        if path.endswith("createSession"):
            return 200, {"accessJwt": "handed-out-token-2"}
        return world(path, params)

    return answer


def _one_line(done: subprocess.CompletedProcess[str], told: str) -> None:
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(told, done.stderr), done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert SECRET not in done.stderr


def test_what_came_before_a_failure_is_kept_and_read(
    collect: Collect, server: Server, tmp_path: Path
) -> None:
    case = new_case(tmp_path / "case", max_tries=1)
    page = Fault(headers={"Content-Type": "text/html"}, body=b"<!doctype html><p>Log in</p>")
    server.faults = [None, page]
    _one_line(collect(case, YOUTUBE, environment("youtube", server)), "a web page .*log-in")
    assert len(pages(case)) == 1
    assert len(records(case)) == 3  # two threads, and the reply that came with one
    done = collect(case, YOUTUBE, environment("youtube", server))
    assert done.returncode == 0, done.stderr
    assert len(pages(case)) == 7


def test_a_cursor_loop_is_told(collect: Collect, server: Server, tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    server.world = lambda path, params: (
        200,
        fake_platforms.youtube(path, {})[1] | {"nextPageToken": "p0"}
        if path.endswith("commentThreads")
        else fake_platforms.youtube(path, params)[1],
    )
    _one_line(collect(case, YOUTUBE, environment("youtube", server)), "same cursor twice")
    assert len(records(case)) > 0


def test_what_is_missing_is_told_in_one_line(
    collect: Collect, installed: Any, server: Server, tmp_path: Path
) -> None:
    case = new_case(tmp_path / "case")
    environ = environment("youtube", server)
    without = {name: value for name, value in environ.items() if name != "YOUTUBE_API_KEY"}
    _one_line(collect(case, YOUTUBE, without), "YOUTUBE_API_KEY is not set")
    elsewhere = environ | {"UNDERTOW_COLLECT_YOUTUBE_URL": "https://example.org"}
    _one_line(collect(case, YOUTUBE, elsewhere), "only an address on this machine")
    typed = (*YOUTUBE, "--search", SECRET)
    _one_line(collect(case, typed, environ), "credential stands on the command line")
    missing = tmp_path / "missing"
    missing.mkdir()
    (missing / "httpx.py").write_text("raise ModuleNotFoundError('no httpx', name='httpx')\n")
    path = os.pathsep.join([str(missing), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = installed("collect", "youtube", case, *YOUTUBE[1:], **environ, PYTHONPATH=path)
    _one_line(done, r"pip install 'undertow\[collect\]'")
    assert server.asked == []
    assert not (case / "collected").exists()


def test_nothing_to_collect_is_told(collect: Collect, server: Server, tmp_path: Path) -> None:
    case = new_case(tmp_path / "case")
    _one_line(collect(case, ("youtube",), environment("youtube", server)), "give --video")
