"""The account_signals stage: likelihood ratios of the signs, community against control."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import scipy  # scipy.stats takes a second to load: who first asks for it waits

from undertow.accounts.control import Matched, matched_controls
from undertow.accounts.facts import account_facts
from undertow.accounts.profiles import profile_marks
from undertow.accounts.rhythm import rest_facts
from undertow.accounts.signals import SIGNALS, Measured, Signal
from undertow.engine import Engine
from undertow.schema import (
    AccountChanges,
    Accounts,
    AccountSignals,
    AccountSnapshots,
    Actions,
    Communities,
    Engagement,
    Posts,
    PostText,
    Table,
)
from undertow.settings import AccountSettings


def assess_authenticity(
    communities: Table[Communities],
    accounts: Table[Accounts],
    posts: Table[Posts],
    post_text: Table[PostText],
    engagement: Table[Engagement],
    actions: Table[Actions],
    account_snapshots: Table[AccountSnapshots],
    account_changes: Table[AccountChanges],
    settings: AccountSettings,
    *,
    engine: Engine,
    rng_seed: int,
) -> Table[AccountSignals]:
    """Measure every sign in every community.

    Parameters
    ----------
    communities, accounts, posts, post_text, engagement, actions, account_snapshots,
    account_changes : Table
        The case.
    settings : AccountSettings
        What counts as new, as a batch, as a silence, as significant.
    engine : Engine
        Runs the expressions.
    rng_seed : int
        Not used: the control is divided in a fixed way.

    Returns
    -------
    Table[AccountSignals]
        A row for each member and sign that could be measured. ``log_lr`` is the logarithm of the
        share of members that show the sign over the share of the control of the member's platform
        that does, with half a count added to both; it is 0 for members that do not show it, for
        signs that are not significant in the community after Bonferroni correction over all
        communities and signs (one-sided exact test within platforms; for batches, whose members are
        not independent, the scan of the platform as well), and where the control of the platform is
        too small. ``control_share`` is that of the platforms, each weighing what it does among the
        members.

    Notes
    -----
    In the test and in the ratio a member whose field was not collected counts as one that does not
    show the sign, while such an account is left out of the control: what is missing can only lower
    the evidence. ``community_share`` describes the members that could be measured.
    """
    facts = account_facts(posts, post_text, engagement, communities, engine)
    for more in (
        rest_facts(posts),
        profile_marks(accounts, account_snapshots),
        _change_facts(account_changes),
    ):
        facts = _beside(facts, more)
    matched = matched_controls(communities, accounts, posts, actions, settings.min_control, engine)
    groups = [list(parts) for _, parts in groupby(matched, lambda part: part.community_id)]
    n_tests = max(len(groups) * len(SIGNALS), 1)
    rows = [
        row
        for parts in groups
        for signal in SIGNALS
        for row in _signal_rows(parts, signal, facts, settings, n_tests)
    ]
    return Table.checked(
        AccountSignals, pa.Table.from_pylist(rows, schema=AccountSignals.arrow_schema())
    )


def _beside(facts: pa.Table, more: pa.Table) -> pa.Table:
    """Put what else is known of the accounts beside the facts; null where nothing is."""
    place = pc.index_in(facts.column("account_uid"), value_set=more.column("account_uid"))
    for name in more.column_names[1:]:
        facts = facts.append_column(name, more.column(name).take(place))
    return facts


def _change_facts(account_changes: Table[AccountChanges]) -> pa.Table:
    """Return what the signs read of the change of an account."""
    names = ["account_uid", "score", "p_value", "evidence"]
    return account_changes.arrow.select(names).rename_columns(
        ["account_uid", "change_score", "change_p", "change_posts"]
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """A sign on one platform of a community.

    Attributes
    ----------
    matched : Matched
        Whom it was measured in.
    members : Measured
        The members.
    n_shown : int
        Members that show it.
    n_control, n_control_shown : int
        Ordinary accounts in whom it was measured; those of them that show it.
    """

    matched: Matched
    members: Measured
    n_shown: int
    n_control: int
    n_control_shown: int

    @property
    def n_members(self) -> int:
        """Members on the platform, measured or not."""
        return len(self.members.value)

    @property
    def usual(self) -> float:
        """Share of ordinary accounts that show it, half a count added to both sides."""
        return (self.n_control_shown + 0.5) / (self.n_control + 1)


def _part(matched: Matched, signal: Signal, facts: pa.Table, settings: AccountSettings) -> _Part:
    """Measure a sign on one platform of a community."""
    members, control = signal.measure(matched, facts, settings)
    n_control = int(np.count_nonzero(~np.isnan(control.value)))
    shown = (int(np.count_nonzero(found.shows)) for found in (members, control))
    n_shown, n_control_shown = shown
    return _Part(matched, members, n_shown, n_control, n_control_shown)


def _signal_rows(
    matched: Sequence[Matched],
    signal: Signal,
    facts: pa.Table,
    settings: AccountSettings,
    n_tests: int,
) -> list[dict[str, object]]:
    """Return the rows of one sign in one community."""
    parts = [_part(part, signal, facts, settings) for part in matched]
    # A platform with too few ordinary accounts says nothing: its members show nothing.
    compared = [part for part in parts if part.n_control >= settings.min_control]
    n_compared = max(sum(part.n_members for part in compared), 1)
    n_measured = sum(int(np.count_nonzero(~np.isnan(part.members.value))) for part in parts)
    share = sum(part.n_shown for part in compared) + 0.5
    share /= sum(part.n_members for part in parts) + 1
    usual = sum(part.n_members * part.usual for part in compared) / n_compared
    tested = compared or parts
    p_value = max(_chance(tested), _chance_of_sets(tested))
    counts = bool(compared) and p_value * n_tests <= settings.signal_q and share > usual
    common: dict[str, object] = {
        "community_id": matched[0].community_id,
        "signal": signal.name,
        "community_share": sum(part.n_shown for part in parts) / max(n_measured, 1),
        "control_share": sum(p.n_members * p.n_control_shown / p.n_control for p in compared)
        / n_compared,
        "n_control": sum(part.n_control for part in compared)
        or max(part.n_control for part in parts),
        "p_value": p_value,
        "innocent": signal.innocent,
    }
    return [
        common
        | {
            "account_uid": account_uid,
            "value": float(value),
            "log_lr": _log_ratio(share, part, settings)
            if shows and counts and part in compared
            else 0.0,
            "evidence": own or [account_uid],
        }
        for part in parts
        for account_uid, value, shows, own in zip(
            part.matched.members.column("account_uid").to_pylist(),
            part.members.value,
            part.members.shows,
            signal.records(part.matched, facts),
            strict=True,
        )
        if not np.isnan(value)
    ]


def _log_ratio(share: float, part: _Part, settings: AccountSettings) -> float:
    """Return what showing the sign says of a member on a platform, in nats, at least 0."""
    return float(np.clip(np.log(share / part.usual), 0.0, settings.max_abs_log_lr))


def _chance(parts: Sequence[_Part]) -> float:
    """Return the probability that as many members show a sign if they are like their control.

    On each platform their number is hypergeometric; the sum is exact (Zelen 1971, Biometrika 58(1),
    doi:10.1093/biomet/58.1.129), and for one platform Fisher's test.
    """
    chance = np.ones(1)
    for part in parts:
        n_all = part.n_members + part.n_control
        n_showing = part.n_shown + part.n_control_shown
        counts = np.arange(min(part.n_members, n_showing) + 1)
        chance = np.convolve(
            chance, scipy.stats.hypergeom.pmf(counts, n_all, n_showing, part.n_members)
        )
    n_shown = sum(part.n_shown for part in parts)
    return min(float(chance[n_shown:][::-1].sum()), 1.0)


def _chance_of_sets(parts: Sequence[_Part]) -> float:
    """Return the smallest p-value of the sets on each platform, the choice among them paid for."""
    p_values = [part.members.p_value for part in parts]
    return min(min(p_values, default=1.0) * len(parts), 1.0)
