"""What is said about a campaign: one function a kind of claim.

Each returns the facts of its claims, with the uids of the records they rest on. The words come
later, in every language, from kind and facts alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from undertow.campaigns.likelihood import confidence_of, likelihood_of
from undertow.coordination import SUPPORT_ONLY

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Statement:
    """A claim before it has an id.

    Attributes
    ----------
    kind, subject : str
        See table ``claims``.
    facts : dict
        Everything the sentence needs; only JSON values.
    records : list of str
        Uids of the posts and accounts it rests on.
    likelihood, confidence : str or None
        Only for judgements, never for counts.
    """

    kind: str
    subject: str
    facts: dict[str, Any]
    records: list[str]
    likelihood: str | None = None
    confidence: str | None = None


@dataclass(frozen=True, slots=True)
class CampaignView:
    """The rows of every table that concern one campaign.

    Attributes
    ----------
    campaign : dict
        Its row in ``campaigns``.
    posts, targets, narratives, waves, findings, signals, explanations, evidence : list
        Rows as dicts, in table order.
    ranges : dict
        What captures miss, and the most posts there can be, for each target and (empty id) in all.
    narrative_posts : dict
        Posts of each narrative; those of the campaign are all there are.
    narrative_quotes, narrative_spread : dict
        Rows of each narrative.
    template_of : dict
        Template of each post, None where it was made from none.
    templates : dict
        What is said of each template.
    hit_posts : dict
        Posts that address each target.
    register : list
        All officials.
    tests : list
        Rows of ``coordination_tests``.
    q : float
        False discovery rate of the edges.
    margin : float
        Log-odds by which the inauthentic reading must be ahead of every other.
    """

    campaign: dict[str, Any]
    posts: Rows
    targets: Rows
    narratives: Rows
    waves: Rows
    findings: Rows
    signals: Rows
    explanations: Rows
    evidence: Rows
    ranges: dict[str, dict[str, int | None]]
    narrative_posts: dict[str, list[str]]
    narrative_quotes: dict[str, Rows]
    narrative_spread: dict[str, Rows]
    template_of: dict[str, str | None]
    templates: dict[str, dict[str, Any]]
    hit_posts: dict[str, list[str]]
    register: Rows
    tests: Rows
    q: float
    margin: float


def statements(view: CampaignView) -> Iterator[Statement]:
    """Yield everything that is said about a campaign, in the order of the assessment."""
    yield _activity(view)
    yield from _waves(view)
    yield _platforms(view)
    yield _languages(view)
    yield _accounts(view)
    yield _targets(view)
    yield from _each_target(view)
    yield from _narratives(view)
    yield _strength(view)
    yield _alternatives(view)


def _activity(view: CampaignView) -> Statement:
    campaign = view.campaign
    facts = {
        "n_posts": campaign["n_posts"],
        "n_accounts": campaign["n_accounts"],
        "n_platforms": len(campaign["platforms"]),
        "start": iso(campaign["start"]),
        "end": iso(campaign["end"]),
    } | view.ranges[""]
    return Statement("activity", "", facts, _uids(view.posts))


def _waves(view: CampaignView) -> Iterator[Statement]:
    times = (
        "start", "start_low", "start_high", "surge_start", "peak", "surge_end", "end", "end_low",
        "end_high",
    )  # fmt: skip
    for number, wave in enumerate(view.waves, start=1):
        facts = {name: iso(wave[name]) for name in times}
        facts |= {name: wave[name] for name in ("n", "n_expected", "q_value")}
        inside = [post for post in view.posts if wave["start"] <= post["at"] <= wave["end"]]
        yield Statement("waves", str(number), facts, _uids(inside))


def _platforms(view: CampaignView) -> Statement:
    posts = Counter(post["platform"] for post in view.posts)
    accounts: dict[str, set[str]] = {}
    for post in view.posts:
        accounts.setdefault(post["platform"], set()).add(post["account_uid"])
    rows = [[name, n, len(accounts[name])] for name, n in _ranked(posts)]
    return Statement("platforms", "", {"by_platform": rows}, _uids(view.posts))


def _languages(view: CampaignView) -> Statement:
    posts = Counter(post["language"] or "und" for post in view.posts)
    return Statement("languages", "", {"by_language": _ranked(posts)}, _uids(view.posts))


def _accounts(view: CampaignView) -> Statement:
    verdicts = Counter(finding["verdict"] for finding in view.findings)
    found: dict[str, dict[str, Any]] = {}
    for row in view.signals:
        names = ("signal", "community_share", "control_share", "n_control", "p_value")
        found[row["signal"]] = {name: row[name] for name in names}
    facts = {
        "by_verdict": {name: verdicts[name] for name in ("coordinated", "coordinated_inauthentic")},
        "signals": [found[name] for name in sorted(found)],
    }
    probabilities = [
        finding["inauthenticity"]
        for finding in view.findings
        if finding["inauthenticity"] is not None
    ]
    controls = {row["signal"]: row["n_control"] for row in view.signals if row["log_lr"] > 0}
    return Statement(
        "accounts",
        "",
        facts,
        [finding["account_uid"] for finding in view.findings],
        likelihood_of(probabilities),
        confidence_of(controls),
    )


def _targets(view: CampaignView) -> Statement:
    hit = {row["target_id"] for row in view.targets}
    posts = sorted({post for target in hit for post in view.hit_posts[target]})
    facts = {
        "n_targets": len(hit),
        "n_register": len(view.register),
        "n_posts": len(posts),
        "by_party": _spread(view.register, hit, "party"),
        "by_province": _spread(view.register, hit, "province"),
    }
    # That nobody was a target is seen in all posts.
    return Statement("targets", "", facts, posts or _uids(view.posts))


def _each_target(view: CampaignView) -> Iterator[Statement]:
    names = {row["target_id"]: row["name"] for row in view.register}
    for row in view.targets:
        facts = {
            "name": names[row["target_id"]],
            "n_posts": row["n_posts"],
            "n_accounts": row["n_accounts"],
            "n_direct": row["n_direct"],
            "n_expected": row["n_expected"],
            "platforms": row["platforms"],
            "languages": row["languages"],
            "first_at": iso(row["first_at"]),
            "last_at": iso(row["last_at"]),
        } | view.ranges[row["target_id"]]
        yield Statement("target", row["target_id"], facts, view.hit_posts[row["target_id"]])


def _narratives(view: CampaignView) -> Iterator[Statement]:
    for row in view.narratives:
        ident = row["narrative_id"]
        facts = {
            "quote": row["quote"],
            "language": row["language"],
            "quotes": _quotes(view.narrative_quotes[ident]),
            "spread": _spread_of(view.narrative_spread[ident]),
            "terms": row["terms"],
            "frame": _frame(row),
            "template": _template(view, view.narrative_posts[ident]),
            "stance": row["stance"],
            "n_claim_groups": row["n_claim_groups"],
            "n_texts": row["n_texts"],
            "n_posts": row["n_posts"],
            "n_accounts": row["n_accounts"],
            "platforms": row["platforms"],
            "languages": row["languages"],
            "first_seen": iso(row["first_seen"]),
            "last_seen": iso(row["last_seen"]),
            "targets": row["target"].split("|") if row["target"] else [],
        }
        yield Statement("narrative", ident, facts, view.narrative_posts[ident])


def _quotes(rows: Rows) -> Rows:
    """Return the quote of each language, the language with the most posts first."""
    ordered = sorted(rows, key=lambda row: (-row["n_posts"], row["language"]))
    names = ("language", "quote", "post_uid", "n_posts", "n_texts", "terms")
    return [{name: row[name] for name in names} for row in ordered]


def _template(view: CampaignView, posts: list[str]) -> dict[str, Any] | None:
    """Return the template that most posts of a narrative were made from, if any was."""
    used = Counter(name for post in posts if (name := view.template_of[post]) is not None)
    if not used:
        return None
    name, n_posts = min(used.items(), key=lambda item: (-item[1], item[0]))
    return view.templates[name] | {"n_posts": n_posts}


def _spread_of(rows: Rows) -> Rows:
    """Return posts and first day on each platform in each language, most posts first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        key = row["platform"], row["language"]
        own = found.setdefault(key, {"n_posts": 0, "first_day": row["day"]})
        own["n_posts"] += row["n_posts"]
        own["first_day"] = min(own["first_day"], row["day"])
    ordered = sorted(found, key=lambda key: (-found[key]["n_posts"], key))
    return [
        {
            "platform": platform,
            "language": language,
            "n_posts": found[platform, language]["n_posts"],
            "first_day": iso(found[platform, language]["first_day"]),
        }
        for platform, language in ordered
    ]


