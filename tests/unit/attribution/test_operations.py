"""Known operations: those that ship, and what a person may add."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from undertow.attribution.knowledge import Operation, shipped_operations
from undertow.attribution.knowledge.galaxy import read_galaxy, unnamed
from undertow.attribution.knowledge.operation import MEASURED_BY, read_operation
from undertow.errors import InputError

OPERATIONS = shipped_operations()
DATA = Path(os.environ.get("UNDERTOW_DATA", Path(__file__).parents[4] / "shared" / "data"))
INDICATORS = [(o.id, i) for o in OPERATIONS for i in o.indicators]
GOOD = b"""
id = "net"
version = 2026-01-02
name = { en = "Net", fr = "R\xc3\xa9seau" }
summary = { en = "A net.", fr = "Un r\xc3\xa9seau." }
[[sources]]
id = "s"
publisher = "P"
title = "T"
url = "https://p.example/"
[[indicators]]
id = "i"
name = { en = "A", fr = "A" }
test = { en = "A", fr = "A" }
diagnosticity = "weak"
innocent = { en = "A", fr = "A" }
sources = ["s"]
"""


def test_spamouflage_and_real_rivals_ship() -> None:
    ids = {operation.id for operation in OPERATIONS}
    assert "spamouflage" in ids
    assert len(ids) >= 4


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda o: o.id)
def test_what_ships_is_bilingual_dated_and_sourced(operation: Operation) -> None:
    assert operation.attributed is not None
    texts = [operation.name, operation.summary, operation.attributed]
    for indicator in operation.indicators:
        texts += [indicator.name, indicator.test, indicator.innocent]
    assert all(text.fr for text in texts)
    assert operation.sources
    assert all(source.published for source in operation.sources)
    used = {name for indicator in operation.indicators for name in indicator.sources}
    assert used <= {source.id for source in operation.sources}
    assert all(source.published <= operation.version for source in operation.sources)  # type: ignore[operator]


def test_a_sign_measures_what_the_indicator_says() -> None:
    """A network that nobody answers is no sign of one with a real following."""
    by_sign = {sign: {i.id for _, i in INDICATORS if i.measured_by == sign} for sign in MEASURED_BY}
    assert by_sign["closed_engagement"] == {"no-organic-engagement"}
    assert by_sign["takeover"] == {"hijacked-accounts"}
    assert by_sign["platforms"] == {"many-platforms"}
    assert by_sign["url"] == set()


def test_what_people_share_is_context_only() -> None:
    """Zone, language, themes of a diaspora and echo of a state never count alone."""
    context = {i.id for _, i in INDICATORS if i.is_context}
    assert {"shift-hours", "legacy-themes", "state-echo"} <= context
    assert all(not i.measured_by for _, i in INDICATORS if i.id == "shift-hours")


def test_techniques_are_of_the_framework() -> None:
    file = DATA / "disarm" / "disarm_framework.json"
    if not file.exists():
        pytest.skip(f"{file} is not here")
    text = json.dumps(json.loads(file.read_text("utf-8")))
    assert not [t for _, i in INDICATORS for t in i.techniques if f'"{t}"' not in text]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b'sources = ["s"]', b'sources = ["t"]', "names source t"),
        (b'"weak"', b'"certain"', "indicators.0.diagnosticity"),
        (b'id = "net"', b'id = "../net"', "id"),
        (b'diagnosticity = "', b'measured_by = "takeovr"\ndiagnosticity = "', "'takeovr' measures"),
        (b'id = "net"', b'id = "net"\nmore = 1', "more"),
        (b'id = "net"', b"id = net", "TOML"),
        (b"version = 2026-01-02", b'version = "soon"', "version"),
        (b"\xc3\xa9", b"\xff", "UTF-8"),
        (b'id = "net"', b"id = " + b"[" * 5000, "TOML"),
        (b'id = "net"', b"id = " + b"7" * 6000, "TOML"),
        (b'"https://p.example/"', b'"p"', "sources.0.url"),
    ],
)
def test_what_is_wrong_is_named(old: bytes, new: bytes, told: str) -> None:
    assert read_operation(GOOD).id == "net"
    with pytest.raises(InputError, match=told):
        read_operation(GOOD.replace(old, new, 1))


def test_a_galaxy_gives_names_and_references() -> None:
    values = [
        {
            "value": "Some Op",
            "description": "It does.",
            "meta": {
                "synonyms": ["Other", 3],
                "refs": ["https://a.example/x", "nonsense", "https://a.example:99999/"],
            },
        },
        {"value": "Some-Op"},
        {"value": "行动"},
        {"description": "no name"},
        "no entry",
    ]
    found = read_galaxy(json.dumps({"name": "Nets", "values": values}).encode())
    assert [operation.name.en for operation in found] == ["Some Op", "行动"]
    assert found[0].id == "some-op"
    assert found[1].id.startswith("galaxy-"), "a name in another script has an id too"
    assert unnamed(json.dumps({"values": values}).encode()) == 2
    assert found[0].aliases == ["Other"]
    assert [str(source.url) for source in found[0].sources] == ["https://a.example/x"]
    assert found[0].summary.fr is None
    for content in (b"[]", b"{", b'{"values": 3}'):
        with pytest.raises(InputError):
            read_galaxy(content)
