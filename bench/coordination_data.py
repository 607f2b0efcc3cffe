"""Replies with viral posts in them, and what was planted among them.

    python bench/coordination_data.py FOLDER 1000000
    python bench/coordination_data.py FOLDER 0

The first writes ``actions.parquet``, in the form of table ``direct_actions``, and who was planted
into ``planted.parquet`` (account_uid, role, part); the second only shares of one set of links. The
density is the same at every size, so that work may grow with the number of actions and no faster:
accounts, posts, viral posts, cells, accounts that answer early and pairs of the network grow with
it. Ten million actions are those of two million accounts in four weeks:

- 300 viral posts with 5,000 to 100,000 replies each, half of all actions, which decay over 48 h;
- a Zipf tail of other posts;
- a *network* of 2,000 accounts that answers 150 of the viral posts in waves of ten minutes. Where
  there are fewer viral posts it answers 40 posts, the most answered ones, in shorter waves, so that
  a pair of it meets as often;
- 40 *cells* of 12 accounts, on posts that few others answer;
- 500 *junkies* who answer half of the viral posts early, each by a habit of its own;
- a *raid* of 5,000 fans on one post.

Everybody in them also acts as all others do. Above ten million actions there are several networks.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from undertow.schema import DirectActions

Ints = NDArray[np.int32]
Part = tuple[Ints, Ints, Ints]
"""Posts, accounts and seconds of some actions."""

SEED = 20230807
BEGIN_S = 1_691_366_400  # a Monday
SPAN_S = 28 * 86400
DECAY_S, TAIL_S = 4 * 3600, 48 * 3600
SMALLEST, LARGEST = 5_000, 100_000  # replies of a viral post
MEAN_SQUARE = SMALLEST * LARGEST  # of their number, when it is distributed as 1 / n^2
TAKES_PART = 0.75
MEETING = 150 / 600  # waves of ten minutes on 150 posts; in proportion elsewhere
ACTIONS, PLANTED = "actions.parquet", "planted.parquet"
_BATCH = 1 << 20


@dataclass(frozen=True, slots=True)
class World:
    """How much there is of everything."""

    n_actions: int
    n_accounts: int
    n_posts: int
    n_viral: int
    n_networks: int
    n_members: int
    n_targets: int
    n_cells: int
    n_junkies: int
    n_fans: int

    @classmethod
    def of(cls, n_actions: int) -> World:
        """Return the world of a size."""
        share = n_actions / 10_000_000
        n_networks = max(round(share), 1)
        part = share / n_networks
        n_viral = max(round(300 * share), 1)
        return cls(
            n_actions=n_actions,
            n_accounts=round(2_000_000 * share),
            n_posts=round(1_000_000 * share),
            n_viral=n_viral,
            n_networks=n_networks,
            n_members=round(2_000 * part**0.5),  # pairs, not accounts, in proportion
            n_targets=max(round(150 * part), 40),
            n_cells=max(round(40 * share), 2),
            n_junkies=max(round(500 * share**0.5), 50),
            n_fans=round(5_000 * part**0.5),
        )


def make(folder: Path, n_actions: int) -> None:
    """Write the actions, in the order of their key, and the planted accounts."""
    world, rng = World.of(n_actions), np.random.default_rng(SEED)
    parts, planted = planted_parts(world, rng)
    posts, accounts, seconds = (np.concatenate(column) for column in zip(*parts, strict=True))
    rows = by_key(posts, accounts, seconds)
    schema = DirectActions.arrow_schema()
    with pq.ParquetWriter(
        folder / ACTIONS, schema, compression="zstd", use_dictionary=False
    ) as writer:
        for start in range(0, len(rows), _BATCH):
            some = rows[start : start + _BATCH]
            writer.write_table(as_table(posts[some], accounts[some], seconds[some], start))
    pq.write_table(planted, folder / PLANTED)


def planted_parts(world: World, rng: np.random.Generator) -> tuple[list[Part], pa.Table]:
    """Return all actions, in parts, and who was planted."""
    viral = viral_sizes(world.n_viral)
    births = rng.integers(0, SPAN_S - TAIL_S, world.n_viral + world.n_posts).astype(np.int32)
    chosen = iter(rng.permutation(world.n_accounts).astype(np.int32))
    roles: list[tuple[Ints, str, int]] = []
    parts: list[Part] = []

    def recruit(role: str, part: int, n: int) -> Ints:
        some = np.fromiter(chosen, np.int32, n)
        roles.append((some, role, part))
        return some

    # The posts of the tail are in the order of their weight: the first are the most answered.
    n_hot = min(world.n_viral, world.n_targets)
    hot = np.arange(world.n_viral, world.n_viral + world.n_targets - n_hot)
    for network in range(world.n_networks):
        targets = rng.choice(world.n_viral, n_hot, replace=False)
        members = recruit("network", network, world.n_members)
        parts += waves(np.concatenate([targets, hot]), births, members, rng)
    quiet = np.arange(world.n_viral + world.n_posts // 20, world.n_viral + world.n_posts // 2)
    for cell in range(world.n_cells):
        targets = rng.choice(quiet, 20, replace=False)
        parts += rounds(targets, births, recruit("cell", cell, 12), rng, 24 * 3600, 180, 0.8)
    parts.append(early(world, births, recruit("junkie", 0, world.n_junkies), rng))
    raided = rng.choice(world.n_viral, 1)
    fans = recruit("raid", 0, world.n_fans)
    parts += rounds(raided, births, fans, rng, 24 * 3600, 1800, 1.0)
    n_planted = sum(len(posts) for posts, _, _ in parts)
    parts += crowd(world, viral, births, world.n_actions - n_planted, rng)
    return parts, planted_table(roles)


def viral_sizes(n: int) -> Ints:
    """Return the replies of viral posts: even quantiles of 1 / n^2 between the two limits.

    Where there are few, the quantiles are moved up until the mean square, on which the number of
    co-actions depends, is that of many.
    """
    low, high = 0.1, 1.0
    for _ in range(60):
        power = (low + high) / 2
        quantiles = ((np.arange(n) + 0.5) / n) ** power
        sizes = SMALLEST / (1 - quantiles * (1 - SMALLEST / LARGEST))
        low, high = (low, power) if np.mean(sizes**2) < MEAN_SQUARE else (power, high)
    return np.rint(sizes).astype(np.int32)


def waves(targets: Ints, births: Ints, members: Ints, rng: np.random.Generator) -> Iterator[Part]:
    """Yield the actions of a network: a wave on each of its targets."""
    width_s = max(round(len(targets) / MEETING), 60)
    return rounds(targets, births, members, rng, 12 * 3600, width_s, TAKES_PART)


def rounds(
    targets: Ints,
    births: Ints,
    members: Ints,
    rng: np.random.Generator,
    within_s: int,
    width_s: int,
    share: float,
) -> Iterator[Part]:
    """Yield what a share of the members do on each target, in a round some time after its birth."""
    for target in targets:
        taking = members[rng.random(len(members)) < share]
        start = births[target] + rng.integers(600, within_s)
        seconds = start + rng.integers(0, width_s, len(taking))
        yield np.full(len(taking), target, np.int32), taking, seconds.astype(np.int32)


def early(world: World, births: Ints, junkies: Ints, rng: np.random.Generator) -> Part:
    """Return the replies of accounts that answer many viral posts, each as soon as it is used to.

    Half of the viral posts, but 24 where there are that many.
    """
    share = min(max(0.5, 24 / world.n_viral), 1.0)
    who, targets = np.nonzero(rng.random((len(junkies), world.n_viral)) < share)
    habit = np.log(600) + 0.5 * rng.standard_normal(len(junkies))
    latency = np.exp(habit[who] + 0.6 * rng.standard_normal(len(who)))
    seconds = births[targets] + np.minimum(latency, TAIL_S)
    return targets.astype(np.int32), junkies[who], seconds.astype(np.int32)


def crowd(
    world: World, viral: Ints, births: Ints, n: int, rng: np.random.Generator
) -> Iterator[Part]:
    """Yield ``n`` actions of everybody, in parts."""
    n_tail = n - int(viral.sum())
    weights = (np.arange(world.n_posts) + world.n_posts / 4_000) ** -1.05  # at most 3,000 replies
    tail = rng.multinomial(n_tail, weights / weights.sum())
    sizes = np.concatenate([viral, tail])
    posts = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    activity = rng.lognormal(0, 1.2, world.n_accounts)
    n_of_each = rng.multinomial(n, activity / activity.sum())
    accounts = np.repeat(np.arange(world.n_accounts, dtype=np.int32), n_of_each)
    rng.shuffle(accounts)
    decay = DECAY_S * np.exp(0.4 * rng.standard_normal(len(sizes)))
    decay[: world.n_viral] = DECAY_S  # few posts make most of the co-actions
    for start in range(0, n, _BATCH):
        some = posts[start : start + _BATCH]
        reach = -np.expm1(-TAIL_S / decay[some])
        latency = -decay[some] * np.log1p(-reach * rng.random(len(some)))
        yield some, accounts[start : start + _BATCH], (births[some] + latency).astype(np.int32)


def make_links(folder: Path, n_shares: int = 142_000) -> None:
    """Write ``actions.parquet``: shares of one set of 2,000 links by 10,000 accounts in a month.

    A link is shared for days; the first has an eighth of all shares, as in Zipf's law.
    """
    rng = np.random.default_rng(SEED)
    n_links, n_accounts = 2_000, 10_000
    weights = 1 / np.arange(1, n_links + 1)
    sizes = rng.multinomial(n_shares, weights / weights.sum())
    links = np.repeat(np.arange(n_links, dtype=np.int32), sizes)
    activity = rng.lognormal(0, 1.2, n_accounts)
    accounts = rng.choice(n_accounts, n_shares, p=activity / activity.sum()).astype(np.int32)
    born = rng.integers(0, SPAN_S - 7 * 86400, n_links)
    seconds = born[links] + np.minimum(rng.exponential(86400, n_shares), 7 * 86400)
    seconds = seconds.astype(np.int32)
    rows = by_key(links, accounts, seconds)
    table = as_table(links[rows], accounts[rows], seconds[rows], 0)
    layer = pa.array(np.full(n_shares, "url", object), pa.string())
    pq.write_table(table.set_column(0, table.schema.field("layer"), layer), folder / ACTIONS)


def elections(file: Path) -> pa.Table:
    """Return shares of links and hashtags from ``german_elections.parquet`` of CooRTweet."""
    rows = pq.read_table(file)
    uids_of = {name: rows[name].cast(pa.string()) for name in rows.column_names if "_id" in name}
    at = pc.multiply(rows["timestamp"].cast(pa.int64()), 1_000_000)
    parts = []
    for layer, column in (("url", "url_id"), ("hashtag", "hashtag_id")):
        post = pc.binary_join_element_wise(uids_of["account_id"], uids_of["post_id"], " ")
        part = pa.table(
            {
                "layer": pa.array([layer] * rows.num_rows),
                "object_uid": uids_of[column],
                "account_uid": uids_of["account_id"],
                "at": at.cast(pa.timestamp("us", tz="UTC")),
                "post_uid": post,
                "precision_s": np.ones(rows.num_rows, np.int64),
            }
        ).drop_null()
        parts.append(part.group_by(part.column_names).aggregate([]))
    return pa.concat_tables(parts).cast(DirectActions.arrow_schema())


def permuted(actions: pa.Table, seed: int) -> pa.Table:
    """Exchange the accounts of actions in each layer, week and level of popularity."""
    frame = actions.append_column("row", pa.array(np.arange(actions.num_rows)))
    popular = frame.group_by(["layer", "object_uid"]).aggregate([("account_uid", "count_distinct")])
    frame = frame.join(popular, ["layer", "object_uid"]).sort_by("row")
    level = np.floor(np.log2(frame["account_uid_count_distinct"].to_numpy()))
    week = frame["at"].cast(pa.int64()).to_numpy() // (7 * 86400 * 1_000_000)
    layer = frame["layer"].to_numpy().astype(str)
    rng, accounts = np.random.default_rng(seed), np.array(frame["account_uid"])
    stratum = np.unique(np.rec.fromarrays([layer, week, level]), return_inverse=True)[1]
    order = np.lexsort((rng.random(len(stratum)), stratum))
    # Sorted by stratum, in any order and in a random one: who stood here stands there.
    exchanged = np.empty_like(accounts)
    exchanged[np.argsort(stratum, kind="stable")] = accounts[order]
    place = actions.schema.get_field_index("account_uid")
    return actions.set_column(place, actions.schema.field("account_uid"), pa.array(exchanged))


def planted_table(roles: list[tuple[Ints, str, int]]) -> pa.Table:
    """Return the planted accounts."""
    codes = np.concatenate([some for some, _, _ in roles])
    return pa.table(
        {
            "account_uid": uids(numbers(codes, 2)),
            "role": [role for some, role, _ in roles for _ in some],
            "part": [part for some, _, part in roles for _ in some],
        }
    )


def as_table(posts: Ints, accounts: Ints, seconds: Ints, first: int) -> pa.Table:
    """Return rows of table ``direct_actions``; ``first`` is the number of the first row."""
    n = len(posts)
    own = (seconds.astype(np.int64) << 26) | np.arange(first, first + n)
    at = pa.array((seconds.astype(np.int64) + BEGIN_S) * 1_000_000)
    return pa.table(
        {
            "layer": pa.array(np.full(n, "reply_target", object), pa.string()),
            "object_uid": uids(numbers(posts, 1)),
            "account_uid": uids(numbers(accounts, 2)),
            "at": at.cast(pa.timestamp("us", tz="UTC")),
            "post_uid": uids(own + 10**18),
            "precision_s": np.ones(n, np.int64),
        },
        schema=DirectActions.arrow_schema(),
    )


def by_key(posts: Ints, accounts: Ints, seconds: Ints) -> NDArray[np.int64]:
    """Return the rows in the order of the key, as a case keeps them: ids are of one length."""
    order: NDArray[np.int64] = np.lexsort((seconds, numbers(accounts, 2), numbers(posts, 1)))
    return order


def numbers(codes: Ints, kind: int) -> NDArray[np.int64]:
    """Return different numbers of 19 digits, without the order of the codes."""
    odd = np.uint64(0x9E3779B97F4A7C15)
    mixed = (codes.astype(np.uint64) * odd) & np.uint64((1 << 58) - 1)
    return mixed.astype(np.int64) + (1 + kind) * 10**18


def uids(ids: NDArray[np.int64]) -> pa.Array:
    """Return the text of ids."""
    return pc.binary_join_element_wise("x:", pa.array(ids).cast(pa.string()), "")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("n_actions", type=int)
    given = parser.parse_args()
    if given.n_actions:
        make(given.folder, given.n_actions)
    else:
        make_links(given.folder)
