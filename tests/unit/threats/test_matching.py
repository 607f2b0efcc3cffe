"""What the screen finds, and where."""

from __future__ import annotations

import pytest

from undertow.threats import Found, find_threats
from undertow.threats.folding import bared, fold, folded


def found(text: str) -> list[Found]:
    return dict(find_threats([text])).get(0, [])


@pytest.mark.parametrize(
    ("text", "kind", "grade"),
    [
        ("I will kill you.", "physical_harm", "explicit"),
        ("We know where you live.", "physical_harm", "possible"),
        ("Someone should shoot Ann Lee.", "physical_harm", "explicit"),
        ("Je vais te tuer.", "physical_harm", "explicit"),
        ("on sait ou tu habites", "physical_harm", "possible"),
        ("ON SAIT OÙ TU HABITES", "physical_harm", "possible"),
        ("Qu’on le pende !", "physical_harm", "explicit"),
        ("殺了你全家", "physical_harm", "explicit"),
        ("杀了你全家", "physical_harm", "explicit"),
        ("你给我等着", "physical_harm", "possible"),
        ("我們盯著妳", "physical_harm", "possible"),
        ("Her home address is 48 Larkspur Crescent", "doxing", "explicit"),
        ("身份证号110101199001011234", "doxing", "explicit"),
        ("613-555-0142", "doxing", "possible"),
    ],
)
def test_threats_are_found_and_graded(text: str, kind: str, grade: str) -> None:
    assert (kind, grade) in {(place.kind, place.grade) for place in found(text)}


@pytest.mark.parametrize(
    "text",
    ["k1ll yourself", "k.i.l.l yourself", "Ι wіll kіll уоu", "I will k\u200bi\u200bl\u200bl you",
     "someone should sh00t the minister", "弄 死 你", "去4吧你", "Please, go d*e",
     "#HangTheTraitors"],
)  # fmt: skip
def test_obfuscation_does_not_hide(text: str) -> None:
    assert any(place.kind == "physical_harm" for place in found(text))


@pytest.mark.parametrize(
    "text",
    ["This bill will kill jobs.", "Shoot me an email.", "dead wrong", "You killed it!",
     "She is bombing in the polls.", "On tue le temps.", "Je meurs de rire.", "笑死", "又在杀价",
     "A man was charged with stabbing a shopkeeper.", "Trois personnes ont été tuées vendredi.",
     "Our constituency office is at 200 Main Street.", "Call 1-800-555-0100."],
)  # fmt: skip
def test_what_only_sounds_like_it_is_left_out(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Writing “I will kill you” to a mayor is a crime.",
        "“I will kill you” and the police cannot stop me",
        "You criminal: « je vais te tuer », dénonce-moi si tu veux",
        "“我要杀了你” 你这个犯罪分子",
    ],
)
def test_a_quoted_threat_counts_less_and_is_never_dropped(text: str) -> None:
    assert {place.grade for place in found(text)} == {"possible"}


def test_the_home_of_somebody_is_private_even_beside_an_office() -> None:
    text = "Not her constituency office: her home, 48 Larkspur Crescent"
    assert any(place.kind == "doxing" for place in found(text))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("É… écoute : je vais te tuer, ok", "je vais te tuer"),
        ("你好，ﬁne: k.i.l.l yourself", "k.i.l.l yourself"),
    ],
)
def test_the_place_is_that_of_the_original(text: str, place: str) -> None:
    [hit] = found(text)
    assert text[hit.start : hit.end] == place


def test_folding_keeps_places() -> None:
    form = folded("l’été ﬁn 殺")
    assert form.text == fold("l’été ﬁn 殺") == "l'ete fin 杀"
    assert form.span(len(form.text) - 1, len(form.text)) == (9, 10)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("k1ll", "kill"),
        ("M U R D E R", "MURDER"),
        ("killlll", "kill"),
        ("2023 and 15", "2023 and 15"),
        ("@b0b_x", "@b0b_x"),
        ("r*pe", "rape"),
    ],
)
def test_bared_form(text: str, read: str) -> None:
    assert bared(folded(text)).text == read
