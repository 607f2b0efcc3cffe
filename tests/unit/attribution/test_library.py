"""The knowledge base of a case."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from cases import log_init
from test_operations import GOOD

from undertow.attribution import (
    Imported,
    add_operation,
    import_published,
    read_known_indicators,
    read_known_observables,
    read_operations,
    remove_knowledge,
)
from undertow.case import Case
from undertow.errors import CaseError, InputError
from undertow.ingest import CustodyLog, EvidenceStore

CSV = (
    "Tactic,Technique,Procedure,Indicator\n"
    "0,0.9,0.9.4 Acquiring X / Twitter accounts,https://twitter[.]com/Bob\n"
    "0,0.9,0.9.4 Acquiring X / Twitter accounts,63 accounts\n"
    '6,6.1,6.1.3 Posting original content on blogs,"The RISING cost of nothing, in Nowhere!"\n'
)


@pytest.fixture
def case(tmp_path: Path) -> Case:
    made = Case.create(tmp_path / "case", purpose="test")
    log_init(made)
    return made


def give(case: Case, name: str, content: bytes) -> Path:
    file = case.path.parent / name
    file.write_bytes(content)
    return file


def take(case: Case, name: str, content: bytes, operation: str | None = None) -> Imported:
    file = give(case, name, content)
    return import_published(case, file, operation, who="ana", command="test")


def test_a_case_of_its_own_knows_what_ships(case: Case) -> None:
    assert read_operations(case) == read_operations(None)
    assert read_known_observables(case).n_rows == 0


def test_indicators_are_kept_as_evidence_and_read_again(case: Case) -> None:
    found = take(case, "net.csv", CSV.encode(), "spamouflage")
    assert (found.n_rows, found.kinds) == (3, {"account": 1, "text": 1})
    assert sum(found.reasons.values()) == 1
    rows = read_known_observables(case).arrow.to_pylist()
    assert {(row["kind"], row["value"], row["place"]) for row in rows} == {
        ("account", "bob", 2),
        ("text", "the rising cost of nothing in nowhere", 4),
    }
    assert {row["file_sha256"] for row in rows} == {found.file_sha256}
    assert EvidenceStore(case.path / "evidence").check(found.file_sha256) == []
    entry = list(CustodyLog.of(case).entries())[-1]
    assert (entry["action"], entry["operation"]) == ("knowledge_import", "spamouflage")


def test_a_file_given_twice_counts_once(case: Case) -> None:
    for name in ("a.csv", "b.csv"):
        take(case, name, CSV.encode(), "spamouflage")
    assert read_known_observables(case).n_rows == 2
    take(case, "a.csv", CSV.encode(), "doppelganger")
    assert read_known_observables(case).n_rows == 4


def test_an_added_operation_takes_the_place_of_a_shipped_one(case: Case) -> None:
    own = GOOD.replace(b'"net"', b'"spamouflage"')
    add_operation(case, give(case, "own.toml", own), who="ana", command="test")
    assert len(read_operations(case)["spamouflage"].indicators) == 1
    add_operation(case, give(case, "net.toml", GOOD), who="ana", command="test")
    take(case, "net.csv", CSV.encode(), "net")
    assert {*read_operations(None)} | {"net"} == {*read_operations(case)}


def test_what_was_published_is_an_indicator_of_every_operation(case: Case) -> None:
    taken = GOOD.replace(b'id = "i"', b'id = "published-before"')
    add_operation(case, give(case, "net.toml", taken), who="a", command="b")
    own = [
        row for row in read_known_indicators(case).arrow.to_pylist() if row["operation_id"] == "net"
    ]
    assert {row["indicator_id"]: row["measured_by"] for row in own} == {
        "published-before": "",
        "published-before-2": "knowledge_matches",
    }


def test_a_galaxy_names_operations_and_replaces_none(case: Case) -> None:
    values = [{"value": "Ghostwriter"}, {"value": "Spamouflage"}]
    found = take(case, "actors.json", json.dumps({"name": "A", "values": values}).encode())
    assert found.operations == ("ghostwriter", "spamouflage")
    known = read_operations(case)
    assert known["ghostwriter"].name.en == "Ghostwriter"
    assert known["spamouflage"] == read_operations(None)["spamouflage"]


@pytest.mark.parametrize(
    ("content", "operation", "told"),
    [
        (CSV.encode(), None, "--operation ID"),
        (CSV.encode(), "nobody", "knowledge list"),
        (b"a,b\n", "spamouflage", "net.csv: is of none of the known formats"),
    ],
)
def test_what_cannot_be_used_is_not_kept(
    case: Case, content: bytes, operation: str | None, told: str
) -> None:
    before = list(CustodyLog.of(case).entries())
    with pytest.raises(InputError, match=told):
        take(case, "net.csv", content, operation)
    assert list(CustodyLog.of(case).entries()) == before
    assert not list(EvidenceStore(case.path / "evidence").hashes())


def test_texts_that_differ_in_writing_only_are_one(case: Case) -> None:
    text = "The rising cost of nothing in the town of nowhere"
    pattern = f"[media-content:content = '{text}' OR media-content:content = '{text.upper()}!']"
    objects = [{"type": "indicator", "pattern_type": "stix", "pattern": pattern}]
    objects.append({"type": "url", "value": "https://evil.example/\ud800"})
    content = json.dumps({"type": "bundle", "objects": objects}).encode()
    assert take(case, "b.json", content, "spamouflage").kinds == {"text": 1}
    assert read_known_observables(case).n_rows == 1


def test_a_text_of_which_little_remains_is_no_indicator(case: Case) -> None:
    csv = "Tactic,Technique,Procedure,Indicator\n"
    cell = "Good morning everyone @" + "a" * 40
    csv += f"6,6.1,6.1.3 Posting original content on blogs,{cell}\n"
    assert take(case, "net.csv", csv.encode(), "spamouflage").kinds == {}


def test_what_is_no_file_is_refused(case: Case, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InputError, match="is no file"):
        import_published(case, tmp_path / "pipe", "spamouflage", who="ana", command="test")


def test_a_lost_file_is_named(case: Case) -> None:
    found = take(case, "net.csv", CSV.encode(), "spamouflage")
    EvidenceStore(case.path / "evidence").path(found.file_sha256).unlink()
    with pytest.raises(CaseError, match=r"net\.csv.*undertow verify"):
        read_known_observables(case)


def test_what_was_imported_can_be_left_out_and_taken_back(case: Case) -> None:
    first = take(case, "net.csv", CSV.encode(), "spamouflage")
    who = {"why": "retracted", "who": "ann", "command": "remove"}
    assert read_known_observables(case).n_rows == 2
    assert remove_knowledge(case, "net.csv", **who) == ["net.csv spamouflage"]
    assert read_known_observables(case).n_rows == 0
    [*_, last] = CustodyLog.of(case).entries()
    assert (last["action"], last["why"], last["who"]) == ("knowledge_remove", "retracted", "ann")
    with EvidenceStore(case.path / "evidence").open(first.file_sha256) as kept:
        assert kept.read() == CSV.encode(), "it stays among the evidence"
    take(case, "net.csv", CSV.encode(), "spamouflage")
    assert read_known_observables(case).n_rows == 2
    assert remove_knowledge(case, first.file_sha256[:8].upper(), **who)
    assert read_known_observables(case).n_rows == 0


@pytest.mark.parametrize("item", ["spamouflage", "other.csv", "", "0"])
def test_what_ships_or_is_not_there_cannot_be_left_out(case: Case, item: str) -> None:
    take(case, "net.csv", CSV.encode(), "spamouflage")
    with pytest.raises(InputError, match="added nothing that is called so"):
        remove_knowledge(case, item, why="x", who="ann", command="remove")
    with pytest.raises(InputError, match="needs a reason"):
        remove_knowledge(case, "net.csv", why=" ", who="ann", command="remove")
