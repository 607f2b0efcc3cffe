"""The run of a plan: saved pages first, then new ones, each on disk before the next is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from undertow.collect.answers import PassingError, RawPage, read_json
from undertow.collect.budget import Budget, Stopped
from undertow.collect.pacing import Clock
from undertow.collect.plan import Findings, Page, Request
from undertow.collect.run_folder import RunFolder, SavedPage, same_request
from undertow.collect.sources import Source
from undertow.errors import CollectError, InputError, VerificationError
from undertow.settings import CollectSettings


class Fetcher(Protocol):
    """What asks for a page: the transport, or a test's double of it."""

    def fetch(self, request: Request) -> tuple[RawPage, Any]:
        """Return the page and its document; None where a refusal is tolerated."""


@dataclass(slots=True)
class Outcome:
    """What a run came to.

    Parameters
    ----------
    run : Path
        Its folder.
    pages : list of SavedPage
        All its pages, those of earlier invocations included.
    n_new : int
        Pages that this invocation added.
    findings : Findings
        What threads declare, what came, cursors that loop, refusals.
    is_complete : bool
        Whether nothing is left to ask.
    stopped : str or None
        Why it ended before that, as was asked for.
    problem : str or None
        Why it could not go on.
    """

    run: Path
    pages: list[SavedPage] = field(default_factory=list)
    n_new: int = 0
    findings: Findings = field(default_factory=Findings)
    is_complete: bool = False
    stopped: str | None = None
    problem: str | None = None

    @property
    def captures(self) -> list[Path]:
        """Bodies that hold records, in the order they came."""
        return [page.path for page in self.pages if page.holds_records]


def collect(
    source: Source,
    run: RunFolder,
    fetcher: Fetcher,
    *,
    max_pages: int | None = None,
    on_page: Callable[[int], None] = lambda n_pages: None,
) -> Outcome:
    """Take a run as far as it goes.

    Parameters
    ----------
    source : Source
        What is asked.
    run : RunFolder
        Held by the caller (``run.held()``).
    fetcher : Fetcher
        Asks for pages that are not saved yet.
    max_pages : int or None
        Most pages to add.
    on_page : callable
        Called with the number of pages of the run after each.

    Raises
    ------
    CollectError
        The saved pages are those of another plan.
    VerificationError
        A saved page is not what it was.
    CaseError
        A page could not be saved.
    """
    outcome = Outcome(run.path)
    saved = run.pages()
    plan = source.plan(outcome.findings)
    try:
        request = next(plan)
        for page in saved:
            same_request(page, request)
            outcome.pages.append(page)
            request = plan.send(_replayed(page, outcome.findings))
        while True:
            if max_pages is not None and outcome.n_new >= max_pages:
                raise Stopped(f"{max_pages:,} pages were added; run the same command for more")
            try:
                raw, document = fetcher.fetch(request)
            except CollectError as error:
                outcome.problem = str(error)
                return outcome
            reason = source.reason_of(raw.status, raw.body)
            page = run.save(request, raw, reason)
            outcome.pages.append(page)
            outcome.n_new += 1
            on_page(len(outcome.pages))
            request = plan.send(_answered(page, document, outcome.findings))
    except StopIteration:
        outcome.is_complete = True
    except Stopped as end:
        outcome.stopped = str(end)
    return outcome


def _replayed(page: SavedPage, findings: Findings) -> Page:
    try:
        document = read_json(page.read()) if page.status == 200 else None
    except PassingError as error:
        raise VerificationError(f"{page.path}: {error.what}; collect again with --new") from error
    return _answered(page, document, findings)


def _answered(page: SavedPage, document: Any, findings: Findings) -> Page:
    if page.status != 200:
        findings.refused.append(f"{page.request['path']}: {page.reason or page.status}")
    return Page(document)


@contextmanager
def opened(
    source: Source, settings: CollectSettings, budget: Budget, environ: Mapping[str, str]
) -> Iterator[Fetcher]:
    """Open the transport of a source.

    Raises
    ------
    InputError
        httpx is not installed, or a credential is missing.
    """
    try:
        from undertow.collect.transport import Transport
    except ModuleNotFoundError as error:
        if error.name != "httpx":
            raise
        raise InputError(
            "collecting needs httpx, which is not installed; install it with "
            "pip install 'undertow[collect]'"
        ) from error
    transport = Transport(source, source.access(environ), settings, budget, Clock())
    try:
        yield transport
    finally:
        transport.close()
