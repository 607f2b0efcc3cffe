"""The seam for sources: facts about an API beside the plan of what to ask it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from undertow.collect.access import Access
from undertow.collect.answers import error_word
from undertow.collect.plan import Findings, Plan

GONE = "not_found"
"""The word for a refusal with status 404 or 410 that comes without one."""


@dataclass(frozen=True, slots=True)
class Source(ABC):
    """A query to one source: a frozen dataclass whose fields are what the analyst asks.

    Attributes
    ----------
    name : str
        As in ``undertow collect NAME``.
    format_id : str
        Format that its pages are read in.
    per_minute : float
        Requests a minute that it is asked at most, in the long run.
    error_path : tuple
        Where in a refusal its word for the reason stands.
    passing : frozenset of str
        Such words for refusals that pass by themselves.
    stale_token : frozenset of str
        Such words that mean "log in again".
    advice : mapping
        Such word -> what to do.
    """

    name: ClassVar[str]
    format_id: ClassVar[str]
    per_minute: ClassVar[float]
    error_path: ClassVar[tuple[str | int, ...]] = ("error",)
    passing: ClassVar[frozenset[str]] = frozenset()
    stale_token: ClassVar[frozenset[str]] = frozenset()
    advice: ClassVar[Mapping[str, str]] = {}

    @abstractmethod
    def access(self, environ: Mapping[str, str]) -> Access:
        """Return how to reach it.

        Raises
        ------
        InputError
            A credential is missing, or an address is not allowed.
        """

    @abstractmethod
    def plan(self, findings: Findings) -> Plan:
        """Return what to ask, page after page; pure, so that saved pages bring it back."""

    def query(self) -> dict[str, Any]:
        """Return what is asked, as plain values: the same query is the same run."""
        values = asdict(self)
        return {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}

    def reason_of(self, status: int, body: bytes) -> str | None:
        """Return the source's own word for a refusal."""
        if status == 200:
            return None
        return error_word(body, self.error_path) or (GONE if status in (404, 410) else None)
