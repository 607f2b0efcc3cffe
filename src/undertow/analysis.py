"""The stage graph: from records to claims."""

from __future__ import annotations

from collections.abc import Callable

from undertow import schema as s
from undertow.accounts import assess_authenticity, weigh_explanations
from undertow.actions import add_claims, build_direct_actions
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
    find_communities,
    run_account_tests,
    support_pairs,
    validate_stored_pairs,
)
from undertow.engine import Engine
from undertow.ingest import CustodyLog, build_coverage_ledger
from undertow.ingest.vouched import SOURCES, VOUCHED_BY_ANALYSIS, VOUCHED_BY_INGEST
from undertow.narratives import build_narratives
from undertow.pipeline import Stage, StageRun, record_source, run_stages
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
        is_relational=True,
    ),
    Stage(
        "pair_test",
        (s.DirectActions,),
        (s.DirectEdges, s.DirectEdgeEvidence, s.DirectCoordinationTests),
        validate_stored_pairs,
        "coordination",
        version="3",
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
        version="2",
        is_relational=True,
    ),
    Stage(
        "account_test",
        (s.Posts, s.PostText, s.Edges),
        (s.AccountTests,),
        run_account_tests,
        "coordination",
        version="2",
        is_relational=True,
    ),
    Stage(
        "communities",
        (s.Edges, s.AccountTests, s.Actions),
        (s.Communities,),
        find_communities,
        "coordination",
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
        is_relational=True,
    ),
    Stage(
        "explanations",
        (s.Communities, s.Edges, s.Actions, s.Posts, s.TargetHits, s.AccountSignals),
        (s.Explanations,),
        weigh_explanations,
        "accounts",
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
        (s.CampaignPosts, s.Posts, s.PostText, s.TargetHits, s.Targets),
        (s.Narratives, s.NarrativeGroups, s.NarrativeQuotes, s.NarrativeSpread),
        build_narratives,
        "narratives",
        version="2",
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
        version="3",
    ),
)
"""All stages, each after those whose tables it reads."""

_DERIVED: frozenset[type[s.TableSpec]] = frozenset(
    {s.Targets, *(spec for stage in STAGES for spec in stage.outputs)}
)


def analyze(
    case: Case,
    *,
    who: str,
    command: str,
    engine: Engine | None = None,
    on_start: Callable[[Stage, bool], None] = lambda stage, skipped: None,
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
    on_start : callable
        Called with each stage, and whether it is skipped, before it runs.

    Returns
    -------
    list of StageRun
        What ran and what was still current.

    Raises
    ------
    CaseError
        Another process is writing, a table is damaged, or the records are not those that were read.
    InputError
        The register cannot be read.
    """
    with case.writing():
        check_untouched(case, who=who, command=command)
        if case.provenance(SOURCES[0]) is None:
            vouch_for_read(case)
        with undone_on_failure(case, _DERIVED):
            if VOUCHED_BY_ANALYSIS.is_altered(case):
                case.forget(VOUCHED_BY_ANALYSIS.stages(case))
            register = case.register
            targets = read_register(register) if register else s.Table.empty(s.Targets)
            case.write(targets)
            record_source(case, "register", (s.Targets,))
            runs = run_stages(case, STAGES, engine=engine, on_start=on_start)
            fields = {
                "stages_run": ",".join(run.stage for run in runs if run.ran),
                **VOUCHED_BY_INGEST.fields(case),
                **VOUCHED_BY_ANALYSIS.fields(case),
            }
            CustodyLog.of(case).append("analyze", who=who, command=command, fields=fields)
        return runs
