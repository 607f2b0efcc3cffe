"""The tables of a case: one module a table, names and keys are a contract."""

from __future__ import annotations

from undertow.schema.account_changes import AccountChanges
from undertow.schema.account_findings import AccountFindings
from undertow.schema.account_signals import AccountSignals
from undertow.schema.account_snapshots import AccountSnapshots
from undertow.schema.account_tests import AccountTests
from undertow.schema.accounts import Accounts
from undertow.schema.actions import Actions
from undertow.schema.calibration_runs import CalibrationRuns
from undertow.schema.calibrations import Calibrations
from undertow.schema.campaign_members import CampaignMembers
from undertow.schema.campaign_posts import CampaignPosts
from undertow.schema.campaign_ranges import CampaignRanges
from undertow.schema.campaign_readings import CampaignReadings
from undertow.schema.campaign_signs import CampaignSigns
from undertow.schema.campaign_targets import CampaignTargets
from undertow.schema.campaigns import Campaigns
from undertow.schema.claim_coverage import ClaimCoverage
from undertow.schema.claim_groups import ClaimGroups
from undertow.schema.claim_links import ClaimLinks
from undertow.schema.claim_vectors import ClaimVectors
from undertow.schema.claims import Claims
from undertow.schema.communities import Communities
from undertow.schema.community_levels import CommunityLevels
from undertow.schema.coordination_tests import CoordinationTests
from undertow.schema.coverage import Coverage
from undertow.schema.coverage_ledger import CoverageLedger
from undertow.schema.coverage_warnings import CoverageWarnings
from undertow.schema.direct_actions import DirectActions
from undertow.schema.direct_coordination_tests import DirectCoordinationTests
from undertow.schema.direct_edge_evidence import DirectEdgeEvidence
from undertow.schema.direct_edges import DirectEdges
from undertow.schema.edge_evidence import EdgeEvidence
from undertow.schema.edges import Edges
from undertow.schema.engagement import Engagement
from undertow.schema.evidence import Evidence
from undertow.schema.explanations import Explanations, MemberExplanations
from undertow.schema.group_members import GroupMembers
from undertow.schema.group_tests import GroupTests
from undertow.schema.hypotheses import Hypotheses
from undertow.schema.hypothesis_evidence import HypothesisEvidence
from undertow.schema.knowledge_matches import KnowledgeMatches
from undertow.schema.known_indicators import KnownIndicators
from undertow.schema.known_observables import KnownObservables
from undertow.schema.media import Media
from undertow.schema.media_compared import MediaCompared
from undertow.schema.media_facts import MediaFacts
from undertow.schema.media_files import MediaFiles
from undertow.schema.media_groups import MediaGroups
from undertow.schema.media_hashes import MediaHashes
from undertow.schema.media_matches import MediaMatches
from undertow.schema.media_pairs import MediaPairs
from undertow.schema.media_places import MediaPlaces
from undertow.schema.media_scores import MediaScores
from undertow.schema.media_sightings import MediaSightings
from undertow.schema.media_sounds import MediaSounds
from undertow.schema.media_text_uses import MediaTextUses
from undertow.schema.media_texts import MediaTexts
from undertow.schema.media_words import MediaWords
from undertow.schema.named_reference import NamedReference
from undertow.schema.narrative_groups import NarrativeGroups
from undertow.schema.narrative_quotes import NarrativeQuotes
from undertow.schema.narrative_spread import NarrativeSpread
from undertow.schema.narratives import Narratives
from undertow.schema.near_groups import NearGroups
from undertow.schema.observations import Observations
from undertow.schema.operation_evidence import OperationEvidence
from undertow.schema.operation_links import OperationLinks
from undertow.schema.post_keys import PostKeys
from undertow.schema.post_text import PostText
from undertow.schema.posts import Posts
from undertow.schema.profile_changes import ProfileChanges
from undertow.schema.provenance import Provenance
from undertow.schema.quarantine import Quarantine
from undertow.schema.records import Records
from undertow.schema.reference_rates import ReferenceRates
from undertow.schema.table import Column, StoredTable, Table, TableSpec, check_rows
from undertow.schema.target_accounts import TargetAccounts
from undertow.schema.target_hits import TargetHits
from undertow.schema.targets import Targets
from undertow.schema.techniques import Techniques
from undertow.schema.template_slots import TemplateSlots
from undertow.schema.template_uses import TemplateUses
from undertow.schema.templates import Templates
from undertow.schema.threat_hits import ThreatHits
from undertow.schema.waves import Waves

