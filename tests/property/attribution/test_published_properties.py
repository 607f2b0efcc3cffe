"""Readers of published indicators meet anything."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from undertow.attribution.knowledge.galaxy import is_galaxy, read_galaxy
from undertow.attribution.knowledge.observable import read_observables, refang
from undertow.attribution.knowledge.operation import read_operation
from undertow.attribution.knowledge.published import read_published
from undertow.errors import InputError

HEADS = st.sampled_from(
    [
        b"Tactic,Technique,Procedure,Indicator\n",
        b"indicator_type,indicator_value,comment,ds\n",
        b'{"type": "bundle", "objects": [',
        b'{"values": [',
        b"",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "pattern", "pattern_type", "value", "hashes", "user_id", "meta", "refs"]
            ),
            inner | st.sampled_from(["indicator", "url", "file", "user-account", "stix"]),
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(HEADS, st.binary(max_size=300))
def test_readers_never_crash(head: bytes, rest: bytes) -> None:
    for read in (read_published, read_operation, read_galaxy):
        with suppress(InputError):
            read(head + rest)
    is_galaxy(head + rest)


@given(st.lists(JSON, max_size=5))
def test_bundles_and_galaxies_of_anything(objects: list[object]) -> None:
    import json

    read_published(json.dumps({"type": "bundle", "objects": objects}).encode())
    read_galaxy(json.dumps({"values": objects}).encode())


@given(st.text(max_size=200))
def test_cells_of_anything(cell: str) -> None:
    for observable in read_observables(cell, "x"):
        assert observable.value
        assert "[." not in observable.value
    assert refang(refang(cell)) == refang(refang(refang(cell)))
