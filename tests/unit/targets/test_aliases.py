from __future__ import annotations

from dataclasses import replace

import pyarrow as pa
import pytest

from undertow.targets.aliases import find_names
from undertow.targets.gazetteer import Official

OFFICIALS = [
    Official(
        "Amélie Exemplaire", aliases=("艾美丽",), party="Liberal", ridings=("Rivière-Fictive",)
    ),
    Official("John O'Sampleton", aliases=("Sample", "Roy", "王"), party="NDP"),
    Official("Jean-Yves St-Fictif", "St-Fictif", party="Bloc Québécois", province="Quebec"),
    Official("Kirsty Duncan", party="Liberal", ridings=("Etobicoke North", "Etobicoke-Nord")),
    Official("Eric Duncan", party="Conservative", province="Ontario"),
    Official("Wayne Long", party="Liberal", ridings=("Saint John—Rothesay",)),
    Official("Elizabeth May", party="Green Party"),
    Official("Lena Metlege Smith", party="NDP", province="Nova Scotia"),
    Official("Тарас Тарасенко", aliases=("Тарасенко", "陳大文")),
    Official("Adam van Kaverden"),
]
NAMES = [official.name for official in OFFICIALS]


def named(text: str) -> dict[str, str]:
    """Return official -> context of all who are named for sure."""
    found = find_names(pa.array([text]), OFFICIALS)
    return {
        NAMES[official].split(" ")[-1]: context
        for official, context in zip(found.official, found.context, strict=True)
        if context != "thread"
    }


@pytest.mark.parametrize(
    ("text", "who", "context"),
    [
        ("Amélie Exemplaire resigns", "Exemplaire", "full_name"),
        ("AMÉLIE\n EXEMPLAIRE", "Exemplaire", "full_name"),
        ("amelie exemplaire lies", "Exemplaire", "full_name"),
        ("Ａmélie Exemplaire", "Exemplaire", "full_name"),
        ("Amélie Exem\u200bplaire", "Exemplaire", "full_name"),
        ("Аmélie Ехеmplaire took it", "Exemplaire", "full_name"),  # Cyrillic А, Е, х, е
        ("Amélie Jeanne Exemplaire", "Exemplaire", "full_name"),
        ("Exemplaire, Amélie", "Exemplaire", "full_name"),
        ("voter pour Amélie Exemplaire", "Exemplaire", "full_name"),
        ("la faute d’Amélie Exemplaire", "Exemplaire", "full_name"),
        ("给Amélie Exemplaire投票", "Exemplaire", "full_name"),
        ("so bad #AmélieExemplaire", "Exemplaire", "full_name"),
        ("so bad #amelieexemplaire", "Exemplaire", "full_name"),
        ("#ExemplaireMustGo", "Exemplaire", "hashtag"),
        ("#exemplaire", "Exemplaire", "hashtag"),
        ("A. Exemplaire ment", "Exemplaire", "initials"),
        ("Exemplaire ment", "Exemplaire", "surname"),
        ("RESIGN EXEMPLAIRE", "Exemplaire", "surname"),
        ("Anti-Exemplaire posters hang everywhere", "Exemplaire", "surname"),
        ("mme exemplaire ment", "Exemplaire", "honorific"),
        ("说艾美丽说", "Exemplaire", "alias"),
        ("陳議員說", "Тарасенко", "honorific"),
        ("陈大文撒谎", "Тарасенко", "alias"),
        ("тарасенко!", "Тарасенко", "alias"),
        ("(sample)", "O'Sampleton", "alias"),
        ("Sample说", "O'Sampleton", "alias"),
        ("John O’Sampleton's office", "O'Sampleton", "full_name"),
        ("O'Sampleton’s office", "O'Sampleton", "surname"),
        ("MP OSampleton", "O'Sampleton", "honorific"),
        ("NDP's Roy spoke", "O'Sampleton", "party"),
        ("J.-Y. St-Fictif ment", "St-Fictif", "initials"),
        ("Jean Yves St. Fictif ment", "St-Fictif", "full_name"),
        ("Saint-Fictif parle", "St-Fictif", "surname"),
        ("Kirsty Duncan votes", "Duncan", "full_name"),
        ("Liberal MP Duncan votes", "Duncan", "party"),
        ("Duncan (Etobicoke-Nord) votes", "Duncan", "riding"),
        ("Duncan of Ontario votes", "Duncan", "province"),
        ("Mr. Long votes", "Long", "honorific"),
        ("Long (Saint John—Rothesay) votes", "Long", "riding"),
        ("MP LONG IS A LIAR AND A CHEAT", "Long", "honorific"),
        ("Green Party leader May votes", "May", "party"),
        ("Smith, MP for somewhere, votes", "Smith", "honorific"),
        ("Smith of the NDP votes", "Smith", "party"),
        ("Lena Smith votes", "Smith", "full_name"),
        ("Lena said yes, so Smith votes", "Smith", "given_name"),
        ("VAN KAVERDEN voted", "Kaverden", "surname"),
        ("Adam Van Kaverden voted", "Kaverden", "full_name"),
    ],
)
def test_names_are_found(text: str, who: str, context: str) -> None:
    assert named(text) == {who: context}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "exemplaire",
        "Exemplaires",
        "Cynthia Exemplaire taught in Ohio",
        "C. Exemplaire taught",
        "Hiroshi Exemplaire opened a shop",
        "We met Hiroshi Exemplaire. Exemplaire sells books",
        "Mayor Exemplaire opened the pool",
        "They stayed at the Exemplaire Hotel for a week",
        "Kevin Exemplaire-Smith arrived",
        "Amélie Exemplaire-Jones arrived",
        "Jean St-Fictif writes",
        "Samples resample sample_x @sample",
        "Roy and 王 speak",
        "Ms. Duncan votes",
        "Duncan votes",
        "Iain Duncan Smith resigned in London",
        "May is a month",
        "In May the Liberals and the Greens vote",
        "Elizabeth may come",
        "THE MP MAY VOTE ON THIS BILL",
        "A long green field",
        "Long lines in Ontario",
        "Smith wins",
        "see https://example.org/amelie-exemplaire/Exemplaire",
        "mail exemplaire@example.org or @exemplaire.fan",
        "附陈议员",
    ],
)
def test_others_are_not(text: str) -> None:
    assert named(text) == {}


