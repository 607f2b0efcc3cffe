"""A community and ordinary accounts around it, made by hand, with no stage but those under test."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pyarrow as pa
from engines import ENGINE

from undertow.accounts import assess_authenticity, find_changes, weigh_explanations
from undertow.schema import (
    AccountChanges,
    Accounts,
    AccountSignals,
    AccountSnapshots,
    Actions,
    Communities,
    Edges,
    Engagement,
    Explanations,
    MemberExplanations,
    Posts,
    PostText,
    ProfileChanges,
    Table,
    TableSpec,
    TargetHits,
)
from undertow.settings import AccountSettings

START = datetime(2023, 8, 7, tzinfo=UTC)
S = TypeVar("S", bound=TableSpec)
Row = dict[str, Any]


def days(n: float) -> timedelta:
    return timedelta(days=n)


def table(spec: type[S], rows: Iterable[Row], **plain: Any) -> Table[S]:
    """Make a table from rows that leave out what does not matter."""
    names = spec.arrow_schema().names
    columns = {name: [(plain | row).get(name) for row in rows] for name in names}
    return Table.checked(spec, pa.table(columns, schema=spec.arrow_schema()))


@dataclass
class Scene:
    """What every account is and did; tables are made from it.

    ``created`` and ``community`` are by account, ``posts`` are rows of table posts with the extra
    keys ``group`` (its text group), ``replies`` and ``reposts`` (its counts), ``uncounted`` (counts
    that its source does not keep), ``near`` (its group of near duplicates) and, where it is no
    post, ``thread`` (what it answers).
    ``profiles`` are the profile texts that were collected, and ``via`` how posts address officials.
    ``snapshots`` and ``replaced`` are rows of the tables ``account_snapshots`` and
    ``profile_changes``.
    """

    created: dict[str, datetime | None] = field(default_factory=dict)
    community: dict[str, str] = field(default_factory=dict)
    posts: list[Row] = field(default_factory=list)
    snapshots: list[Row] = field(default_factory=list)
    replaced: list[Row] = field(default_factory=list)
    handles: dict[str, str] = field(default_factory=dict)
    hits: set[tuple[str, str]] = field(default_factory=set)
    edges: list[Row] = field(default_factory=list)
    profiles: dict[str, str] = field(default_factory=dict)
    basis: str = "pair"
    via: str = "reply"
    n_acts: int = 0

    def act(
        self,
        account: str,
        at: datetime = START,
        *,
        text: str | None = None,
        thread: str | None = "x:page",
        replies: int | None = None,
        reposts: int | None = None,
        target: str | None = None,
        **more: Any,
    ) -> str:
        """Let an account answer in a thread (or post, where there is none); return the post."""
        uid = f"x:p{self.n_acts}"
        self.n_acts += 1
        kind = "post" if thread is None else "reply"
        row = {"post_uid": uid, "account_uid": account, "created_at": at, "text": text or uid}
        row |= {"kind": kind, "parent_uid": thread, "root_uid": thread, "group": text or uid}
        self.posts.append(row | {"replies": replies, "reposts": reposts} | more)
        if target is not None:
            self.hits.add((uid, target))
        return uid

    def repost(self, account: str, original: str, at: datetime = START, **more: Any) -> str:
        """Let an account repost a post; return the repost."""
        uid = self.act(account, at, **more)
        self.posts[-1] |= {"kind": "repost", "reposted_uid": original, "text": None}
        self.posts[-1] |= {"parent_uid": None, "root_uid": None, "group": None}
        return uid

    @property
    def account_rows(self) -> Table[Accounts]:
        first: dict[str, datetime] = {}
        for post in self.posts:
            at, author = post["created_at"], post["account_uid"]
            first[author] = min(first.get(author, at), at)
        rows = [
            {
                "account_uid": a,
                "platform": a.partition(":")[0] if ":" in a else "x",
                "created_at": at,
                "first_seen": first.get(a),
                "handle": self.handles.get(a),
            }
            for a, at in self.created.items()
        ]
        return table(Accounts, rows, native_id="", n_posts=1, raw_sha256="")

    def without(self, *accounts: str, created: bool = False, counts: bool = False) -> Scene:
        """Return the scene with fields of some accounts not collected."""
        dates = {a: None if created and a in accounts else at for a, at in self.created.items()}
        missing = {"replies": None, "reposts": None} if counts else {}
        posts = [row | (missing if row["account_uid"] in accounts else {}) for row in self.posts]
        return replace(self, created=dates, posts=posts)

    @property
    def communities(self) -> Table[Communities]:
        rows = [{"community_id": g, "account_uid": a} for a, g in self.community.items()]
        plain = {"basis": self.basis, "strength": 1.0, "stability": 1.0, "n_partners": 1}
        return table(Communities, rows, role="core", component_sha256="", **plain)

    @property
    def post_rows(self) -> Table[Posts]:
        plain = {"platform": "x", "native_id": "", "created_precision": "second", "urls": []}
        plain |= {"created_source": "field", "hashtags": [], "mentions": [], "raw_sha256": ""}
        return table(Posts, self.posts, **plain)

    @property
    def actions(self) -> Table[Actions]:
        rows = []
        for post in self.posts:
            act = {name: post[name] for name in ("account_uid", "post_uid")}
            act |= {"at": post["created_at"], "precision_s": 1}
            if post["kind"] == "reply":
                thread = post.get("thread", f"post:{post['root_uid']}")
                rows.append(act | {"layer": "reply_target", "object_uid": thread})
            if post["kind"] == "repost":
                rows.append(act | {"layer": "repost", "object_uid": f"post:{post['reposted_uid']}"})
            else:
                rows.append(act | {"layer": "text", "object_uid": post["group"]})
                if post.get("near") is not None:
                    rows.append(act | {"layer": "near_duplicate_text", "object_uid": post["near"]})
                tags = [f"#{tag}" for tag in post.get("hashtags") or ()]
                rows += [act | {"layer": "hashtag", "object_uid": tag} for tag in tags]
            rows += [act | {"layer": "url", "object_uid": url} for url in post.get("urls") or ()]
            rows += [act | {"layer": "media", "object_uid": f} for f in post.get("media") or ()]
        return table(Actions, rows)

    def changes(self, settings: AccountSettings | None = None) -> Table[AccountChanges]:
        """Run the account_changes stage."""
        plain = {"old_value": "", "new_value": "", "old_raw_sha256": "", "raw_sha256": ""}
        return find_changes(
            self.post_rows,
            table(AccountSnapshots, self.snapshots, raw_sha256=""),
            table(ProfileChanges, self.replaced, **plain),
            settings or AccountSettings(),
            rng_seed=0,
        )

    def signals(self, settings: AccountSettings | None = None) -> Table[AccountSignals]:
        """Run the account_signals stage."""
        texts = [{"post_uid": p["post_uid"], "text_group": p["group"]} for p in self.posts]
        counts = [
            {
                "post_uid": p["post_uid"],
                "reply_count": p["replies"],
                "repost_count": p["reposts"],
                "known_absent": p.get("uncounted"),
            }
            for p in self.posts
            if p["replies"] is not None or p["reposts"] is not None
        ]
        return assess_authenticity(
            self.communities,
            self.account_rows,
            self.post_rows,
            table(PostText, texts, match_key="", n_chars=40),
            table(Engagement, counts, raw_sha256=""),
            self.actions,
            table(AccountSnapshots, self.snapshots, raw_sha256=""),
            self.changes(settings),
            settings or AccountSettings(),
            engine=ENGINE,
            rng_seed=0,
        )

    def explanations(self, signals: Table[AccountSignals] | None = None) -> Table[Explanations]:
        """Run the explanations stage; return what is said of communities."""
        return self.weigh(signals)[0]

    def weigh(
        self, signals: Table[AccountSignals] | None = None
    ) -> tuple[Table[Explanations], Table[MemberExplanations]]:
        """Run the explanations stage."""
        hits = [{"post_uid": post, "target_id": target} for post, target in sorted(self.hits)]
        profiles = [
            {"account_uid": a, "description": text, "observed_at": START}
            for a, text in self.profiles.items()
        ]
        return weigh_explanations(
            self.communities,
            table(
                Edges,
                self.edges,
                n_shared=2,
                n_together=2,
                n_expected=0.0,
                q_value=0.01,
                p_combined=1e-9,
                p_synchrony=1e-9,
                meaning="both",
            ),
            self.actions,
            self.post_rows,
            table(TargetHits, hits, via=self.via),
            self.signals() if signals is None else signals,
            self.account_rows,
            table(AccountSnapshots, profiles, raw_sha256=""),
            AccountSettings(),
            engine=ENGINE,
            rng_seed=0,
        )


def crowd(
    n_members: int,
    n_control: int,
    *,
    member_age: float | None = 1000.0,
    control_age: float | None = 1000.0,
    shared: str = "the same text",
) -> Scene:
    """Return a community that publishes one text in a thread, and people who answer there too.

    Ages are in days at the first act; accounts of a kind are created ten days apart.
    """
    scene = Scene()
    for prefix, n, age in (("m", n_members, member_age), ("o", n_control, control_age)):
        for i in range(n):
            account = f"x:{prefix}{i:03}"
            scene.created[account] = None if age is None else START - days(age + 10 * i)
            if prefix == "m":
                scene.community[account] = "g-1"
            scene.act(account, text=shared if prefix == "m" else None)
    return scene


def by_account(signals: Table[AccountSignals], signal: str) -> dict[str, Row]:
    """Return the rows of one sign, by account."""
    rows = signals.arrow.to_pylist()
    return {row["account_uid"]: row for row in rows if row["signal"] == signal}