def _frame(row: dict[str, Any]) -> dict[str, Any] | None:
    """Return who is said to have done what; None where the texts do not say so as one."""
    if row["actor"] is None:
        return None
    return {
        "actor": row["actor"],
        "is_official": row["actor_id"] is not None,
        "predicate": row["predicate"],
        "kind": row["predicate_kind"],
        "target": row["frame_target"],
        "target_is_official": row["frame_target_id"] is not None,
        "is_negated": row["frame_is_negated"],
        "n_texts": row["n_frame_texts"],
        "n_read": row["n_read"],
        "n_posts": row["frame_basis"],
    }


def _strength(view: CampaignView) -> Statement:
    layers: dict[str, tuple[set[tuple[str, str]], set[str]]] = {}
    for row in view.evidence:
        pairs, objects = layers.setdefault(row["layer"], (set(), set()))
        pairs.add((row["a"], row["b"]))
        objects.add(row["object_uid"])
    facts = {
        "q_value": view.campaign["q_value"],
        "strength": view.campaign["strength"],
        "q_level": view.q,
        "n_tests": _n_pairs(view) if view.evidence else 0,
        "n_by_account_test": _validated(view, "copies:"),
        "n_by_group_test": _validated(view, "group:"),
        "layers": [
            [layer, len(pairs), len(objects)] for layer, (pairs, objects) in sorted(layers.items())
        ],
    }
    posts = {row[name] for row in view.evidence for name in ("post_a", "post_b")}
    return Statement("strength", "", facts, sorted(posts) or _uids(view.posts))


