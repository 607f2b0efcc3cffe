"""Every format passes the checks of its seam, and the checks notice what is wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from undertow.errors import PluginError
from undertow.ingest.conformance import assert_conforms
from undertow.ingest.formats import FORMATS, Example, FormatSpec, Score, registry

CANONICAL = FORMATS["canonical"]


@pytest.mark.parametrize("spec", FORMATS.values(), ids=FORMATS)
def test_conforms(spec: FormatSpec) -> None:
    assert_conforms(spec)


def test_a_name_can_be_taken_once() -> None:
    with pytest.raises(PluginError, match="canonical is registered twice"):
        registry([CANONICAL, CANONICAL])


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (replace(CANONICAL, format_id="Canonical Format"), "lower-case words"),
        (replace(CANONICAL, mapper_version=""), "mapper_version"),
        (replace(CANONICAL, probe=lambda sample: Score(0.1, "no")), "not recognised"),
        (replace(CANONICAL, get_examples=lambda: ()), "examples cover"),
        (replace(CANONICAL, map_row=None), "medium the format does not read"),
        (replace(CANONICAL, platforms=("reddit",)), "platform facebook"),
        (
            replace(CANONICAL, get_examples=lambda: (Example("a", b'{"id":"1"}\n', 1),)),
            "not 1 accepted|not recognised",
        ),
    ],
)
def test_faults_are_found(fault: FormatSpec, message: str) -> None:
    with pytest.raises(PluginError, match=message):
        assert_conforms(fault)
