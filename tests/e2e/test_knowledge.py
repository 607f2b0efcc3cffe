"""What was published of known operations is looked for in a case."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
START = datetime(2023, 8, 1, tzinfo=UTC)
HEADLINE = "The rising cost of nothing in the town of Nowhere, a report"
PUBLISHED = (
    "Tactic ,Technique,Procedure,Indicator,Notes\n"
    "0,0.9,0.9.4 Acquiring X / Twitter accounts,hxxps://twitter[.]com/Handle3,=cmd()\n"
    "0,0.6,0.6.2 Acquiring domains,evil[.]example,\n"
    f'6,6.1,6.1.3 Posting original content on blogs,"{HEADLINE}",\n'
    "1,1.5,1.5.1 Impersonating news website,paper[.]example,\n"
)


@pytest.fixture(scope="module")
def case(undertow: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Take ten accounts and an import through the commands."""
    folder = tmp_path_factory.mktemp("known")
    lines = []
    for i in range(40):
        words = f"{HEADLINE.upper()} and more" if i == 7 else f"their own words, number {i} of all"
        url = {8: "https://news.evil.example/a", 9: "https://paper.example/b"}.get(i)
        lines.append(
            {
                "platform": "x",
                "id": str(i),
                "author_id": str(i % 10),
                "author_handle": f"handle{i % 10}",
                "text": words,
                "urls": [url] if url else [],
                "created_at": (START + timedelta(hours=5 * i)).isoformat(),
            }
        )
    capture, published = folder / "c.ndjson", folder / "net.csv"
    capture.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    published.write_text(PUBLISHED, encoding="utf-8")
    made = folder / "case"
    for arguments in (
        ("init", made, "--purpose", "test"),
        ("ingest", made, capture, "--format", "canonical"),
        ("knowledge", "import", made, published, "--operation", "spamouflage"),
        ("analyze", made),
    ):
        done = undertow(*arguments)
        assert done.returncode == 0, done.stderr
    return made


def test_matches_are_told_and_victims_are_not(undertow: Run, case: Path) -> None:
    done = undertow("knowledge", "matches", case, "--format", "json")
    found = {(row["kind"], row["value"]): row for row in json.loads(done.stdout)}
    assert set(found) == {
        ("account", "handle3"),
        ("domain", "evil[.]example"),
        ("text", "the rising cost of nothing in the town of nowhere a report"),
    }
    assert all(row["n_in_campaigns"] == 0 for row in found.values())
    assert found["account", "handle3"]["n_posts"] == 0
    assert found["domain", "evil[.]example"]["n_posts"] == 1
    shown = undertow("knowledge", "matches", case)
    assert "evil[.]example" in shown.stdout
    assert "evil.example" not in shown.stdout


def test_a_match_accuses_nobody(undertow: Run, case: Path) -> None:
    done = undertow("accounts", case, "--format", "json")
    assert {row["verdict"] for row in json.loads(done.stdout)} == {"none"}


def test_a_later_import_is_told(undertow: Run, case: Path, tmp_path: Path) -> None:
    copy = tmp_path / "case"
    shutil.copytree(case, copy)
    more = tmp_path / "more.csv"
    more.write_text(PUBLISHED.replace("evil", "other"), encoding="utf-8")
    done = undertow("knowledge", "import", copy, more, "--operation", "spamouflage")
    assert done.returncode == 0, done.stderr
    done = undertow("knowledge", "matches", copy)
    assert done.returncode == 1
    assert "undertow analyze" in done.stderr
    assert undertow("attribution", copy).stderr == done.stderr


def test_operations_are_listed_with_what_was_published(undertow: Run, case: Path) -> None:
    rows = json.loads(undertow("knowledge", "list", case, "--format", "json").stdout)
    published = {row["id"]: row["n_observables"] for row in rows}
    assert published["spamouflage"] == 3
    assert sum(published.values()) == 3
    alone = undertow("knowledge", "list")
    assert alone.returncode == 0
    assert "spamouflage" in alone.stdout


def test_what_was_imported_is_evidence(undertow: Run, case: Path) -> None:
    assert undertow("verify", case).returncode == 0
    stored = sorted((case / "evidence").glob("??/*.zst"), key=lambda file: file.stat().st_size)
    sizes = {file: file.read_bytes() for file in stored}
    for file, content in sizes.items():
        file.write_bytes(content[:20] + bytes([content[20] ^ 1]) + content[21:])
        done = undertow("verify", case)
        file.write_bytes(content)
        assert done.returncode == 1
        assert file.stem in done.stdout + done.stderr


def test_one_bad_file_keeps_no_other_out_and_what_came_in_can_go(
    undertow: Run, case: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "case"
    shutil.copytree(case, copy)
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_text("a,b\n1,2\n", encoding="utf-8")
    good.write_text(PUBLISHED.replace("evil", "other"), encoding="utf-8")
    done = undertow("knowledge", "import", copy, bad, good, "--operation", "spamouflage")
    assert done.returncode == 1
    assert "good.csv: 4 entries" in done.stdout
    assert "1 of 2 files were not imported" in done.stderr
    assert "bad.csv" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1

    def published() -> int:
        listed = json.loads(undertow("knowledge", "list", copy, "--format", "json").stdout)
        return sum(row["n_observables"] for row in listed)

    assert published() == 6
    reason = ("--why", "retracted", "--by", "Ana Roy")
    done = undertow("knowledge", "remove", copy, "good.csv", *reason)
    assert done.returncode == 0, done.stderr
    assert published() == 3
    assert undertow("verify", copy).returncode == 0
    assert undertow("knowledge", "remove", copy, "good.csv", *reason).returncode == 1


def test_errors_help(undertow: Run, case: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    for arguments, told in (
        (("import", case, other, "--operation", "spamouflage"), "none of the known formats"),
        (("import", case, other, "--operation", "nobody"), "knowledge list"),
        (("add", case, other), "is no TOML"),
    ):
        done = undertow("knowledge", *arguments)
        assert done.returncode == 1
        assert told in done.stderr
        assert "Traceback" not in done.stderr
