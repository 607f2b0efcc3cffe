"""From physical records to outcomes: calling a mapper so that no record is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeAlias, TypeVar

import msgspec

from undertow.errors import PluginError
from undertow.ingest.outcomes import Accepted, Declared, Ignored, Mapped, Rejected, rejected
from undertow.ingest.physical import Physical

Reading: TypeAlias = Iterator[tuple[Physical, Iterable[Mapped]]]
T = TypeVar("T")


def mapped(mapper: Callable[[T], Iterable[Mapped]], value: T) -> Iterable[Mapped]:
    """Return what a mapper gives; whatever it raises becomes the last outcome.

    A mapper that gives no outcome at all would lose the record, so that counts as ignored.
    """
    try:
        outcomes = mapper(value)
    except Exception as error:  # hostile content must never end an import
        return (rejected(error),)
    # The common case, one outcome that is there already, is not worth a generator.
    if type(outcomes) is tuple and len(outcomes) == 1 and not isinstance(outcomes[0], Declared):
        return outcomes
    return _drawn(outcomes)


def _drawn(outcomes: Iterable[Mapped]) -> Iterator[Mapped]:
    is_lost = True
    try:
        for outcome in outcomes:
            is_lost = is_lost and isinstance(outcome, Declared)
            yield outcome
    except Exception as error:
        yield rejected(error)
        return
    if is_lost:
        yield Ignored("no_records")


def below(outcomes: Iterable[Mapped], index: int) -> Iterator[Mapped]:
    """Put the paths of outcomes under element ``index`` of their physical record."""
    return at(outcomes, f"$[{index}]")


def at(outcomes: Iterable[Mapped], place: str) -> Iterator[Mapped]:
    """Put the paths of outcomes under a place in their physical record."""
    for outcome in outcomes:
        if not isinstance(outcome, Declared) and outcome.json_path is not None:
            path = f"{place}{outcome.json_path.removeprefix('$')}"
            outcome = msgspec.structs.replace(outcome, json_path=path)
        yield outcome


def dated(outcomes: Iterable[Mapped], at: datetime | None) -> Iterator[Mapped]:
    """Say of records that do not tell it themselves when they were collected."""
    for outcome in outcomes:
        if isinstance(outcome, Accepted) and outcome.record.observed_at is None:
            outcome.record.observed_at = at
        yield outcome


def problem_of(record: Physical) -> tuple[Rejected, ...]:
    """Return the outcome of a physical record whose bytes were not kept."""
    return (record.problem,) if record.problem is not None else ()


def required(mapper: Callable[[T], Iterable[Mapped]] | None) -> Callable[[T], Iterable[Mapped]]:
    """Return the mapper for a medium that the format says it reads."""
    if mapper is None:
        raise PluginError("a format was asked to read a medium that it has no mapper for")
    return mapper
