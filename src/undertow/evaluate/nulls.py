"""Permuted copies of a case: data in which nobody coordinates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from undertow.case import Case
from undertow.errors import InputError
from undertow.pipeline import run_stages
from undertow.schema import (
    AccountFindings,
    Accounts,
    AccountSnapshots,
    Campaigns,
    Communities,
    Edges,
    Engagement,
    GroupMembers,
    Media,
    Posts,
    Table,
    Targets,
)
from undertow.stages import STAGES

_WEEK_S = 7 * 86400


@dataclass(frozen=True, slots=True)
class NullCopy:
    """What the analysis found in one permuted copy.

    Attributes
    ----------
    seed : int
        Seed of the permutation.
    n_edges : int
        Validated pairs, each counted once a layer.
    named : frozenset of str
        Accounts with a verdict other than none.
    n_communities, n_sets, n_campaigns : int
        Communities, sets that the group test validated, and campaigns.
    """

    seed: int
    n_edges: int
    named: frozenset[str]
    n_communities: int
    n_sets: int
    n_campaigns: int


def permuted_copies(
    case: Case, folder: Path, n_copies: int, *, within_week: bool, first_seed: int = 0
) -> Iterator[NullCopy]:
    """Analyse copies of a case in which the authors of the posts are permuted.

    Parameters
    ----------
    case : Case
        Analysed; only its merged records are read.
    folder : Path
        Empty folder for the copies.
    n_copies : int
        Copies.
    within_week : bool
        Permute inside each week, which keeps every account's weekly activity and every text's
        weekly spread, rather than over everything.
    first_seed : int
        Seed of the first copy; the next has the next.

    Yields
    ------
    NullCopy
        One for each copy.

    Raises
    ------
    InputError
        The case holds no posts: nothing found in copies of nothing says nothing.
    """
    posts = case.read(Posts)
    if posts.n_rows == 0:
        raise InputError(f"{case.path}: has no posts to permute; run `undertow analyze` first")
    weeks = posts.arrow.column("created_at").cast(pa.int64()).to_numpy() // (_WEEK_S * 1_000_000)
    kept = [case.read(spec) for spec in (Accounts, AccountSnapshots, Media, Engagement, Targets)]
    for seed in range(first_seed, first_seed + n_copies):
        copy = Case.create(folder / f"copy-{seed}", purpose=f"permuted copy {seed}")
        shuffled = _permute(posts, weeks if within_week else np.zeros_like(weeks), seed)
        copy.write(shuffled, *kept)
        run_stages(copy, STAGES[1:])
        edges = copy.read(Edges).arrow
        findings = copy.read(AccountFindings).arrow.select(["account_uid", "verdict"]).to_pylist()
        communities = copy.read(Communities).arrow.column("community_id")
        yield NullCopy(
            seed,
            edges.group_by(["layer", "a", "b"]).aggregate([]).num_rows,
            frozenset(row["account_uid"] for row in findings if row["verdict"] != "none"),
            len(communities.unique()),
            len(copy.read(GroupMembers).arrow.column("group_id").unique()),
            copy.n_rows(Campaigns),
        )


def _permute(posts: Table[Posts], strata: np.ndarray, seed: int) -> Table[Posts]:
    """Return the posts with their authors permuted inside each stratum."""
    generator = np.random.default_rng(seed)
    order = np.arange(posts.n_rows)
    for stratum in np.unique(strata):
        rows = np.flatnonzero(strata == stratum)
        order[rows] = rows[generator.permutation(len(rows))]
    place = posts.arrow.schema.get_field_index("account_uid")
    authors = posts.arrow.column("account_uid").take(pa.array(order))
    return Table.checked(
        Posts,
        posts.arrow.set_column(place, posts.arrow.schema.field("account_uid"), authors),
    )
