"""The STIX bundle: valid, the same every time, and silent about everybody it need not name."""

from __future__ import annotations

import json
import socket
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest
import stix2validator
from cases import vouch

from undertow.case import Case
from undertow.errors import SchemaError
from undertow.export import write_stix
from undertow.schema import Claims, Table
from undertow.tlp import Tlp

Fill = Callable[..., Case]
GOLDEN = Path(__file__).with_name("bundle.json")


@pytest.fixture
def bundle(fill: Fill, tmp_path: Path) -> str:
    """The bundle of the hand-made case, as text."""
    return write_stix(fill(tmp_path / "case"), tmp_path / "out").read_text(encoding="utf-8")


@pytest.fixture
def _offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> NoReturn:
        raise AssertionError("validation reached for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def of_type(bundle: str, kind: str) -> list[dict[str, Any]]:
    return [each for each in json.loads(bundle)["objects"] if each["type"] == kind]


# What strict validation advises against: ids that are the same in every run, platforms that the
# vocabulary lacks, relationships of types that the specification does not know, and references to
# pages without a hash of what they said.
LEFT_OUT = "uuid-check,account-type,relationship-types,extref-hashes"


def problems(bundle: str, *, strict: bool = False) -> list[str]:
    options = stix2validator.ValidationOptions(
        version="2.1",
        silent=True,
        enforce_refs=True,
        strict=strict,
        disabled=LEFT_OUT if strict else "",
    )
    result = stix2validator.validate_string(bundle, options)
    return [str(error) for error in result.errors]


def test_bundle_is_the_golden_one(bundle: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden", default=False):
        GOLDEN.write_text(bundle, encoding="utf-8")
    assert bundle == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.usefixtures("_offline")
@pytest.mark.parametrize("strict", [False, True])
def test_bundle_is_valid_whatever_the_texts_hold(bundle: str, strict: bool) -> None:
    assert problems(bundle, strict=strict) == []


@pytest.mark.usefixtures("_offline")
@pytest.mark.parametrize("tlp", list(Tlp))
def test_bundle_is_valid_and_marked_at_every_level(fill: Fill, tmp_path: Path, tlp: Tlp) -> None:
    text = write_stix(fill(tmp_path / "case"), tmp_path / "out", tlp).read_text(encoding="utf-8")
    assert problems(text, strict=True) == []
    [mark] = of_type(text, "marking-definition")
    assert mark["name"] == f"TLP:{tlp.value.upper()}"
    [extension] = mark["extensions"].values()
    assert extension == {"extension_type": "property-extension", "tlp_2_0": tlp.value}
    others = [one for one in json.loads(text)["objects"] if one["id"] != mark["id"]]
    assert {tuple(one["object_marking_refs"]) for one in others} == {(mark["id"],)}


@pytest.mark.usefixtures("_offline")
def test_case_without_campaigns_gives_a_valid_bundle(case: Case, tmp_path: Path) -> None:
    text = write_stix(case, tmp_path / "out").read_text(encoding="utf-8")
    assert problems(text) == []
    assert sorted(each["name"] for each in json.loads(text)["objects"]) == [
        "TLP:AMBER",
        "undertow case",
    ]


def test_bundle_is_the_same_for_any_order_of_rows(fill: Fill, bundle: str, tmp_path: Path) -> None:
    again = write_stix(fill(tmp_path / "again", is_reversed=True), tmp_path / "again_out")
    assert again.read_text(encoding="utf-8") == bundle


def test_only_inauthentic_accounts_are_there_and_only_the_core_is_named(bundle: str) -> None:
    accounts = {each["account_type"]: each for each in of_type(bundle, "user-account")}
    assert sorted(accounts) == ["facebook", "twitter"]
    assert accounts["twitter"]["user_id"] == "1"
    edge = accounts["facebook"]
    assert edge["user_id"] == edge["display_name"]
    assert edge["user_id"].startswith("A-")
    assert "account_login" not in edge
    assert "bystander" not in bundle
    assert "nobody" not in bundle


def test_only_valid_links_shared_by_two_accounts_are_listed(bundle: str) -> None:
    links = [each["value"] for each in of_type(bundle, "url")]
    assert links == ["https://example.org/read?id=1&lang=zh#top"]


def test_grouping_holds_everything_of_its_campaign(bundle: str) -> None:
    groupings = {each["name"]: each for each in of_type(bundle, "grouping")}
    large = groupings["Coordinated activity c-a"]
    kinds = Counter(ref.partition("--")[0] for ref in large["object_refs"])
    expected = {"user-account": 2, "campaign": 1, "note": 4, "url": 1, "observed-data": 1}
    assert kinds == Counter(expected | {"relationship": 1})
    assert large["context"] == "suspicious-activity"


def test_every_text_is_there_in_french(bundle: str) -> None:
    french = {
        one["object_ref"]: one["contents"]["fr"] for one in of_type(bundle, "language-content")
    }
    told = [one for one in json.loads(bundle)["objects"] if one.get("lang") == "en"]
    assert len(told) == len(french) == 8
    for one in told:
        named = {key for key in ("name", "description", "content") if key in one}
        assert set(french[one["id"]]) == named
        assert french[one["id"]] != {key: one[key] for key in named}


def test_coordination_alone_is_not_called_suspicious(bundle: str) -> None:
    groupings = {each["name"]: each for each in of_type(bundle, "grouping")}
    small = groupings["Coordinated activity c-b"]
    assert small["context"] == "unspecified"
    assert [ref.partition("--")[0] for ref in small["object_refs"]] == ["campaign"]


def test_nothing_is_attributed(bundle: str) -> None:
    kinds = {each["type"] for each in json.loads(bundle)["objects"]}
    assert kinds.isdisjoint({"threat-actor", "intrusion-set", "location", "attack-pattern"})
    assert {each["relationship_type"] for each in of_type(bundle, "relationship")} == {"related-to"}


def test_note_keeps_likelihood_and_confidence_apart(bundle: str) -> None:
    [note] = [each for each in of_type(bundle, "note") if each["abstract"] == "accounts"]
    [likely] = [part for part in note["content"].split(". ") if "very likely" in part]
    assert "onfidence" not in likely
    assert "Confidence: moderate." in note["content"]
    assert note["confidence"] == 50


def test_note_names_its_claim_and_counts_its_evidence(bundle: str) -> None:
    [note] = [each for each in of_type(bundle, "note") if each["abstract"] == "activity"]
    assert note["content"].endswith("Claim k-1 rests on 1\u00a0record of evidence.")
    assert note["external_references"] == [{"external_id": "k-1", "source_name": "undertow"}]


def test_times_come_from_the_campaign(bundle: str) -> None:
    [campaign] = [e for e in of_type(bundle, "campaign") if e["name"].endswith("c-a")]
    end = "2023-09-14T23:59:59.25Z"
    assert (campaign["last_seen"], campaign["created"], campaign["modified"]) == (
        end,
        "2023-09-14T23:59:59.250Z",
        "2023-09-14T23:59:59.250Z",
    )


def test_texts_of_captures_are_escaped(bundle: str) -> None:
    assert bundle.isascii()
    assert "\x00" not in bundle
    [login] = [e["account_login"] for e in of_type(bundle, "user-account") if "account_login" in e]
    assert login == 'a"}],\u202e<script>=cmd()</script>\n\x00'


def test_claim_without_words_is_named(fill: Fill, rows_of: Any, tmp_path: Path) -> None:
    case = fill(tmp_path / "case")
    row = {
        "claim_id": "k-9",
        "campaign_id": "c-a",
        "kind": "activity",
        "facts": "{}",
        "scope": "{}",
    }
    case.write(Table.checked(Claims, rows_of(Claims, row)))
    vouch(case)
    with pytest.raises(SchemaError, match="k-9"):
        write_stix(case, tmp_path / "out")
    assert not (tmp_path / "out").exists()
