"""``undertow collect``: pages of public APIs into a case."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from undertow.case import Case
from undertow.cli.console import (
    CaseFolder,
    command_line,
    custody_of,
    operator,
    output,
    printable,
    progress,
)
from undertow.cli.ingest import ingest_with_progress, was_read
from undertow.collect import (
    Bluesky,
    Budget,
    Mastodon,
    Outcome,
    Reddit,
    RunFolder,
    Source,
    YouTube,
    opened,
)
from undertow.collect import collect as take
from undertow.errors import CollectError, InputError
from undertow.ingest import FORMATS, EvidenceStore, FileReport

collect = typer.Typer(
    help="Read public posts from a platform's own interface: read-only, every page kept.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

BudgetOption = Annotated[
    int,
    typer.Option(
        "--budget", min=1, help="Most requests to send; for YouTube, most units of quota to spend."
    ),
]
PagesOption = Annotated[
    int | None, typer.Option("--max-pages", min=1, help="Most pages to add in this go.")
]
NewOption = Annotated[
    bool, typer.Option("--new", help="Begin anew although an unfinished run could be continued.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
AuthorsOption = Annotated[
    bool, typer.Option(help="Also ask for the profiles of authors: names and creation dates.")
]


@dataclass(frozen=True, slots=True)
class _Ask:
    """What every sub-command may be told."""

    budget: int
    max_pages: int | None
    is_new: bool
    as_json: bool


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(collect, name="collect")


@collect.command("youtube")
def youtube(
    case: CaseFolder,
    video: Annotated[
        list[str] | None,
        typer.Option(help="Id or address of a video: its comments. May be repeated."),
    ] = None,
    channel: Annotated[
        list[str] | None,
        typer.Option(help="Id or @handle of a channel: the comments on all its videos."),
    ] = None,
    search: Annotated[
        list[str] | None,
        typer.Option(help="Text: the comments on the videos it finds. 100 units a page."),
    ] = None,
    authors: AuthorsOption = True,
    budget: BudgetOption = 1_000,
    max_pages: PagesOption = None,
    new: NewOption = False,
    as_json: JsonOption = False,
) -> None:
    """Collect comments with all their replies, and the videos and channels they belong to.

    Needs YOUTUBE_API_KEY in the environment. Run again after an interruption, the same command
    goes on where it was.

    Example: undertow collect youtube mycase --video https://youtu.be/abcdefghijk --budget 500
    """
    source = YouTube(tuple(video or ()), tuple(channel or ()), tuple(search or ()), authors)
    _collect(case, source, _Ask(budget, max_pages, new, as_json))


@collect.command("bluesky")
def bluesky(
    case: CaseFolder,
    post: Annotated[
        list[str] | None,
        typer.Option(help="Address of a post: its whole thread. May be repeated."),
    ] = None,
    account: Annotated[
        list[str] | None, typer.Option(help="Handle or DID of an account: its posts and replies.")
    ] = None,
    search: Annotated[
        list[str] | None, typer.Option(help="Search text; mostly needs BLUESKY_APP_PASSWORD.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Search from this day or time (2023-09-02T00:00:00Z).")
    ] = None,
    until: Annotated[str | None, typer.Option(help="Search before this day or time.")] = None,
    authors: AuthorsOption = True,
    budget: BudgetOption = 1_000,
    max_pages: PagesOption = None,
    new: NewOption = False,
    as_json: JsonOption = False,
) -> None:
    """Collect threads, searches and feeds, with the profiles of everybody in them.

    Needs no credentials but for searching: BLUESKY_HANDLE and BLUESKY_APP_PASSWORD.

    Example: undertow collect bluesky mycase --post https://bsky.app/profile/ana.example/post/3kabc
    """
    source = Bluesky(
        tuple(post or ()), tuple(search or ()), tuple(account or ()), since, until, authors
    )
    _collect(case, source, _Ask(budget, max_pages, new, as_json))


@collect.command("mastodon")
def mastodon(
    case: CaseFolder,
    server: Annotated[str, typer.Option(help="Host name of the server that is asked.")],
    status: Annotated[
        list[str] | None,
        typer.Option(help="Number or address, on this server, of a post: its thread."),
    ] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Hashtag. May be repeated.")] = None,
    account: Annotated[
        list[str] | None, typer.Option(help="Account (name or name@server): its posts.")
    ] = None,
    budget: BudgetOption = 1_000,
    max_pages: PagesOption = None,
    new: NewOption = False,
    as_json: JsonOption = False,
) -> None:
    """Collect threads, hashtags and accounts as one server shows them.

    MASTODON_TOKEN, of an account on this very server, is optional.

    Example: undertow collect mastodon mycase --server mastodon.social --tag election
    """
    source = Mastodon(server, tuple(status or ()), tuple(tag or ()), tuple(account or ()))
    _collect(case, source, _Ask(budget, max_pages, new, as_json))


@collect.command("reddit")
def reddit(
    case: CaseFolder,
    submission: Annotated[
        list[str] | None,
        typer.Option(help="Id or address of a submission: all its comments. May be repeated."),
    ] = None,
    subreddit: Annotated[
        list[str] | None, typer.Option(help="Subreddit: its newest submissions.")
    ] = None,
    user: Annotated[list[str] | None, typer.Option(help="User: the newest comments.")] = None,
    budget: BudgetOption = 1_000,
    max_pages: PagesOption = None,
    new: NewOption = False,
    as_json: JsonOption = False,
) -> None:
    """Collect submissions with their comments, newest submissions, comments of users.

    Needs REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET in the environment.

    Example: undertow collect reddit mycase --submission https://redd.it/abc123
    """
    source = Reddit(tuple(submission or ()), tuple(subreddit or ()), tuple(user or ()))
    _collect(case, source, _Ask(budget, max_pages, new, as_json))


def _collect(folder: Path, source: Source, ask: _Ask) -> None:
    """Take a run further, import what it added, tell what came of it."""
    case = Case.open(folder)
    secrets = source.access(os.environ).secrets
    if any(secrets.is_in(argument) for argument in sys.argv):
        raise InputError(
            "a credential stands on the command line, where logs and histories keep it; put it "
            "into the environment only, and replace it"
        )
    budget = Budget(ask.budget)
    with opened(source, case.settings.collect, budget, os.environ) as fetcher, progress() as bar:
        query = source.query()
        run = RunFolder.choose(case.path / "collected", source.name, query, is_new=ask.is_new)
        with run.held():
            task = bar.add_task(f"collect {source.name}", total=None, note="")

            def advanced(n_pages: int) -> None:
                note = f"{n_pages:,} pages, {budget.spent:,} of {budget.most:,} spent"
                bar.update(task, note=note)

            outcome = take(source, run, fetcher, max_pages=ask.max_pages, on_page=advanced)
            bar.stop()
            reports = _import(case, source, run, outcome)
    if ask.as_json:
        typer.echo(json.dumps(_summary(source, outcome, budget, reports), indent=2))
    else:
        _print(folder, source, outcome, budget, reports)
    _check(folder, outcome, reports)


def _import(case: Case, source: Source, run: RunFolder, outcome: Outcome) -> list[FileReport]:
    """Log what was collected and ingest the pages that the case does not hold yet."""
    if not outcome.pages:
        return []
    fields: dict[str, str | int | None] = {
        "source": source.name,
        "run": run.path.name,
        "pages": len(outcome.pages),
        "new_pages": outcome.n_new,
        "pages_log_sha256": run.log_sha256(),
        "end": "complete" if outcome.is_complete else outcome.stopped or outcome.problem,
    }
    with case.writing():
        # Logged before it is stored: a stored file that no entry mentions would not verify.
        custody_of(case).append("collected", who=operator(), command=command_line(), fields=fields)
        EvidenceStore(case.path / "evidence").add(run.log)
    new = [page.path for page in outcome.pages[run.n_imported :] if page.holds_records]
    format_id = source.format_id if source.format_id in FORMATS else None
    reports = ingest_with_progress(case, new, format_id) if new else []
    run.mark_imported(len(outcome.pages), is_complete=outcome.is_complete)
    return reports


def _summary(
    source: Source, outcome: Outcome, budget: Budget, reports: list[FileReport]
) -> dict[str, object]:
    findings = outcome.findings
    return {
        "source": source.name,
        "query": source.query(),
        "run": str(outcome.run),
        "pages": len(outcome.pages),
        "new_pages": outcome.n_new,
        "requests": budget.n_requests,
        "spent": budget.spent,
        "budget": budget.most,
        "answers_declared": findings.n_declared,
        "answers_missing": findings.n_missing,
        "refused": findings.refused,
        "complete": outcome.is_complete,
        "stopped": outcome.stopped,
        "problem": _problem(outcome),
        "records": {
            "accepted": sum(report.n_accepted for report in reports),
            "duplicate": sum(report.n_duplicate for report in reports),
            "ignored": sum(report.n_ignored for report in reports),
            "quarantined": sum(report.n_quarantined for report in reports),
        },
    }


def _print(
    folder: Path, source: Source, outcome: Outcome, budget: Budget, reports: list[FileReport]
) -> None:
    def tell(text: str) -> None:
        output.print(printable(text), markup=False, highlight=False)

    summary = _summary(source, outcome, budget, reports)
    tell(
        f"{source.name}: {len(outcome.pages):,} pages, {outcome.n_new:,} of them new, in "
        f"{outcome.run}"
    )
    tell(f"  {budget.n_requests:,} requests, {budget.spent:,} of {budget.most:,} spent")
    if outcome.findings.n_declared:
        tell(
            f"  threads declare {outcome.findings.n_declared:,} answers; "
            f"{outcome.findings.n_missing:,} did not come"
        )
    for refused in outcome.findings.refused:
        tell(f"  refused: {refused}")
    records = summary["records"]
    assert isinstance(records, dict)
    tell("  records: " + ", ".join(f"{n:,} {name}" for name, n in records.items()))
    tell(f"  {'complete' if outcome.is_complete else outcome.stopped or 'not complete'}")
    if reports and outcome.is_complete:
        tell(f"Next: undertow analyze {folder}")


def _problem(outcome: Outcome) -> str | None:
    """Return why a run is not what was asked for, if it is not."""
    if outcome.problem is not None:
        return outcome.problem
    if outcome.findings.loops:
        return (
            f"{outcome.findings.loops[0]}: the source gave the same cursor twice, so what comes "
            "after it is missing; collect again later with --new"
        )
    if outcome.is_complete and outcome.findings.refused and not outcome.captures:
        return f"nothing came: {outcome.findings.refused[0]}; check what was asked for"
    return None


def _check(folder: Path, outcome: Outcome, reports: list[FileReport]) -> None:
    """Raise what kept the run from being what was asked for."""
    problem = _problem(outcome)
    if problem is not None:
        raise CollectError(problem)
    unread = [report for report in reports if not was_read(report)]
    if unread:
        first = unread[0]
        raise InputError(
            f"{first.path}: {first.problem or 'no record could be read'} ({len(unread)} such "
            f"pages); they are kept, see `undertow quarantine {folder}`"
        )
