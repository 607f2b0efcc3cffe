"""Collecting from invented platforms without a network, or from a server on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import fake_platforms
import pytest
from fake_platforms import NOON, Fetcher

from undertow.collect import Budget, Source
from undertow.collect.pacing import Clock
from undertow.collect.transport import Transport
from undertow.settings import CollectSettings

ENVIRONMENT = {
    "YOUTUBE_API_KEY": fake_platforms.SECRET,
    "REDDIT_CLIENT_ID": "client-" + fake_platforms.SECRET,
    "REDDIT_CLIENT_SECRET": fake_platforms.SECRET,
}


@dataclass
class Time:
    """A clock that is moved by those who sleep."""

    waits: list[float] = field(default_factory=list)

    @property
    def clock(self) -> Clock:
        return Clock(
            now=lambda: NOON + timedelta(seconds=sum(self.waits)),
            monotonic=lambda: sum(self.waits),
            sleep=self.waits.append,
        )


@pytest.fixture
def fetcher() -> Callable[[Source], Fetcher]:
    """Make a fetcher of the invented platform of a source."""
    return lambda source: Fetcher(source, fake_platforms.WORLDS[source.name])


@pytest.fixture
def passing() -> Time:
    """Time that passes at once."""
    return Time()


@pytest.fixture
def server() -> Iterator[fake_platforms.Server]:
    """Serve the invented YouTube; ``server.world`` may be changed."""
    with fake_platforms.serving(fake_platforms.youtube) as running:
        yield running


@pytest.fixture
def transport(server: fake_platforms.Server, passing: Time) -> Iterator[Callable[..., Transport]]:
    """Open a transport to the server."""
    opened: list[Transport] = []

    def open_transport(
        source: Source,
        budget: Budget | None = None,
        environ: dict[str, str] | None = None,
        **more: Any,
    ) -> Transport:
        given = ENVIRONMENT if environ is None else environ
        environment = given | {f"UNDERTOW_COLLECT_{source.name.upper()}_URL": server.url}
        settings = CollectSettings(**{"max_tries": 3, "timeout_s": 5} | more)
        access = source.access(environment)
        made = Transport(source, access, settings, budget or Budget(100), passing.clock)
        opened.append(made)
        return made

    yield open_transport
    for made in opened:
        made.close()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Where runs are kept."""
    return tmp_path / "collected"
