"""Communities and, for each, the ordinary accounts it is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.accounts.silences import Silences
from undertow.engine import Engine
from undertow.schema import Accounts, Actions, Communities, Posts, Table

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Matched:
    """The members of a community on one platform beside their matched control.

    Platforms opened at different times, ask for different things and show different fields: an
    account is compared with accounts of its own.

    Attributes
    ----------
    community_id, platform : str
        The community, and the platform of all of these accounts.
    members, control, nearby : pa.Table
        One row an account, sorted by uid: ``account_uid``, ``created_at`` (may be null),
        ``first_at`` and ``first_uid``, the first act, ``last_at``, the last, and, but in
        ``nearby``, the longest silence that such an act ended (see
        :class:`undertow.accounts.silences.Silences`). A member's acts are those on something the
        community shares; an ordinary account's are its posts on the community's days. ``nearby``
        is everybody who posted on those, ``control`` those of them who are compared.
    """

    community_id: str
    platform: str
    members: pa.Table
    control: pa.Table
    nearby: pa.Table


def matched_controls(
    communities: Table[Communities],
    accounts: Table[Accounts],
    posts: Table[Posts],
    actions: Table[Actions],
    min_control: int,
    engine: Engine,
) -> Iterator[Matched]:
    """Yield every community with its matched control, by its id and platform by platform.

    The control holds the accounts of no community that answered in the same threads on the same
    days, never those whose threads they are. Where they are fewer than ``min_control``, all that
    posted on the same platform and days. O(posts log posts) once, then the posts nearby of each.
    """
    known = _stated_ages(accounts.arrow)
    around = _Around.of(posts, communities, actions, known, engine)
    shared = engine.to_arrow(shared_actions(communities, actions, engine))
    silences = Silences.of(posts)
    members = _with_platform(
        communities.arrow.select(["community_id", "account_uid"]), accounts.arrow
    )
    members = members.sort_by([("community_id", "ascending"), ("account_uid", "ascending")])
    acts = _parts_of(shared)
    for community_id, group in _parts_of(members).items():
        own = acts.get(community_id, shared.slice(0, 0))
        days = pc.unique(own.column("at").cast(pa.date32()).cast(pa.int32())).to_numpy()
        threads = own.filter(pc.equal(own.column("layer"), "reply_target")).column("object_uid")
        answers = around.answers_in(pc.unique(threads))
        first = _first_acts(own, group)
        for platform in sorted(pc.unique(group.column("platform")).to_pylist()):
            here = first.filter(pc.equal(first.column("platform"), platform))
            nearby = around.on(platform, days)
            control = around.compared(nearby, answers, min_control)
            yield Matched(
                community_id,
                platform,
                silences.beside(_with_creation(here.drop_columns(["platform"]), known)),
                silences.beside(around.accounts(control)),
                around.accounts(nearby),
            )


@dataclass(frozen=True, slots=True)
class _Around:
    """The posts of ordinary accounts, found by platform and day, and by the thread they answer.

    Attributes
    ----------
    posts : pa.Table
        ``post_uid`` and ``created_at``, by account, time and post.
    owner : (n_posts,) int64
        Number of the account of each post; ascending.
    uids, created : pa.Array
        Uid of each account, and when it was created, null where that is not known.
    places : mapping
        Platform and day -> rows of ``posts``, ascending.
    threads : pa.Array
        The threads.
    order, starts : (n_answers,) int64, (n_threads + 1,) int64
        Rows of ``posts`` by thread, and where those of each thread begin.
    """

    posts: pa.Table
    owner: Ints
    uids: pa.Array
    created: pa.ChunkedArray
    places: Mapping[tuple[str, int], Ints]
    threads: pa.Array
    order: Ints
    starts: Ints

    @classmethod
    def of(
        cls,
        posts: Table[Posts],
        communities: Table[Communities],
        actions: Table[Actions],
        known: pa.Table,
        engine: Engine,
    ) -> _Around:
        """Sort the posts of accounts of no community."""
        rows = engine.to_arrow(
            engine.scan(posts)
            .filter(lambda t: t.account_uid.notnull())
            .select("post_uid", "account_uid", "platform", "created_at")
            .mutate(day=lambda t: t.created_at.date())
            .anti_join(engine.scan(communities), "account_uid")
            .order_by("account_uid", "created_at", "post_uid")
        )
        answers = actions.arrow.filter(pc.equal(actions.arrow.column("layer"), "reply_target"))
        place = pc.index_in(answers.column("post_uid"), value_set=rows.column("post_uid"))
        is_known = pc.is_valid(place)
        thread = answers.column("object_uid").filter(is_known).combine_chunks().dictionary_encode()
        codes = thread.indices.to_numpy().astype(np.int64)
        order = np.argsort(codes, kind="stable")
        starts = np.searchsorted(codes[order], np.arange(len(thread.dictionary) + 1))
        place = place.filter(is_known).to_numpy().astype(np.int64)
        account = rows.column("account_uid").combine_chunks().dictionary_encode()
        created = pc.index_in(account.dictionary, value_set=known.column("account_uid"))
        return cls(
            rows.select(["post_uid", "created_at"]),
            account.indices.to_numpy().astype(np.int64),
            account.dictionary,
            known.column("created_at").take(created),
            _by_platform_and_day(rows),
            thread.dictionary,
            place[order],
            starts,
        )

    def on(self, platform: str, days: Ints) -> Ints:
        """Return the rows of the posts on a platform on some days since the epoch, ascending."""
        found = [self.places.get((platform, int(day)), _NO_ROWS) for day in days]
        return np.flatnonzero(self._marked(np.concatenate([_NO_ROWS, *found])))

    def answers_in(self, threads: pa.Array) -> Bools:
        """Return which posts answer in some threads."""
        codes = pc.drop_null(pc.index_in(threads, value_set=self.threads)).to_numpy()
        found = [self.order[self.starts[code] : self.starts[code + 1]] for code in codes]
        return self._marked(np.concatenate([_NO_ROWS, *found]))

    def compared(self, nearby: Ints, answers: Bools, min_control: int) -> Ints:
        """Return those of the posts nearby that are in a community's threads, or all."""
        same_thread = nearby[answers[nearby]]
        is_next = np.diff(self.owner[same_thread], prepend=-1) != 0
        return same_thread if np.count_nonzero(is_next) >= min_control else nearby

    def accounts(self, rows: Ints) -> pa.Table:
        """Return the writers of posts, when they were created, and their first and last act."""
        owner = self.owner[rows]
        first = np.flatnonzero(np.diff(owner, prepend=-1) != 0)
        last = np.append(first, len(rows))[1:] - 1
        numbers, begin = pa.array(owner[first]), pa.array(rows[first])
        return pa.table(
            {
                "account_uid": self.uids.take(numbers),
                "first_at": self.posts.column("created_at").take(begin),
                "first_uid": self.posts.column("post_uid").take(begin),
                "last_at": self.posts.column("created_at").take(pa.array(rows[last])),
                "created_at": self.created.take(numbers),
            }
        )

    def _marked(self, rows: Ints) -> Bools:
        """Return which posts some rows are."""
        marked = np.zeros(len(self.owner), bool)
        marked[rows] = True
        return marked


