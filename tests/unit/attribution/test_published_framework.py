"""The framework as its foundation publishes it: all of it to look up, its own objects to export."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import export_scene
import pytest
from cases import log_init
from hypothesis import given
from hypothesis import strategies as st
from test_techniques import DATA

from undertow.attribution import framework_of, import_published, read_framework, remove_knowledge
from undertow.attribution.techniques import is_framework, read_published_framework
from undertow.case import Case
from undertow.errors import InputError
from undertow.export.stix import stix_file

AUTHOR = "identity--00000000-0000-4000-8000-000000000001"
LICENCE = "marking-definition--00000000-0000-4000-8000-000000000002"
DATED = {"spec_version": "2.1", "created": "2024-01-01T00:00:00.000Z"}


def technique(number: int, ident: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "attack-pattern",
        "id": f"attack-pattern--00000000-0000-4000-8000-{number:012d}",
        **DATED,
        "modified": "2024-01-01T00:00:00.000Z",
        "created_by_ref": AUTHOR,
        "name": name,
        "description": f"What {name} is",
        "kill_chain_phases": [{"kill_chain_name": "mitre-attack", "phase_name": "make-things"}],
        "external_references": [{"source_name": "mitre-attack", "external_id": ident}],
        "object_marking_refs": [LICENCE],
        "x_mitre_version": "2.1",
        **more,
    }


def bundle(*techniques: dict[str, Any], tactic: str = "TA06") -> bytes:
    objects = [
        {
            "type": "x-mitre-tactic",
            "id": "x-mitre-tactic--00000000-0000-4000-8000-000000000003",
            "name": "Make Things",
            "x_mitre_shortname": "make-things",
            "external_references": [{"source_name": "DISARM", "external_id": tactic}],
        },
        {
            "type": "identity",
            "id": AUTHOR,
            **DATED,
            "modified": "2024-01-01T00:00:00.000Z",
            "name": "Somebody",
            "identity_class": "organization",
        },
        {
            "type": "marking-definition",
            "id": LICENCE,
            **DATED,
            "definition_type": "statement",
            "definition": {"statement": "CC BY-SA 4.0"},
        },
        *techniques,
    ]
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}).encode()


OWN = technique(11, "T0084.001", "Use Copypasta")
OTHER = technique(12, "T0150.001", "Another Name")
WHOLE = bundle(OWN, OTHER)


@pytest.fixture
def given_file(tmp_path: Path) -> Path:
    file = tmp_path / "DISARM.json"
    file.write_bytes(WHOLE)
    return file


def taken_in(case: Case, file: Path) -> None:
    import_published(case, file, None, who="ana", command="test")


def test_techniques_have_name_tactic_and_words() -> None:
    found = read_published_framework(WHOLE).techniques
    assert list(found) == ["T0084.001", "T0150.001"]
    own = found["T0084.001"]
    assert (own.name, own.tactics) == ("Use Copypasta", ("Make Things",))
    assert own.description == "What Use Copypasta is"


def test_what_is_called_otherwise_is_told() -> None:
    shipped = read_framework().techniques
    unlike = read_published_framework(WHOLE).unlike(shipped)
    assert unlike == [ident for ident in shipped if ident != "T0084.001"]


def test_other_bundles_are_none() -> None:
    assert is_framework(WHOLE)
    attack = bundle(technique(13, "T1055", "Process Injection"), tactic="TA0002")
    assert not is_framework(attack)
    with pytest.raises(InputError, match="is no DISARM Framework"):
        read_published_framework(attack)
    with pytest.raises(InputError, match="is no valid object"):
        read_published_framework(bundle(OWN | {"created": "yesterday"}))


@given(
    st.binary(max_size=300)
    | st.recursive(
        st.none() | st.text(max_size=5) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["type", "objects", "external_references", "external_id", "id"]),
                inner,
            )
        ),
    ).map(lambda value: json.dumps(value).encode())
)
def test_no_file_crashes_it(content: bytes) -> None:
    assert not is_framework(content)


@given(
    st.recursive(
        st.none()
        | st.text(max_size=5)
        | st.integers()
        | st.sampled_from([AUTHOR, "TA06", "T0001"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["type", "id", "created_by_ref", "object_marking_refs", "external_references"]
                ),
                inner,
            )
        ),
    )
)
def test_no_part_of_a_technique_crashes_it(part: Any) -> None:
    broken = technique(14, "T0001", "Broken")
    for name in ("created_by_ref", "object_marking_refs", "kill_chain_phases", "id", "name"):
        with contextlib.suppress(InputError):
            read_published_framework(bundle(OWN, broken | {name: part}))
    with contextlib.suppress(InputError):
        read_published_framework(json.dumps({"type": "bundle", "objects": [part, OWN]}).encode())


def test_what_was_observed_is_no_framework_and_revoked_techniques_are_left_out() -> None:
    seen = {"type": "indicator", "id": "indicator--1"}
    assert not is_framework(bundle(OWN, seen))
    gone = technique(15, "T0084.001", "Old Name", revoked=True)
    found = read_published_framework(bundle(OWN, gone)).techniques
    assert found["T0084.001"].name == "Use Copypasta"


def test_indicators_of_an_operation_are_never_taken_for_it(case: Case, given_file: Path) -> None:
    with pytest.raises(InputError):
        import_published(case, given_file, "no-such", who="ana", command="test")
    assert framework_of(case) is None


def test_the_last_import_counts_also_where_it_is_an_earlier_one(
    case: Case, given_file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.json"
    other.write_bytes(bundle(OTHER))
    for file in (given_file, other, given_file):
        taken_in(case, file)
    assert framework_of(case) == read_published_framework(WHOLE)


def test_nothing_imported_replaces_what_is_ours(tmp_path: Path, rows_of: Any) -> None:
    case = export_scene.build(tmp_path / "case", rows_of)
    before = {each["id"]: each for each in json.loads(stix_file(case))["objects"]}
    ours = [i for i in before if i.partition("--")[0] in ("identity", "marking-definition")]
    assert len(ours) >= 2
    hostile = json.loads(bundle(OWN | {"object_marking_refs": ours[:1], "created_by_ref": ours[1]}))
    evil = {"name": "EVIL", "definition": {"statement": "nobody may read this"}}
    hostile["objects"] += [
        {**DATED, "modified": DATED["created"], "type": ident.partition("--")[0], "id": ident,
         "identity_class": "system", "definition_type": "statement", **evil}
        for ident in ours
    ]  # fmt: skip
    file = tmp_path / "hostile.json"
    file.write_text(json.dumps(hostile))
    with contextlib.suppress(InputError):
        taken_in(case, file)
    after = {each["id"]: each for each in json.loads(stix_file(case))["objects"]}
    assert {ident: after[ident] for ident in ours} == {ident: before[ident] for ident in ours}


def test_a_case_keeps_it_until_it_is_left_out(case: Case, given_file: Path) -> None:
    assert framework_of(case) is None
    taken_in(case, given_file)
    found = framework_of(case)
    assert found is not None
    assert found == read_published_framework(WHOLE)
    remove_knowledge(case, "DISARM.json", why="another version", who="ana", command="test")
    assert framework_of(case) is None


def test_its_own_objects_are_exported(tmp_path: Path, rows_of: Any, given_file: Path) -> None:
    case = export_scene.build(tmp_path / "case", rows_of)
    before = {each["id"]: each for each in json.loads(stix_file(case))["objects"]}
    taken_in(case, given_file)
    after = {each["id"]: each for each in json.loads(stix_file(case))["objects"]}
    assert after[OWN["id"]] == OWN
    assert after[OTHER["id"]] == OTHER
    assert {AUTHOR, LICENCE} <= after.keys()
    gone = {each["type"] for ident, each in before.items() if ident not in after}
    assert gone == {"attack-pattern", "relationship"}
    used = {
        each["target_ref"] for each in after.values() if each.get("relationship_type") == "uses"
    }
    assert {OWN["id"], OTHER["id"]} <= used


@pytest.mark.skipif(not DATA.exists(), reason="the framework itself is not here")
def test_the_framework_itself(tmp_path: Path) -> None:
    case = log_init(Case.create(tmp_path / "case", purpose="a test"))
    taken_in(case, DATA / "disarm" / "DISARM_stix.json")
    found = framework_of(case)
    assert found is not None
    assert found.unlike(read_framework().techniques) == []
    assert len(found.techniques) > 300
    assert all(one.tactics for one in found.techniques.values())