TABLES: dict[str, type[TableSpec]] = {
    spec.name: spec
    for spec in (
        Records,
        Observations,
        Quarantine,
        Coverage,
        Accounts,
        AccountSnapshots,
        ProfileChanges,
        Posts,
        Media,
        MediaFiles,
        MediaPlaces,
        MediaFacts,
        MediaHashes,
        MediaSounds,
        MediaTexts,
        MediaSightings,
        MediaCompared,
        MediaPairs,
        MediaMatches,
        MediaGroups,
        MediaWords,
        MediaTextUses,
        MediaScores,
        Engagement,
        PostKeys,
        NearGroups,
        Templates,
        TemplateSlots,
        TemplateUses,
        DirectActions,
        CalibrationRuns,
        Calibrations,
        DirectCoordinationTests,
        DirectEdges,
        DirectEdgeEvidence,
        PostText,
        ClaimGroups,
        ClaimLinks,
        ClaimVectors,
        ClaimCoverage,
        Actions,
        CoordinationTests,
        Edges,
        EdgeEvidence,
        NamedReference,
        AccountTests,
        ReferenceRates,
        GroupTests,
        GroupMembers,
        Communities,
        CommunityLevels,
        AccountChanges,
        AccountSignals,
        Explanations,
        MemberExplanations,
        AccountFindings,
        Waves,
        Targets,
        TargetHits,
        TargetAccounts,
        ThreatHits,
        CoverageLedger,
        CoverageWarnings,
        Narratives,
        NarrativeGroups,
        NarrativeQuotes,
        NarrativeSpread,
        Campaigns,
        CampaignMembers,
        CampaignPosts,
        CampaignTargets,
        CampaignRanges,
        CampaignReadings,
        KnownObservables,
        KnownIndicators,
        KnowledgeMatches,
        CampaignSigns,
        OperationLinks,
        OperationEvidence,
        Hypotheses,
        HypothesisEvidence,
        Techniques,
        Claims,
        Evidence,
        Provenance,
    )
}

__all__ = [
    "TABLES",
    "AccountChanges",
    "AccountFindings",
    "AccountSignals",
    "AccountSnapshots",
    "AccountTests",
    "Accounts",
    "Actions",
    "CalibrationRuns",
    "Calibrations",
    "CampaignMembers",
    "CampaignPosts",
    "CampaignRanges",
    "CampaignReadings",
    "CampaignSigns",
    "CampaignTargets",
    "Campaigns",
    "ClaimCoverage",
    "ClaimGroups",
    "ClaimLinks",
    "ClaimVectors",
    "Claims",
    "Column",
    "Communities",
    "CommunityLevels",
    "CoordinationTests",
    "Coverage",
    "CoverageLedger",
    "CoverageWarnings",
    "DirectActions",
    "DirectCoordinationTests",
    "DirectEdgeEvidence",
    "DirectEdges",
    "EdgeEvidence",
    "Edges",
    "Engagement",
    "Evidence",
    "Explanations",
    "GroupMembers",
    "GroupTests",
    "Hypotheses",
    "HypothesisEvidence",
    "KnowledgeMatches",
    "KnownIndicators",
    "KnownObservables",
    "Media",
    "MediaCompared",
    "MediaFacts",
    "MediaFiles",
    "MediaGroups",
    "MediaHashes",
    "MediaMatches",
    "MediaPairs",
    "MediaPlaces",
    "MediaScores",
    "MediaSightings",
    "MediaSounds",
    "MediaTextUses",
    "MediaTexts",
    "MediaWords",
    "MemberExplanations",
    "NamedReference",
    "NarrativeGroups",
    "NarrativeQuotes",
    "NarrativeSpread",
    "Narratives",
    "NearGroups",
    "Observations",
    "OperationEvidence",
    "OperationLinks",
    "PostKeys",
    "PostText",
    "Posts",
    "ProfileChanges",
    "Provenance",
    "Quarantine",
    "Records",
    "ReferenceRates",
    "StoredTable",
    "Table",
    "TableSpec",
    "TargetAccounts",
    "TargetHits",
    "Targets",
    "Techniques",
    "TemplateSlots",
    "TemplateUses",
    "Templates",
    "ThreatHits",
    "Waves",
    "check_rows",
]
