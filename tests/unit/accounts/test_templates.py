"""Texts of one template are told from unrelated ones, in any script."""

from __future__ import annotations

import pytest

from undertow.accounts.templates import MOST_TEMPLATES, templates_of

FILLED_IN = {
    "en": (
        "As a {} in your riding I ask you to keep {} open. The families here have no other.",
        ("teacher", "nurse", "retired farmer"),
        ("the school", "the old clinic", "our library"),
    ),
    "fr": (
        "En tant que {} de votre circonscription, je vous demande de garder {}. Merci d'avance.",
        ("voisine", "infirmier", "mère de famille"),
        ("l'école", "la clinique", "notre bibliothèque"),
    ),
    "zh": (
        "我是您选区的{},请您保留{},这里的家庭没有别的选择,谢谢您。",
        ("教师", "护士", "农民"),
        ("学校", "老诊所", "图书馆"),
    ),
    "pa": (
        "ਮੈਂ ਤੁਹਾਡੇ ਹਲਕੇ ਦਾ {} ਹਾਂ ਅਤੇ ਬੇਨਤੀ ਕਰਦਾ ਹਾਂ ਕਿ {} ਨੂੰ ਖੁੱਲ੍ਹਾ ਰੱਖੋ। ਧੰਨਵਾਦ।",
        ("ਅਧਿਆਪਕ", "ਕਿਸਾਨ", "ਵਸਨੀਕ"),
        ("ਸਕੂਲ", "ਹਸਪਤਾਲ", "ਲਾਇਬ੍ਰੇਰੀ"),
    ),
}
UNRELATED = {
    "en": (
        "The bakery on the corner has raised its prices again and the bread is worse for it.",
        "My daughter won the regional chess final on Sunday, we could not be more proud of her.",
        "Does anybody know why the ferry did not leave this morning? The office does not answer.",
    ),
    "zh": (
        "街角的面包店又涨价了,面包的味道也不如从前。",
        "我女儿星期天赢了地区象棋决赛,我们都很骄傲。",
        "有人知道今天早上渡轮为什么没有开吗?",
    ),
}


@pytest.mark.parametrize("language", sorted(FILLED_IN))
def test_slots_do_not_hide_a_template(language: str) -> None:
    frame, first, second = FILLED_IN[language]
    texts = {
        f"{i}{j}": frame.format(a, b) for i, a in enumerate(first) for j, b in enumerate(second)
    }
    found = templates_of(texts, dict.fromkeys(texts, 1) | {"11": 5})
    assert set(found.values()) == {"11"}


@pytest.mark.parametrize("language", sorted(UNRELATED))
def test_unrelated_texts_stand_alone(language: str) -> None:
    texts = dict(zip("abc", UNRELATED[language], strict=True))
    assert templates_of(texts, dict.fromkeys(texts, 1)) == {name: name for name in texts}


def test_languages_are_templates_of_their_own() -> None:
    texts = {}
    for language in ("en", "fr", "zh"):
        frame, first, second = FILLED_IN[language]
        texts |= {language + str(i): frame.format(first[i], second[i]) for i in range(3)}
    found = templates_of(texts, {name: 9 if name.endswith("0") else 1 for name in texts})
    assert found == {name: name[:2] + "0" for name in texts}


def test_only_the_commonest_are_looked_for() -> None:
    texts = {f"{k}{v}": f"{k * 40} {v}" for k in "abcd" for v in range(3)}
    found = templates_of(texts, {name: 10 - "abcd".index(name[0]) for name in texts})
    assert sum(name != template for name, template in found.items()) == 2 * MOST_TEMPLATES
    assert {found[f"d{v}"] for v in range(3)} == {"d0", "d1", "d2"}


def test_case_and_spacing_are_no_difference_and_empty_texts_no_error() -> None:
    found = templates_of({"a": "Keep  OUR school", "b": "keep our\nschool"}, {"a": 2, "b": 1})
    assert set(found.values()) == {"a"}
    assert templates_of({"a": "", "b": "x"}, {"a": 1, "b": 1}) == {"a": "a", "b": "b"}
    assert templates_of({}, {}) == {}
