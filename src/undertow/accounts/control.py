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
    around = _Around.of(posts, communities, actions, engine)
    shared = engine.to_arrow(shared_actions(communities, actions, engine))
    known = _stated_ages(accounts.arrow)
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
        first = _first_acts(own, "at", group)
        for platform in sorted(pc.unique(group.column("platform")).to_pylist()):
            here = first.filter(pc.equal(first.column("platform"), platform))
            nearby = around.on(platform, days)
            control = around.compared(nearby, answers, min_control)
            yield Matched(
                community_id,
                platform,
                silences.beside(_with_creation(here.drop_columns(["platform"]), known)),
                silences.beside(_with_creation(around.accounts(control), known)),
                _with_creation(around.accounts(nearby), known),
            )


@dataclass(frozen=True, slots=True)
class _Around:
    """The posts of ordinary accounts, found by platform and day, and by the thread they answer.

    Attributes
    ----------
    posts : pa.Table
        ``post_uid``, ``account_uid`` and ``created_at``, by account, time and post.
    places : mapping
        Platform and day -> rows of ``posts``, ascending.
    threads : pa.Array
        The threads.
    order, starts : (n_answers,) int64, (n_threads + 1,) int64
        Rows of ``posts`` by thread, and where those of each thread begin.
    """

    posts: pa.Table
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
        kept = rows.select(["post_uid", "account_uid", "created_at"])
        return cls(kept, _by_platform_and_day(rows), thread.dictionary, place[order], starts)

    def on(self, platform: str, days: Ints) -> Ints:
        """Return the rows of the posts on a platform on some days since the epoch, ascending."""
        found = [self.places.get((platform, int(day)), _NO_ROWS) for day in days]
        return np.sort(np.concatenate([_NO_ROWS, *found]))

    def answers_in(self, threads: pa.Array) -> Ints:
        """Return the rows of the posts that answer in some threads, ascending."""
        codes = pc.drop_null(pc.index_in(threads, value_set=self.threads)).to_numpy()
        found = [self.order[self.starts[code] : self.starts[code + 1]] for code in codes]
        return np.unique(np.concatenate([_NO_ROWS, *found]))

    def compared(self, nearby: Ints, answers: Ints, min_control: int) -> Ints:
        """Return those of the posts nearby that are in a community's threads, or all."""
        same_thread = np.intersect1d(nearby, answers, assume_unique=True)
        writers = self.posts.column("account_uid").take(pa.array(same_thread))
        return same_thread if pc.count_distinct(writers).as_py() >= min_control else nearby

    def accounts(self, rows: Ints) -> pa.Table:
        """Return the first act of the writer of each post, and when its last was."""
        return _first_acts(self.posts.take(pa.array(rows)), "created_at", None)


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


def _first_acts(acts: pa.Table, time: str, everyone: pa.Table | None) -> pa.Table:
    """Return the first act of each account and when its last was; of ``everyone``, null for none.

    ``acts`` is sorted by account, time and post.
    """
    first = acts.group_by("account_uid", use_threads=False).aggregate(
        [(time, "first"), ("post_uid", "first"), (time, "last")]
    )
    first = first.rename_columns(["account_uid", "first_at", "first_uid", "last_at"])
    if everyone is not None:
        first = everyone.join(first, "account_uid", join_type="left outer")
    return first


def _stated_ages(accounts: pa.Table) -> pa.Table:
    """Return when accounts were created; an estimate is no ground for suspicion, so it is null."""
    is_stated = pc.not_equal(accounts.column("created_precision"), "estimate")
    created_at = accounts.column("created_at")
    stated = pc.if_else(pc.fill_null(is_stated, True), created_at, pa.scalar(None, created_at.type))
    return pa.table({"account_uid": accounts.column("account_uid"), "created_at": stated})


def _with_creation(first: pa.Table, known: pa.Table) -> pa.Table:
    """Put the creation time beside each first act."""
    return first.join(known, "account_uid", join_type="left outer").sort_by("account_uid")
