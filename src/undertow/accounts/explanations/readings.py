"""Both readings of a community on one scale: log-odds that it accounts for a member."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Set
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from undertow.accounts.explanations.explanation import COVERS, JOINED
from undertow.accounts.signals import AUTHENTICITY_SIGNALS, BATCH_SIGNAL


@dataclass(frozen=True, slots=True)
class Sign:
    """A significant sign of inauthenticity in a community.

    Attributes
    ----------
    excess : float
        Share of the members that show it and are not accounted for by ordinary people, 0..1.
    log_lr : float
        Log likelihood ratio of a member that shows it.
    """

    excess: float
    log_lr: float


@dataclass(frozen=True, slots=True)
class Reading:
    """The two readings of a community, given one explanation.

    Attributes
    ----------
    support : float
        Log-odds that the explanation accounts for a member and what it shares.
    inauthentic_support : float
        Log-odds that a member is inauthentic, by the sign that says so most clearly.
    covers_members : bool
        Whether the explanation leaves few enough members over.
    """

    support: float
    inauthentic_support: float
    covers_members: bool

    @property
    def margin(self) -> float:
        """By how much the inauthentic reading is ahead; negative where it is behind."""
        return self.inauthentic_support - self.support


def significant_signs(
    account_signals: pa.Table, sizes: Mapping[str, int], joined: Set[str]
) -> dict[str, dict[str, Sign]]:
    """Return the significant signs of inauthenticity of each community.

    Parameters
    ----------
    account_signals : pa.Table
        Table ``account_signals``; a sign is significant where members that show it have a positive
        log likelihood ratio.
    sizes : mapping
        Community -> members. One in whom the sign was not measured counts as not showing it.
    joined : set of str
        Members created within a day before they acted. Puppets are made ahead, as a rule, and
        people who join for an event are created as it draws them; so these two are told apart, and
        creation in a batch of the second is named ``JOINED``.
    """
    shown = account_signals.filter(
        pc.and_(
            pc.greater(account_signals.column("log_lr"), 0.0),
            pc.is_in(account_signals.column("signal"), value_set=pa.array(AUTHENTICITY_SIGNALS)),
        )
    )
    has_joined = pc.and_(
        pc.equal(shown.column("signal"), BATCH_SIGNAL),
        pc.is_in(shown.column("account_uid"), value_set=pa.array(sorted(joined), pa.string())),
    )
    names = pc.if_else(has_joined, JOINED, shown.column("signal"))
    shown = shown.set_column(shown.schema.get_field_index("signal"), "signal", names)
    counted = shown.group_by(["community_id", "signal"]).aggregate(
        [("account_uid", "count"), ("log_lr", "max"), ("control_share", "max")]
    )
    found: dict[str, dict[str, Sign]] = defaultdict(dict)
    for row in counted.to_pylist():
        share = row["account_uid_count"] / sizes[row["community_id"]]
        usual = row["control_share_max"]
        excess = max(share - usual, 0.0) / max(1.0 - usual, 1e-9)
        found[row["community_id"]][row["signal"]] = Sign(excess, row["log_lr_max"])
    return found


def read(
    fit: float,
    signs: Mapping[str, Sign],
    expects: Mapping[str, float],
    n_members: int,
    n_outside: int = 0,
) -> Reading:
    """Put an explanation and the signs against it on one scale.

    Parameters
    ----------
    fit : float
        How well the explanation covers what the members share, 0..1.
    signs : mapping
        Significant signs of inauthenticity by name.
    expects : mapping
        Sign -> share of the members that may show it without standing against the explanation.
    n_members : int
        Members; shares of few members are shrunk towards one half, so they say less.
    n_outside : int
        Ordinary accounts outside the community that did the same: what is expected of a share of
        the members is then expected of a share of all.

    Notes
    -----
    Of the members that a sign marks, those within what the explanation expects are left to it; the
    rest it cannot account for, however well it fits what they share. Signs are not added up: new
    accounts and accounts made in batches are often the same.
    """
    part = n_members / max(n_members + n_outside, 1)
    beyond = {
        name: _beyond(sign.excess * (part if name in expects else 1.0), expects.get(name, 0.0))
        for name, sign in signs.items()
    }
    left_over = max(beyond.values(), default=0.0)
    covered = min((1.0 - left_over) / COVERS, 1.0)
    against = [
        _log_odds(share, n_members) + signs[name].log_lr
        for name, share in beyond.items()
        if share > 0
    ]
    return Reading(
        support=_log_odds(min(fit, covered), n_members),
        inauthentic_support=max(against, default=_log_odds(0.0, n_members)),
        covers_members=covered >= 1.0,
    )


def _beyond(excess: float, expected: float) -> float:
    """Return the share of members beyond what is expected, of those that could be."""
    return max(excess - expected, 0.0) / (1.0 - expected) if expected < 1.0 else 0.0


def _log_odds(share: float, n_members: int) -> float:
    """Return the log-odds of a share of some members, with half a member added to both sides."""
    return math.log((share * n_members + 0.5) / ((1.0 - share) * n_members + 0.5))
