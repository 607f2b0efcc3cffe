"""The worked example of the documentation is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from undertow.ingest.column_map import read_map
from undertow.ingest.column_map.proposal import look_at, propose, try_map, write_proposal
from undertow.ingest.column_map.rules import IdRule, ListRule, NameRule, TimeRule

PAGE = (Path(__file__).parents[4] / "docs/how-to/column-map.md").read_text(encoding="utf-8")


def block(kind: str) -> str:
    found = re.search(rf"^```{kind}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def test_the_proposal_with_the_zone_declared_is_the_map_shown(tmp_path: Path) -> None:
    path = tmp_path / "mairie.csv"
    path.write_text(block("text"), encoding="utf-8")
    proposal = propose(look_at(path))
    assert [f"  {question}" for question in proposal.questions] == [
        line for line in PAGE.split("\n") if line.startswith("  created_at: ")
    ]
    text = write_proposal(proposal).replace('# zone = "UTC"', 'zone = "Europe/Paris"')
    shown = read_map(block("toml").encode(), "docs")
    assert read_map(text.encode(), "map.toml").column_map == shown.column_map
    trial = try_map(shown, path)
    assert (trial.n_accepted, dict(trial.ignored)) == (2, {"preamble": 2})
    first, second = trial.records
    assert (first.text, first.like_count, first.id) == ("Du pain & des roses", 1204, "0012")
    assert (second.kind, second.like_count, second.known_absent) == ("comment", None, None)


@pytest.mark.parametrize("rule", [IdRule, ListRule, NameRule, TimeRule])
def test_every_key_is_in_the_table(rule) -> None:  # type: ignore[no-untyped-def]
    for name, info in rule.model_fields.items():
        assert f"`{info.alias or name}`" in PAGE
