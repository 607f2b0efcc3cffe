"""The whole analysis of the small scenario: what it finds, and what must not change it."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from math import inf
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from undertow import schema as s
from undertow.accounts.explanations import EXPLANATIONS
from undertow.analysis import analyze
from undertow.case import Case, write_parquet
from undertow.engine import DuckDBEngine
from undertow.evaluate import compare_with_truth
from undertow.ingest import ingest
from undertow.review import verify_case
from undertow.stages import STAGES
from undertow.synth import CAMPAIGN, ScenarioTruth, load_truth

Run = Callable[..., subprocess.CompletedProcess[str]]
Row = dict[str, Any]
HARD_NEGATIVES = ["activists", "diaspora_protest", "fan_raid", "petition", "syndication"]


@dataclass(frozen=True)
class Analysed:
    """The scenario, its case, and its tables as rows."""

    truth: ScenarioTruth
    case: Case

    def rows(self, spec: type[s.TableSpec]) -> list[Row]:
        return self.case.read(spec).arrow.to_pylist()

    def claims(self, kind: str) -> list[Row]:
        rows = [row for row in self.rows(s.Claims) if row["kind"] == kind]
        return [row | {"facts": json.loads(row["facts"])} for row in rows]


@pytest.fixture(scope="module")
def demo(undertow: Run, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Run the demonstration; return its folder and what it printed."""
    folder = tmp_path_factory.mktemp("mini") / "demo"
    done = undertow("demo", "--scenario", "mini", "--out", folder)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


@pytest.fixture(scope="module")
def mini(demo: tuple[Path, str]) -> Analysed:
    folder, _ = demo
    return Analysed(load_truth(folder / "scenario"), Case.open(folder / "case"))


def test_demo_finds_what_was_planted(undertow: Run, demo: tuple[Path, str]) -> None:
    folder, printed = demo
    assert "false campaigns: 0" in printed
    assert "report.en.html" in printed
    again = undertow("demo", "--scenario", "mini", "--out", folder)
    assert again.returncode == 1
    assert "--force" in again.stderr


def hashes(case: Case, specs: Iterable[type[s.TableSpec]]) -> dict[str, str]:
    return {spec.name: case.table_sha256(spec) for spec in specs}


def test_network_is_found_and_nobody_else_is_called_inauthentic(mini: Analysed) -> None:
    found = [
        row["account_uid"]
        for row in mini.rows(s.AccountFindings)
        if row["verdict"] == "coordinated_inauthentic"
    ]
    hits = len(mini.truth.network.intersection(found))
    assert hits >= 0.95 * len(found)
    assert hits >= 0.45 * len(mini.truth.network)


def test_no_campaign_is_false(mini: Analysed) -> None:
    members = defaultdict(list)
    for row in mini.rows(s.CampaignMembers):
        members[row["campaign_id"]].append(row["account_uid"] in mini.truth.network)
    assert members
    assert all(2 * sum(own) > len(own) for own in members.values())
    assert set(members) == {row["campaign_id"] for row in mini.rows(s.Campaigns)}


def test_comparison_with_the_truth_says_the_same(mini: Analysed) -> None:
    accounts, targets, campaigns, *_, last = compare_with_truth(mini.case, mini.truth)
    found = verdicts_of(mini, "network")["coordinated_inauthentic"]
    assert f"accounts found / planted: {found} / 60 (precision 1.000" in accounts
    assert targets.endswith("/ 20 (0 spurious)")
    assert campaigns.endswith("false campaigns: 0")
    assert last.startswith("syndication: ")


def test_planted_targets_are_found_and_none_is_spurious(mini: Analysed) -> None:
    found = {row["target_id"] for row in mini.rows(s.CampaignTargets)}
    planted = set(mini.truth.target_ids)
    assert found <= planted
    assert len(found) >= 0.9 * len(planted)


