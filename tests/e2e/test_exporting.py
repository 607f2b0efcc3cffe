"""Exports of a case that was taken through the whole job, by the command."""

from __future__ import annotations

import hashlib
import re
import shutil
from pathlib import Path

import networkx as nx
import pytest
from pymisp import MISPEvent
from stix2validator import ValidationOptions, validate_string

from undertow.case import Case
from undertow.schema import AccountFindings, Accounts, Campaigns, Communities, Targets

PRODUCTS = ("stix", "misp", "csv", "gexf")


@pytest.fixture
def case(analysed: Path, tmp_path: Path) -> Path:
    shutil.copytree(analysed, tmp_path / "case")
    return tmp_path / "case"


def core_uids(case: Case) -> set[str]:
    """Return who may be named: worked out here from the tables, row by row."""
    verdicts = {row["account_uid"]: row for row in case.read(AccountFindings).arrow.to_pylist()}
    inauthentic = {
        row["campaign_id"]
        for row in case.read(Campaigns).arrow.to_pylist()
        if row["verdict"] == "coordinated_inauthentic"
    }
    return {
        row["account_uid"]
        for row in case.read(Communities).arrow.to_pylist()
        if row["role"] == "core"
        and verdicts[row["account_uid"]]["verdict"] == "coordinated_inauthentic"
        and verdicts[row["account_uid"]]["campaign_id"] in inauthentic
    }


def handles_of(case: Case, uids: set[str], *, others: bool) -> set[str]:
    return {
        row["handle"].casefold()
        for row in case.read(Accounts).arrow.to_pylist()
        if row["handle"] and (row["account_uid"] in uids) is not others
    }


def words_of(folder: Path) -> dict[str, set[str]]:
    return {
        file.name: set(re.findall(r"[\w.-]+", file.read_text("utf-8").casefold()))
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_exports_name_the_core_from_amber_on_and_nobody_else(run, case, tmp_path):
    for tlp in ("clear", "amber"):
        for product in PRODUCTS:
            done = run("export", case, product, "--tlp", tlp, "--out", tmp_path / tlp)
            assert done.returncode == 0, done.stderr
    opened = Case.open(case)
    core = core_uids(opened)
    named, others = handles_of(opened, core, others=False), handles_of(opened, core, others=True)
    officials = {
        handle.partition(":")[2].casefold()
        for row in opened.read(Targets).arrow.to_pylist()
        for handle in row["handles"]
    }
    assert len(core) > 10
    for name, words in words_of(tmp_path / "amber").items():
        assert not words & (others | officials), name
    for name, words in words_of(tmp_path / "clear").items():
        assert not words & (others | named | officials), name
        assert not words & {uid.partition(":")[2].casefold() for uid in core}, name
    assert named <= words_of(tmp_path / "amber")["accounts.csv"]


def test_exports_are_valid_and_covered_by_both_manifests(run, case):
    for product in PRODUCTS:
        assert run("export", case, product).returncode == 0
    out = case / "out" / "export"
    bundle = (out / "bundle.json").read_text()
    result = validate_string(bundle, ValidationOptions(version="2.1", enforce_refs=True))
    assert result.is_valid, result.errors
    [network] = out.glob("network-*.gexf")
    assert len(nx.read_gexf(network)) > 10
    [file] = out.glob("misp-*.json")
    event = MISPEvent()
    event.load_file(str(file))
    assert {one.name for one in event.objects} >= {"user-account", "microblog", "narrative"}
    sums = dict(
        reversed(line.split("  ")) for line in (out / "manifest.sha256").read_text().splitlines()
    )
    assert set(sums) == {file.name for file in out.iterdir() if file.is_file()} - {
        "manifest.sha256"
    }
    for name, sha256 in sums.items():
        assert hashlib.sha256((out / name).read_bytes()).hexdigest() == sha256
    done = run("verify", case)
    assert done.returncode == 0, done.stdout


def test_another_level_goes_into_a_folder_of_its_own(run, case):
    assert run("export", case, "gexf", "--tlp", "amber+strict").returncode == 0
    assert list((case / "out/export/amber+strict").glob("*.gexf"))


def test_referral_needs_two_people(run, case):
    refer = ("export", case, "referral", "--platform", "x")
    assert "draft it with --by NAME" in run(*refer).stderr
    drafted = run(*refer, "--by", "Ana Roy", UNDERTOW_OPERATOR="ana")
    assert "Nothing was exported" in drafted.stdout
    assert (case / "out/drafts/referral-x/accounts.csv").is_file()
    assert run("verify", case).returncode == 0
    number = re.search(r"--approve (\d+)", drafted.stdout)[1]
    approve = (*refer, "--approve", number, "--by")
    for name, login in (("Roy, Ana", "bo"), ("Bo Lin", "ana")):
        refused = run(*approve, name, UNDERTOW_OPERATOR=login)
        assert refused.returncode == 1
        assert not list((case / "out/export").rglob("referral-*"))
    done = run(*approve, "Bo Lin", UNDERTOW_OPERATOR="bo")
    assert done.returncode == 0, done.stderr
    folder = case / "out/export/referral-x"
    assert {file.name for file in folder.iterdir()} == {
        "accounts.csv", "posts.csv", "letter.en.txt", "letter.fr.txt", "manifest.sha256",
    }  # fmt: skip
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert run(*refer).returncode == 0
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    opened = Case.open(case)
    others = handles_of(opened, core_uids(opened), others=True)
    for name, words in words_of(folder).items():
        assert not words & others, name
    for name in ("../..", "x/../../..", "X", "youtube", "", "x\n"):
        other = ("export", case, "referral", "--platform", name, "--withdraw", "--by", "Ana Roy")
        assert run(*other).returncode == 1
    assert (case / "case.toml").is_file()
    assert folder.is_dir()
    (case / "out/export/red/referral-x").mkdir(parents=True)
    assert run(*refer, "--withdraw", "--by", "Ana Roy").returncode == 0
    assert not list((case / "out").rglob("referral-*"))
    assert "nobody approved this referral" in run(*refer).stderr
    assert run("verify", case).returncode == 0
    assert "facebook" not in run("decisions", case, "--format", "csv").stdout
