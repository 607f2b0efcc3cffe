"""Signs of the accounts of a campaign: those that ``account_signals`` holds against a control."""

from __future__ import annotations

from collections.abc import Callable

from undertow.attribution.signs.sign import (
    NOT_SHOWN,
    SHOWN,
    UNMEASURED,
    Campaign,
    Group,
    Measured,
    Sign,
    few,
)

_SIGNALS: tuple[tuple[str, Group], ...] = (
    ("creation_batch", "accounts"),
    ("dormant_return", "accounts"),
    ("handle_template", "accounts"),
    ("new_account", "accounts"),
    ("reused_profile", "accounts"),
    ("takeover", "accounts"),
    ("closed_engagement", "conduct"),
    ("filler", "conduct"),
    ("regular_schedule", "conduct"),
)

# What one member shows is nothing of a campaign.
_FEWEST = 2


def _of(signal: str) -> Callable[[Campaign], Measured]:
    def measure(campaign: Campaign) -> Measured:
        rows = [
            row
            for row in campaign.signals
            if row["signal"] == signal and row["n_control"] >= campaign.min_control
        ]
        if len(rows) < _FEWEST:
            return UNMEASURED
        showing = [row for row in rows if row["log_lr"] > 0]
        if len(showing) < _FEWEST:
            return Measured(NOT_SHOWN, rows[0]["community_share"], rows[0]["control_share"])
        return Measured(
            SHOWN,
            showing[0]["community_share"],
            showing[0]["control_share"],
            len(showing),
            few(uid for row in showing for uid in (row["account_uid"], *row["evidence"])),
        )

    return measure


ACCOUNT_SIGNS = tuple(Sign(signal, group, _of(signal)) for signal, group in _SIGNALS)