_NO_ROWS: Ints = np.empty(0, np.int64)


def _by_platform_and_day(rows: pa.Table) -> dict[tuple[str, int], Ints]:
    """Return the rows of each platform and day since the epoch, ascending."""
    platform = rows.column("platform").combine_chunks().dictionary_encode()
    day = rows.column("day").cast(pa.int32()).to_numpy().astype(np.int64)
    code = platform.indices.to_numpy().astype(np.int64)
    order = np.lexsort([day, code])
    starts = np.flatnonzero(
        np.concatenate([[True], (np.diff(code[order]) != 0) | (np.diff(day[order]) != 0)])[
            : len(order)
        ]
    )
    names = platform.dictionary.to_pylist()
    return {
        (names[code[part[0]]], int(day[part[0]])): part
        for part in np.split(order, starts[1:])
        if len(part)
    }


def _with_platform(members: pa.Table, accounts: pa.Table) -> pa.Table:
    """Put the platform of each account beside it."""
    uids = members.column("account_uid")
    place = pc.index_in(uids, value_set=accounts.column("account_uid"))
    # An account that is known by its uid alone names its platform there.
    named = pc.list_element(pc.split_pattern(uids, ":", max_splits=1), 0)
    platform = pc.coalesce(accounts.column("platform").take(place), named)
    return members.append_column("platform", platform)


def _parts_of(rows: pa.Table) -> dict[str, pa.Table]:
    """Divide rows that are sorted by community."""
    names = rows.column("community_id").combine_chunks().dictionary_encode()
    starts = np.searchsorted(names.indices.to_numpy(), np.arange(len(names.dictionary) + 1))
    return {
        name: rows.slice(start, end - start).drop_columns(["community_id"])
        for name, start, end in zip(
            names.dictionary.to_pylist(), starts[:-1].tolist(), starts[1:].tolist(), strict=True
        )
    }


def shared_actions(
    communities: Table[Communities], actions: Table[Actions], engine: Engine
) -> ibis.Table:
    """Return the actions of members on objects on which at least two members acted.

    Hashtags are left out: they follow events. Columns: ``community_id``, ``account_uid``,
    ``layer``, ``object_uid``, ``at``, ``post_uid``.
    """
    acts = engine.scan(actions).filter(lambda t: t.layer != "hashtag")
    members = engine.scan(communities).select("community_id", "account_uid")
    own = acts.join(members, "account_uid")
    objects = (
        own.group_by("community_id", "layer", "object_uid")
        .aggregate(n=lambda t: t.account_uid.nunique())
        .filter(lambda t: t.n > 1)
        .drop("n")
    )
    return (
        own.semi_join(objects, ["community_id", "layer", "object_uid"])
        .select("community_id", "account_uid", "layer", "object_uid", "at", "post_uid")
        .order_by("community_id", "account_uid", "at", "post_uid", "layer", "object_uid")
    )


def _first_acts(acts: pa.Table, everyone: pa.Table) -> pa.Table:
    """Return the first act of each of some accounts and when its last was; null for none.

    ``acts`` is sorted by account, time and post.
    """
    first = acts.group_by("account_uid", use_threads=False).aggregate(
        [("at", "first"), ("post_uid", "first"), ("at", "last")]
    )
    first = first.rename_columns(["account_uid", "first_at", "first_uid", "last_at"])
    return everyone.join(first, "account_uid", join_type="left outer")


def _stated_ages(accounts: pa.Table) -> pa.Table:
    """Return when accounts were created; an estimate is no ground for suspicion, so it is null."""
    is_stated = pc.not_equal(accounts.column("created_precision"), "estimate")
    created_at = accounts.column("created_at")
    stated = pc.if_else(pc.fill_null(is_stated, True), created_at, pa.scalar(None, created_at.type))
    return pa.table({"account_uid": accounts.column("account_uid"), "created_at": stated})


def _with_creation(first: pa.Table, known: pa.Table) -> pa.Table:
    """Put the creation time beside each first act."""
    return first.join(known, "account_uid", join_type="left outer").sort_by("account_uid")
