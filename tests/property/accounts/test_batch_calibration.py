"""Batches on data in which nobody creates accounts together: false in at most one group of 100."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray
from scipy.stats import fisher_exact

from undertow.accounts.control import Matched
from undertow.accounts.signals import SIGNALS, Measured
from undertow.accounts.signals.creation_batch import measure as creation_batch
from undertow.settings import AccountSettings

SETTINGS = AccountSettings()
N_GROUPS = 100
LAST_DAY = 3650.0
Floats = NDArray[np.float64]


def sign_ups(kind: str, n: int, rng: np.random.Generator, drives: Floats) -> Floats:
    """Draw creation times in days: people join as platforms grow, in drives, or for an event."""
    if kind == "growth":
        return LAST_DAY * rng.beta(4, 1, n)
    if kind == "to the day":
        return np.floor(LAST_DAY * rng.beta(4, 1, n))
    created = rng.uniform(0, LAST_DAY, n)
    some = rng.random(n) < 0.3
    if kind == "drives":
        created[some] = rng.choice(drives, some.sum()) + rng.random(some.sum())
    if kind == "event":
        created[some] = LAST_DAY - 3 * rng.random(some.sum())
    return created


def accounts(created_days: Floats) -> pa.Table:
    at = pa.array((created_days * 86400e6).astype(np.int64)).cast(pa.timestamp("us", tz="UTC"))
    uids = [f"x:{i:05}" for i in range(len(created_days))]
    return pa.table({"account_uid": uids, "created_at": at, "first_at": at})


def is_significant(members: Measured, control: Measured) -> bool:
    """Decide as the stage does when one community is looked at."""
    (a, b), (m, n) = (
        [int(measured.shows.sum()) for measured in (members, control)],
        [len(measured.shows) for measured in (members, control)],
    )
    fisher = fisher_exact([[a, m - a], [b, n - b]], alternative="greater")[1]
    return bool(max(fisher, members.p_value) * len(SIGNALS) <= SETTINGS.signal_q)


@pytest.mark.parametrize("kind", ["uniform", "growth", "to the day", "drives", "event"])
@pytest.mark.parametrize(("n_members", "n_control"), [(8, 20), (20, 200), (80, 50), (80, 400)])
def test_ordinary_sign_ups_are_no_batch(kind: str, n_members: int, n_control: int) -> None:
    rng = np.random.default_rng(11)
    n_false = 0
    for _ in range(N_GROUPS):
        drives = rng.uniform(0, LAST_DAY, 20)
        members, control = (
            accounts(sign_ups(kind, n, rng, drives)) for n in (n_members, n_control)
        )
        matched = Matched("g-1", "x", members, control, control)
        n_false += is_significant(*creation_batch(matched, pa.table({}), SETTINGS))
    assert n_false <= N_GROUPS // 100


@pytest.mark.parametrize("kind", ["uniform", "growth", "to the day", "drives", "event"])
def test_batch_among_ordinary_sign_ups_is_found(kind: str) -> None:
    rng = np.random.default_rng(12)
    drives = rng.uniform(0, LAST_DAY, 20)
    members = sign_ups(kind, 40, rng, drives)
    members[:12] = 3000.25 + rng.random(12) / 2
    control = accounts(sign_ups(kind, 300, rng, drives))
    found = creation_batch(Matched("g-1", "x", accounts(members), control, control), None, SETTINGS)
    assert is_significant(*found)
    assert found[0].shows[:12].all()
    assert found[0].shows.sum() <= 14


def test_people_nearby_tell_what_the_few_in_the_thread_cannot() -> None:
    """Five of forty on a day: nothing against sixty accounts, much against thousands."""
    rng = np.random.default_rng(13)
    members = rng.uniform(0, LAST_DAY, 40)
    members[:5] = 2000.1
    control, nearby = (accounts(rng.uniform(0, LAST_DAY, n)) for n in (60, 6000))
    few = creation_batch(Matched("g-1", "x", accounts(members), control, control), None, SETTINGS)
    many = creation_batch(Matched("g-1", "x", accounts(members), control, nearby), None, SETTINGS)
    assert not few[0].shows.any()
    assert many[0].shows[:5].all()
    assert many[0].p_value < few[0].p_value


def test_order_of_the_members_does_not_matter() -> None:
    rng = np.random.default_rng(14)
    created = np.concatenate([rng.uniform(0, LAST_DAY, 20), np.full(8, 1500.0), [np.nan] * 3])
    control = accounts(rng.uniform(0, LAST_DAY, 200))
    order = rng.permutation(len(created))

    def shows(days: Floats) -> NDArray[np.bool_]:
        members = accounts(np.nan_to_num(days))
        times = members.column("created_at")
        known = pa.array(times.to_pylist(), times.type, mask=np.isnan(days))
        members = members.set_column(1, "created_at", known)
        return creation_batch(Matched("g-1", "x", members, control, control), None, SETTINGS)[
            0
        ].shows

    assert shows(created)[order].tolist() == shows(created[order]).tolist()
    assert shows(created).sum() == 8