def _n_pairs(view: CampaignView) -> int:
    """Count the pairs that were tested in the layers that can validate."""
    tested = {
        row["layer"]: row["n_tests"]
        for row in view.tests
        if row["layer"] not in SUPPORT_ONLY and row["calibration"] != "refused"
    }
    return sum(tested.values())


def _validated(view: CampaignView, kind: str) -> int:
    """Count the accounts for which a test holds."""
    return sum(
        any(reason.startswith(kind) for reason in finding["reasons"]) for finding in view.findings
    )


def _alternatives(view: CampaignView) -> Statement:
    names = ("explanation", "reading", "fit", "support", "inauthentic_support", "margin", "holds")
    considered = [{name: row[name] for name in (*names, "facts")} for row in view.explanations]
    facts = {"considered": considered, "margin_required": view.margin}
    return Statement("alternatives", "", facts, _uids(view.posts))


def iso(at: datetime) -> str:
    """Return a time as ISO 8601 in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def rows_of(table: pa.Table, column: str, value: str) -> Rows:
    """Return the rows in which a column has a value."""
    rows: Rows = table.filter(pc.equal(table.column(column), value)).to_pylist()
    return rows


def _uids(posts: Rows) -> list[str]:
    return [post["post_uid"] for post in posts]


def _ranked(counts: Counter[str]) -> list[list[Any]]:
    """Return [name, count], largest first, ties by name."""
    return [[name, counts[name]] for name in sorted(counts, key=lambda n: (-counts[n], n))]


def _spread(register: Rows, hit: set[str], column: str) -> list[list[Any]]:
    """Return [value, officials hit, officials in the register], most hit first."""
    total = Counter(row[column] or "" for row in register)
    reached = Counter(row[column] or "" for row in register if row["target_id"] in hit)
    names = sorted(total, key=lambda name: (-reached[name], -total[name], name))
    return [[name, reached[name], total[name]] for name in names]
