"""Deletion under the rules of a case: what goes, what stays, and kills on the way."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from undertow.case import Case, file_sha256
from undertow.export.disclosure import disclosure
from undertow.ingest.erasure import erasures, list_path
from undertow.ingest.evidence import EvidenceStore
from undertow.retention import plan, resume, retain
from undertow.review import verify_case
from undertow.schema import (
    TABLES,
    AccountFindings,
    Accounts,
    CampaignPosts,
    Evidence,
    PostKeys,
    Posts,
    Records,
)
from undertow.tlp import Tlp

Run = Callable[..., Any]
COMMAND = Path(sys.executable).with_name("undertow")
HASH = re.compile(r"\b[0-9a-f]{64}\b")
BY = {"by": "Ana Roy", "who": "ana", "command": "undertow retain"}


@pytest.fixture
def case(analysed: Path, tmp_path: Path) -> Path:
    copy = Path(shutil.copytree(analysed, tmp_path / "case"))
    with (copy / "case.toml").open("a") as file:
        file.write("\n[retention]\nbystanders_days = 0\n")
    return copy


def bytes_of(case: Path) -> bytes:
    """Return everything that the evidence store holds."""
    store = EvidenceStore(case / "evidence")
    found = b""
    for sha256 in store.hashes():
        with store.open(sha256) as source:
            found += b"".join(iter(lambda: source.read(1 << 20), b""))
    return found


def bystanders(case: Path) -> tuple[set[str], set[str]]:
    """Return texts and handles that only accounts with the verdict none have."""
    opened = Case.open(case)
    findings = opened.read(AccountFindings).arrow.to_pylist()
    involved = {row["account_uid"] for row in findings if row["verdict"] != "none"}
    posts = opened.read(Posts).arrow.to_pylist()
    kept = {row["text"] for row in posts if row["account_uid"] in involved}
    texts = {row["text"] for row in posts if row["account_uid"] not in involved and row["text"]}
    accounts = opened.read(Accounts).arrow.to_pylist()
    handles = {r["handle"] for r in accounts if r["account_uid"] not in involved and r["handle"]}
    return texts - kept, handles


def texts_by_table(opened: Case, gone: set[str]) -> list[tuple[str, str]]:
    """Return table and words of every row of any table that is about a post that went."""
    found = []
    for name, spec in TABLES.items():
        words = {"text", "match_key", "quote"} & {column.name for column in spec.columns}
        if words and "post_uid" in {column.name for column in spec.columns}:
            for row in opened.read(spec).arrow.to_pylist():
                if row["post_uid"] in gone:
                    found += [(name, row[column]) for column in words]
    return found


def test_bystanders_go_and_what_claims_rest_on_stays(run: Run, case: Path) -> None:
    texts, handles = bystanders(case)
    names = [case / "out/report" / f"report.{language}.html" for language in ("en", "fr")]
    before = [HASH.sub("", name.read_text()) for name in names]
    shown = run("retain", case, "--plan")
    assert "Would go: " in shown.stdout
    assert run("verify", case).returncode == 0  # a plan deletes nothing
    listing = plan(Case.open(case)).listing
    done = run("retain", case, "--by", "Ana Roy")
    assert done.returncode == 0, done.stderr

    left = bytes_of(case).decode("utf-8", "replace")
    opened = Case.open(case)
    gone, posts = set(listing.posts), opened.read(Posts).arrow.to_pylist()
    assert {row["text"] for row in posts if row["post_uid"] in gone} == {None}
    # Somebody whose post stays may have quoted one that goes.
    stays = "\n".join(row["text"] for row in posts if row["text"])
    lost = {text for text in texts if text not in stays and len(text) > 40}
    assert len(lost) > 100
    assert not [text for text in lost if json.dumps(text, ensure_ascii=False)[1:-1] in left]
    assert not [name for name, text in texts_by_table(opened, gone) if text]
    keys = opened.read(PostKeys).arrow.to_pylist()
    assert {row["match_key"] for row in keys if row["post_uid"] in gone} == {""}
    records = opened.read(Records).arrow.to_pylist()
    own = [row for row in records if row["record_uid"] in gone]
    assert {(row["text"], row["author_handle"], row["author_name"]) for row in own} == {
        (None, None, None)
    }
    accounts = opened.read(Accounts).arrow.to_pylist()
    assert not handles & {
        row["handle"] for row in accounts if row["account_uid"] in set(listing.accounts)
    }
    # A text that stays may name whoever went; the list says it to nobody, an export masks it.
    told = disclosure(opened, Tlp.amber)
    removed = {handle for handle in handles if told.is_removed(handle.casefold())}
    assert len(removed) > 50
    assert told.text(f"as {sorted(removed)[0]} says") == "as […] says"
    listed = list_path(opened, listing.sha256).read_text()
    assert not [handle for handle in removed if f'"{handle}"' in listed]
    campaign = set(opened.read(CampaignPosts).arrow.column("post_uid").to_pylist())
    assert all(row["text"] for row in posts if row["post_uid"] in campaign)
    rested = set(opened.read(Evidence).arrow.column("raw_sha256").to_pylist())
    erased = {place.sha256 for own in listing.places.values() for place in own}
    assert erased
    assert not rested & erased

    verified = run("verify", case)
    assert verified.returncode == 0, verified.stderr
    assert f"{listing.n_records:,} records deleted under retention on" in verified.stdout
    assert ", by Ana Roy" in verified.stdout
    assert run("report", case).returncode == 0
    # The annex names the tables by hash: those are other tables now, and nothing else differs.
    assert [HASH.sub("", name.read_text()) for name in names] == before
    bundle = run("export", case, "evidence", "--campaign", opened_campaign(opened))
    assert bundle.returncode == 0, bundle.stderr
    for command in (("analyze", case), ("ingest", case, case / "register.csv")):
        refused = run(*command)
        assert refused.returncode == 1
        assert "records were deleted under retention on" in refused.stderr
    assert "Nothing is due." in run("retain", case, "--by", "Ana Roy").stdout


def opened_campaign(case: Case) -> str:
    return str(case.read(CampaignPosts).arrow.column("campaign_id")[0].as_py())


def test_raw_captures_go_but_for_what_claims_rest_on(run: Run, case: Path) -> None:
    toml = (case / "case.toml").read_text().replace("bystanders_days", "captures_days")
    (case / "case.toml").write_text(toml)
    texts = [row["text"] for row in Case.open(case).read(Posts).arrow.to_pylist()]
    assert run("retain", case, "--by", "Ana Roy").returncode == 0
    opened = Case.open(case)
    assert [row["text"] for row in opened.read(Posts).arrow.to_pylist()] == texts
    rested = set(opened.read(Evidence).arrow.column("raw_sha256").to_pylist())
    assert plan(opened).n_rested == len(rested)
    lines = [line for line in bytes_of(case).splitlines() if line.strip()]
    assert len(lines) == len(rested)
    assert run("verify", case).returncode == 0


def test_a_forged_or_lost_list_is_found(run: Run, case: Path) -> None:
    assert run("retain", case, "--by", "Ana Roy").returncode == 0
    [path] = (case / "evidence/retention").iterdir()
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])
    assert "is not the list that was logged" in run("verify", case).stderr
    path.unlink()
    assert "cannot be read" in run("verify", case).stderr


def test_more_than_the_list_says_is_damage(run: Run, case: Path) -> None:
    opened = Case.open(case)
    listing = plan(opened).listing
    assert run("retain", case, "--by", "Ana Roy").returncode == 0
    file = next(iter(listing.places))
    stored = EvidenceStore(case / "evidence").path(file)
    stored.write_bytes(stored.read_bytes()[:-1] + b"\0")
    assert run("verify", case).returncode == 1


@pytest.mark.parametrize(
    ("lines", "told"),
    [("", "says nothing of retention"), ("[retention]\nbystanders_days = -1", "bystanders_days")],
)
def test_without_a_rule_nothing_is_deleted(
    run: Run, analysed: Path, tmp_path: Path, lines: str, told: str
) -> None:
    copy = Path(shutil.copytree(analysed, tmp_path / "case"))
    with (copy / "case.toml").open("a") as file:
        file.write(f"\n{lines}\n")
    done = run("retain", copy, "--by", "Ana Roy")
    assert done.returncode == 1
    assert told in done.stderr


class Stop(Exception):
    """The end of a process, at a step."""


def test_ended_at_any_step_it_is_brought_to_the_same_end(case: Path, tmp_path: Path) -> None:
    steps: list[str] = []
    whole = Path(shutil.copytree(case, tmp_path / "whole"))
    opened = Case.open(whole)
    with opened.writing():
        retain(opened, plan(opened).listing, on_step=steps.append, **BY)
    wanted = {f.relative_to(whole): file_sha256(f) for f in (whole / "tables").rglob("*.parquet")}
    chosen = [*steps[::6], *steps[-3:]]  # a file, tables, and each step after them
    for n, step in enumerate(chosen):
        copy = Path(shutil.copytree(case, tmp_path / f"step-{n}"))
        opened = Case.open(copy)

        def stop(name: str, step: str = step) -> None:
            if name == step:
                raise Stop

        with pytest.raises(Stop), opened.writing():
            retain(opened, plan(opened).listing, on_step=stop, **BY)
        assert not erasures(opened)[-1].is_done
        with opened.writing():
            done = resume(opened, who="bo", command="undertow retain")
        assert done is not None
        assert done.by == "Ana Roy"
        found = {f.relative_to(copy): file_sha256(f) for f in (copy / "tables").rglob("*.parquet")}
        assert found == wanted, step
        assert verify_case(Case.open(copy)).ok, step
        shutil.rmtree(copy)


def test_killed_on_the_way_it_goes_on(run: Run, case: Path) -> None:
    process = subprocess.Popen(
        [str(COMMAND), "retain", str(case), "--by", "Ana Roy"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    log = case / "evidence" / "custody.jsonl"
    deadline = time.monotonic() + 120
    while b"retention_begun" not in log.read_bytes() and time.monotonic() < deadline:
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert not erasures(Case.open(case))[-1].is_done
    interrupted = run("verify", case)
    assert "a deletion under retention was interrupted" in interrupted.stderr
    assert run("analyze", case).returncode == 1
    assert run("retain", case, "--by", "Bo Lin").returncode == 0
    verified = run("verify", case)
    assert verified.returncode == 0, verified.stderr
    assert "by Ana Roy" in verified.stdout
