"""The account_signals stage: likelihood ratios of the signs, community against control."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import fisher_exact

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
        share of members that show the sign over the share of the control that does, with half a
        count added to both; it is 0 for members that do not show it, for signs that are not
        significant in the community after Bonferroni correction over all communities and signs
        (one-sided Fisher exact test; for batches, whose members are not independent, the scan as
        well), and where the control is too small.

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
    groups = list(
        matched_controls(communities, accounts, posts, actions, settings.min_control, engine)
    )
    n_tests = max(len(groups) * len(SIGNALS), 1)
    rows = [
        row
        for matched in groups
        for signal in SIGNALS
        for row in _signal_rows(matched, signal, facts, settings, n_tests)
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


def _signal_rows(
    matched: Matched, signal: Signal, facts: pa.Table, settings: AccountSettings, n_tests: int
) -> list[dict[str, object]]:
    """Return the rows of one sign in one community."""
    members, control = signal.measure(matched, facts, settings)
    records = signal.records(matched, facts)
    n_members = matched.members.num_rows
    n_measured, shown = _counted(members)
    n_control, shown_control = _counted(control)
    share = (shown + 0.5) / (n_members + 1)
    control_share = (shown_control + 0.5) / (n_control + 1)
    fisher = fisher_exact(
        [[shown, n_members - shown], [shown_control, n_control - shown_control]],
        alternative="greater",
    )
    p_value = max(float(fisher[1]), members.p_value)
    counts = (
        n_control >= settings.min_control
        and p_value * n_tests <= settings.signal_q
        and share > control_share
    )
    log_lr = min(float(np.log(share / control_share)), settings.max_abs_log_lr) if counts else 0.0
    return [
        {
            "community_id": matched.community_id,
            "account_uid": account_uid,
            "signal": signal.name,
            "value": float(value),
            "log_lr": log_lr if shows else 0.0,
            "community_share": shown / n_measured,
            "control_share": shown_control / n_control if n_control else 0.0,
            "n_control": n_control,
            "p_value": p_value,
            "innocent": signal.innocent,
            "evidence": own or [account_uid],
        }
        for account_uid, value, shows, own in zip(
            matched.members.column("account_uid").to_pylist(),
            members.value,
            members.shows,
            records,
            strict=True,
        )
        if not np.isnan(value)
    ]


def _counted(measured: Measured) -> tuple[int, int]:
    """Return how many accounts could be measured and how many of them show the sign."""
    return (
        int(np.count_nonzero(~np.isnan(measured.value))),
        int(np.count_nonzero(measured.shows)),
    )