@pytest.mark.parametrize("group", HARD_NEGATIVES)
def test_crowd_of_genuine_people_is_not_called_inauthentic(mini: Analysed, group: str) -> None:
    verdicts = verdicts_of(mini, group)
    assert verdicts["none"] > 0
    assert verdicts["coordinated_inauthentic"] == 0


def test_syndication_is_explained(mini: Analysed) -> None:
    assert verdicts_of(mini, "syndication")["coordinated_explained"] >= 5


def test_network_is_not_explained_away(mini: Analysed) -> None:
    assert verdicts_of(mini, "network")["coordinated_explained"] == 0


def verdicts_of(mini: Analysed, group: str) -> Counter[str]:
    labels = mini.truth.accounts
    rows = mini.rows(s.AccountFindings)
    return Counter(row["verdict"] for row in rows if labels[row["account_uid"]].group == group)


def test_every_community_has_every_explanation(mini: Analysed) -> None:
    communities = {row["community_id"] for row in mini.rows(s.Communities)}
    rows = mini.rows(s.Explanations)
    names = {explanation.name for explanation in EXPLANATIONS}
    assert {(r["community_id"], r["explanation"]) for r in rows} == {
        (community, name) for community in communities for name in names
    }
    assert any(not row["holds"] for row in rows)


def test_crowds_would_be_explained_if_they_were_found(mini: Analysed) -> None:
    """Each true group stands for a community: no crowd is accused, and the network is not covered.

    Signs are those that the groups really show, and pairs are left out: what is weighed is what
    each group shares.
    """
    case, plain = mini.case, {"basis": "pair", "role": "core", "component_sha256": ""}
    plain |= {"strength": 1.0, "stability": 1.0, "n_partners": 1}
    rows = [
        plain | {"community_id": label.group, "account_uid": account}
        for account, label in mini.truth.accounts.items()
        if label.group in (*HARD_NEGATIVES, CAMPAIGN)
    ]
    schema = s.Communities.arrow_schema()
    groups = s.Table.checked(s.Communities, pa.Table.from_pylist(rows, schema=schema))
    stages = {stage.name: stage for stage in STAGES}
    known: dict[type[s.TableSpec], Any] = {s.Communities: groups, s.Edges: s.Table.empty(s.Edges)}
    with DuckDBEngine() as engine:
        for name in ("account_signals", "explanations"):
            stage = stages[name]
            tables = [known[spec] if spec in known else case.read(spec) for spec in stage.inputs]
            made = stage.function(*tables, case.settings.accounts, engine=engine, rng_seed=0)
            made = made if isinstance(made, tuple) else (made,)
            known |= dict(zip(stage.outputs, made, strict=True))
    held = defaultdict(set)
    least = defaultdict(lambda: inf)
    for row in known[s.Explanations].arrow.to_pylist():
        least[row["community_id"]] = min(least[row["community_id"]], row["margin"])
        if row["holds"]:
            held[row["community_id"]].add(row["explanation"])
    assert held["activists"] == {"declared_activism"}
    assert "petition_template" in held["petition"]
    assert "syndication" in held["syndication"]
    assert not held[CAMPAIGN]
    # Without its pairs, the reading of the network is still ahead of every other.
    assert least[CAMPAIGN] > 0
    assert all(least[group] < 0 for group in HARD_NEGATIVES)


def test_every_claim_rests_on_records_that_were_observed(mini: Analysed) -> None:
    evidence = defaultdict(list)
    for row in mini.rows(s.Evidence):
        evidence[row["claim_id"]].append(row)
    posts = {row["post_uid"]: row["raw_sha256"] for row in mini.rows(s.Posts)}
    accounts = {row["account_uid"]: row["raw_sha256"] for row in mini.rows(s.Accounts)}
    observed = {row["raw_sha256"] for row in mini.rows(s.Observations)}
    claims = mini.rows(s.Claims)
    assert set(evidence) == {claim["claim_id"] for claim in claims}
    for claim in claims:
        own = evidence[claim["claim_id"]]
        assert len(own) == claim["n_evidence"] >= 1
        # What is known of an operation is shown by accounts and by posts.
        kinds = {"accounts": [accounts], "operation": [posts, accounts]}.get(claim["kind"], [posts])
        for row in own:
            assert row["raw_sha256"] in [records.get(row["record_uid"]) for records in kinds]
            assert row["raw_sha256"] in observed


