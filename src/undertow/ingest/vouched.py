"""Provenance rows that the custody log vouches for with one hash over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from undertow.case import Case
from undertow.ingest.custody import CustodyLog


@dataclass(frozen=True, slots=True)
class Vouched:
    """The provenance rows of some stages.

    Parameters
    ----------
    field : str
        What the hash over them is called in an entry of the custody log.
    is_of : callable
        Whether a stage is one of them.
    """

    field: str
    is_of: Callable[[str], bool]

    def stages(self, case: Case) -> list[str]:
        """Return those that have a row."""
        return [stage for stage in case.recorded_stages() if self.is_of(stage)]

    def fields(self, case: Case) -> dict[str, str]:
        """Return what an entry says that vouches for the rows as they are."""
        return {self.field: case.provenance_sha256(self.stages(case))}

    def is_altered(self, case: Case) -> bool:
        """Whether the rows are not those of the last entry that vouches for them, if any does."""
        logged = [e[self.field] for e in CustodyLog.of(case).entries() if self.field in e]
        return bool(logged) and logged[-1] != self.fields(case)[self.field]


SOURCES = ("ingest", "merge", "media")
"""Stages that an ingest runs; all others are of the analysis."""
VOUCHED_BY_INGEST = Vouched("ingest_provenance_sha256", lambda stage: stage in SOURCES)
VOUCHED_BY_ANALYSIS = Vouched("provenance_sha256", lambda stage: stage not in SOURCES)
