"""Journeys through the ``undertow`` command, in this process and as it is installed."""

from __future__ import annotations

import csv
import email
import email.policy
import hashlib
import io
import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from stix2validator import ValidationOptions, validate_string
from tsa import authority

from undertow.case import Case
from undertow.cli.assess import assess
from undertow.cli.notify import notify
from undertow.cli.release import release
from undertow.cli.review import review
from undertow.pseudonyms import KEY_FILE
from undertow.schema import TABLES, Claims, Evidence, Observations

COMMANDS = (
    "demo", "init", "register", "amend", "collect youtube", "collect bluesky", "collect mastodon",
    "collect reddit", "ingest", "formats", "formats new", "formats show", "formats try", "analyze",
    "accounts", "campaigns", "explanations", "templates", "coverage", "quarantine", "threats",
    "knowledge list", "attribution",
    "review accept", "unmask", "report", "notify draft", "assess propose", "release propose",
    "decisions", "export", "timestamp", "retain", "verify", "synth", "evaluate",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example(undertow, command):
    done = undertow(*command.split(), "--help")
    assert done.returncode == 0
    assert f"undertow {command}" in re.sub(r"\s+", " ", done.stdout)
    assert "Example" in done.stdout


@pytest.mark.parametrize(
    ("name", "group"),
    [("notify", notify), ("assess", assess), ("release", release), ("review", review)],
)
def test_every_command_of_a_group_has_an_example(name, group):
    for command in group.registered_commands:
        assert f"Example: undertow {name} {command.name}" in " ".join(
            part for part in (command.callback.__doc__ or "").split()
        ).replace("UNDERTOW_SMTP_PASSWORD=... ", "")


def test_usage_error_is_2(undertow, installed):
    assert installed("ingest").returncode == 2
    assert undertow("nonsense").returncode == 2


def test_no_case_is_1_in_one_line(installed, tmp_path):
    done = installed("analyze", tmp_path / "none")
    assert done.returncode == 1
    assert "undertow init" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_products_need_an_analysis(undertow, tmp_path):
    undertow("init", tmp_path / "case", "--purpose", "p")
    for command in (("report",), ("notify", "draft"), ("export",)):
        arguments = (*command, tmp_path / "case", *(("stix",) if command == ("export",) else ()))
        done = undertow(*arguments)
        assert done.returncode == 1
        assert "undertow analyze" in done.stderr


def test_accounts_csv_has_the_contract_columns(undertow, analysed):
    done = undertow("accounts", analysed, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert set(rows[0]) >= {
        "account_uid", "platform", "native_id", "campaign_id", "community_id", "coordination_q",
        "coordination_strength", "inauthenticity", "verdict", "reasons",
    }  # fmt: skip
    assert {row["verdict"] for row in rows} <= {
        "none", "coordinated", "coordinated_explained", "coordinated_inauthentic",
    }  # fmt: skip
    as_json = json.loads(undertow("accounts", analysed, "--format", "json").stdout)
    assert len(as_json) == len(rows)


@pytest.mark.parametrize(
    "table",
    ["accounts", "campaigns", "explanations", "templates", "coverage", "quarantine", "threats"],
)
@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_tables_print(undertow, analysed, table, form):
    done = undertow(table, analysed, "--format", form)
    assert done.returncode == 0
    if form == "json":
        json.loads(done.stdout)


def test_attribution_is_shown_item_by_item(undertow, analysed):
    def rows(show):
        done = undertow("attribution", analysed, "--show", show, "--format", "json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    techniques = {row["technique_id"] for row in rows("techniques")}
    assert {"T0049", "T0084.001", "T0116.001", "T0150.001"} <= techniques
    links, indicators = rows("links"), rows("indicators")
    assert {row["operation_id"] for row in links} == {row["operation_id"] for row in indicators}
    for link in links:  # nothing was imported, so no way of working makes it more than likely
        assert "no_account_published" in link["ceiling_reasons"]
        own = [row for row in indicators if row["operation_id"] == link["operation_id"]]
        assert (
            sum(row["state"] == "shown" and not row["is_context"] for row in own)
            == (link["n_shown"])
        )
    hypotheses = {row["hypothesis"]: row["rank"] for row in rows("hypotheses")}
    assert hypotheses["known-operation"] < hypotheses["grassroots"]
    assert {row["hypothesis"] for row in rows("matrix")} == {*hypotheses}
    done = undertow("attribution", analysed)
    assert "a machine names no actor" in re.sub(r"\s+", " ", done.stdout)
    missing = undertow("attribution", analysed, "--campaign", "c-none")
    assert missing.returncode == 1
    assert "no campaign c-none" in missing.stderr


def test_everything_verifies_and_claims_rest_on_raw_bytes(undertow, analysed):
    done = undertow("verify", analysed)
    assert done.returncode == 0, done.stderr
    case = Case.open(analysed)
    claims = case.read(Claims).arrow
    evidence = case.read(Evidence).arrow
    counted = Counter(evidence.column("claim_id").to_pylist())
    assert claims.num_rows > 0
    assert all(row["n_evidence"] == counted[row["claim_id"]] > 0 for row in claims.to_pylist())
    known = set(case.read(Observations).arrow.column("raw_sha256").to_pylist())
    assert set(evidence.column("raw_sha256").to_pylist()) <= known


@pytest.mark.parametrize("place", ["evidence", "table", "product", "custody"])
def test_one_flipped_byte_fails(undertow, analysed, tmp_path, place):
    case = tmp_path / "case"
    shutil.copytree(analysed, case)
    files = {
        "evidence": max((case / "evidence").rglob("*.zst"), key=lambda f: f.stat().st_size),
        "table": case / "tables" / "edges" / "part-0.parquet",
        "product": case / "out" / "report" / "report.fr.html",
        "custody": case / "evidence" / "custody.jsonl",
    }
    raw = bytearray(files[place].read_bytes())
    raw[len(raw) // 2] ^= 0x20
    files[place].write_bytes(raw)
    done = undertow("verify", case)
    assert done.returncode == 1
    assert "PROBLEM" in done.stderr
    if place in ("evidence", "table"):
        assert re.search(r"FALLS +claim k-", done.stderr)


def test_a_bundle_is_verified_where_the_case_is_not(undertow, analysed, tmp_path):
    claim = Case.open(analysed).read(Claims).arrow.to_pylist()[0]
    case = Path(shutil.copytree(analysed, tmp_path / "case"))
    done = undertow("export", case, "evidence", "--claim", claim["claim_id"])
    assert done.returncode == 0, done.stderr
    head = re.search(r"Last hash of its custody log: ([0-9a-f]{64})", done.stdout)[1]
    assert undertow("verify", case).returncode == 0
    name = f"evidence-{claim['claim_id']}"
    away = Path(shutil.move(case / "out/export" / f"{name}.zip", tmp_path / "away.zip"))
    shutil.unpack_archive(away, tmp_path / "unpacked")
    folder = tmp_path / "unpacked" / name
    assert json.loads((folder / "custody.jsonl").read_bytes().splitlines()[-1])["hash"] == head
    shutil.rmtree(case)
    for path in (away, folder):
        done = undertow("verify", path)
        assert done.returncode == 0, done.stderr
        assert "not externally time-stamped" in done.stdout
    record = next(folder.glob("records/*.raw"))
    record.write_bytes(record.read_bytes()[:-1] + b"!")
    done = undertow("verify", folder)
    assert done.returncode == 1
    assert f"FALLS    claim {claim['claim_id']} ({claim['kind']})" in done.stderr


def test_all_claims_of_a_campaign_are_bundled(undertow, analysed, tmp_path):
    case = Path(shutil.copytree(analysed, tmp_path / "case"))
    claims = Case.open(case).read(Claims).arrow.to_pylist()
    campaign = claims[0]["campaign_id"]
    out = tmp_path / "bundles"
    done = undertow("export", case, "evidence", "--campaign", campaign, "--out", out)
    assert done.returncode == 0, done.stderr
    [archive] = out.glob("*.zip")
    report = json.loads(undertow("verify", archive, "--json").stdout)
    n_claims = {check["name"]: check["n_checked"] for check in report["checks"]}["claims"]
    assert report["ok"]
    assert n_claims == sum(claim["campaign_id"] == campaign for claim in claims)


def test_what_cannot_be_bundled_is_said_in_one_line(undertow, analysed, tmp_path):
    for arguments in ((), ("--claim", "k-none"), ("--campaign", "none")):
        done = undertow("export", analysed, "evidence", *arguments, "--out", tmp_path / "out")
        assert done.returncode == 1
        assert len(done.stderr.strip().splitlines()) == 1
    assert undertow("verify", tmp_path / "none").returncode == 1
    assert undertow("verify", analysed).returncode == 0


def test_the_custody_log_is_time_stamped_without_a_network(undertow, analysed, tmp_path):
    case = Path(shutil.copytree(analysed, tmp_path / "case"))
    tsa, query = authority(tmp_path / "tsa"), tmp_path / "head.tsq"
    done = undertow("timestamp", case, "--request", query)
    assert done.returncode == 0, done.stderr
    assert "curl" in done.stdout
    answer = tsa.stamp(query)
    done = undertow("timestamp", case, "--response", answer, "--tsa-cert", tsa.chain)
    assert done.returncode == 0, done.stderr
    done = undertow("verify", case)
    assert done.returncode == 0, done.stderr
    assert "its signature holds" in done.stdout
    undertow("report", case)
    assert "last time-stamped it on" in (case / "out/report/report.en.html").read_text()
    assert "horodaté pour la dernière fois" in (case / "out/report/report.fr.html").read_text()
    other = tsa.stamp(query, digest="ab" * 32)
    done = undertow("timestamp", case, "--response", other)
    assert done.returncode == 1
    assert "is no entry of this case's custody log" in done.stderr
    assert undertow("timestamp", case).returncode == 2


def test_a_changed_purpose_is_found_until_it_is_on_record(undertow, tmp_path):
    case = tmp_path / "case"
    undertow("init", case, "--purpose", "first", "--owner", "Ana")
    config = case / "case.toml"
    config.write_text(config.read_text().replace("first", "second"))
    done = undertow("verify", case)
    assert done.returncode == 1
    assert "the purpose is not the one in the custody log ('first')" in done.stderr
    assert undertow("amend", case, "--reason", "the mandate changed").returncode == 0
    assert undertow("verify", case).returncode == 0


def test_drafts_edited_or_put_in_are_found_whatever_is_written_next(undertow, analysed, tmp_path):
    case = Path(shutil.copytree(analysed, tmp_path / "case"))
    draft = next((case / "out/drafts").glob("*.eml"))
    draft.write_text(draft.read_text() + "edited")
    shutil.copy(draft, draft.with_name("foreign.eml"))
    assert undertow("report", case).returncode == 0
    done = undertow("verify", case)
    assert done.returncode == 1
    assert f"{draft.name}: is not what was written" in done.stderr
    assert "foreign.eml: was not made from the present claims, or not by undertow" in done.stderr
    (case / "out/manifest.json").unlink()
    done = undertow("verify", case)
    assert "the manifest of products is missing" in done.stderr


class _Addresses(HTMLParser):
    """Collects whatever a browser might fetch, and the claims and numbers of a report."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.claims: list[str] = []

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        for name in ("src", "href", "action", "data", "poster", "srcset", "xlink:href"):
            value = found.get(name)
            if value and not value.startswith(("#", "data:")):
                self.fetched.append(value)
        assert not any(name.startswith("on") for name in found)
        assert tag != "script"
        if found.get("data-claim"):
            self.claims.append(found["data-claim"])


def test_reports_fetch_nothing_and_say_the_same(analysed):
    told = {}
    for language in ("en", "fr"):
        text = (analysed / "out" / "report" / f"report.{language}.html").read_text()
        page = _Addresses()
        page.feed(text)
        assert page.fetched == []
        assert f'lang="{language}"' in text
        assert "<svg" in text
        assert "@import" not in text
        assert "url(http" not in text
        told[language] = set(re.findall(r"\bk-[0-9a-f]{10}\b", text))
    claims = set(Case.open(analysed).read(Claims).arrow.column("claim_id").to_pylist())
    assert told["en"] == told["fr"] == claims


def test_drafts_are_one_per_target_without_link_or_quote(analysed, scenario):
    drafts = sorted((analysed / "out" / "drafts").glob("*.eml"))
    case = Case.open(analysed)
    targets = {
        row["subject"] for row in case.read(Claims).arrow.to_pylist() if row["kind"] == "target"
    }
    assert len(drafts) == len(targets)
    quotes = [
        json.loads(row["facts"])["quote"]
        for row in case.read(Claims).arrow.to_pylist()
        if row["kind"] == "narrative"
    ]
    with (scenario / "register.csv").open() as handle:
        names = {row["target_id"]: row["name"] for row in csv.DictReader(handle)}
    for draft in drafts:
        message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
        text = message.get_body(("plain",)).get_content()
        assert not re.search(r"https?://|www\.", text)
        assert not any(quote[:40] in text for quote in quotes)
        own = [name for name in names.values() if name in f"{text} {message['to']}"]
        assert len(own) <= 1
        assert message["X-Unsent"] == "1"


def test_stix_bundle_is_valid(analysed):
    bundle = next((analysed / "out").rglob("bundle.json")).read_text()
    result = validate_string(bundle, ValidationOptions(version="2.1"))
    assert result.is_valid, result.errors


def test_second_analysis_runs_nothing(undertow, analysed, tmp_path):
    case = tmp_path / "case"
    shutil.copytree(analysed, case)
    done = undertow("analyze", case)
    assert done.stdout.startswith("0 stages run")


def test_bad_file_is_quarantined_and_counted(undertow, tmp_path):
    good = '{{"platform":"x","id":"{}","created_at":"2023-09-02T10:00:00Z","text":"hi"}}\n'
    with (tmp_path / "mixed.ndjson").open("wb") as handle:
        handle.write("".join(good.format(i) for i in range(100)).encode())
        handle.write(b'{"platform":"x","id":"t1","created_at":"2023-09-\n')
        handle.write(b'{"platform":"x","id":7,"created_at":"2023-09-02T10:00:00Z"}\n')
        handle.write(
            b'{"platform":"x","id":"u","created_at":"2023-09-02T10:00:00Z","text":"\xff"}\n'
        )
        handle.write(b"<html><body>Log in</body></html>\n")
        handle.write(b'{"platform":"x","id":"big","created_at":"2023-09-02T10:00:00Z","text":"')
        for _ in range(200):
            handle.write(b"x" * 1_000_000)
        handle.write(b'"}\n')
        handle.write("".join(good.format(i) for i in range(100, 200)).encode())
    (tmp_path / "empty.ndjson").write_bytes(b"")
    (tmp_path / "page.json").write_text("<!doctype html><html><body>Log in</body></html>")
    case = tmp_path / "case"
    undertow("init", case, "--purpose", "p")
    done = undertow("ingest", case, tmp_path / "mixed.ndjson")
    assert done.returncode == 0, done.stderr
    assert "205 records = 200 accepted + 0 duplicate + 0 ignored + 5 quarantined" in done.stdout
    for name in ("empty.ndjson", "page.json"):
        done = undertow("ingest", case, tmp_path / name)
        assert done.returncode == 1
        assert name in done.stderr
        assert "Traceback" not in done.stderr
    rows = json.loads(undertow("quarantine", case, "--format", "json").stdout)
    assert Counter(row["reason_code"] for row in rows)["line_too_long"] == 1
    assert all(row["message"] for row in rows)


def test_the_same_records_in_any_order_give_the_same_bytes_everywhere(
    undertow, installed, analysed, scenario, tmp_path
):
    case = tmp_path / "again"
    captures = []
    for file in sorted((scenario / "captures").iterdir(), reverse=True):
        lines = file.read_bytes().splitlines(keepends=True)
        random.Random(7).shuffle(lines)
        captures.append(tmp_path / file.name)
        captures[-1].write_bytes(b"".join(lines))
    given = ("--register", scenario / "register.csv", "--pseudonym-key", analysed / KEY_FILE)
    undertow("init", case, "--purpose", "test", *given)
    elsewhere = {"PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai", "LC_ALL": "C"}
    pages = ("report", case, "--format", "html")
    for command in (("ingest", case, *captures), ("analyze", case), pages):
        done = installed(*command, **elsewhere)
        assert done.returncode == 0, done.stderr
    first, second = Case.open(analysed), Case.open(case)
    of_files = {"records", "observations", "coverage", "quarantine", "provenance"}
    for name, spec in TABLES.items():
        if name not in of_files:
            assert first.table_sha256(spec) == second.table_sha256(spec), name
    # Nothing was compared of media, profiles seen twice, times that contradict an id, meanings that
    # groups share, another case as the reference, copies, what was published, and adverts only.
    bare = {"profile_changes", "coverage_warnings", "claim_links", "named_reference"}
    bare |= {"calibration_runs", "known_observables", "knowledge_matches", "member_explanations"}
    bare |= {name for name in TABLES if name.startswith("media")}
    assert {name for name, spec in TABLES.items() if second.n_rows(spec) == 0} - of_files <= bare
    for language in ("en", "fr"):
        name = Path("out") / "report" / f"report.{language}.html"
        assert _sha256(analysed / name) == _sha256(case / name)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.mark.parametrize("by", ["file", "platform", "target", "thread", "field", "warning"])
def test_coverage_is_shown_by_everything_it_is_about(
    undertow: Callable[..., Any], analysed: Path, by: str
) -> None:
    shown = undertow("coverage", analysed, "--by", by)
    assert shown.returncode == 0, shown.stderr
    rows = list(
        csv.DictReader(
            undertow("coverage", analysed, "--by", by, "--format", "csv").stdout.splitlines()
        )
    )
    assert bool(rows) == (by != "warning")


def test_a_shifted_clock_is_shown_to_the_second(
    undertow: Callable[..., Any], tmp_path: Path
) -> None:
    file = tmp_path / "shifted.ndjson"
    post = {"platform": "x", "id": "1212092628029698048", "created_at": "2019-12-31T15:26:16Z"}
    file.write_text(json.dumps(post) + "\n")
    undertow("init", tmp_path / "case", "--purpose", "test")
    assert undertow("ingest", tmp_path / "case", file).returncode == 0
    shown = undertow("coverage", tmp_path / "case", "--by", "warning").stdout
    assert "15:26:16" in shown
    assert "19:26:16" in shown
    told = undertow("coverage", tmp_path / "case").stdout
    assert "1 record contradicts the time in its id" in told