def by_id(rows: list[Row], key: str = "campaign_id") -> dict[str, Row]:
    return {row[key]: row for row in rows}


def test_claims_about_the_campaign_agree_with_the_tables(mini: Analysed) -> None:
    campaigns = by_id(mini.rows(s.Campaigns))
    posts = defaultdict(list)
    for row in mini.rows(s.CampaignPosts):
        posts[row["campaign_id"]].append(row)
    activity = mini.claims("activity")
    assert {claim["campaign_id"] for claim in activity} == set(campaigns)
    for claim in activity:
        campaign, facts = campaigns[claim["campaign_id"]], claim["facts"]
        own = posts[claim["campaign_id"]]
        assert facts["n_posts"] == campaign["n_posts"] == len(own) == claim["n_evidence"]
        assert facts["n_accounts"] == campaign["n_accounts"]
        assert facts["n_platforms"] == len({row["platform"] for row in own})
        assert moment(facts["start"]) == min(row["at"] for row in own)
        assert moment(facts["end"]) == max(row["at"] for row in own)
    for kind, fact, column in (
        ("platforms", "by_platform", "platform"),
        ("languages", "by_language", "language"),
    ):
        for claim in mini.claims(kind):
            counted = Counter(row[column] or "und" for row in posts[claim["campaign_id"]])
            assert {row[0]: row[1] for row in claim["facts"][fact]} == counted


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


def test_claims_about_accounts_and_strength_agree_with_the_tables(mini: Analysed) -> None:
    campaigns = by_id(mini.rows(s.Campaigns))
    findings = defaultdict(list)
    for row in mini.rows(s.AccountFindings):
        findings[row["campaign_id"]].append(row)
    for claim in mini.claims("accounts"):
        own, campaign = findings[claim["campaign_id"]], campaigns[claim["campaign_id"]]
        counted = Counter(row["verdict"] for row in own)
        by_verdict = claim["facts"]["by_verdict"]
        assert by_verdict == {name: counted[name] for name in by_verdict}
        assert campaign["n_inauthentic"] == by_verdict["coordinated_inauthentic"]
        assert len(own) == campaign["n_accounts"] == claim["n_evidence"]
        assert claim["likelihood"] is not None
        assert claim["confidence"] in ("low", "moderate")
    for claim in mini.claims("strength"):
        campaign = campaigns[claim["campaign_id"]]
        assert claim["facts"]["q_value"] == campaign["q_value"] <= claim["facts"]["q_level"]
        assert claim["facts"]["strength"] == campaign["strength"]
        assert claim["facts"]["layers"]


def test_claims_about_targets_narratives_and_waves_agree_with_the_tables(
    mini: Analysed,
) -> None:
    targets = {(row["campaign_id"], row["target_id"]): row for row in mini.rows(s.CampaignTargets)}
    each = mini.claims("target")
    assert {(claim["campaign_id"], claim["subject"]) for claim in each} == set(targets)
    for claim in each:
        row = targets[claim["campaign_id"], claim["subject"]]
        assert claim["facts"]["n_posts"] == row["n_posts"] == claim["n_evidence"]
        assert claim["facts"]["n_accounts"] == row["n_accounts"]
        assert claim["facts"]["n_expected"] == row["n_expected"]
    for claim in mini.claims("targets"):
        own = [key for key in targets if key[0] == claim["campaign_id"]]
        assert claim["facts"]["n_targets"] == len(own)
        assert claim["facts"]["n_register"] == len(mini.rows(s.Targets))
        for fact in ("by_party", "by_province"):
            assert sum(row[1] for row in claim["facts"][fact]) == len(own)
            assert sum(row[2] for row in claim["facts"][fact]) == claim["facts"]["n_register"]
    narratives = by_id(mini.rows(s.Narratives), "narrative_id")
    told = mini.claims("narrative")
    assert {claim["subject"] for claim in told} == set(narratives)
    for claim in told:
        row = narratives[claim["subject"]]
        assert claim["facts"]["n_posts"] == row["n_posts"] == claim["n_evidence"]
        assert claim["facts"]["quote"] == row["quote"]
    waves = [row for row in mini.rows(s.Waves) if "/" not in row["series"]]
    claimed = mini.claims("waves")
    assert len(claimed) == len(waves) > 0
    assert Counter(claim["facts"]["n"] for claim in claimed) == Counter(w["n"] for w in waves)
    for claim in claimed:
        assert claim["facts"]["n"] == claim["n_evidence"]


