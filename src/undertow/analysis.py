"""The stage graph: from records to claims."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from undertow import schema as s
from undertow.accounts import assess_authenticity, weigh_explanations
from undertow.actions import build_actions
from undertow.campaigns import (
    assemble_campaigns,
    build_claims,
    count_ranges,
    judge_accounts,
    summarise_campaigns,
)
from undertow.case import Case
from undertow.coordination import find_communities, run_account_tests, validate_pairs
from undertow.ingest import (
    FileReport,
    build_coverage_ledger,
    discard_incomplete,
    merge_files,
    record_run,
    retry,
)
from undertow.ingest import ingest as ingest_captures
from undertow.ingest.column_map import MapFile, case_formats, formats_for_ingest
from undertow.narratives import build_narratives
from undertow.pipeline import Stage, StageRun, record_source, run_stages
from undertow.targets import find_target_hits, read_register
from undertow.text import build_post_text
from undertow.waves import find_waves

MERGE = Stage(
    "merge",
    (s.Records,),
    (
        s.Accounts,
        s.AccountSnapshots,
        s.ProfileChanges,
        s.Posts,
        s.Media,
        s.Engagement,
        s.CoverageWarnings,
    ),
    merge_files,
    None,
    version="2",
    is_streamed=True,
)

STAGES: tuple[Stage, ...] = (
    MERGE,
    Stage("text", (s.Posts,), (s.PostText,), build_post_text, "text"),
    Stage("actions", (s.Posts, s.PostText), (s.Actions,), build_actions, None),
    Stage(
        "pair_test",
        (s.Actions,),
        (s.Edges, s.EdgeEvidence, s.CoordinationTests),
        validate_pairs,
        "coordination",
    ),
    Stage(
        "account_test",
        (s.Posts, s.PostText, s.Edges),
        (s.AccountTests,),
        run_account_tests,
        "coordination",
    ),
    Stage(
        "communities",
        (s.Edges, s.AccountTests, s.Actions),
        (s.Communities,),
        find_communities,
        "coordination",
    ),
    Stage(
        "target_hits",
        (s.Posts, s.Accounts, s.Targets),
        (s.TargetHits, s.TargetAccounts),
        find_target_hits,
        None,
        version="2",
    ),
    Stage(
        "coverage_ledger",
        (s.Posts, s.Engagement, s.Coverage, s.TargetHits, s.TargetAccounts),
        (s.CoverageLedger,),
        build_coverage_ledger,
        None,
    ),
    Stage(
        "account_signals",
        (s.Communities, s.Accounts, s.Posts, s.PostText, s.Engagement, s.Actions),
        (s.AccountSignals,),
        assess_authenticity,
        "accounts",
    ),
    Stage(
        "explanations",
        (s.Communities, s.Edges, s.Actions, s.Posts, s.TargetHits, s.AccountSignals),
        (s.Explanations,),
        weigh_explanations,
        "accounts",
    ),
    Stage(
        "campaign_members",
        (s.Communities, s.Explanations, s.AccountSignals, s.Actions, s.Posts, s.TargetHits),
        (s.CampaignMembers, s.CampaignPosts, s.CampaignTargets),
        assemble_campaigns,
        "campaigns",
    ),
    Stage(
        "account_findings",
        (
            s.Accounts,
            s.Edges,
            s.CoordinationTests,
            s.AccountTests,
            s.Communities,
            s.AccountSignals,
            s.Explanations,
            s.CampaignMembers,
        ),
        (s.AccountFindings,),
        judge_accounts,
        "*",
    ),
    Stage(
        "campaigns",
        (
            s.CampaignMembers,
            s.CampaignPosts,
            s.CampaignTargets,
            s.AccountFindings,
            s.Communities,
            s.Edges,
        ),
        (s.Campaigns,),
        summarise_campaigns,
        None,
    ),
    Stage(
        "campaign_ranges",
        (s.CampaignPosts, s.Posts, s.TargetHits, s.CoverageLedger),
        (s.CampaignRanges,),
        count_ranges,
        None,
    ),
    Stage("waves", (s.CampaignPosts, s.TargetHits, s.Posts), (s.Waves,), find_waves, "waves"),
    Stage(
        "narratives",
        (s.CampaignPosts, s.Posts, s.PostText, s.TargetHits),
        (s.Narratives,),
        build_narratives,
        "campaigns",
    ),
    Stage(
        "claims",
        (
            s.Campaigns,
            s.CampaignPosts,
            s.CampaignTargets,
            s.CampaignRanges,
            s.Narratives,
            s.Waves,
            s.AccountFindings,
            s.AccountSignals,
            s.Explanations,
            s.EdgeEvidence,
            s.CoordinationTests,
            s.Targets,
            s.TargetHits,
            s.PostText,
            s.Posts,
            s.Accounts,
        ),
        (s.Claims, s.Evidence),
        build_claims,
        "*",
        version="2",
    ),
)
"""All stages, each after those whose tables it reads."""


def ingest(
    case: Case,
    paths: Sequence[Path],
    *,
    who: str,
    command: str,
    format_id: str | None = None,
    encoding: str | None = None,
    column_map: MapFile | None = None,
    on_progress: Callable[[Path, int, int], None] = lambda path, done, total: None,
) -> list[FileReport]:
    """Store captures as evidence, read their records and merge them into posts and accounts.

    The custody log gets one entry for the run, with the Merkle root over its records, last of all:
    a run that was killed has none, and the next one covers what it left.

    Parameters
    ----------
    case : Case
        Held for writing while this runs.
    paths : sequence of Path
        Files and folders.
    who, command : str
        For the custody log.
    format_id : str or None
        Format of all files; detected for each when None.
    encoding : str or None
        Encoding of files that are not UTF-8 and have no byte order mark.
    column_map : MapFile or None
        Column map to keep in the case and to read all files by, in place of a format.
    on_progress : callable
        Called with a file, the bytes read and its size.

    Returns
    -------
    list of FileReport
        What became of each file. Content that cannot be read is in quarantine, never an error.

    Raises
    ------
    InputError
        A path does not exist, the format or encoding is unknown, or a map of the case cannot be
        used; nothing was ingested.
    CaseError
        The case cannot be written.
    """
    if column_map is not None:
        format_id = column_map.column_map.id
    with case.writing():
        formats = formats_for_ingest(case, column_map, who=who, command=command)
        reports = ingest_captures(
            case,
            paths,
            who=who,
            command=command,
            format_id=format_id,
            encoding=encoding,
            on_progress=on_progress,
            formats=formats,
        )
        _settle(case, reports, who=who, command=command)
    return reports


def retry_quarantine(
    case: Case,
    *,
    who: str,
    command: str,
    on_progress: Callable[[Path, int, int], None] = lambda path, done, total: None,
) -> list[FileReport]:
    """Read every file anew of which something is in quarantine, and merge what it gives.

    Parameters
    ----------
    case : Case
        Held for writing while this runs.
    who, command : str
        For the custody log.
    on_progress : callable
        Called with a file, the bytes read and its size.

    Returns
    -------
    list of FileReport
        What became of each file; none when the quarantine is empty.

    Raises
    ------
    CaseError, VerificationError
        The case cannot be written, or a stored file is damaged.
    """
    with case.writing():
        discard_incomplete(case)
        formats = case_formats(case)
        reports = retry(case, who=who, command=command, formats=formats, on_progress=on_progress)
        _settle(case, reports, who=who, command=command)
    return reports


def _settle(case: Case, reports: Sequence[FileReport], *, who: str, command: str) -> None:
    """Vouch for the tables of an ingest, merge the records, and log the run."""
    record_source(case, "ingest", (s.Records, s.Observations, s.Quarantine, s.Coverage))
    run_stages(case, [MERGE])
    files = {report.sha256 for report in reports if report.sha256}
    record_run(case, files, who=who, command=command)


def analyze(
    case: Case, *, on_start: Callable[[Stage, bool], None] = lambda stage, skipped: None
) -> list[StageRun]:
    """Bring every derived table of a case up to date.

    Parameters
    ----------
    case : Case
        With records ingested; held for writing while this runs.
    on_start : callable
        Called with each stage, and whether it is skipped, before it runs.

    Returns
    -------
    list of StageRun
        What ran and what was still current.

    Raises
    ------
    CaseError
        Another process is writing, or a table is damaged.
    InputError
        The register cannot be read.
    """
    with case.writing():
        discard_incomplete(case)
        register = case.register
        targets = read_register(register) if register else s.Table.empty(s.Targets)
        case.write(targets)
        record_source(case, "register", (s.Targets,))
        return run_stages(case, STAGES, on_start=on_start)
