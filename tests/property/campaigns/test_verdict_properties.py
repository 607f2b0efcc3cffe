"""Evidence is monotone: a sign never exonerates, coordination never incriminates."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from verdict_scene import Findings

from undertow.accounts.signals import SIGNALS as REGISTERED

SIGNALS = tuple(signal.name for signal in REGISTERED)
ORDER = ["none", "coordinated_explained", "coordinated", "coordinated_inauthentic"]

signs = st.dictionaries(
    st.sampled_from(SIGNALS),
    st.tuples(st.floats(0.0, 3.0), st.integers(0, 10), st.floats(0.0, 0.9)),
    max_size=3,
)
pairs = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.floats(1e-30, 1e-3)), max_size=8
)


def scene_of(
    found: dict[str, tuple[float, int, float]], strength: float = 0.5, edges: Sequence[tuple] = ()
) -> Findings:
    scene = Findings(strength=strength)
    for name, (log_lr, n_shown, control_share) in found.items():
        scene.sign(name, log_lr, n_shown, control_share)
    best = {(min(a, b), max(a, b)): p for a, b, p in edges if a != b}
    for (a, b), p in best.items():
        scene.edge(f"m{a}", f"m{b}", p)
    return scene


@given(found=signs, log_lr=st.floats(0.01, 3.0), n_shown=st.integers(1, 10), data=st.data())
def test_another_sign_never_lowers_inauthenticity(
    found: dict[str, tuple[float, int, float]], log_lr: float, n_shown: int, data: st.DataObject
) -> None:
    new = data.draw(st.sampled_from([name for name in SIGNALS if name not in found]))
    before = scene_of(found, edges=[(0, 1, 1e-12), (8, 9, 1e-12)]).judge()
    more = found | {new: (log_lr, n_shown, 0.05)}
    after = scene_of(more, edges=[(0, 1, 1e-12), (8, 9, 1e-12)]).judge()
    for name in before:
        was, now = before[name]["inauthenticity"], after[name]["inauthenticity"]
        assert was is None or now >= was
        assert ORDER.index(after[name]["verdict"]) >= ORDER.index(before[name]["verdict"])


@given(found=signs, edges=pairs, strength=st.floats(0.0, 1.0))
def test_coordination_does_not_enter_inauthenticity(
    found: dict[str, tuple[float, int, float]], edges: list[tuple], strength: float
) -> None:
    plain, coordinated = scene_of(found).judge(), scene_of(found, strength, edges).judge()
    assert {name: row["inauthenticity"] for name, row in plain.items()} == {
        name: row["inauthenticity"] for name, row in coordinated.items()
    }


@given(found=signs)
def test_signs_alone_are_no_coordination(found: dict[str, tuple[float, int, float]]) -> None:
    rows = scene_of(found).judge().values()
    assert {row["verdict"] for row in rows} == {"none"}
    assert all(row["inauthenticity"] is None or 0.0 < row["inauthenticity"] < 1.0 for row in rows)
