"""The group_test stage: sets that are odd as sets, and who carries the result."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.coordination.group_test.acts import read_acts
from undertow.coordination.group_test.attributes import ATTRIBUTES, Attributes
from undertow.coordination.group_test.candidate_sets import (
    BATCH,
    CONTENT_KINDS,
    CandidateSets,
    candidate_sets,
)
from undertow.coordination.group_test.copying import CopyingFound, CopyingSets, find_copying
from undertow.coordination.group_test.refinement import Refinement
from undertow.coordination.group_test.strata import Strata, codes
from undertow.coordination.multiplicity import benjamini_hochberg
from undertow.coordination.trials import Trials
from undertow.engine import Engine
from undertow.schema import (
    Accounts,
    AccountTests,
    Actions,
    Edges,
    Engagement,
    GroupMembers,
    GroupTests,
    Posts,
    PostText,
    Table,
    TargetAccounts,
)
from undertow.settings import GroupSettings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Facts = NDArray[np.bool_]

# Tests with those found before held out of the control.
_MOST_ROUNDS = 5
# Accounts that carry sets, from which their common batch ties them.
_FEWEST_IN_BATCH = 3
# Share of the members of a set, from which a batch ties those who carry it to others.
_MOSTLY = 0.5
# Share of those who published the texts of an account that are made in batches, from which the
# account is taken to be one of them.
_OF_BATCHES = 0.5

COPYING = "copying"
"""Kind of the sets that are tested by what their members copy elsewhere."""


def run_group_tests(
    posts: Table[Posts],
    accounts: Table[Accounts],
    post_text: Table[PostText],
    engagement: Table[Engagement],
    actions: Table[Actions],
    edges: Table[Edges],
    account_tests: Table[AccountTests],
    target_accounts: Table[TargetAccounts],
    settings: GroupSettings,
    *,
    engine: Engine,
    rng_seed: int,
) -> tuple[Table[GroupTests], Table[GroupMembers]]:
    """Test every set of accounts around a text or in a thread on a day, as a set.

    Parameters
    ----------
    posts, accounts, post_text, engagement, actions : Table
        The case.
    edges, account_tests : Table
        Accounts validated before speak for no ordinary traffic: nobody is compared with them.
    target_accounts : Table[TargetAccounts]
        Accounts of officials: they are who is addressed, members of no set and compared with none.
    settings : GroupSettings
        False discovery rate, smallest set and control, what is young, a batch or a silence.
    engine : Engine
        Runs the expressions.
    rng_seed : int
        Not used: every tail is exact or a bound.

    Returns
    -------
    group_tests : Table[GroupTests]
        One row for each set examined that could be measured.
    group_members : Table[GroupMembers]
        The members of validated sets, and whether each carries the result or was merely present.

    Notes
    -----
    Two tests. *Oddness*: are the members odd in attributes of authenticity, against the accounts
    that answered in the same threads on the same days? Which of a stratum's accounts are members is
    exchangeable, so the number that show an attribute is a sum of hypergeometric ones
    (:mod:`undertow.coordination.group_test.kernels`). *Copying*: do they copy elsewhere too, in
    texts without a link (:mod:`undertow.coordination.group_test.copying`)? Benjamini-Hochberg runs
    over all sets of both tests. Sets overlap: a text lies in its template and its claim, and their
    evidence is the same, so their p-values rise and fall together, which the procedure allows
    (Benjamini and Yekutieli 2001, Ann. Stat. 29(4)); sets with the very same acts are one set.
    """
    officials = target_accounts.arrow["account_uid"].combine_chunks()
    acts = read_acts(posts, accounts, post_text, engagement, actions, engine)
    acts = acts.filter(pc.invert(pc.is_in(acts["account_uid"], value_set=officials)))
    odd = _OddSets.of(acts, actions, edges, account_tests, settings)
    texts = _texts(posts, post_text, officials)
    copying = _copying(posts, texts, edges, account_tests, settings, engine)
    p_values = np.concatenate([odd.p_values["all"], copying.found.p_values])
    tested = np.flatnonzero(~np.isnan(p_values))
    q_values = np.full(len(p_values), np.nan)
    q_values[tested] = benjamini_hochberg(p_values[tested], len(tested))
    n_odd = len(odd.sets.kinds)
    found = tested[q_values[tested] <= settings.q]
    level = float(p_values[found].max(initial=0.0))
    members = pa.concat_tables([odd.members(found[found < n_odd], level), copying.members()])
    rows = pa.concat_tables(
        [odd.rows(q_values[:n_odd], len(tested)), copying.rows(q_values[n_odd:], len(tested))]
    )
    return _checked(rows, members)


def _checked(rows: pa.Table, members: pa.Table) -> tuple[Table[GroupTests], Table[GroupMembers]]:
    """Count who carries each set, and check both tables."""
    carrying = members.filter(pc.equal(members.column("role"), "carries"))
    counts = carrying.group_by("group_id").aggregate([("account_uid", "count")])
    place = pc.index_in(rows.column("group_id"), value_set=counts.column("group_id"))
    n_carrying = pc.fill_null(counts.column("account_uid_count").take(place), 0)
    return (
        Table.checked(GroupTests, rows.append_column("n_carrying", n_carrying)),
        Table.checked(GroupMembers, members),
    )


class _OddSets:
    """Sets that are tested by attributes of authenticity."""

    def __init__(self, acts: pa.Table, sets: CandidateSets, attributes: Attributes) -> None:
        self.acts, self.sets, self.attributes = acts, sets, attributes
        self._members = attributes.members(sets.starts, sets.acts)
        self.p_values = attributes.p_values(self._members, sets.kinds, sets.p_values)
        self._share_made = _share_made(acts, sets)

    @classmethod
    def of(
        cls,
        acts: pa.Table,
        actions: Table[Actions],
        edges: Table[Edges],
        account_tests: Table[AccountTests],
        settings: GroupSettings,
    ) -> _OddSets:
        """Find the sets and test them, and again with who shows what they are odd in held out.

        Of those held out more may show it by chance than of those who carry: a flood would
        otherwise be compared with itself.
        """
        accounts = codes(acts.column("account_uid"))
        names = acts.column("account_uid").unique()
        held_out = _validated(names, edges, account_tests, settings)
        sets = candidate_sets(acts, accounts, actions, settings)
        strata = Strata.of(acts, accounts)
        for _ in range(_MOST_ROUNDS):
            tested = cls(acts, sets, Attributes.of(acts, sets, strata, held_out, settings))
            more = held_out | tested.carrying(
                tested.roles(*tested.found(settings.q), most_false=1.0)
            )
            if (more == held_out).all():
                break
            held_out = more
        return tested

    def found(self, q: float) -> tuple[Ints, float]:
        """Return the sets that are odd at a false discovery rate in this test, and their level."""
        p_values = self.p_values["all"]
        known = np.flatnonzero(~np.isnan(p_values))
        found = known[benjamini_hochberg(p_values[known], len(known)) <= q]
        return found, float(p_values[found].max(initial=0.0))

    def roles(self, found: Ints, level: float, most_false: float) -> dict[int, Facts]:
        """Return which members carry each of some sets."""
        divisions = [codes(self.acts.column(c)) for c in ("text_group", "thread", "day")]
        roles = {}
        for s in found.tolist():
            kind, p_chosen = self.sets.kinds[s], float(self.sets.p_values[s])
            search = Refinement(self.attributes, divisions, kind, p_chosen, level, most_false)
            roles[s] = search.carrying(self._acts(s))
            if kind == BATCH:
                roles[s] &= self._of_the_batch(s)
        return roles

    def carrying(self, roles: dict[int, Facts]) -> Facts:
        """Tell which accounts carry any set, (n_accounts,)."""
        carrying = np.zeros(len(self.attributes.held_out), np.bool_)
        for s, carries in roles.items():
            carrying[self._accounts(s)[carries]] = True
        return carrying

    def members(self, found: Ints, level: float) -> pa.Table:
        """Return the members of validated sets, with their roles.

        Accounts that carry sets and were created in one batch carry the batch as well: that ties
        together who works on different texts. It makes nobody a member who was none, and ties
        nobody whose texts are mostly others': of a crowd, a few join on any day.
        """
        roles = self.roles(found, level, self.attributes.settings.most_false)
        bindable = self._bindable(roles)
        is_measured = ~np.isnan(self.p_values["all"])
        for s in np.flatnonzero((self.sets.kinds == BATCH) & is_measured).tolist():
            both = bindable[self._accounts(s)]
            if np.count_nonzero(both) >= _FEWEST_IN_BATCH:
                roles[s] = both | roles.get(s, False)
        return pa.concat_tables(
            [
                GroupMembers.arrow_schema().empty_table(),
                *(self._role_rows(s, carries) for s, carries in sorted(roles.items())),
            ]
        )

    def _bindable(self, roles: dict[int, Facts]) -> Facts:
        """Tell which accounts a batch may tie, (n_accounts,).

        They carry a set of which at least half of the members carry one or are held out as odd,
        and no text that is mostly others'.
        """
        is_known = self.carrying(roles) | self.attributes.held_out
        own, others = {}, {}
        for s, carries in roles.items():
            kind = self.sets.kinds[s]
            if kind != BATCH and is_known[self._accounts(s)].mean() >= _MOSTLY:
                own[s] = carries
            elif kind in CONTENT_KINDS:
                others[s] = carries
        return self.carrying(own) & ~self.carrying(others)

    def _acts(self, s: int) -> Ints:
        return self.sets.acts[self.sets.starts[s] : self.sets.starts[s + 1]]

    def _accounts(self, s: int) -> Ints:
        strata = self.attributes.strata
        return strata.account[strata.wide[self._acts(s)]]

    def _of_the_batch(self, s: int) -> Facts:
        """Tell which members of a batch publish, on the whole, texts of accounts made in batches.

        Whoever joined on the day on which accounts were made, and signs what others sign, is none
        of them.
        """
        own: Facts = self._share_made[self._accounts(s)] >= _OF_BATCHES
        return own

    def _role_rows(self, s: int, carries: Facts) -> pa.Table:
        names = self.acts.column("account_uid").take(pa.array(self._acts(s)))
        columns = {
            "group_id": pa.repeat(pa.scalar(self._name(s)), len(names)),
            "account_uid": names,
            "role": np.where(carries, "carries", "present"),
        }
        return pa.table(columns).cast(GroupMembers.arrow_schema())

    def rows(self, q_values: Floats, n_tested: int) -> pa.Table:
        """Return the sets that could be measured."""
        sizes = np.diff(self.sets.starts)
        place = self.attributes.strata.stratum[self._members.rows]
        counted = np.bincount(self.attributes.strata.stratum)
        stratum_of_set = np.unique(np.stack([self.sets.set_of, place]), axis=1)
        around = np.bincount(stratum_of_set[0], counted[stratum_of_set[1]], len(sizes))
        ids = [self._name(s) for s in range(len(sizes))]
        nothing = pa.nulls(len(sizes), pa.int64())
        columns = {
            "group_id": pa.array(ids, pa.string()),
            "kind": pa.array(self.sets.kinds, pa.string()),
            "object_uid": pa.array(self.sets.objects, pa.string()),
            "n_members": sizes,
            "n_matched": np.maximum(around.astype(np.int64) - sizes, 0),
            "n_copied": nothing,
            "n_expected": nothing.cast(pa.float64()),
            **{f"p_{name}": _nullable(self.p_values[name]) for name in (*ATTRIBUTES, "copied")},
            "p_value": _nullable(self.p_values["all"]),
            "q_value": _nullable(q_values),
            "n_tested": np.full(len(sizes), n_tested, np.int64),
        }
        rows = pa.table(columns)
        return rows.filter(pc.is_valid(rows.column("p_value")))

    def _name(self, s: int) -> str:
        return f"{self.sets.kinds[s]}:{self.sets.objects[s]}"


class _CopyingSets:
    """Sets that are tested by what their members copy elsewhere."""

    def __init__(
        self, trials: Trials, sets: CopyingSets, found: CopyingFound, texts: NDArray[np.object_]
    ) -> None:
        self.trials, self.sets, self.found = trials, sets, found
        self._names = np.array([f"{COPYING}:{t}" for t in texts[sets.units]], object)
        self._texts = texts

    def members(self) -> pa.Table:
        """Return the members of sets that somebody carries, with their roles."""
        set_of = self.sets.set_of
        carried = np.zeros(len(self.sets.units), np.bool_)
        carried[set_of[self.found.is_carrying]] = True
        kept = carried[set_of]
        accounts = self.trials.account_ids[self.trials.accounts[self.sets.trials[kept]]]
        columns = {
            "group_id": pa.array(self._names[set_of[kept]], pa.string()),
            "account_uid": pa.array(accounts, pa.string()),
            "role": np.where(self.found.is_carrying[kept], "carries", "present"),
        }
        return pa.table(columns).cast(GroupMembers.arrow_schema())

    def rows(self, q_values: Floats, n_tested: int) -> pa.Table:
        """Return all sets."""
        sizes = np.diff(self.sets.starts)
        nothing = pa.nulls(len(sizes), pa.float64())
        n_texts = np.bincount(
            self.sets.set_of, self.trials.n_texts[self.trials.accounts[self.sets.trials]]
        )
        return pa.table(
            {
                "group_id": pa.array(self._names, pa.string()),
                "kind": pa.repeat(pa.scalar(COPYING), len(sizes)),
                "object_uid": pa.array(self._texts[self.sets.units], pa.string()),
                "n_members": sizes,
                "n_matched": n_texts.astype(np.int64),
                "n_copied": self.found.n_copied,
                "n_expected": self.found.expected,
                **{f"p_{name}": nothing for name in ATTRIBUTES},
                "p_copied": self.found.p_values,
                "p_value": self.found.p_values,
                "q_value": q_values,
                "n_tested": np.full(len(sizes), n_tested, np.int64),
            }
        )


def _share_made(acts: pa.Table, sets: CandidateSets) -> Floats:
    """Return the share of accounts made in batches among those who published the same texts.

    Returns
    -------
    (n_accounts,) float64
        Over all texts of an account that others published too; 0 where there are none.
    """
    account, unit = codes(acts.column("account_uid")), codes(acts.column("unit"))
    is_made = np.zeros(int(account.max(initial=-1)) + 1, np.bool_)
    is_made[account[sets.in_batch == 1]] = True
    both = np.stack([unit, account])
    texts, writers = np.unique(both[:, unit >= 0], axis=1)
    n_all = np.bincount(texts, minlength=1)
    n_made = np.bincount(texts, is_made[writers], len(n_all))
    is_shared = n_all[texts] > 1
    texts, writers = texts[is_shared], writers[is_shared]
    n_around = np.bincount(writers, n_all[texts] - 1, len(is_made))
    made_around = np.bincount(writers, n_made[texts] - is_made[writers], len(is_made))
    share: Floats = made_around / np.maximum(n_around, 1)
    return share


def _texts(posts: Table[Posts], post_text: Table[PostText], officials: pa.Array) -> pa.Table:
    """Return the texts that can tell of a group that copies: ``post_uid``, ``n_chars``, ``unit``.

    A text beside a link is what share buttons and syndication make: whoever presses one copies, and
    belongs to no group for it. What officials publish is theirs.
    """
    columns = posts.columns("post_uid", "account_uid", "urls", "text")
    is_out = [
        pc.greater(pc.list_value_length(columns["urls"]), 0),
        pc.match_substring_regex(columns["text"], r"https?://"),
        pc.is_in(columns["account_uid"], value_set=officials),
    ]
    out = columns["post_uid"].filter(
        pc.or_(pc.or_(*(pc.fill_null(fact, False) for fact in is_out[:2])), is_out[2])
    )
    texts = post_text.arrow.filter(pc.is_valid(post_text.arrow["text_group"]))
    texts = texts.filter(pc.invert(pc.is_in(texts["post_uid"], value_set=out.combine_chunks())))
    unit = pc.coalesce(texts["near_group"], texts["text_group"])
    return texts.select(["post_uid", "n_chars"]).append_column("unit", unit)


def _copying(
    posts: Table[Posts],
    texts: pa.Table,
    edges: Table[Edges],
    account_tests: Table[AccountTests],
    settings: GroupSettings,
    engine: Engine,
) -> _CopyingSets:
    """Test the sets of accounts that published nearly the same text."""
    names = pc.unique(texts["unit"])
    names = names.take(pc.sort_indices(names))
    trials = Trials.of(posts, texts, engine)
    sets = CopyingSets.of(trials)
    held_out = _validated(trials.account_ids, edges, account_tests, settings)
    found = find_copying(trials, sets, held_out, settings.q)
    return _CopyingSets(trials, sets, found, names.to_numpy(zero_copy_only=False))


def _validated(
    names: pa.Array | NDArray[np.object_],
    edges: Table[Edges],
    account_tests: Table[AccountTests],
    settings: GroupSettings,
) -> Facts:
    """Whether accounts were validated in pairs or by the account test, (n_accounts,)."""
    tests = account_tests.arrow
    alone = tests.filter(pc.less_equal(tests["q_value"], settings.held_out_q))["account_uid"]
    chunks = [*edges.arrow["a"].chunks, *edges.arrow["b"].chunks, *alone.chunks]
    validated = pc.unique(pa.chunked_array(chunks, pa.string()))
    is_in: Facts = pc.is_in(pa.array(names, pa.string()), value_set=validated).to_numpy(
        zero_copy_only=False
    )
    return is_in


def _nullable(values: Floats) -> pa.Array:
    """Return numbers with null for NaN."""
    return pa.array(values, pa.float64(), mask=np.isnan(values))
