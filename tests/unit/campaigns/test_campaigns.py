"""Which communities are campaigns, which posts are theirs, and what is said about them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from account_scene import START, Row, days, table
from engines import ENGINE

from undertow.campaigns import (
    assemble_campaigns,
    build_claims,
    count_ranges,
    summarise_campaigns,
)
from undertow.narratives import build_narratives
from undertow.schema import (
    AccountFindings,
    Accounts,
    AccountSignals,
    Actions,
    CampaignMembers,
    CampaignPosts,
    CampaignTargets,
    Claims,
    Communities,
    CoordinationTests,
    CoverageLedger,
    EdgeEvidence,
    Edges,
    Engagement,
    Evidence,
    Explanations,
    Hypotheses,
    HypothesisEvidence,
    KnownIndicators,
    MediaFiles,
    MediaGroups,
    MediaMatches,
    MediaSightings,
    MemberExplanations,
    OperationEvidence,
    OperationLinks,
    Posts,
    PostText,
    Table,
    TargetAccounts,
    TargetHits,
    Targets,
    Templates,
    TemplateSlots,
    Waves,
)
from undertow.settings import CampaignSettings, NarrativeSettings, NoSettings, Settings

APPRAISED = (
    Engagement,
    Hypotheses,
    HypothesisEvidence,
    KnownIndicators,
    MediaFiles,
    MediaGroups,
    MediaMatches,
    MediaSightings,
    OperationEvidence,
    OperationLinks,
)
Assembled = tuple[Table[CampaignMembers], Table[CampaignPosts], Table[CampaignTargets]]


class Operation:
    """A community of six accounts in pairs; three posts of the same text each, a day apart."""

    def __init__(self) -> None:
        self.members = [{"account_uid": f"x:{i}", "basis": "pair"} for i in range(6)]
        self.holds = False
        self.significant: list[Row] = []
        self.spammers: list[Row] = []
        self.posts: list[Row] = []
        self.actions: list[Row] = []
        self.hits: list[Row] = []
        self.threads: list[Row] = []
        self.n_seen = 1
        self.waves: list[Row] = []
        self.edges = [{"a": "x:0", "b": f"x:{i}", "q_value": i / 100} for i in range(1, 6)]
        self.evidence: list[Row] = []
        self.officials: list[str] = []
        self.targets: list[Row] = [{"target_id": "t1", "name": "One", "party": "P"}]
        for day in range(3):
            for i in range(6):
                self.act(f"x:{i}", START + days(day), f"text {day}")

    def act(
        self,
        account: str,
        at: datetime,
        text: str,
        *,
        targets: tuple[str, ...] = (),
        **more: Any,
    ) -> str:
        # Posts and accounts of a platform may share native ids: these do.
        uid = f"x:{len(self.posts)}"
        row = {"post_uid": uid, "account_uid": account, "created_at": at, "text": text}
        self.posts.append(row | {"raw_sha256": f"post {uid}"} | more)
        act = {"account_uid": account, "post_uid": uid, "at": at, "precision_s": 1}
        self.actions.append(act | {"layer": "text", "object_uid": text})
        self.hits += [{"post_uid": uid, "target_id": t, "via": "alias"} for t in targets]
        return uid

    @property
    def communities(self) -> Table[Communities]:
        plain = {"strength": 0.5, "role": "core", "stability": 1.0, "n_partners": 5}
        plain |= {"component_sha256": ""}
        return table(Communities, self.members, community_id="g-1", **plain)

    @property
    def target_accounts(self) -> Table[TargetAccounts]:
        rows = [{"account_uid": uid, "target_id": "t1"} for uid in self.officials]
        return table(TargetAccounts, rows)

    @property
    def explanations(self) -> Table[Explanations]:
        rows = [{"community_id": "g-1", "explanation": "syndication", "holds": self.holds}]
        support: Row = {
            "support": 0.5,
            "inauthentic_support": 3.0,
            "margin": 2.5,
            "is_undecided": False,
        }
        plain = {"reading": "innocent", "fit": 0.5, "facts": '{"linked_share": 0.25}'}
        return table(Explanations, rows, **support, **plain)

    @property
    def post_rows(self) -> Table[Posts]:
        plain = {"platform": "x", "native_id": "", "kind": "post", "created_precision": "second"}
        empty: Row = {"urls": [], "hashtags": [], "mentions": []}
        return table(Posts, self.posts, created_source="field", **plain, **empty)

    @property
    def post_text(self) -> Table[PostText]:
        rows = [{"post_uid": p["post_uid"], "text_group": p["text"]} for p in self.posts]
        return table(PostText, rows, match_key="", n_chars=40)

    @property
    def target_hits(self) -> Table[TargetHits]:
        return table(TargetHits, self.hits)

    @property
    def register(self) -> Table[Targets]:
        return table(Targets, self.targets, handles=[], aliases=[], kind="official")

    def narratives(
        self, posts: Table[CampaignPosts], settings: NarrativeSettings
    ) -> tuple[Table[Any], ...]:
        return build_narratives(
            posts,
            self.post_rows,
            self.post_text,
            self.target_hits,
            self.register,
            settings,
            rng_seed=0,
        )

    def assemble(self, **settings: int) -> Assembled:
        return assemble_campaigns(
            self.communities,
            self.explanations,
            table(
                MemberExplanations,
                self.spammers,
                community_id="g-1",
                explanation="commercial_spam",
                reading="commercial",
                facts="{}",
            ),
            table(AccountSignals, self.significant),
            table(Actions, self.actions),
            self.post_rows,
            self.target_hits,
            CampaignSettings(**settings),
            engine=ENGINE,
            rng_seed=0,
        )

    def claims(self) -> tuple[dict[tuple[str, str], Row], dict[str, list[Row]]]:
        """Return the claims by kind and subject, and the evidence of each claim."""
        members, posts, targets = self.assemble()
        settings = Settings()
        found = [{"account_uid": m["account_uid"], "campaign_id": "c-1"} for m in self.members]
        findings = table(
            AccountFindings,
            found,
            platform="x",
            native_id="",
            coordination_score=1.0,
            verdict="coordinated",
            reasons=["copies:3/3"],
        )
        plain = {
            "layer": "text",
            "window_s": 60,
            "n_shared": 2,
            "n_expected": 0.0,
            "n_together": 2,
            "p_synchrony": 1e-9,
            "meaning": "both",
        }
        edges = table(Edges, self.edges, p_value=0.0, p_combined=0.0, **plain)
        campaigns = summarise_campaigns(
            members,
            posts,
            targets,
            findings,
            self.communities,
            edges,
            self.register,
            NoSettings(),
            rng_seed=0,
        )
        told = self.narratives(posts, settings.narratives)
        accounts = [m | {"raw_sha256": f"account {m['account_uid']}"} for m in found]
        for row in accounts:
            del row["campaign_id"]
        claims, evidence = build_claims(
            campaigns,
            posts,
            targets,
            count_ranges(
                posts,
                targets,
                self.post_rows,
                self.target_hits,
                self.target_accounts,
                table(
                    CoverageLedger, self.threads, scope="thread", n_seen=self.n_seen, n_deleted=0
                ),
                NoSettings(),
                rng_seed=0,
            ),
            *told,
            table(Waves, self.waves),
            findings,
            Table.empty(AccountSignals),
            self.explanations,
            table(EdgeEvidence, self.evidence, window_s=60, lag_s=0),
            Table.empty(CoordinationTests),
            self.register,
            self.target_hits,
            self.post_text,
            Table.empty(Templates),
            Table.empty(TemplateSlots),
            self.post_rows,
            table(Accounts, accounts, platform="x", native_id="", n_posts=1),
            *(Table.empty(spec) for spec in APPRAISED),
            settings=settings,
            rng_seed=0,
        )
        return by_subject(claims), by_claim(evidence)


def by_subject(claims: Table[Claims]) -> dict[tuple[str, str], Row]:
    rows = claims.arrow.to_pylist()
    return {(r["kind"], r["subject"]): r | {"facts": json.loads(r["facts"])} for r in rows}


def by_claim(evidence: Table[Evidence]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in evidence.arrow.to_pylist():
        found.setdefault(row["claim_id"], []).append(row)
    return found


def test_campaign_is_named_after_its_community() -> None:
    members, posts, _ = Operation().assemble()
    assert set(members.arrow.column("campaign_id").to_pylist()) == {"c-1"}
    assert (members.n_rows, posts.n_rows) == (6, 18)


def test_explained_community_is_no_campaign() -> None:
    operation = Operation()
    operation.holds = True
    assert [part.n_rows for part in operation.assemble()] == [0, 0, 0]


def test_small_community_is_no_campaign() -> None:
    assert Operation().assemble(min_accounts=7)[0].n_rows == 0
    assert Operation().assemble(min_accounts=6)[0].n_rows == 6


@pytest.mark.parametrize(("n_paired", "is_campaign"), [(0, False), (1, False), (2, True)])
def test_campaign_holds_a_validated_pair(n_paired: int, is_campaign: bool) -> None:
    """The partner of a single paired member is in another community, or in none."""
    operation = Operation()
    for member in operation.members[n_paired:]:
        member["basis"] = "account"
    assert (operation.assemble()[0].n_rows > 0) == is_campaign


@pytest.mark.parametrize(
    ("signal", "log_lr", "is_campaign"),
    [("creation_batch", 2.0, True), ("creation_batch", 0.0, False), ("new_account", 2.0, False)],
)
def test_copying_accounts_are_a_campaign_with_a_sign_of_inauthenticity(
    signal: str, log_lr: float, is_campaign: bool
) -> None:
    operation = Operation()
    for member in operation.members:
        member["basis"] = "account"
        operation.significant.append(
            {
                "community_id": "g-1",
                "account_uid": member["account_uid"],
                "signal": signal,
                "value": 1.0,
                "log_lr": log_lr,
                "community_share": 1.0,
                "control_share": 0.1,
                "n_control": 100,
                "p_value": 1e-6,
                "innocent": "",
                "evidence": [],
            }
        )
    assert (operation.assemble()[0].n_rows > 0) == is_campaign


def test_members_who_never_meet_are_no_campaign() -> None:
    operation = Operation()
    for row in operation.actions:
        row["at"] += days(10 * int(row["account_uid"][2:]))
    assert [part.n_rows for part in operation.assemble()] == [0, 0, 0]


def test_campaign_posts_are_near_another_act_on_the_object() -> None:
    operation = Operation()
    near = operation.act("x:0", START + days(3), "text 2")
    far = operation.act("x:0", START + days(5), "text 1")
    own = operation.act("x:0", START, "only mine")
    tagged = operation.act("x:1", START, "tagged")
    operation.actions[-1]["layer"] = "hashtag"
    uids = operation.assemble()[1].arrow.column("post_uid").to_pylist()
    assert near in uids
    assert not {far, own, tagged} & set(uids)


def test_targets_take_posts_and_accounts() -> None:
    operation = Operation()
    for i in range(3):
        operation.act("x:0", START, "text 0", targets=("alone",))
        operation.act(f"x:{i}", START, "text 0", targets=("many",))
    operation.act("x:0", START, "text 0", targets=("few",))
    operation.act("x:1", START, "text 0", targets=("few",))
    targets = operation.assemble()[2].arrow.to_pylist()
    assert [row["target_id"] for row in targets] == ["many"]
    assert (targets[0]["n_posts"], targets[0]["n_accounts"], targets[0]["n_direct"]) == (3, 3, 0)
    assert targets[0]["n_in_media"] == 0


def test_names_in_media_are_names_alone_and_counted() -> None:
    operation = Operation()
    for i in range(3):
        operation.act(f"x:{i}", START, "text 0", targets=("many",))
    for hit in operation.hits[-2:]:
        hit["via"] = "media_text"
    (target,) = operation.assemble()[2].arrow.to_pylist()
    assert (target["n_posts"], target["n_direct"], target["n_in_media"]) == (3, 0, 2)


def test_counts_are_at_least_what_was_seen_and_at_most_what_is_declared() -> None:
    operation = Operation()
    for i in range(3):
        operation.act(f"x:{i}", START, "text 0", targets=("t1",), root_uid="x:page")
        operation.act(f"x:{i}", START, "text 0", root_uid="x:quiet")
    operation.threads = [
        {"scope_id": uid, "day": START, "n_missing": n, "n_declared": n + 3}
        for uid, n in (("x:page", 40), ("x:quiet", 2), ("x:elsewhere", 500))
    ]
    claims, _ = operation.claims()
    activity, target = claims["activity", ""]["facts"], claims["target", "t1"]["facts"]
    assert (activity["n_posts"], activity["n_missing"], activity["n_high"]) == (24, 42, 66)
    assert (target["n_posts"], target["n_missing"], target["n_high"]) == (3, 40, 43)


def test_answers_of_others_may_be_of_the_campaign() -> None:
    """Those of officials are not; nor are reposts, other threads and the post that is answered."""
    operation = Operation()
    for i in range(3):
        operation.act(f"x:{i}", START, "text 0", targets=("t1",), root_uid="x:page")
    for account in ("x:other", "x:other", "x:third", "x:official"):
        operation.act(account, START, "their own", root_uid="x:page")
    operation.act("x:other", START, "elsewhere", root_uid="x:elsewhere")
    operation.act("x:other", START, "passed on", root_uid="x:page", kind="repost")
    operation.officials = ["x:official"]
    operation.threads = [{"scope_id": "x:page", "day": START, "n_missing": 5, "n_declared": 11}]
    claims, _ = operation.claims()
    target = claims["target", "t1"]["facts"]
    assert (target["n_unattributed"], target["n_high"]) == (3, 11)


def test_other_threads_of_its_time_on_the_same_pages_may_hold_more() -> None:
    operation = Operation()
    operation.officials = ["x:official"]
    for i in range(3):
        operation.act(f"x:{i}", START, "text 0", targets=("t1",), root_uid="x:page")
    answered = operation.act("x:official", START + days(1), "about the bridge")
    for account in ("x:other", "x:other", "x:third", "x:official"):
        operation.act(account, START + days(1), "their own", root_uid=answered)
    operation.act("x:other", START + days(1), "where it was not", root_uid="x:nobody")
    # One whose answers nobody declares, known by its page alone, and two of another time.
    for _ in range(3):
        operation.act("x:other", START + days(2), "their own", root_uid="x:gone")
    operation.hits.append(
        {"post_uid": operation.posts[-1]["post_uid"], "target_id": "t1", "via": "page"}
    )
    for at in (START - days(9), START + days(9)):
        opened = operation.act("x:official", at, "of another time")
        operation.act("x:other", at, "their own", root_uid=opened)
    # Of one answer seen four are missing in the mean.
    operation.threads = [
        {"scope_id": uid, "day": START, "n_missing": n, "n_declared": n + 3}
        for uid, n in (("x:page", 2), (answered, 6))
    ]
    claims, _ = operation.claims()
    for claim in (claims["activity", ""], claims["target", "t1"]):
        facts = claim["facts"]
        assert facts["n_elsewhere"] == 3 + 6 + 3
        assert facts["n_highest"] == facts["n_high"] + 12 + facts["n_undeclared"]
    assert claims["target", "t1"]["facts"]["n_undeclared"] == 3 * 4
    assert claims["target", "t1"]["facts"]["n_high"] == 3 + 2


def test_threads_that_declare_nothing_are_estimated_from_those_that_do() -> None:
    operation = Operation()
    for i in range(3):
        operation.act(f"x:{i}", START, "text 0", targets=("t1",), root_uid="x:page")
    # Elsewhere two are missing for each that was seen.
    operation.threads = [{"scope_id": "x:far", "day": START, "n_missing": 2, "n_declared": 3}]
    claims, _ = operation.claims()
    facts = claims["target", "t1"]["facts"]
    assert (facts["n_missing"], facts["n_high"]) == (None, None)
    assert (facts["n_undeclared"], facts["n_highest"], facts["n_open_threads"]) == (6, 9, 1)


def test_a_thread_that_declares_nothing_is_told() -> None:
    """What the others declare is no bound for it."""
    operation = Operation()
    for i in range(3):
        for page in ("x:told", "x:untold"):
            operation.act(f"x:{i}", START, "text 0", targets=("t1",), root_uid=page)
    operation.threads = [{"scope_id": "x:told", "day": START, "n_missing": 0, "n_declared": 3}]
    claims, _ = operation.claims()
    facts = claims["target", "t1"]["facts"]
    assert (facts["n_missing"], facts["n_high"], facts["n_open_threads"]) == (0, 6, 1)


def test_where_nothing_that_is_declared_was_seen_more_is_missing_than_was_seen() -> None:
    operation = Operation()
    operation.officials = ["x:official"]
    operation.targets.append({"target_id": "t2", "name": "Two", "party": "P"})
    for i in range(3):
        operation.act(f"x:{i}", START, "text 0", targets=("t1",), root_uid="x:page")
    other = operation.act("x:stranger", START, "on a page")
    operation.hits.append({"post_uid": other, "target_id": "t2", "via": "page"})
    operation.threads = [{"scope_id": other, "day": START, "n_missing": 50, "n_declared": 50}]
    operation.n_seen = 0
    claims, _ = operation.claims()
    facts = claims["activity", ""]["facts"]
    assert (facts["n_officials"], facts["n_elsewhere"]) == (2, 50)


def test_without_declared_answers_there_is_no_upper_bound() -> None:
    operation = Operation()
    claims, _ = operation.claims()
    assert claims["activity", ""]["facts"]["n_high"] is None
    assert claims["activity", ""]["facts"]["n_highest"] is None


def test_expected_posts_follow_the_rest_of_the_case() -> None:
    operation = Operation()
    for i in range(4):
        operation.act("x:0" if i < 3 else "x:1", START, "text 0", targets=("t1",))
    for i in range(10):
        operation.act("x:other", START, f"own {i}", targets=("t1",) if i < 5 else ())
    target = operation.assemble()[2].arrow.to_pylist()[0]
    assert target["n_expected"] == pytest.approx(22 * 5 / 10)


def test_post_counted_once_when_it_addresses_an_official_in_two_ways() -> None:
    operation = Operation()
    for i in range(3):
        uid = operation.act(f"x:{i}", START, "text 0", targets=("t1",))
        operation.hits.append({"post_uid": uid, "target_id": "t1", "via": "reply"})
    target = operation.assemble()[2].arrow.to_pylist()[0]
    assert (target["n_posts"], target["n_direct"]) == (3, 3)


def test_every_claim_rests_on_evidence_even_without_targets_or_pairs() -> None:
    """A campaign that addresses nobody makes claims too, and each can be checked."""
    claims, evidence = Operation().claims()
    assert claims["targets", ""]["facts"]["n_targets"] == 0
    assert claims["strength", ""]["facts"]["layers"] == []
    for claim in claims.values():
        assert claim["n_evidence"] == len(evidence[claim["claim_id"]]) >= 1


def test_evidence_of_a_post_is_its_own_record_and_not_that_of_an_account_of_the_same_id() -> None:
    claims, evidence = Operation().claims()
    for (kind, _), claim in claims.items():
        expected = "account" if kind == "accounts" else "post"
        for row in evidence[claim["claim_id"]]:
            assert row["raw_sha256"] == f"{expected} {row['record_uid']}"


def test_facts_agree_with_the_tables() -> None:
    operation = Operation()
    operation.targets.append({"target_id": "t2", "name": "Two", "province": "Q"})
    posts = [operation.act(f"x:{i}", START, "text 0", targets=("t1",)) for i in range(3)]
    pair = {"a": "x:0", "b": "x:1", "layer": "text", "object_uid": "text 0"}
    operation.evidence = [pair | {"post_a": posts[0], "post_b": posts[1]}]
    claims, evidence = operation.claims()
    assert claims["activity", ""]["facts"] == {
        "n_posts": 21,
        "n_accounts": 6,
        "n_platforms": 1,
        "onset": None,
        "n_before": 0,
        "start": "2023-08-07T00:00:00Z",
        "end": "2023-08-09T00:00:00Z",
        "n_missing": None,
        "n_open_threads": 0,
        "n_unattributed": 0,
        "n_high": None,
        "n_officials": 1,
        "n_elsewhere": 0,
        "n_undeclared": None,
        "n_highest": None,
    }
    targets = claims["targets", ""]["facts"]
    assert (targets["n_targets"], targets["n_register"], targets["n_posts"]) == (1, 2, 3)
    assert targets["by_party"] == [["P", 1, 1], ["", 0, 1]]
    assert claims["target", "t1"]["facts"]["name"] == "One"
    strength = claims["strength", ""]
    assert strength["facts"]["layers"] == [["text", 1, 1]]
    assert strength["facts"]["q_value"] == 0.05
    assert strength["facts"]["n_by_account_test"] == 6
    assert {row["record_uid"] for row in evidence[strength["claim_id"]]} == set(posts[:2])
    assert claims["alternatives", ""]["facts"]["considered"] == [
        {
            "explanation": "syndication",
            "reading": "innocent",
            "fit": 0.5,
            "support": 0.5,
            "inauthentic_support": 3.0,
            "margin": 2.5,
            "holds": False,
            "facts": {"linked_share": 0.25},
        }
    ]


def test_claim_keeps_its_id_when_its_numbers_change() -> None:
    operation = Operation()
    before = {key: claim["claim_id"] for key, claim in operation.claims()[0].items()}
    operation.act("x:0", START, "text 0")
    after = {key: claim["claim_id"] for key, claim in operation.claims()[0].items()}
    assert before == after
    assert len(set(before.values())) == len(before)


def test_narratives_are_the_largest_families_of_two_accounts() -> None:
    operation = Operation()
    operation.act("x:4", START - days(1), "text 0", lang="fr")
    for i in range(3):
        operation.act("x:0", START, "alone")
        operation.act(f"x:{i}", START, "text 0", targets=("t1", "t2"), lang="en")
    _, posts, _ = operation.assemble()
    rows = operation.narratives(posts, NarrativeSettings())[0].arrow.to_pylist()
    by_group = {row["claim_group"]: row for row in rows}
    assert sorted(by_group) == ["text 0", "text 1", "text 2"]
    assert by_group["text 0"]["n_posts"] == 10
    assert by_group["text 0"]["n_accounts"] == 6
    assert by_group["text 0"]["first_seen"] == START - days(1)
    # Most posts that state a language say English, and the text is the same.
    assert by_group["text 0"]["languages"] == ["en"]
    assert by_group["text 0"]["language"] == "en"
    assert by_group["text 0"]["stance"] is None
    # Three of ten posts name an official: that is not what the family is about.
    assert by_group["text 0"]["target"] is None
    largest = operation.narratives(posts, NarrativeSettings(max_narratives=1))[0]
    assert largest.arrow.column("claim_group").to_pylist() == ["text 0"]


def test_narrative_names_the_officials_that_most_of_its_posts_address() -> None:
    operation = Operation()
    for uid in (row["post_uid"] for row in operation.posts if row["text"] == "text 1"):
        operation.hits += [{"post_uid": uid, "target_id": t, "via": "alias"} for t in ("t2", "t1")]
    _, posts, _ = operation.assemble()
    rows = operation.narratives(posts, NarrativeSettings())[0].arrow.to_pylist()
    targets = {row["claim_group"]: row["target"] for row in rows}
    assert targets == {"text 0": None, "text 1": "t1|t2", "text 2": None}