def rewrite(captures: Iterable[Path], folder: Path, change: Callable[[Row], Row]) -> list[Path]:
    """Write captures again with every record changed."""
    folder.mkdir()
    written = []
    for capture in captures:
        records = (json.loads(line) for line in capture.read_bytes().splitlines())
        lines = [json.dumps(change(record), ensure_ascii=False) + "\n" for record in records]
        written.append(folder / capture.name)
        written[-1].write_text("".join(lines), encoding="utf-8")
    return written


def other_signs(case: Case) -> list[Row]:
    """Return the signs but the two that ask whether handles or profile texts are alike."""
    rows = case.read(s.AccountSignals).arrow.to_pylist()
    return [row for row in rows if row["signal"] not in ("handle_template", "reused_profile")]


def told_elsewhere(record: Row) -> Row:
    """Return the record with its times told by the clock of a zone that its author's id decides."""
    hours = int(hashlib.sha256(str(record["author_id"]).encode()).hexdigest(), 16) % 24 - 11
    zone = timezone(timedelta(hours=hours))
    times = {
        name: datetime.fromisoformat(record[name]).astimezone(zone).isoformat()
        for name in ("created_at", "author_created_at")
        if record.get(name)
    }
    return record | times


def test_language_names_and_zones_change_nothing(
    scenario: Path, analysed: Path, tmp_path: Path
) -> None:
    """Everybody gets the language, name, handle, profile text and time zone of somebody else.

    Officials of the register keep theirs: their handles say whom a post addresses.
    """
    truth, plain = load_truth(scenario), Case.open(analysed)
    officials = {uid for uid, label in truth.accounts.items() if label.role == "official"}
    labels: dict[str, dict[str, Row]] = defaultdict(dict)
    names = ("author_handle", "author_name", "author_description", "lang")
    for capture in truth.captures:
        for line in capture.read_bytes().splitlines():
            record = json.loads(line)
            if f"{record['platform']}:{record['author_id']}" not in officials:
                label = {name: record[name] for name in names if name in record}
                labels[record["platform"]].setdefault(record["author_id"], label)
    swapped = {}
    for platform, own in labels.items():
        others = list(own.values())
        random.Random(5).shuffle(others)
        swapped |= {(platform, author): other for author, other in zip(own, others, strict=True)}

    def change(record: Row) -> Row:
        record = told_elsewhere(record)
        other = swapped.get((record["platform"], record["author_id"]))
        if other is None:
            return record
        return {name: value for name, value in record.items() if name not in names} | other

    captures = rewrite(truth.captures, tmp_path / "swapped", change)
    case = Case.create(tmp_path / "case", purpose="a test", register=truth.register)
    ingest(case, captures, who="test", command="test", format_id="canonical")
    analyze(case, who="test", command="test")
    judged = (
        s.Actions,
        s.CoordinationTests,
        s.Edges,
        s.AccountTests,
        s.Communities,
        s.AccountFindings,
        s.CampaignMembers,
        s.Waves,
    )
    assert hashes(case, judged) == hashes(plain, judged)
    assert hashes(case, [s.Accounts]) != hashes(plain, [s.Accounts])
    assert other_signs(case) == other_signs(plain)
    assert silent_explanations(case) == silent_explanations(plain)
    assert changes_of_posts(case) == changes_of_posts(plain)
    for spec, told in ((s.Campaigns, "languages"), (s.CampaignPosts, "language")):
        before, after = (c.read(spec).arrow.drop_columns([told]).to_pylist() for c in (plain, case))
        assert after == before


