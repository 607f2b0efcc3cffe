"""Attributes of authenticity, and how odd sets of accounts are in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from undertow.coordination.group_test.candidate_sets import BATCH, WAVE, CandidateSets
from undertow.coordination.group_test.kernels import (
    event_counts,
    event_tails,
)
from undertow.coordination.group_test.strata import Field, Strata
from undertow.coordination.multiplicity import cauchy_combination
from undertow.settings import GroupSettings

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Facts = NDArray[np.bool_]

ATTRIBUTES: Final = ("age", "batch", "dormancy", "engagement")
"""What is measured in sets."""

ODD: Final = ("age", "batch", "dormancy")
"""What a set can be odd in: hardly anybody is answered, so that alone says nothing."""

# A set is carried by members made in batches or back from a silence. People are young because an
# event brought them, so youth makes a set odd and is carried by nobody.
_MARKS: Final = ("batch", "dormancy")

# Ages at the act below which an account is young, days; all three are tested and combined.
_AGES: Final = (7.0, 30.0, 90.0)
_SHOWN: Final = (0.5, np.inf)


@dataclass(frozen=True, slots=True)
class Members:
    """Members of sets, with the rows by which they are compared.

    Attributes
    ----------
    starts : (n_sets + 1,) int64
        Where the members of each set begin.
    acts : (n_members,) int64
        First act of each member in the set.
    rows : (n_members,) int64
        Row by which each member is compared.
    """

    starts: Ints
    acts: Ints
    rows: Ints


@dataclass(frozen=True, slots=True)
class Attributes:
    """The measurements of all acts, arranged by stratum.

    Attributes
    ----------
    strata : Strata
        Who is compared with whom.
    held_out : (n_accounts,) bool
        Accounts with which nobody is compared.
    fields : dict
        Attribute -> measurement.
    settings : GroupSettings
        Width of a batch, length of a silence, smallest control.
    """

    strata: Strata
    held_out: Facts
    fields: dict[str, Field]
    settings: GroupSettings

    @classmethod
    def of(
        cls,
        acts: pa.Table,
        sets: CandidateSets,
        strata: Strata,
        held_out: Facts,
        settings: GroupSettings,
    ) -> Attributes:
        """Arrange the measurements, with some accounts held out of what is ordinary.

        Whether an account was created in a batch is known from the search for sets.
        """
        marks = {"batch": sets.in_batch, "dormancy": _dormant(acts, settings)}
        values = {
            "age": _floats(acts, "age_days"),
            "engagement": _floats(acts, "responses"),
            "copied": _floats(acts, "is_copied"),
            "mark": np.fmax(marks["batch"], marks["dormancy"]),
            **marks,
        }
        fields = {name: Field.of(strata, value, held_out) for name, value in values.items()}
        return cls(strata, held_out, fields, settings)

    def members(self, starts: Ints, acts: Ints) -> Members:
        """Find the rows of members of sets."""
        sets = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        control = self.settings.min_control
        return Members(starts, acts, self.strata.rows_of(sets, acts, self.held_out, control))

    def p_values(
        self, members: Members, kinds: NDArray[np.object_], p_chosen: Floats
    ) -> dict[str, Floats]:
        """Test how odd sets are.

        Parameters
        ----------
        members : Members
            Members of the sets.
        kinds : (n_sets,) object
            Kind of each set.
        p_chosen : (n_sets,) float64
            Of batches, how unusual so many creations at one time are.

        Returns
        -------
        dict
            For each attribute, for ``copied`` (only where the set was not chosen by its texts) and
            for ``all``, the p-value of each set; NaN where it could not be measured. A set that was
            not chosen by its texts must be odd and copy: ``all`` is the larger of the two.
        """
        found = {
            "age": _combined([self._tails("age", members, 0.0, days) for days in _AGES]),
            "engagement": self._tails("engagement", members, 0.0, 0.5),
            **{mark: self._tails(mark, members, *_SHOWN) for mark in _MARKS},
        }
        odd = _combined([found[name] for name in ODD])
        is_batch = kinds == BATCH
        for name in ("age", "batch"):
            # These accounts were chosen by their creation: its odds are those of the batch.
            found[name] = np.where(is_batch, np.nan, found[name])
        odd = np.where(is_batch, p_chosen, odd)
        found["batch"] = np.where(is_batch, p_chosen, found["batch"])
        is_chosen_by_text = ~is_batch & (kinds != WAVE)
        copied = np.where(is_chosen_by_text, np.nan, self._tails("copied", members, *_SHOWN))
        found["copied"] = copied
        both = np.where(np.isnan(copied) | np.isnan(odd), np.nan, np.fmax(copied, odd))
        found["all"] = np.where(is_chosen_by_text, odd, both)
        return found

    def carrying(self, members: Members, kind: str, level: float, most_false: float) -> Facts:
        """Tell which members of one set carry its oddness.

        Parameters
        ----------
        members : Members
            Members of the set.
        kind : str
            Its kind. Where the members were not chosen by their texts, only those that copy can
            carry, and of a batch they are all that do.
        level : float
            p-value at which the set is odd in an attribute.
        most_false : float
            Share of those who show it that may do so by chance.

        Returns
        -------
        (n,) bool
            Members made in a batch or back from a silence, where the set is odd in that, and so
            many more are than in the strata that those who are by chance are few.
        """
        nobody = np.zeros(len(members.acts), np.bool_)
        mark = "copied" if kind == BATCH else "mark"
        if not self._tails(mark, members, *_SHOWN)[0] <= level:
            return nobody
        # Of those whose field is known: what is missing says nothing about those who show it.
        rows = _by_stratum(self.strata, members)
        rows = rows[~np.isnan(self.fields[mark].key[rows])]
        n, shown, others, others_shown = event_counts(
            rows, self.strata.stratum, *_arrays(self.fields[mark]), *_SHOWN
        )
        share = shown.sum() / n.sum()
        # In a stratum with few others the share of all strata counts for one more.
        pooled = (others_shown.sum() + 0.5) / (others.sum() + 1.0)
        usual = float((n * (others_shown + pooled) / (others + 1.0)).sum() / n.sum())
        if share <= usual or usual * (1.0 - share) > most_false * share * (1.0 - usual):
            return nobody
        carries = self._shows(mark, members)
        return carries & self._shows("copied", members) if kind == WAVE else carries

    def _shows(self, name: str, members: Members) -> Facts:
        shows: Facts = self.fields[name].key[members.rows] >= _SHOWN[0]
        return shows

    def _tails(self, name: str, members: Members, low: float, high: float) -> Floats:
        rows = _by_stratum(self.strata, members)
        arrays = _arrays(self.fields[name])
        event = (low, high, self.settings.min_control)
        return event_tails(members.starts, rows, self.strata.stratum, *arrays, *event)


def _by_stratum(strata: Strata, members: Members) -> Ints:
    """Order the rows of each set by stratum."""
    sets = np.repeat(np.arange(len(members.starts) - 1), np.diff(members.starts))
    return members.rows[np.lexsort((members.rows, strata.stratum[members.rows], sets))]


def _dormant(acts: pa.Table, settings: GroupSettings) -> Floats:
    """Return 1 for acts that end a silence, 0 for others, NaN where none is known before."""
    gap_days = _floats(acts, "gap_days")
    ends = (gap_days >= settings.dormant_days).astype(np.float64)
    return np.where(np.isnan(gap_days), np.nan, ends)


def _arrays(field: Field) -> tuple[Floats, Facts, Ints, Floats]:
    return field.key, field.is_control, field.starts, field.sorted_keys


def _floats(acts: pa.Table, name: str) -> Floats:
    """Return a measurement of each act, NaN for null."""
    values: Floats = pc.fill_null(acts.column(name).cast(pa.float64()), np.nan).to_numpy()
    return values


def _combined(parts: list[Floats]) -> Floats:
    """Combine p-values that may be dependent (Cauchy), those that are known."""
    values = np.stack(parts, axis=1)
    known = ~np.isnan(values)
    combined = np.full(len(values), np.nan)
    for pattern in np.unique(known, axis=0):
        alike = (known == pattern).all(axis=1)
        if pattern.any():
            combined[alike] = cauchy_combination(values[alike][:, pattern])
    return combined
