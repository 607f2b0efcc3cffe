"""What is printed for "without this" is what an independent reckoning gives once rows are gone.

The oracle shares no code with the stages: it reads rows, takes some away, and adds up by the rules
of decision 22 as they are written there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib import resources
from math import exp, log
from typing import Any

import pytest
from attribution_scene import GROUP_OF, campaigns, indicator, match, signs, table
from hypothesis import given
from hypothesis import strategies as st

from undertow.attribution import Evidence, set_aside, weigh
from undertow.attribution.knowledge import shipped_operations
from undertow.errors import InputError
from undertow.schema import (
    CampaignMembers,
    CampaignPosts,
    KnowledgeMatches,
    KnownIndicators,
    KnownObservables,
)

Row = dict[str, Any]
TERMS = (
    (0.05, "almost_no_chance"), (0.2, "very_unlikely"), (0.45, "unlikely"), (0.55, "roughly_even"),
    (0.8, "likely"), (0.95, "very_likely"), (1.1, "almost_certainly"),
)  # fmt: skip
ORDER = [name for _, name in TERMS]
FOUND_BY = {"near_duplicate_text", "template", "reply_target", "url", "waves"}
CONTEXT = {"languages", "narratives"}
WORTH = {"strong": 4.0, "moderate": 2.0, "weak": 1.25}
KNOWN = [
    indicator(i.measured_by, i.diagnosticity, indicator_id=i.id, is_context=i.is_context,
              kinds=[str(kind.value) for kind in i.kinds])
    for operation in shipped_operations()
    if operation.id == "spamouflage"
    for i in operation.indicators
]  # fmt: skip
ENTRIES = {
    file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8"))
    for file in (resources.files("undertow.attribution.hypotheses") / "entries").iterdir()
}
MATCHES = [
    match("x:1"), match("x:2"), match("x:3", "account"), match("x:11", "text"),
    match("x:11", "link"), match("x:12", "post", value="12"),
]  # fmt: skip


def oracle_link(states: dict[str, str], matches: Sequence[Row], n: int, verdict: str) -> Row:
    """Reckon a link from rows."""
    groups: dict[str, list[tuple[str, float]]] = {}
    own = 0
    for known in KNOWN:
        name, worth = known["measured_by"], WORTH[known["diagnosticity"]]
        if known["is_context"] or name in FOUND_BY | CONTEXT or not name:
            continue
        if name == "knowledge_matches":
            here = [m for m in matches if not known["kinds"] or m["kind"] in known["kinds"]]
            themselves = {
                m.get("post_uid") or m["account_uid"]
                for m in here
                if m["kind"] == "account_id"
                or (m["kind"] == "post" and m["post_uid"] == f"x:{m['value']}")
            }
            if here:
                group = "published" if len(themselves) >= 2 else "quoted"
                groups.setdefault(group, []).append(
                    ("shown", 20.0 if group == "published" else 8.0)
                )
                own = max(own, len(themselves))
        elif name in states:
            groups.setdefault(GROUP_OF[name], []).append((states[name], worth))
    odds, counted = -log(9.0), set()
    for group, items in groups.items():
        if "published" in groups and group == "quoted":
            counted.add(group)
            continue
        shown = [worth for state, worth in items if state == "shown"]
        if shown:
            odds += log(max(shown))
            counted.add(group)
        else:
            odds -= 0.5 * log(max(worth for _, worth in items))
    ceiling = "very_likely"
    if "published" not in counted or own / n < 0.02:
        ceiling = "likely"
    if not counted & {"published", "quoted"} or verdict != "coordinated_inauthentic":
        ceiling = "roughly_even"
    chance = 1.0 / (1.0 + exp(-odds))
    term = next(name for top, name in TERMS if chance < top)
    kinds = {"texts" if group == "quoted" else group for group in counted}
    return {
        "likelihood": min(term, ceiling, key=ORDER.index),
        "confidence": "moderate" if len(kinds) > 1 else "low",
        "log_odds": odds,
    }


def oracle_leads(states: dict[str, str], matches: Sequence[Row], verdict: str) -> set[str]:
    """Reckon which hypotheses are least inconsistent, from rows."""
    items = {n: s == "shown" for n, s in states.items() if n not in CONTEXT}
    if verdict:
        items["inauthentic"] = verdict == "coordinated_inauthentic"
    themselves = {
        m.get("post_uid") or m["account_uid"]
        for m in matches
        if m["kind"] == "account_id" or (m["kind"] == "post" and m["post_uid"] == f"x:{m['value']}")
    }
    has_text = any(m["kind"] == "text" for m in matches)
    if matches:
        items["published" if len(themselves) >= 2 else "quoted"] = True
    if has_text:  # an indicator of its own: texts name no account
        items["quoted"] = True
    numbers = {"CC": 2, "C": 1, "N": 0, "I": -1, "II": -2}
    against = dict.fromkeys(ENTRIES, 0.0)
    for name, is_shown in items.items():
        part = "shown" if is_shown else "not_shown"
        own = {e: numbers[entry.get(part, {}).get(name, "N")] for e, entry in ENTRIES.items()}
        weight = (max(own.values()) - min(own.values())) / 4.0
        for entry, rating in own.items():
            against[entry] += weight * max(-rating, 0)
    return {entry for entry, total in against.items() if total <= min(against.values()) + 1e-9}


def evidence_of(states: dict[str, str], matches: Sequence[Row], n: int, verdict: str) -> Evidence:
    members = [{"campaign_id": "c", "account_uid": f"x:{i}"} for i in range(1, n + 1)]
    posts = [{"campaign_id": "c", "post_uid": uid, "at": 0} for uid in ("x:11", "x:12")]
    observables = [{"operation_id": "o", "kind": "text", "value": "v"}]
    return Evidence(
        campaigns(verdict),
        table(CampaignMembers, members),
        table(CampaignPosts, posts),
        signs(**states),
        table(KnownIndicators, KNOWN),
        table(KnownObservables, observables),
        table(KnowledgeMatches, list(matches)),
    )


SCENES = {
    "states": st.dictionaries(
        st.sampled_from(sorted(GROUP_OF)), st.sampled_from(["shown", "not_shown"]), min_size=1
    ),
    "matches": st.lists(st.sampled_from(MATCHES), unique_by=str),
    "n": st.sampled_from([3, 100, 101, 200]),
    "verdict": st.sampled_from(["coordinated", "coordinated_inauthentic"]),
}


def assert_is(row: Row, expected: Row, suffix: str = "") -> None:
    for name in ("likelihood", "confidence"):
        assert row[f"{name}{suffix}"] == expected[name], name


@given(**SCENES)
def test_each_indicator_tells_the_link_without_it(
    states: dict[str, str], matches: list[Row], n: int, verdict: str
) -> None:
    found = weigh(evidence_of(states, matches, n, verdict))
    [link] = found.links.arrow.to_pylist()
    assert_is(link, oracle_link(states, matches, n, verdict))
    assert link["log_odds"] == pytest.approx(oracle_link(states, matches, n, verdict)["log_odds"])
    for row in found.indicators.arrow.to_pylist():
        name = row["measured_by"]
        left = {sign: state for sign, state in states.items() if sign != name}
        kept = [] if name == "knowledge_matches" else matches
        assert_is(row, oracle_link(left, kept, n, verdict), "_without")


@given(**SCENES)
def test_each_cell_tells_who_leads_without_its_item(
    states: dict[str, str], matches: list[Row], n: int, verdict: str
) -> None:
    found = weigh(evidence_of(states, matches, n, verdict))
    leads = oracle_leads(states, matches, verdict)
    ranks = {row["hypothesis"]: row for row in found.hypotheses.arrow.to_pylist()}
    assert {name for name, row in ranks.items() if row["rank"] == 1} == leads
    turned: dict[str, set[str]] = {name: set() for name in ENTRIES}
    for row in found.matrix.arrow.to_pylist():
        if row["item"] in ("published", "quoted"):
            continue
        left = {sign: state for sign, state in states.items() if sign != row["item"]}
        without = oracle_leads(left, matches, "" if row["item"] == "inauthentic" else verdict)
        assert {*row["leads_without"].split("|")} == without
        if (row["hypothesis"] in leads) != (row["hypothesis"] in without):
            turned[row["hypothesis"]].add(row["item"])
    for name, items in turned.items():
        assert {*ranks[name]["turned_by"]} - {"published", "quoted"} == items


@given(**SCENES, item=st.sampled_from([*sorted(GROUP_OF), "published", "inauthentic"]))
def test_evidence_that_is_set_aside_is_as_rows_that_are_gone(
    states: dict[str, str], matches: list[Row], n: int, verdict: str, item: str
) -> None:
    found = weigh(set_aside(evidence_of(states, matches, n, verdict), [item]))
    left = {sign: state for sign, state in states.items() if sign != item}
    kept = [] if item == "published" else matches
    verdict = "" if item == "inauthentic" else verdict
    for row in found.links.arrow.to_pylist():
        assert_is(row, oracle_link(left, kept, n, verdict))
    ranks = found.hypotheses.arrow.to_pylist()
    assert {r["hypothesis"] for r in ranks if r["rank"] == 1} == oracle_leads(left, kept, verdict)


def test_one_published_account_can_be_set_aside() -> None:
    states = dict.fromkeys(("takeover", "filler"), "shown")
    whole = evidence_of(states, MATCHES[:2], 3, "coordinated_inauthentic")
    [before] = weigh(whole).links.arrow.to_pylist()
    [after] = weigh(set_aside(whole, ["x:2"])).links.arrow.to_pylist()
    assert (before["likelihood"], after["likelihood"]) == ("very_likely", "likely")


def test_an_indicator_stands_for_what_measures_it() -> None:
    states = dict.fromkeys(("takeover", "filler"), "shown")
    whole = evidence_of(states, [], 3, "coordinated_inauthentic")
    by_indicator = weigh(set_aside(whole, ["hijacked-accounts"]))
    by_sign = weigh(set_aside(whole, ["takeover"]))
    assert by_indicator.links.arrow.equals(by_sign.links.arrow)


@pytest.mark.parametrize("item", ["nonsense", "", "state-echo"])
def test_what_is_no_evidence_cannot_be_set_aside(item: str) -> None:
    whole = evidence_of({"takeover": "shown"}, [], 3, "coordinated")
    with pytest.raises(InputError, match=item or "no evidence of the case"):
        set_aside(whole, [item])
