"""Where the posts of campaigns stand, and what others did with them."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from undertow.campaigns.statements.statement import Audience

_ACTS_ON = ("parent_uid", "reposted_uid", "quoted_uid")


class Audiences:
    """Finds the audience of campaigns.

    Parameters
    ----------
    posts, engagement : pa.Table
        Of the whole case.
    """

    def __init__(self, posts: pa.Table, engagement: pa.Table) -> None:
        names = ["post_uid", "account_uid", "root_uid", "page_uid", *_ACTS_ON]
        self._posts = posts.select(names)
        self._responses = _declared(engagement)

    def of(self, posts: list[dict[str, Any]], members: Set[str]) -> Audience:
        """Return the audience of a campaign.

        Parameters
        ----------
        posts : list of dict
            Its rows of ``campaign_posts``.
        members : set of str
            Its accounts.
        """
        own = pa.array([post["post_uid"] for post in posts], pa.string())
        accounts = pa.array(sorted(members), pa.string())
        acting = [
            self._posts.filter(pc.is_in(self._posts.column(name), value_set=own))
            for name in _ACTS_ON
        ]
        acts = pa.concat_tables(acting).select(["post_uid", "account_uid"])
        is_inside = pc.is_in(acts.column("account_uid"), value_set=accounts)
        outside = acts.filter(pc.invert(is_inside))
        inside = acts.filter(is_inside)
        declared = self._responses.filter(
            pc.is_in(self._responses.column("post_uid"), value_set=own)
        )
        return Audience(
            pages=self._pages(own, members),
            outside_posts=tuple(sorted(pc.unique(outside.column("post_uid")).to_pylist())),
            n_outside_accounts=len(pc.unique(outside.column("account_uid"))),
            n_inside_posts=len(pc.unique(inside.column("post_uid"))),
            n_declared=declared.num_rows,
            n_responses=pc.sum(declared.column("n")).as_py() or 0,
        )

    def _pages(self, own: pa.Array, members: Set[str]) -> tuple[str, ...]:
        """Return whose pages and threads the posts stand in; an empty name for those of members."""
        posts = self._posts.filter(pc.is_in(self._posts.column("post_uid"), value_set=own))
        roots = pc.index_in(posts.column("root_uid"), value_set=self._posts.column("post_uid"))
        opened = pc.take(self._posts.column("account_uid"), roots)
        where = pc.coalesce(posts.column("page_uid"), opened, posts.column("root_uid"))
        found = {None if page in members else page for page in where.to_pylist()}
        return tuple(sorted(page or "" for page in found))


def _declared(engagement: pa.Table) -> pa.Table:
    """Return how often each post was answered or passed on, as its sources declare it."""
    names = ("reply_count", "repost_count", "quote_count")
    is_known = pc.or_(*(pc.is_valid(engagement.column(name)) for name in names[:2]))
    known = engagement.filter(is_known)
    greatest = known.group_by("post_uid").aggregate([(name, "max") for name in names])
    total = None
    for name in names:
        column = pc.fill_null(greatest.column(f"{name}_max"), 0)
        total = column if total is None else pc.add(total, column)
    return pa.table({"post_uid": greatest.column("post_uid"), "n": total})
