"""What is asked of a source, in which order: requests that follow from the pages before them.

A plan is a generator: it yields a :class:`Request`, is sent the :class:`Page` that answers it, and
returns when nothing is left to ask. It has no clock and no network, so that giving it the saved
pages again brings it exactly to where it was: the pages on disk are the cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, TypeAlias, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """A page to ask for with GET; credentials are never part of it.

    Parameters
    ----------
    path : str
        Below the base address of the source.
    params : tuple of (str, str)
        Query parameters.
    n_units : int
        What it costs of the budget.
    holds_records : bool
        Whether the page holds posts or accounts; a list of what to ask next does not.
    tolerated : frozenset of str
        Refusals, by the source's own word, that are an answer: comments turned off, say.
    """

    path: str
    params: tuple[tuple[str, str], ...] = ()
    n_units: int = 1
    holds_records: bool = True
    tolerated: frozenset[str] = frozenset()

    def having(self, name: str, value: str) -> Request:
        """Return the request with one parameter set."""
        others = tuple(pair for pair in self.params if pair[0] != name)
        return replace(self, params=(*others, (name, value)))


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: the decoded JSON, or None where the source refused in a tolerated way."""

    document: Any


Plan: TypeAlias = Generator[Request, Page, None]


@dataclass(slots=True)
class Findings:
    """What a plan learns on its way: what threads declare, what came, and cursors that loop.

    Parameters
    ----------
    declared : dict
        Thread -> answers that it has according to the source.
    seen : dict
        Thread -> distinct answers delivered.
    loops : list of str
        Where the source gave the same cursor twice.
    refused : list of str
        What the source refused in a tolerated way, and its word for why.
    """

    declared: dict[str, int] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=dict)
    loops: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def declare(self, thread: str, n_answers: int) -> None:
        """Note how many answers a thread has according to the source."""
        self.declared[thread] = max(n_answers, self.declared.get(thread, 0))

    def see(self, thread: str, answer: str) -> None:
        """Note an answer that was delivered."""
        self.seen.setdefault(thread, set()).add(answer)

    def n_missing_of(self, thread: str) -> int:
        """Return how many declared answers of a thread were not delivered."""
        return max(0, self.declared.get(thread, 0) - len(self.seen.get(thread, ())))

    @property
    def n_declared(self) -> int:
        """Answers that all threads declare."""
        return sum(self.declared.values())

    @property
    def n_missing(self) -> int:
        """Declared answers that were not delivered."""
        return sum(map(self.n_missing_of, self.declared))


def paged(
    first: Request,
    parameter: str,
    cursor_of: Callable[[Any], str | None],
    each: Callable[[Any], None],
    findings: Findings,
) -> Plan:
    """Ask for a page and all that follow it.

    Parameters
    ----------
    first : Request
        Asks for the first page.
    parameter : str
        Query parameter of the cursor.
    cursor_of : callable
        Document -> cursor of the next page, or None after the last.
    each : callable
        Called with every document.
    findings : Findings
        Told when a cursor comes back: the pages end there, or they would never end.
    """
    request = first
    met: set[str] = set()
    while True:
        page = yield request
        if page.document is None:
            return
        each(page.document)
        cursor = cursor_of(page.document)
        if not cursor:
            return
        if cursor in met:
            findings.loops.append(first.path)
            return
        met.add(cursor)
        request = first.having(parameter, cursor)


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield lists of at most ``size`` items."""
    following = iter(items)
    while batch := list(islice(following, size)):
        yield batch


def at(document: Any, *path: str | int) -> Any:
    """Return what lies at a path in decoded JSON, or None: a source may send any shape."""
    for step in path:
        if isinstance(step, str):
            document = document.get(step) if isinstance(document, dict) else None
        elif isinstance(document, list) and 0 <= step < len(document):
            document = document[step]
        else:
            return None
    return document


def text_at(document: Any, *path: str | int) -> str | None:
    """Return a text that is not empty."""
    value = at(document, *path)
    return value if isinstance(value, str) and value else None


def count_at(document: Any, *path: str | int) -> int:
    """Return a count; 0 where there is none."""
    value = at(document, *path)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def items_at(document: Any, *path: str | int) -> list[Any]:
    """Return a list; an empty one where there is none."""
    value = at(document, *path)
    return value if isinstance(value, list) else []
