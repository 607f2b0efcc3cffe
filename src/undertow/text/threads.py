"""Work on both cores, with results in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

N_THREADS = 2


def in_threads(function: Callable[[T], R], given: Iterable[T]) -> Iterator[R]:
    """Yield ``function`` of each item in order, a few items ahead on both cores."""
    with ThreadPoolExecutor(N_THREADS) as pool:
        waiting: deque[Future[R]] = deque()
        for item in given:
            waiting.append(pool.submit(function, item))
            if len(waiting) > N_THREADS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
