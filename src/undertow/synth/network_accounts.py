"""The accounts of the planted network: made in batches, hijacked or bought; and their cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Final

import numpy as np

from undertow.synth.clock import DAY_S, HOUR_S, seconds
from undertow.synth.commercial import advert
from undertow.synth.history import old_posts
from undertow.synth.knobs import CampaignKnobs
from undertow.synth.known_operation import choose_published, like_published
from undertow.synth.platforms import PLATFORMS
from undertow.synth.population import new_person, rename
from undertow.synth.world import Account, Post, World

_WARM_UP_S: Final = 6 * HOUR_S
# How many hours earlier the day begins where the owners of hijacked accounts lived.
_ZONES_H: Final = (0, 0, 5, 8, 13)
_YEAR_S: Final = 365 * DAY_S


@dataclass(slots=True, eq=False)
class Member:
    """An account of the network, how many posts it may make and from when on it can work."""

    account: Account
    posts_left: int
    ready: int


def add_members(world: World) -> list[Member]:
    """Add the accounts of the network with their posts from before the campaign."""
    rng, words = world.numbers("network accounts"), world.words("network accounts")
    knobs = campaign_of(world)
    budgets = _budgets(rng, knobs.accounts, knobs.posts, knobs.one_post_share, knobs.max_posts)
    origins = _origins(rng, knobs.accounts, knobs.new_share, knobs.hijacked_share)
    platforms = rng.permutation(_apportion(knobs.platform_shares, knobs.accounts))
    world.batches = _batches(world)
    lookalike = world.words("look-alike handles")
    members = []
    for budget, origin, platform in zip(budgets.tolist(), origins, platforms.tolist(), strict=True):
        language = words.choice(("en", "en", "fr", "zh"))
        account = new_person(world, platform, language, words)
        account.group, account.role = "network", origin
        _look_known(world, account, lookalike)
        onset = seconds(knobs.onset)
        ready = onset
        if origin == "new":
            start, end = words.choice(world.batches)
            account.created_at = words.randrange(start, end)
            ready = max(onset, account.created_at + _WARM_UP_S)
        elif origin == "hijacked":
            _give_past(world, account, words)
        else:
            account.created_at = onset - words.randrange(_YEAR_S // 2, 9 * _YEAR_S)
            _give_trade(world, account, words)
        members.append(Member(account, int(budget), ready))
    choose_published(world, [member.account for member in members])
    return members


def _look_known(world: World, account: Account, words: Random) -> None:
    """Give an account a handle that looks like one of a known operation, where the knobs say so."""
    known = world.knobs.known
    if known is not None and words.random() < known.lookalike_share:
        account.handle = world.handle(account.platform, like_published(known, words), words)


def form_cells(world: World, members: list[Member]) -> list[list[Member]]:
    """Divide the members into cells: one platform each, those made together side by side."""
    cells: list[list[Member]] = []
    size = campaign_of(world).cell_size
    for platform in campaign_of(world).platform_shares:
        here = [m for m in members if m.account.platform == platform]
        fresh = sorted((m for m in here if m.account.role == "new"), key=lambda m: m.ready)
        old = [m for m in here if m.account.role != "new"]
        n_cells = max(1, round(len(here) / size))
        for i in range(n_cells):
            low, high = i * len(fresh) // n_cells, (i + 1) * len(fresh) // n_cells
            cells.append(fresh[low:high] + old[i::n_cells])
    return [cell for cell in cells if cell]


def _give_past(world: World, account: Account, words: Random) -> None:
    """Let a hijacked account have been somebody's, who fell silent long before the campaign."""
    knobs = campaign_of(world)
    silent = seconds(knobs.onset) - (knobs.dormancy_days + words.randrange(60)) * DAY_S
    n = words.randint(*knobs.history_posts)
    past = old_posts(words, account, n, silent, zone_h=words.choice(_ZONES_H))
    world.posts += past
    opened = (PLATFORMS[account.platform].opened - 1970) * _YEAR_S + _YEAR_S // 2
    account.created_at = words.randrange(opened, max(opened + DAY_S, past[0].at - _YEAR_S // 2))
    # Between the last post of the one owner and the first of the other.
    account.changed_at = silent + DAY_S
    if words.random() < knobs.renamed_share:
        rename(world, account, account.changed_at, words)


def _give_trade(world: World, account: Account, words: Random) -> None:
    """Let a bought account have sold things before somebody sold it."""
    knobs = campaign_of(world)
    if words.random() >= knobs.sold_share:
        return
    since = max(account.created_at, seconds(knobs.onset) - _YEAR_S)
    for _ in range(words.randint(2, 6)):
        at = words.randrange(since + HOUR_S, seconds(knobs.onset) - 20 * DAY_S)
        text = advert(words, account.language)
        world.posts.append(Post(account, at, "post", text, account.language))


def campaign_of(world: World) -> CampaignKnobs:
    """Return the knobs of the campaign, which must be there."""
    assert world.knobs.campaign is not None
    return world.knobs.campaign


def _batches(world: World) -> list[tuple[int, int]]:
    """Return the bouts of sign-ups, [start, end) in seconds; the first two before the onset."""
    knobs, words = campaign_of(world), world.words("batches")
    first, last = seconds(knobs.batch_from), seconds(knobs.batch_to)
    starts = np.linspace(first, last, knobs.batches).astype(int).tolist()
    length = int(knobs.batch_hours * HOUR_S)
    begins = [start + words.choice(knobs.shift_hours_utc) * HOUR_S for start in starts]
    return [(begin, begin + length) for begin in begins]


def _budgets(
    rng: np.random.Generator, n: int, total: int, one_post_share: float, most: int
) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Return posts per account, 1..``most``, that sum to ``total`` as nearly as possible."""
    budgets = np.ones(n, dtype=np.int64)
    busy = np.sort(rng.permutation(n)[round(n * one_post_share) :])
    share = (total - n) / max(len(busy), 1)
    low = max(0, int(2 * share) - (most - 1))
    budgets[busy] += rng.integers(low, max(low + 1, most), len(busy))
    while (gap := total - int(budgets.sum())) != 0:
        step = 1 if gap > 0 else -1
        open_ = busy[(budgets[busy] < most) if step > 0 else (budgets[busy] > 2)]
        if len(open_) == 0:
            break
        budgets[rng.permutation(open_)[: abs(gap)]] += step
    return budgets


def _origins(rng: np.random.Generator, n: int, new: float, hijacked: float) -> list[str]:
    counts = _apportion({"new": new, "hijacked": hijacked, "bought": 1 - new - hijacked}, n)
    return [str(origin) for origin in rng.permutation(counts)]


def _apportion(shares: Mapping[str, float], n: int) -> list[str]:
    """Return ``n`` labels in proportion to their shares, by the largest remainders."""
    exact = {label: n * share for label, share in shares.items()}
    counts = {label: int(value) for label, value in exact.items()}
    rest = sorted(exact, key=lambda label: counts[label] - exact[label])
    for label in rest[: n - sum(counts.values())]:
        counts[label] += 1
    return [label for label, count in counts.items() for _ in range(count)]