def changes_of_posts(case: Case) -> list[Row]:
    """Return the changes of accounts without what their profiles, which were exchanged, add."""
    told = ("score", "n_causes", "reading", "facets")
    return case.read(s.AccountChanges).arrow.drop_columns(list(told)).to_pylist()


def silent_explanations(case: Case) -> list[Row]:
    """Return the explanations but the one that hears what accounts say of themselves."""
    rows = case.read(s.Explanations).arrow.to_pylist()
    return [row for row in rows if row["explanation"] != "declared_activism"]


@pytest.fixture
def copy(analysed: Path, tmp_path: Path) -> Path:
    """A copy of the analysed tiny scenario: enough to see which stages run."""
    return Path(shutil.copytree(analysed, tmp_path / "case"))


def test_second_analysis_runs_nothing(copy: Path) -> None:
    case = Case.open(copy)
    before = hashes(case, s.TABLES.values())
    assert [run.stage for run in analyze(case, who="a", command="b") if run.ran] == []
    assert hashes(case, s.TABLES.values()) == before


@pytest.mark.parametrize(
    ("section", "setting", "may_run"),
    [
        ("narratives", "max_narratives = 2", {"narratives"}),
        ("waves", "q = 0.001", {"waves"}),
        (
            "accounts",
            "prior = 0.2",
            {"account_changes", "account_signals", "explanations", "campaigns"},
        ),
    ],
)
def test_setting_runs_again_only_what_depends_on_it(
    copy: Path, section: str, setting: str, may_run: set[str]
) -> None:
    """The stages that read all settings, and those behind what has changed, run as well."""
    with (copy / "case.toml").open("a") as file:
        file.write(f"\n[settings.{section}]\n{setting}\n")
    ran = {run.stage for run in analyze(Case.open(copy), who="a", command="b") if run.ran}
    reads_all = {stage.name for stage in STAGES if stage.section == "*"}
    own = {stage.name for stage in STAGES if stage.section == section}
    reads_findings = {"campaign_signs", "techniques", "operation_links", "hypotheses"}
    assert own <= ran <= may_run | reads_all | reads_findings


def test_a_table_forged_with_its_provenance_is_found_and_made_again(
    undertow: Run, copy: Path
) -> None:
    """All is made again, here with little memory: the tables are the same."""
    case = Case.open(copy)
    made = hashes(case, s.TABLES.values())
    known = set(verify_case(case).problems)
    file = case.table_files(s.AccountFindings)[0]
    before, true_rows = case.table_sha256(s.AccountFindings), pq.read_table(file)
    verdicts = pa.array(["coordinated_inauthentic"] * true_rows.num_rows)
    index = true_rows.schema.get_field_index("verdict")
    write_parquet(true_rows.set_column(index, true_rows.schema.field(index), verdicts), file)
    after = case.table_sha256(s.AccountFindings)
    for stage in case.recorded_stages():
        row = case.provenance(stage)
        assert row is not None
        text = json.dumps(row).replace(before, after)
        rows = pa.Table.from_pylist([json.loads(text)], schema=s.Provenance.arrow_schema())
        case.write_provenance(s.Table.checked(s.Provenance, rows))
    [found] = set(verify_case(case).problems) - known
    assert found.where == "tables/provenance"
    done = undertow("analyze", copy, "--memory", "1GB")
    assert done.returncode == 0, done.stderr
    assert set(verify_case(case).problems) == known
    assert hashes(case, s.TABLES.values()) == made
