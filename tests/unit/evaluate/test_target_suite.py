from __future__ import annotations

import os
from pathlib import Path

import pytest

from undertow.evaluate.targets import Score, evaluate_targets, targets_markdown

REGISTER = """target_id,name,surname,party,province,riding,riding_fr
a,Amélie Exemplaire,Exemplaire,Liberal,Ontario,Bay—Sample,Baie—Exemple
b,Jean-Yves St-Fictif,St-Fictif,Bloc Québécois,Quebec,Mont-Fictif,Mont-Fictif
c,Kirsty Duncan,Duncan,Liberal,Ontario,Sample North,Exemple-Nord
d,Eric Duncan,Duncan,Conservative,Ontario,Sample South,Exemple-Sud
e,Chrystia Freeland,Freeland,Liberal,Ontario,Sample West,Exemple-Ouest
f,Wayne Long,Long,NDP,New Brunswick,Saint Sample,Saint-Exemple
"""
ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("UNDERTOW_EVALUATION_DATA", ROOT.parent / "shared" / "data" / "evalA"))
ROSTER = DATA.parent / "mp_roster"


def test_the_suite_counts_both_halves(tmp_path: Path) -> None:
    register = tmp_path / "register.csv"
    register.write_text(REGISTER, encoding="utf-8")
    result = evaluate_targets(register)
    assert result.n_officials == 6
    for is_held_out in (False, True):
        total = result.total(is_held_out=is_held_out)
        assert total.n_sentences > 150
        assert total.precision >= 0.98
        assert total.recall >= 0.95
    text = targets_markdown(result)
    assert "### Held-out frames" in text
    assert "| full name, EN |" in text


def test_a_stage_that_finds_nobody_has_no_recall(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = tmp_path / "register.csv"
    register.write_text(REGISTER, encoding="utf-8")
    monkeypatch.setattr(
        "undertow.evaluate.targets._found", lambda sentences, _: [frozenset()] * len(sentences)
    )
    result = evaluate_targets(register)
    assert result.total(is_held_out=False).recall == 0.0
    assert result.errors


def test_scores() -> None:
    score = Score(4, 3, 1, 2).plus(Score(1, 0, 0, 1))
    assert (score.n_sentences, score.precision, score.recall) == (5, 0.75, 0.5)


@pytest.mark.skipif(not ROSTER.is_dir(), reason="the list of members is not here")
def test_real_names_are_found() -> None:
    (members,) = ROSTER.glob("ca_house_of_commons_*.csv")
    result = evaluate_targets(members, ROSTER / "ocd_federal_electoral_districts.csv")
    total = result.total(is_held_out=True)
    assert total.precision >= 0.98
    assert total.recall >= 0.95
