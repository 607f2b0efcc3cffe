"""A wrong flag and a copycat from their captures to a judgement, through the commands.

Several seeds are in the suite ``attribution`` of ``undertow evaluate``; here is one of each.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from undertow.estimative import TERMS

Run = Callable[..., Any]

STATEMENT = """\
campaign = "{campaign}"
likelihood = "{likelihood}"
confidence = "low"
[actor]
en = "the authorities of the Far Republic"
fr = "les autorités de la République lointaine"
[[assumption]]
en = "The reports do not rest on one another"
fr = "Les rapports ne reposent pas les uns sur les autres"
"""
ITEM = """\
[[evidence]]
basis = "{basis}"
source = "A report"
date = 2023-10-23
en = "It says so"
fr = "Il le dit"
"""


@pytest.fixture(scope="module", params=["wrong-flag", "copycat"])
def case(undertow: Run, tmp_path_factory: pytest.TempPathFactory, request: Any) -> Path:
    """Take a scenario through the commands, with what was published of the operation."""
    folder = tmp_path_factory.mktemp("flag")
    scenario, made = folder / "scenario", folder / request.param
    for arguments in (
        ("synth", request.param, scenario, "--seed", 1, "--scale", 0.5),
        ("init", made, "--purpose", "test", "--register", scenario / "register.csv"),
        ("ingest", made, scenario / "captures"),
        ("knowledge", "import", made, scenario / "published.json", "--operation", "spamouflage"),
        ("analyze", made),
    ):
        done = undertow(*arguments)
        assert done.returncode == 0, done.stderr
    return made


def rows(undertow: Run, case: Path, *arguments: str) -> list[dict[str, Any]]:
    done = undertow("attribution", case, *arguments, "--format", "json")
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout))


def is_at_most(term: str, most: str) -> bool:
    return TERMS.index(term) <= TERMS.index(most)


def test_what_was_copied_is_found_and_the_link_stays_under_its_ceiling(
    undertow: Run, case: Path
) -> None:
    indicators = rows(undertow, case, "--show", "indicators")
    assert [r for r in indicators if r["sign_group"] == "quoted" and r["state"] == "shown"]
    assert not [r for r in indicators if r["sign_group"] == "published"]
    [link] = [r for r in rows(undertow, case) if r["operation_id"] == "spamouflage"]
    assert is_at_most(link["likelihood"], "likely")
    [without] = [
        r for r in rows(undertow, case, "--without", "published")
        if r["operation_id"] == "spamouflage"
    ]  # fmt: skip
    assert without["likelihood"] == link["likelihood"]
    assert without["log_odds_without"] < link["log_odds"]
    assert is_at_most(without["likelihood_without"], "roughly_even")


@pytest.mark.parametrize(
    ("bases", "borne"),
    [
        (("context",), "roughly_even"),
        (("quoted",), "roughly_even"),
        (("external",), "roughly_even"),
        (("external", "context"), "roughly_even"),
        (("external", "quoted"), "likely"),
    ],
)
def test_a_judgement_above_its_ceiling_is_refused(
    undertow: Run, case: Path, tmp_path: Path, bases: tuple[str, ...], borne: str
) -> None:
    [campaign] = {r["campaign_id"] for r in rows(undertow, case)}
    if json.loads(undertow("campaigns", case, "--format", "json").stdout)[0]["verdict"] == (
        "coordinated"
    ):
        borne = "roughly_even"
    file = tmp_path / "statement.toml"
    higher = TERMS[TERMS.index(borne) + 1]
    for likelihood, code in ((higher, 1), (borne, 0)):
        file.write_text(
            STATEMENT.format(campaign=campaign, likelihood=likelihood)
            + "".join(ITEM.format(basis=basis) for basis in bases),
            "utf-8",
        )
        done = undertow("assess", "propose", case, file, "--by", "Ana Roy")
        assert done.returncode == code, done.stderr
        if code:
            assert f"the evidence bears {borne} at most" in done.stderr
            assert len(done.stderr.strip().splitlines()) == 1


def test_each_hypothesis_says_what_it_rests_on_in_both_languages(undertow: Run, case: Path) -> None:
    told = undertow("attribution", case, "--show", "hypotheses").stdout
    dit = undertow("attribution", case, "--show", "hypotheses", "--lang", "fr").stdout
    for text, words in (
        (told, ("Assumes: ", "Not known: ", "Would change our mind: ")),
        (dit, ("Suppose : ", "Ce qu’on ignore : ", "Nous ferait changer d’avis : ")),
    ):
        flat = " ".join(text.split())
        assert all(flat.count(word) >= 7 for word in words)
        assert "\ufffd" not in text
    # The judgement that the test above recorded may be there; then its dissent is told.
    assert "undertow assess" in told or "judges otherwise" in told
