"""However evidence is lost, confidence never rises, and no ceiling with it."""

from __future__ import annotations

from typing import Any

from attribution_scene import GROUP_OF, indicator, linked, match
from hypothesis import given
from hypothesis import strategies as st

from undertow.attribution import actor_ceiling
from undertow.attribution.ceilings import Basis
from undertow.attribution.knowledge import shipped_operations
from undertow.estimative import TERMS

Row = dict[str, Any]
CONFIDENCE = ("low", "moderate")
SPAMOUFLAGE = [
    indicator(i.measured_by, i.diagnosticity, indicator_id=i.id, is_context=i.is_context,
              kinds=[str(kind.value) for kind in i.kinds])
    for operation in shipped_operations()
    if operation.id == "spamouflage"
    for i in operation.indicators
]  # fmt: skip
MATCHES = [
    *(match(f"x:{i}") for i in range(1, 5)),
    *(match(f"x:{i}", "account") for i in range(1, 5)),
    match("x:11", "text"), match("x:11", "link"), match("x:11", "post", value="11"),
]  # fmt: skip
STATES = st.dictionaries(
    st.sampled_from(sorted(GROUP_OF)), st.sampled_from(["shown", "not_shown"]), min_size=1
)
BASES: st.SearchStrategy[frozenset[Basis]] = st.frozensets(
    st.sampled_from(("accounts", "texts", "conduct", "published", "quoted", "context", "external"))
)


def some_of(draw: st.DrawFn, items: list[Any]) -> list[Any]:
    keeps = draw(st.lists(st.booleans(), min_size=len(items), max_size=len(items)))
    return [item for item, keep in zip(items, keeps, strict=True) if keep]


@given(
    data=st.data(),
    states=STATES,
    verdict=st.sampled_from(["coordinated", "coordinated_inauthentic"]),
)
def test_no_subset_of_the_evidence_is_surer_of_a_link(
    data: st.DataObject, states: dict[str, str], verdict: str
) -> None:
    matches = data.draw(st.lists(st.sampled_from(MATCHES), unique_by=str))
    members = [f"x:{i}" for i in range(1, data.draw(st.sampled_from([4, 150, 300])) + 1)]
    full, _ = linked(SPAMOUFLAGE, states, matches=matches, verdict=verdict, members=members)
    subset = st.composite(some_of)
    less, _ = linked(
        SPAMOUFLAGE,
        dict(data.draw(subset([*states.items()]))),
        matches=data.draw(subset(matches)),
        verdict=verdict,
        members=members[: data.draw(st.integers(1, len(members)))],
    )
    if full and less:
        assert CONFIDENCE.index(less["confidence"]) <= CONFIDENCE.index(full["confidence"])
        assert TERMS.index(less["likelihood"]) <= TERMS.index(less["ceiling"])


@given(data=st.data(), states=STATES)
def test_no_subset_of_what_was_published_makes_a_link_likelier(
    data: st.DataObject, states: dict[str, str]
) -> None:
    matches = data.draw(st.lists(st.sampled_from(MATCHES), unique_by=str))
    subset = st.composite(some_of)
    full, _ = linked(SPAMOUFLAGE, states, matches=matches)
    less, _ = linked(SPAMOUFLAGE, states, matches=data.draw(subset(matches)))
    assert full["log_odds"] >= less["log_odds"] - 1e-9
    assert TERMS.index(full["likelihood"]) >= TERMS.index(less["likelihood"])


@given(bases=BASES, lost=BASES, is_inauthentic=st.booleans(), can_be_imitated=st.booleans())
def test_less_evidence_of_an_actor_never_bears_more(
    bases: frozenset[Basis], lost: frozenset[Basis], is_inauthentic: bool, can_be_imitated: bool
) -> None:
    def height(own: frozenset[Basis]) -> int:
        ceiling = actor_ceiling(own, is_inauthentic=is_inauthentic, can_be_imitated=can_be_imitated)
        return TERMS.index(ceiling.term)

    assert height(bases - lost) <= height(bases)
    assert height(bases) <= TERMS.index("roughly_even") or len(bases - {"context"}) > 1
