"""What a verification finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not what it was.

    Parameters
    ----------
    what : str
        What is wrong.
    where : str
        File (inside the case), table, stage or claim.
    effect : str
        What follows from it, and what to do where something can be done.
    """

    what: str
    where: str
    effect: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.effect}"


@dataclass(frozen=True, slots=True)
class Check:
    """A check that was made: of what, how many, and how many problems it found."""

    name: str
    n_checked: int
    n_problems: int

    def __str__(self) -> str:
        return f"{self.name}: {self.n_checked} checked, {self.n_problems} problems"


@dataclass(frozen=True, slots=True)
class FallenClaim:
    """A claim that cannot be upheld."""

    claim_id: str
    kind: str
    campaign_id: str

    def __str__(self) -> str:
        return f"{self.claim_id} ({self.kind}, campaign {self.campaign_id})"


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """Result of verifying a case.

    Parameters
    ----------
    ok : bool
        Whether everything is what it was when it was written.
    checks : tuple of Check
        What was checked.
    problems : tuple of Problem
        In the order of the checks.
    fallen_claims : tuple of FallenClaim
        Sorted by id. Empty too when the claims cannot be read; a problem then says that none
        stands.
    notes : tuple of str
        What is known of the time of the custody log: its time stamps, or that there is none; and
        where a hash was given, which entry has it.
    head : str or None
        Last hash of the custody log, which only means something when it is the one that was handed
        over by another way; None where it cannot be read.
    """

    ok: bool
    checks: tuple[Check, ...]
    problems: tuple[Problem, ...]
    fallen_claims: tuple[FallenClaim, ...]
    notes: tuple[str, ...] = ()
    head: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one check.

    Parameters
    ----------
    check : str
        Its name.
    n_checked : int
        How many things were looked at.
    problems : tuple of Problem
        What was found.
    falls : frozenset of str
        Ids of claims that fall.
    all_fall : bool
        Whether every claim falls.
    """

    check: str
    n_checked: int
    problems: tuple[Problem, ...] = ()
    falls: frozenset[str] = frozenset()
    all_fall: bool = False
