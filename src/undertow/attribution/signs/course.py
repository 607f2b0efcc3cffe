"""Signs of the course of a campaign: its waves, and who is said to accuse whom."""

from __future__ import annotations

from undertow.attribution.signs.sign import (
    NOT_SHOWN,
    SHOWN,
    UNMEASURED,
    Campaign,
    Measured,
    Sign,
)

_ACCUSES = frozenset({"accuse"})


def _waves(campaign: Campaign) -> Measured:
    """Measure bursts beyond the rate of the series; every row of ``waves`` is one."""
    if not campaign.posts:
        return UNMEASURED
    if not campaign.waves:
        return Measured(NOT_SHOWN, 0.0)
    return Measured(
        SHOWN,
        float(sum(wave["n"] for wave in campaign.waves)),
        float(sum(wave["n_expected"] for wave in campaign.waves)),
        len(campaign.waves),
    )


def _accusations(campaign: Campaign) -> Measured:
    """Measure that somebody who is no official is said to have accused an official."""
    read = [narrative for narrative in campaign.narratives if narrative["frame_basis"]]
    if not read:
        return UNMEASURED
    accusing = [
        narrative
        for narrative in read
        if narrative["predicate_kind"] in _ACCUSES
        and narrative["actor"] is not None
        and narrative["actor_id"] is None
        and (narrative["frame_target_id"] or narrative["target"])
        and not narrative["frame_is_negated"]
    ]
    if not accusing:
        return Measured(NOT_SHOWN, 0.0)
    n = sum(narrative["n_posts"] for narrative in accusing)
    return Measured(SHOWN, n / max(len(campaign.posts), 1), n=n)


COURSE_SIGNS = (
    Sign("waves", "conduct", _waves),
    Sign("narratives", "texts", _accusations),
)
