"""A community of accounts with the evidence that the verdict stage reads, made by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from account_scene import Row, table

from undertow.campaigns import judge_accounts
from undertow.schema import (
    AccountFindings,
    Accounts,
    AccountSignals,
    AccountTests,
    CampaignMembers,
    Communities,
    CoordinationTests,
    Edges,
    Explanations,
    GroupMembers,
    GroupTests,
    MemberExplanations,
    Table,
)
from undertow.settings import Settings


@dataclass
class Findings:
    """Members of a community (``m0``, ``m1``, ...) and one account outside (``o``)."""

    edges: list[Row] = field(default_factory=list)
    tests: list[Row] = field(default_factory=list)
    signals: list[Row] = field(default_factory=list)
    groups: list[Row] = field(default_factory=list)
    group_members: list[Row] = field(default_factory=list)
    holds: bool = False
    margin: float = 5.0
    reading: str = "innocent"
    is_undecided: bool = False
    strength: float = 0.5
    n_accounts: int = 100
    n_members: int = 10
    members: list[str] = field(default_factory=list)
    explained: list[Row] = field(default_factory=list)
    member_readings: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.members = self.members or [f"m{i}" for i in range(self.n_members)]

    def edge(self, a: str, b: str, p: float = 1e-12, layer: str = "text", q: float = 0.01) -> None:
        values = {"layer": layer, "a": a, "b": b, "p_combined": p, "p_value": p, "q_value": q}
        self.edges.append(
            values
            | {
                "window_s": 60,
                "n_shared": 2,
                "n_expected": 0.0,
                "n_together": 2,
                "p_synchrony": 1e-9,
                "meaning": "both",
            }
        )

    def sign(
        self, signal: str, log_lr: float, n_shown: int = 8, control_share: float = 0.1
    ) -> None:
        """Let the first ``n_shown`` members show a sign; 0 measures it without any effect."""
        for i in range(self.n_members):
            row = {"account_uid": f"m{i}", "signal": signal, "control_share": control_share}
            row |= {
                "log_lr": log_lr if i < n_shown else 0.0,
                "community_share": n_shown / self.n_members,
            }
            self.signals.append(row)

    def judge(self, settings: Settings | None = None) -> dict[str, Row]:
        """Run the account_findings stage; return its rows by account."""
        members = [{"account_uid": name} for name in self.members]
        layers = [{"layer": name} for name in ("text", "reply_target", "hashtag")]
        plain: dict[str, Any] = {"community_id": "g-1"}
        found: Table[AccountFindings] = judge_accounts(
            table(
                Accounts,
                [*members, {"account_uid": "o"}],
                platform="x",
                native_id="",
                n_posts=1,
                raw_sha256="",
            ),
            table(Edges, self.edges),
            table(
                CoordinationTests,
                layers,
                window_s=60,
                n_actions=0,
                n_actions_kept=0,
                n_accounts=self.n_accounts,
                n_tests=0,
                n_candidates=0,
                n_validated=0,
                n_refused=0,
                calibration="passed",
            ),
            table(
                AccountTests, self.tests, n_original=3, n_copied=3, n_expected=0.1, n_from_found=0
            ),
            table(
                Communities,
                members,
                basis="pair",
                strength=self.strength,
                role="core",
                stability=1.0,
                n_partners=1,
                component_sha256="",
                **plain,
            ),
            table(
                AccountSignals,
                self.signals,
                value=0.0,
                n_control=100,
                p_value=0.0,
                innocent="",
                evidence=[],
                **plain,
            ),
            table(
                Explanations,
                self.explained or [{"explanation": "syndication", "holds": self.holds}],
                reading=self.reading,
                is_undecided=self.is_undecided,
                fit=float(self.holds),
                support=0.0,
                inauthentic_support=self.margin,
                margin=self.margin,
                facts="{}",
                **plain,
            ),
            table(
                MemberExplanations,
                self.member_readings,
                explanation="commercial_spam",
                reading="commercial",
                facts="{}",
                **plain,
            ),
            table(CampaignMembers, members, campaign_id="c-1", **plain),
            table(GroupTests, self.groups, n_members=5, n_matched=50, n_carrying=1, n_tested=9),
            table(GroupMembers, self.group_members),
            settings or Settings(),
            rng_seed=0,
        )
        return {row["account_uid"]: row for row in found.arrow.to_pylist()}
