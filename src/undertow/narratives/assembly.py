"""Claim groups that belong together become one narrative."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from undertow.narratives.frames import Agreed
from undertow.narratives.posts import Group
from undertow.narratives.terms import Weights, similarity


@dataclass(frozen=True, slots=True)
class Candidate:
    """A group with what decides where it belongs."""

    group: Group
    weights: Weights
    agreed: Agreed | None


@dataclass(frozen=True, slots=True)
class Member:
    """A group in a narrative, and how similar its terms are to those of the leading one."""

    candidate: Candidate
    similarity: float


def assemble(
    candidates: Sequence[Candidate], *, min_similarity: float, max_gap: timedelta
) -> list[list[Member]]:
    """Join the groups of one campaign.

    Parameters
    ----------
    candidates : sequence of Candidate
        Largest first, ties by id: the order decides who leads, so it must not depend on the order
        of posts.
    min_similarity : float
        Least weighted Jaccard similarity of key terms to the leading group.
    max_gap : timedelta
        Longest silence inside a narrative.

    Returns
    -------
    list of list of Member
        Each with its leading group first.

    Notes
    -----
    In order of size a group joins the leading group it resembles most, among those about the same
    officials (at least one in common, or none in both) with no other frame; else it leads.
    Similarity is to the leading group alone, so no chain drifts away from it. Then each narrative
    is cut where nothing was posted for longer than ``max_gap``, and what is cut off is assembled
    anew, so that it too has a leading group. O(groups x leading groups).
    """
    families: list[list[Member]] = []
    for candidate in candidates:
        best: list[Member] | None = None
        best_similarity = 0.0
        for family in families:
            leading = family[0].candidate
            if _may_join(candidate, leading):
                found = similarity(candidate.weights, leading.weights)
                if found >= min_similarity and found > best_similarity:
                    best, best_similarity = family, found
        if best is None:
            families.append([Member(candidate, 1.0)])
        else:
            best.append(Member(candidate, best_similarity))
    narratives = []
    for family in families:
        for piece in _pieces(family, max_gap):
            if family[0] in piece:
                narratives.append(piece)
            else:
                again = [member.candidate for member in piece]
                narratives += assemble(again, min_similarity=min_similarity, max_gap=max_gap)
    return narratives


def _may_join(candidate: Candidate, leading: Candidate) -> bool:
    """Whether two groups are about the same officials and do not say different things of them."""
    own, other = set(candidate.group.row["targets"]), set(leading.group.row["targets"])
    if not (own & other or own == other):
        return False
    if candidate.agreed is None or leading.agreed is None:
        return True
    return candidate.agreed.frame.key == leading.agreed.frame.key


def _pieces(family: list[Member], max_gap: timedelta) -> list[list[Member]]:
    """Cut a family at long silences between its groups; each piece keeps the order of size."""
    row_of = [member.candidate.group.row for member in family]
    ordered = sorted(
        range(len(family)), key=lambda i: (row_of[i]["first_seen"], row_of[i]["claim_group"])
    )
    pieces: list[list[int]] = []
    reached = None
    for i in ordered:
        if reached is None or row_of[i]["first_seen"] - reached > max_gap:
            pieces.append([])
            reached = row_of[i]["last_seen"]
        pieces[-1].append(i)
        reached = max(reached, row_of[i]["last_seen"])
    return [[family[i] for i in sorted(piece)] for piece in pieces]
