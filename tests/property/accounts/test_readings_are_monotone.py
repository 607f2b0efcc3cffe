"""More evidence for a reading never moves the margin the other way."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from undertow.accounts.explanations.readings import Sign, read

shares = st.floats(0.0, 1.0)
sizes = st.integers(3, 400)
signs = st.dictionaries(
    st.sampled_from(["new_account", "creation_batch", "takeover"]),
    st.builds(Sign, shares, st.floats(0.0, 3.0)),
)
expectations = st.dictionaries(st.sampled_from(["new_account", "creation_batch"]), shares)


@given(fit=shares, better=shares, signs=signs, expects=expectations, n=sizes)
def test_a_better_fit_never_helps_the_inauthentic_reading(
    fit: float, better: float, signs: dict[str, Sign], expects: dict[str, float], n: int
) -> None:
    low, high = sorted((fit, better))
    assert read(high, signs, expects, n).margin <= read(low, signs, expects, n).margin


@given(fit=shares, signs=signs, new=st.builds(Sign, shares, st.floats(0.0, 3.0)), n=sizes)
def test_another_sign_never_helps_the_explanation(
    fit: float, signs: dict[str, Sign], new: Sign, n: int
) -> None:
    before = read(fit, signs, {}, n)
    after = read(fit, signs | {"another": new}, {}, n)
    assert after.margin >= before.margin
    assert before.covers_members or not after.covers_members


@given(fit=shares, excess=shares, more=shares, log_lr=st.floats(0.0, 3.0), n=sizes)
def test_more_members_with_a_sign_never_help_the_explanation(
    fit: float, excess: float, more: float, log_lr: float, n: int
) -> None:
    low, high = sorted((excess, more))
    margins = [read(fit, {"takeover": Sign(share, log_lr)}, {}, n).margin for share in (low, high)]
    assert margins[0] <= margins[1]


@given(fit=shares, signs=signs, expects=expectations, n=sizes)
def test_what_is_expected_never_helps_the_inauthentic_reading(
    fit: float, signs: dict[str, Sign], expects: dict[str, float], n: int
) -> None:
    assert read(fit, signs, expects, n).margin <= read(fit, signs, {}, n).margin
