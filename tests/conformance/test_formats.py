"""Every format passes the checks of its seam, and the checks notice what is wrong."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from undertow.cli.formats import formats
from undertow.errors import PluginError
from undertow.ingest.conformance import assert_conforms
from undertow.ingest.formats import FORMATS, Example, FormatSpec, Score, registry
from undertow.ingest.record import FIELDS

CANONICAL = FORMATS["canonical"]
PLATFORM_PAGES = Path(__file__).parents[2] / "docs" / "platforms"
PAGE_NAMES = {"truthsocial": "truth-social"}


@pytest.mark.parametrize("spec", FORMATS.values(), ids=FORMATS)
def test_conforms(spec: FormatSpec) -> None:
    assert_conforms(spec)


def test_the_listing_covers_every_format_and_parts_every_field() -> None:
    listed = json.loads(CliRunner().invoke(formats, ["--json"]).stdout)
    assert [row["format"] for row in listed] == sorted(FORMATS)
    for row in listed:
        supplied, lacking = row["supplies"], row["not_collected"]
        assert sorted(supplied + lacking) == sorted(FIELDS), row["format"]


@pytest.mark.parametrize("spec", FORMATS.values(), ids=FORMATS)
def test_every_platform_has_a_page(spec: FormatSpec) -> None:
    for platform in spec.platforms:
        page = PLATFORM_PAGES / f"{PAGE_NAMES.get(platform, platform)}.md"
        assert f"`{spec.format_id}`" in page.read_text(encoding="utf-8")


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