def test_what_a_thread_has_to_decide_is_left_open() -> None:
    found = find_names(pa.array(["Ms. Duncan votes"]), OFFICIALS)
    assert [NAMES[i] for i in found.official] == ["Kirsty Duncan", "Eric Duncan"]
    assert found.context == ["thread", "thread"]
    assert found.form == ["duncan", "duncan"]


def test_two_officials_of_one_name_are_told_apart_by_what_stands_near() -> None:
    twins = [
        Official("Jean Double", ridings=("Laval Nord",), aliases=("Deuxfois",)),
        Official("Jean Double", ridings=("Mirabel Sud",), aliases=("Deuxfois",)),
    ]
    texts = pa.array(["Jean Double ment", "Jean Double (Mirabel Sud) ment", "deuxfois, Laval Nord"])
    found = find_names(texts, twins)
    sure = [
        (t, o)
        for t, o, context in zip(found.text, found.official, found.context, strict=True)
        if context != "thread"
    ]
    assert sure == [(1, 1), (2, 0)]


def test_a_surname_the_register_gives_is_not_guessed() -> None:
    official = Official("Leah Taylor Rauberg", "Taylor Rauberg")
    texts = pa.array(["Rauberg said no", "Taylor Rauberg said no"])
    assert find_names(texts, [official]).text.tolist() == [1]
    assert find_names(texts, [replace(official, surname=None)]).text.tolist() == [0]


def test_nothing_to_look_for() -> None:
    assert len(find_names(pa.array(["a"]), []).text) == 0
    assert len(find_names(pa.array(["a"]), [Official("Ng")]).text) == 0
