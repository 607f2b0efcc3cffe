"""The stage, and what people judge of its hits."""

from __future__ import annotations

import json
from typing import Any

import pytest

from undertow.case import Case
from undertow.cli.threats import marked
from undertow.errors import InputError, VerificationError
from undertow.ingest import CustodyLog
from undertow.judgements import Screen, is_screened, judge_threat
from undertow.schema import Posts, Table, ThreatHits
from undertow.settings import NoSettings
from undertow.threats import find_threats, screen_threats

THREAT = "I will kill you."
TEXTS = {
    "x:1": (THREAT, "en"),
    "x:2": (THREAT, "en"),
    "x:3": ("Her home address is 48 Larkspur Crescent", "en"),
    "x:4": ("A fine day", None),
    "x:5": ("Доброе утро", "ru"),
    "x:6": (None, "en"),
}


@pytest.fixture
def screened(case: Case, rows_of: Any) -> Case:
    rows = [{"post_uid": u, "text": text, "lang": lang} for u, (text, lang) in TEXTS.items()]
    posts = Table.checked(Posts, rows_of(Posts, *rows))
    case.write(posts, screen_threats(posts, NoSettings(), rng_seed=0))
    return case


def judge(case: Case, uid: str, verdict: Any, by: str = "Ana Roy") -> None:
    judge_threat(case, uid, verdict, by=by, note="", who="ana", command="undertow threats")


def test_every_post_with_a_text_has_its_hits(screened: Case) -> None:
    hits = screened.read(ThreatHits).arrow.to_pylist()
    assert {(row["post_uid"], row["kind"]) for row in hits} == {
        ("x:1", "physical_harm"), ("x:2", "physical_harm"), ("x:3", "doxing"),
    }  # fmt: skip
    for row in hits:
        text = TEXTS[row["post_uid"]][0] or ""
        assert 0 <= row["start_char"] < row["end_char"] <= len(text)


def test_nothing_found_is_an_empty_table(rows_of: Any) -> None:
    posts = Table.checked(Posts, rows_of(Posts, {"post_uid": "x:1", "text": None}))
    assert screen_threats(posts, NoSettings(), rng_seed=0).n_rows == 0


def test_hits_await_a_person_and_other_languages_are_counted(screened: Case) -> None:
    safety = Screen(screened).safety(TEXTS)
    assert (safety.n_screened, safety.n_unscreened) == (4, 2)
    assert (safety.n_hits, safety.n_pending, safety.n_threats) == (3, 3, 0)
    assert not safety.is_releasable


def test_a_judgement_holds_for_the_same_text_and_the_last_one_wins(screened: Case) -> None:
    judge(screened, "x:1", "unsure")
    assert Screen(screened).safety(TEXTS).n_pending == 3
    judge(screened, "x:1", "threat")
    safety = Screen(screened).safety(TEXTS)
    assert (safety.n_pending, safety.n_threats) == (1, 2)
    judge(screened, "x:2", "no-threat", by="Bo Lin")
    judge(screened, "x:3", "no-threat")
    safety = Screen(screened).safety(TEXTS)
    assert (safety.n_pending, safety.n_threats) == (0, 0)
    assert [name for name, _ in safety.judges] == ["Ana Roy", "Bo Lin"]
    assert safety.is_releasable


def test_a_text_that_changed_is_judged_again(screened: Case, rows_of: Any) -> None:
    judge(screened, "x:3", "no-threat")
    row = {"post_uid": "x:3", "text": TEXTS["x:3"][0] + ", I will kill her"}
    posts = Table.checked(Posts, rows_of(Posts, row))
    screened.write(posts, screen_threats(posts, NoSettings(), rng_seed=0))
    assert Screen(screened).pending() == ["x:3"]


def test_a_judgement_needs_a_name_and_a_hit(screened: Case) -> None:
    with pytest.raises(InputError, match="name of the person"):
        judge(screened, "x:1", "threat", by=" ")
    with pytest.raises(InputError, match="found nothing"):
        judge(screened, "x:4", "threat")


def test_no_judgement_of_a_changed_log_counts(screened: Case) -> None:
    judge(screened, "x:1", "threat")
    log = CustodyLog.of(screened).path
    lines = log.read_bytes().splitlines(keepends=True)
    entry = json.loads(lines[-1]) | {"verdict": "no-threat"}
    log.write_bytes(b"".join(lines[:-1]) + json.dumps(entry).encode() + b"\n")
    with pytest.raises(VerificationError, match="cannot be relied on"):
        Screen(screened)


@pytest.mark.parametrize("private", [False, True])
def test_private_information_is_masked_unless_asked_for(private: bool) -> None:
    text = "I will kill you at 48 Larkspur Crescent"
    places = [
        {"kind": "physical_harm", "start_char": 0, "end_char": 15},
        {"kind": "doxing", "start_char": 19, "end_char": 39},
    ]
    for place in places:
        assert ("Larkspur" in marked(text, place, places, private=private)) == private
    assert marked(text, places[0], places, private=False).startswith("⟦I will kill you⟧")


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("She lives at 123 Main Street apartment 5, Vancouver", "Main Street"),
        ("elle habite au 45 rue Principale", "rue Principale"),
        ("他住在温哥华主街123号5楼", "123"),
        ("her kid goes to Maple Elementary School", "Maple"),
        (f"@janedoeprivate {'a ' * 24}I will kill you", "janedoe"),
        (f"https://evil.example/janedoe/x {'a ' * 24}I will kill you", "janedoe"),
    ],
)
def test_what_is_private_is_masked_wherever_the_text_is_cut(text: str, secret: str) -> None:
    places = [
        {"start_char": hit.start, "end_char": hit.end, "kind": hit.kind}
        for hit in dict(find_threats([text])).get(0, [])
    ]
    assert places
    for place in places:
        assert secret not in marked(text, place, places, private=False)


def test_a_case_that_was_never_screened_is_not_said_to_be(case: Case, rows_of: Any) -> None:
    assert not is_screened(case)
    case.write(Table.checked(ThreatHits, rows_of(ThreatHits)))
    assert is_screened(case)
