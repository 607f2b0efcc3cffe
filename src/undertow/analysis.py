"""The stage graph: from records to claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import nullcontext

from undertow import schema as s
from undertow.accounts import assess_authenticity, find_changes, weigh_explanations
from undertow.actions import add_claims, build_direct_actions
from undertow.attribution import (
    link_operations,
    match_knowledge,
    measure_signs,
    read_known_indicators,
    read_known_observables,
    weigh_hypotheses,
)
from undertow.campaigns import (
    assemble_campaigns,
    build_claims,
    count_ranges,
    judge_accounts,
    summarise_campaigns,
)
from undertow.captures import (
    MERGE,
    check_untouched,
    vouch_for_read,
)
from undertow.case import Case
from undertow.coordination import (
    Shuffle,
    find_communities,
    measure_copies,
    run_account_tests,
    run_group_tests,
    support_pairs,
    validate_stored_calibrated_pairs,
)
from undertow.engine import DuckDBEngine, Engine
from undertow.ingest import CustodyLog, build_coverage_ledger
from undertow.ingest.vouched import SOURCES, VOUCHED_BY_ANALYSIS, VOUCHED_BY_INGEST
from undertow.narratives import build_narratives
from undertow.pipeline import Stage, StageRun, record_source, run_stages, unrecorded
from undertow.reference_case import read_reference
from undertow.rollback import undone_on_failure
from undertow.targets import find_target_hits, read_register
from undertow.text import build_claim_groups, build_post_keys, build_templates
from undertow.threats import screen_threats
from undertow.waves import find_waves

STAGES: tuple[Stage, ...] = (
    MERGE,
    Stage(
        "text",
        (s.Posts,),
        (s.PostKeys, s.NearGroups),
        build_post_keys,
        "text",
        version="2",
        is_streamed=True,
        is_incremental=True,
        is_reporting=True,
    ),
    Stage(
        "templates",
        (s.Posts, s.PostKeys, s.Targets),
        (s.Templates, s.TemplateSlots, s.TemplateUses),
        build_templates,
        "text",
        is_streamed=True,
    ),
    Stage(
        "target_hits",
        (s.Posts, s.Accounts, s.Targets),
        (s.TargetHits, s.TargetAccounts),
        find_target_hits,
        None,
        version="3",
    ),
    Stage(
        "direct_actions",
        (s.Posts, s.PostKeys, s.TemplateUses),
        (s.DirectActions,),
        build_direct_actions,
        None,
        version="2",
        is_relational=True,
    ),
    Stage(
        "pair_test",
        (s.DirectActions, s.CalibrationRuns),
        (s.DirectEdges, s.DirectEdgeEvidence, s.DirectCoordinationTests, s.Calibrations),
        validate_stored_calibrated_pairs,
        "coordination",
        version="5",
        is_streamed=True,
        is_relational=True,
    ),
    Stage(
        "claim_groups",
        (s.Posts, s.PostKeys, s.NearGroups, s.TemplateUses, s.TargetHits, s.DirectEdges),
        (s.PostText, s.ClaimGroups, s.ClaimLinks, s.ClaimVectors, s.ClaimCoverage),
        build_claim_groups,
        "claims",
        is_incremental=True,
    ),
    Stage(
        "actions",
        (s.DirectActions, s.Posts, s.PostText),
        (s.Actions,),
        add_claims,
        None,
        version="2",
        is_relational=True,
    ),
    Stage(
        "claim_support",
        (s.Actions, s.DirectEdges, s.DirectEdgeEvidence, s.DirectCoordinationTests),
        (s.Edges, s.EdgeEvidence, s.CoordinationTests),
        support_pairs,
        "coordination",
        version="3",
        is_relational=True,
    ),
    Stage(
        "account_test",
        (s.Posts, s.PostText, s.Edges, s.NamedReference),
        (s.AccountTests, s.ReferenceRates),
        run_account_tests,
        "coordination",
        version="3",
        is_relational=True,
    ),
    Stage(
        "group_test",
        (
            s.Posts,
            s.Accounts,
            s.PostText,
            s.Engagement,
            s.Actions,
            s.Edges,
            s.AccountTests,
            s.TargetAccounts,
        ),
        (s.GroupTests, s.GroupMembers),
        run_group_tests,
        "groups",
        version="3",
        is_relational=True,
    ),
    Stage(
        "communities",
        (s.Edges, s.AccountTests, s.Actions, s.GroupMembers),
        (s.Communities, s.CommunityLevels),
        find_communities,
        "coordination",
        version="5",
        is_incremental=True,
    ),
    Stage(
        "coverage_ledger",
        (s.Posts, s.Engagement, s.Coverage, s.TargetHits, s.TargetAccounts),
        (s.CoverageLedger,),
        build_coverage_ledger,
        None,
    ),
    Stage(
        "account_changes",
        (s.Posts, s.AccountSnapshots, s.ProfileChanges),
        (s.AccountChanges,),
        find_changes,
        "accounts",
        version="4",
    ),
    Stage(
        "account_signals",
        (
            s.Communities,
            s.Accounts,
            s.Posts,
            s.PostText,
            s.Engagement,
            s.Actions,
            s.AccountSnapshots,
            s.AccountChanges,
        ),
        (s.AccountSignals,),
        assess_authenticity,
        "accounts",
        version="3",
        is_relational=True,
    ),
    Stage(
        "explanations",
        (
            s.Communities,
            s.Edges,
            s.Actions,
            s.Posts,
            s.TargetHits,
            s.AccountSignals,
            s.Accounts,
            s.AccountSnapshots,
        ),
        (s.Explanations,),
        weigh_explanations,
        "accounts",
        version="4",
        is_relational=True,
    ),
    Stage(
        "campaign_members",
        (s.Communities, s.Explanations, s.AccountSignals, s.Actions, s.Posts, s.TargetHits),
        (s.CampaignMembers, s.CampaignPosts, s.CampaignTargets),
        assemble_campaigns,
        "campaigns",
        is_relational=True,
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
            s.GroupTests,
            s.GroupMembers,
        ),
        (s.AccountFindings,),
        judge_accounts,
        "*",
        version="3",
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
        (
            s.CampaignPosts,
            s.CampaignTargets,
            s.Posts,
            s.TargetHits,
            s.TargetAccounts,
            s.CoverageLedger,
        ),
        (s.CampaignRanges,),
        count_ranges,
        None,
        version="3",
    ),
    Stage(
        "knowledge_matches",
        (s.KnownObservables, s.Accounts, s.Posts, s.PostText, s.DirectActions, s.Media),
        (s.KnowledgeMatches,),
        match_knowledge,
        None,
    ),
    Stage("waves", (s.CampaignPosts, s.TargetHits, s.Posts), (s.Waves,), find_waves, "waves"),
    Stage(
        "narratives",
        (s.CampaignPosts, s.Posts, s.PostText, s.TargetHits, s.Targets),
        (s.Narratives, s.NarrativeGroups, s.NarrativeQuotes, s.NarrativeSpread),
        build_narratives,
        "narratives",
        version="2",
    ),
    Stage(
        "campaign_signs",
        (
            s.Campaigns,
            s.CampaignPosts,
            s.AccountFindings,
            s.AccountSignals,
            s.PostText,
            s.Waves,
            s.Narratives,
        ),
        (s.CampaignSigns,),
        measure_signs,
        "accounts",
    ),
    Stage(
        "operation_links",
        (
            s.Campaigns,
            s.CampaignMembers,
            s.CampaignPosts,
            s.CampaignSigns,
            s.KnownIndicators,
            s.KnownObservables,
            s.KnowledgeMatches,
        ),
        (s.OperationLinks, s.OperationEvidence),
        link_operations,
        None,
    ),
    Stage(
        "hypotheses",
        (s.Campaigns, s.CampaignSigns, s.OperationEvidence),
        (s.Hypotheses, s.HypothesisEvidence),
        weigh_hypotheses,
        None,
    ),
    Stage("threat_screen", (s.Posts,), (s.ThreatHits,), screen_threats, None),
    Stage(
        "claims",
        (
            s.Campaigns,
            s.CampaignPosts,
            s.CampaignTargets,
            s.CampaignRanges,
            s.Narratives,
            s.NarrativeGroups,
            s.NarrativeQuotes,
            s.NarrativeSpread,
            s.Waves,
            s.AccountFindings,
            s.AccountSignals,
            s.Explanations,
            s.EdgeEvidence,
            s.CoordinationTests,
            s.Targets,
            s.TargetHits,
            s.PostText,
            s.Templates,
            s.TemplateSlots,
            s.Posts,
            s.Accounts,
        ),
        (s.Claims, s.Evidence),
        build_claims,
        "*",
        version="4",
    ),
)
"""All stages, each after those whose tables it reads."""

_DERIVED: frozenset[type[s.TableSpec]] = frozenset(
    {
        s.Targets,
        s.KnownObservables,
        s.KnownIndicators,
        s.NamedReference,
        s.CalibrationRuns,
        *(spec for stage in STAGES for spec in stage.outputs),
    }
)


def analyze(
    case: Case,
    *,
    who: str,
    command: str,
    engine: Engine | None = None,
    reference: str | None = None,
    on_start: Callable[[Stage, bool], None] = lambda stage, skipped: None,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[StageRun]:
    """Bring every derived table of a case up to date.

    The custody log gets one entry, with a hash over the provenance of every table. After an
    analysis that was killed, or where somebody changed that provenance, everything is made again
    from the records. One that fails or is cancelled leaves the tables as they were.

    Parameters
    ----------
    case : Case
        With records ingested; held for writing while this runs.
    who, command : str
        For the custody log.
    engine : Engine or None
        Runs the relational stages; DuckDB in this process where None. The tables are the same.
    reference : str, optional
        Folder of the case whose ordinary accounts copying is compared with, in place of
        ``[settings.reference] case``.
    on_start : callable
        Called with each stage, and whether it is skipped, before it runs.
    on_progress : callable
        Called by long stages with how much of their work is done and how much there is.

    Returns
    -------
    list of StageRun
        What ran and what was still current.

    Raises
    ------
    CaseError
        Another process is writing, a table is damaged, or the records are not those that were read.
    InputError
        The register cannot be read, or the reference case has no rates.
    """
    with case.writing():
        _check(case, who=who, command=command)
        with undone_on_failure(case, _DERIVED):
            _prepare(case)
            case.write(read_reference(case, reference))
            record_source(case, "reference", (s.NamedReference,))
            runs = run_stages(
                case, STAGES, engine=engine, on_start=on_start, on_progress=on_progress
            )
            _log(case, "analyze", runs, who=who, command=command)
        return runs


def calibrate(
    case: Case,
    *,
    who: str,
    command: str,
    wanted: Mapping[Shuffle, int],
    engine: Engine | None = None,
    on_start: Callable[[Stage, bool], None] = lambda stage, skipped: None,
    on_copy: Callable[[int], None] = lambda n_done: None,
) -> list[StageRun]:
    """Measure permuted copies of the actions of a case, and bring its derived tables up to date.

    Where the outcome is that of the analysis before, no other table changes.

    Parameters
    ----------
    case : Case
        With records ingested; held for writing while this runs.
    who, command : str
        For the custody log.
    wanted : mapping
        Copies of each kind; copies that were measured before and still hold count.
    engine : Engine or None
        As for :func:`analyze`.
    on_start : callable
        Called with each stage, and whether it is skipped, before it runs.
    on_copy : callable
        Called after each copy with the number of copies that are done.

    Returns
    -------
    list of StageRun
        What ran and what was still current.

    Raises
    ------
    CaseError, InputError
        As :func:`analyze`.
    """
    names = [stage.name for stage in STAGES]
    with case.writing():
        _check(case, who=who, command=command)
        with undone_on_failure(case, _DERIVED):
            _prepare(case)
            if case.provenance("reference") is None:
                case.write(read_reference(case, None))
                record_source(case, "reference", (s.NamedReference,))
            before = STAGES[: names.index("pair_test")]
            run_stages(case, before, engine=engine, on_start=on_start)
            with DuckDBEngine() if engine is None else nullcontext(engine) as used:
                measured = measure_copies(
                    case.read(s.DirectActions),
                    case.read(s.CalibrationRuns),
                    case.settings.coordination,
                    engine=used,
                    rng_seed=case.settings.seed,
                    wanted=wanted,
                    on_copy=on_copy,
                )
            case.write(measured)
            record_source(case, "calibrate", (s.CalibrationRuns,))
            runs = run_stages(case, STAGES, engine=engine, on_start=on_start)
            copies = ",".join(f"{shuffle}={n}" for shuffle, n in wanted.items())
            _log(case, "calibrate", runs, who=who, command=command, copies=copies)
        return runs


def _check(case: Case, *, who: str, command: str) -> None:
    """Make sure that the records are those that were read."""
    check_untouched(case, who=who, command=command)
    if case.provenance(SOURCES[0]) is None:
        vouch_for_read(case)


def _prepare(case: Case) -> None:
    """Forget what the custody log does not vouch for; read the register and the knowledge base."""
    if VOUCHED_BY_ANALYSIS.is_altered(case):
        case.forget(VOUCHED_BY_ANALYSIS.stages(case))
    register = case.register
    targets = read_register(register) if register else s.Table.empty(s.Targets)
    case.write(targets)
    record_source(case, "register", (s.Targets,))
    case.write(read_known_observables(case))
    case.write(read_known_indicators(case))
    record_source(case, "knowledge", (s.KnownObservables, s.KnownIndicators))
    if unrecorded(case, (s.CalibrationRuns,)):
        # A measurement that nobody vouches for could open the gate.
        case.write(s.Table.empty(s.CalibrationRuns))
        record_source(case, "calibrate", (s.CalibrationRuns,))


def _log(
    case: Case, action: str, runs: list[StageRun], *, who: str, command: str, **more: str
) -> None:
    """Log what ran, with hashes over the provenance of every table."""
    fields = {
        **more,
        "stages_run": ",".join(run.stage for run in runs if run.ran),
        **VOUCHED_BY_INGEST.fields(case),
        **VOUCHED_BY_ANALYSIS.fields(case),
    }
    CustodyLog.of(case).append(action, who=who, command=command, fields=fields)
