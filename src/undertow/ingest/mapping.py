"""From physical records to outcomes: calling a mapper so that no record is ever lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

import msgspec

from undertow.errors import PluginError
from undertow.ingest.outcomes import Declared, Ignored, Mapped, Rejected, rejected
from undertow.ingest.physical import Physical

Reading: TypeAlias = Iterator[tuple[Physical, Iterable[Mapped]]]
T = TypeVar("T")


def mapped(mapper: Callable[[T], Iterable[Mapped]], value: T) -> Iterator[Mapped]:
    """Yield what a mapper gives; whatever it raises becomes the last outcome.

    A mapper that gives no outcome at all would lose the record, so that counts as ignored.
    """
    is_lost = True
    try:
        for outcome in mapper(value):
            is_lost = is_lost and isinstance(outcome, Declared)
            yield outcome
    except Exception as error:  # hostile content must never end an import
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


def problem_of(record: Physical) -> tuple[Rejected, ...]:
    """Return the outcome of a physical record whose bytes were not kept."""
    return (record.problem,) if record.problem is not None else ()


def required(mapper: Callable[[T], Iterable[Mapped]] | None) -> Callable[[T], Iterable[Mapped]]:
    """Return the mapper for a medium that the format says it reads."""
    if mapper is None:
        raise PluginError("a format was asked to read a medium that it has no mapper for")
    return mapper
