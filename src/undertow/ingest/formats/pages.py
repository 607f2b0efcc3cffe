"""Pages of many items: one that is damaged does not take the others with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from msgspec import Raw

from undertow.ingest.outcomes import Mapped, Rejection, rejected

ABSENT = Raw()
"""The value of a part that is decoded on its own and was not given."""


def is_there(raw: Raw) -> bool:
    """Whether a part was given and is not null."""
    return bytes(raw) not in (b"", b"null")


def each(
    mapper: Callable[[Raw, str], Iterable[Mapped]], items: Iterable[Raw], place: str
) -> Iterator[Mapped]:
    """Map every item of a list.

    Parameters
    ----------
    mapper : callable
        Maps one item, given its JSON path; may raise.
    items : iterable of Raw
        The list.
    place : str
        JSON path of the list.
    """
    for index, item in enumerate(items):
        path = f"{place}[{index}]"
        yield from one(mapper, item, path)


def one(mapper: Callable[[Raw, str], Iterable[Mapped]], item: Raw, path: str) -> Iterator[Mapped]:
    """Map one item; whatever its mapper raises is the outcome of that item."""
    try:
        yield from mapper(item, path)
    except Exception as error:
        yield rejected(error, path)


@contextmanager
def inside(place: str) -> Iterator[None]:
    """Put the paths of errors met while a part is decoded on its own under the part's place."""
    try:
        yield
    except Exception as error:
        found = rejected(error, place)
        raise Rejection(found.stage, found.reason_code, found.json_path, found.message) from error
