"""What a mapper gave, sorted for looking at it."""

from __future__ import annotations

from typing import Any

from undertow.ingest.outcomes import Accepted, Declared, Ignored, Rejected
from undertow.ingest.record import MappedRecord


class Outcomes:
    """Outcomes of a file, by what they are."""

    def __init__(self, found: list[tuple[Any, Any]]) -> None:
        self.all = [outcome for _, outcome in found]

    @property
    def records(self) -> dict[str, MappedRecord]:
        """Accepted records by uid."""
        return {o.record.record_uid: o.record for o in self.all if isinstance(o, Accepted)}

    @property
    def rejected(self) -> list[tuple[str, str | None]]:
        """Reason and place of what was rejected."""
        return [(o.reason_code, o.json_path) for o in self.all if isinstance(o, Rejected)]

    @property
    def ignored(self) -> list[tuple[str, str]]:
        """Rule and place of what was ignored."""
        return [(o.rule, o.json_path) for o in self.all if isinstance(o, Ignored)]

    @property
    def declared(self) -> dict[str, int]:
        """Answers declared, by thread."""
        return {o.thread_id: o.n_declared for o in self.all if isinstance(o, Declared)}
