"""The ceilings of the judgement about an actor, which only a person makes."""

from __future__ import annotations

import pytest

from undertow.attribution import actor_ceiling
from undertow.attribution.ceilings import Basis


@pytest.mark.parametrize(
    ("bases", "can_be_imitated", "term"),
    [
        ((), False, "roughly_even"),
        (("context",), False, "roughly_even"),
        (("texts",), False, "roughly_even"),
        (("accounts", "texts", "conduct", "published", "context"), False, "roughly_even"),
        (("external",), False, "roughly_even"),
        (("external", "context"), False, "roughly_even"),
        (("external", "texts"), False, "likely"),
        (("external", "texts", "quoted"), False, "likely"),
        (("external", "accounts"), True, "likely"),
        (("external", "accounts"), False, "almost_certainly"),
    ],
)
def test_highest_term(bases: tuple[Basis, ...], can_be_imitated: bool, term: str) -> None:
    ceiling = actor_ceiling(bases, is_inauthentic=True, can_be_imitated=can_be_imitated)
    assert ceiling.term == term
    assert bool(ceiling.reasons) == (term != "almost_certainly")
    people = actor_ceiling(bases, is_inauthentic=False, can_be_imitated=can_be_imitated)
    assert people.term == "roughly_even"
