from __future__ import annotations

import pytest

from undertow.text.claims.polarity import may_differ, read_stance


@pytest.mark.parametrize(
    ("language", "text", "denies"),
    [
        ("en", "She took the money", False),
        ("en", "She didn’t take the money", True),
        ("en", "Not only she took the money", False),
        ("en", "The claim is a HOAX", True),
        ("en", "A notable knot", False),
        ("fr", "Elle a pris l'argent", False),
        ("fr", "Elle n’a pas pris l’argent", True),
        ("fr", "N'importe qui peut le faire", False),
        ("fr", "Ce n'est qu'un hasard", False),
        ("fr", "La rumeur est infondée", True),
        ("zh", "她收了钱", False),
        ("zh", "她沒有收錢", True),
        ("zh", "她不断收钱", False),
        ("zh", "这是謠言", True),
        ("zh", "我不同意", True),
    ],
)
def test_who_denies(language: str, text: str, denies: bool) -> None:
    stance = read_stance(text, language)
    assert stance is not None
    assert stance.denies is denies


def test_other_languages_are_not_measured() -> None:
    assert read_stance("Sie nahm das Geld nicht", "de") is None
    assert may_differ(None, read_stance("She took it", "en")) is None


@pytest.mark.parametrize(
    ("a", "b", "differs"),
    [
        (("en", "Ann Lee paid Bob Roy"), ("en", "Ann Lee paid Bob Roy today"), False),
        (("en", "Ann Lee paid Bob Roy"), ("en", "Bob Roy paid Ann Lee"), True),
        (("en", "Ann Lee paid Bob Roy"), ("en", "Bob Roy was paid by Ann Lee"), False),
        (("en", "Ann Lee paid Bob Roy"), ("en", "Ann Lee was paid by Bob Roy"), True),
        (("en", "Ann Lee paid Bob Roy"), ("fr", "Bob Roy a payé Ann Lee"), True),
        (("en", "Ann Lee paid Bob Roy"), ("fr", "Ann Lee a payé Bob Roy"), False),
        (("en", "Ann Lee paid Bob Roy"), ("zh", "鲍勃付钱给安"), False),
        (("zh", "参议员安妮特威胁了证人罗伯特"), ("zh", "证人罗伯特威胁了参议员安妮特"), True),
        (("zh", "参议员安妮特威胁了证人罗伯特"), ("zh", "证人罗伯特被参议员安妮特威胁"), False),
        (("en", "Ann paid"), ("en", "Ann never paid"), True),
    ],
)
def test_whether_two_may_differ(a: tuple[str, str], b: tuple[str, str], differs: bool) -> None:
    stances = [read_stance(text, language) for language, text in (a, b)]
    assert may_differ(*stances) is differs
    assert may_differ(*stances[::-1]) is differs
