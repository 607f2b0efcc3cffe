from __future__ import annotations

from typing import Any

import pytest
from claim_scene import Text, build, case_of, table, unit_of
from embedder_doubles import WordEmbedder

from undertow.schema import DirectEdges, NearGroups, PostKeys, TargetHits, TemplateUses
from undertow.settings import ClaimSettings

CLOSED = Text("harbour bridge closed forever today")
CLOSED_TOO = Text("today harbour bridge closed forever")
CLOSED_FR = Text("harbour pont fermé forever today", "fr")
SOUP = Text("grandmother cooks onion soup every sunday")
CASE = [CLOSED, CLOSED_TOO, CLOSED_FR, SOUP]


def groups_of(tables: Any) -> dict[str, str | None]:
    """Return the claim group of each text group."""
    rows = tables[0].arrow.to_pylist()
    return {row["text_group"]: row["claim_group"] for row in rows}


def coverage_of(tables: Any) -> dict[tuple[str, str], int]:
    rows = tables[4].arrow.to_pylist()
    return {(row["language"], row["status"]): row["n_units"] for row in rows}


def test_the_same_claim_in_other_words_and_another_language_is_one_group() -> None:
    tables = build(case_of(CASE))
    groups = groups_of(tables)
    same = {groups[unit_of(text.text)] for text in (CLOSED, CLOSED_TOO, CLOSED_FR)}
    assert len(same) == 1
    assert groups[unit_of(SOUP.text)] not in same | {None}
    row = next(r for r in tables[1].arrow.to_pylist() if r["claim_group"] in same)
    assert (row["n_units"], row["n_posts"], row["n_accounts"]) == (3, 6, 2)
    assert row["languages"] == ["en", "fr"]
    assert row["method"] == "embedding"
    assert row["min_similarity"] > 0.8
    assert 0 <= row["max_q"] < 0.05
    assert row["medoid_unit"] in {unit_of(text.text) for text in CASE}
    assert row["last_seen"] > row["first_seen"]


def test_links_say_what_they_rest_on() -> None:
    links = build(case_of(CASE))[2].arrow.to_pylist()
    assert len(links) == 3
    for link in links:
        assert link["unit_a"] < link["unit_b"]
        assert link["stand_out"] >= link["threshold"]
        assert link["p_value"] <= link["q_value"] <= 0.05
        assert link["stance_differs_possible"] is False


def test_a_denial_is_linked_and_joins_no_group() -> None:
    denial = Text("harbour bridge not closed forever today")
    tables = build(case_of([CLOSED, denial, SOUP]))
    (link,) = tables[2].arrow.to_pylist()
    assert link["stance_differs_possible"] is True
    assert len(set(groups_of(tables).values())) == 3


@pytest.mark.parametrize(
    ("case", "status"),
    [
        ([Text(CLOSED.text, accounts=("a",))], "one_account"),
        ([Text(CLOSED.text, "hi")], "lexical_only"),
        ([Text("bridge closed")], "too_short"),
        ([Text("have a nice day everyone")], "generic"),
        ([CLOSED], "embedded"),
    ],
)
def test_what_is_left_out_is_counted(case: list[Text], status: str) -> None:
    tables = build(case_of([SOUP, *case]))
    assert coverage_of(tables)[(case[0].language, status)] == 1 + (status == "embedded")
    group = groups_of(tables)[unit_of(case[0].text)]
    assert (group is None) == (status == "one_account")
    row = next((r for r in tables[1].arrow.to_pylist() if r["claim_group"] == group), None)
    if row:
        assert row["is_generic"] == (status in {"too_short", "generic"})
        assert row["method"] == ("lexical_only" if status == "lexical_only" else "embedding")


def test_texts_outside_the_model_are_never_given_to_it() -> None:
    embedder = WordEmbedder(languages="en")
    tables = build(case_of([CLOSED, CLOSED_FR]), embedder=embedder)
    assert tables[3].arrow.column("unit").to_pylist() == [unit_of(CLOSED.text)]
    assert tables[2].n_rows == 0


def test_one_account_matters_in_a_pair_or_when_it_addresses_an_official() -> None:
    alone = Text(CLOSED.text, accounts=("a",))
    case = case_of([alone])
    pair = table(DirectEdges, [{"layer": "text", "window_s": 60, "a": "a", "b": "z"}])
    hit = table(TargetHits, [{"post_uid": "x:0a", "target_id": "mp", "via": "alias"}])
    assert ("en", "one_account") in coverage_of(build(case))
    assert ("en", "embedded") in coverage_of(build(case | {"direct_edges": pair}))
    assert ("en", "embedded") in coverage_of(build(case | {"target_hits": hit}))
    lower = ClaimSettings(min_accounts=1)
    assert ("en", "embedded") in coverage_of(build(case, settings=lower))


def test_a_near_group_is_one_unit_and_its_leader_stands_for_it() -> None:
    case = case_of([CLOSED, CLOSED_TOO])
    keys = [r | {"near_group": "n-1"} for r in case["post_keys"].arrow.to_pylist()]
    leader = {"near_group": "n-1", "leader_post_uid": "x:1a", "language": "en"}
    near = case | {"post_keys": table(PostKeys, keys), "near_groups": table(NearGroups, [leader])}
    tables = build(near)
    (row,) = tables[1].arrow.to_pylist()
    assert (row["medoid_unit"], row["medoid_post_uid"]) == ("n-1", "x:1a")
    assert (row["n_units"], row["n_posts"]) == (1, 4)
    assert set(tables[0].arrow.column("near_group").to_pylist()) == {"n-1"}


def test_posts_keep_their_keys_and_get_their_template() -> None:
    case = case_of([CLOSED])
    uses = table(TemplateUses, [{"post_uid": "x:0a", "template": "tpl"}])
    rows = build(case | {"template_uses": uses})[0].arrow.to_pylist()
    assert [row["template"] for row in rows] == ["tpl", None]
    assert rows[0]["match_key"] == CLOSED.text
    assert rows[0]["language"] == "en"


def test_posts_without_a_text_group_have_no_claim() -> None:
    case = case_of([CLOSED])
    keys = [r | {"text_group": None} for r in case["post_keys"].arrow.to_pylist()]
    tables = build(case | {"post_keys": table(PostKeys, keys)})
    assert tables[0].arrow.column("claim_group").null_count == 2
    assert tables[1].n_rows == 0


def test_an_empty_case_has_empty_tables() -> None:
    assert [made.n_rows for made in build(case_of([]))] == [0, 0, 0, 0, 0]


def test_the_run_before_saves_embedding_and_changes_nothing() -> None:
    first = build(case_of(CASE[:3]))
    again, afresh = WordEmbedder(), WordEmbedder()
    with_it = build(case_of(CASE), before=first, embedder=again)
    without = build(case_of(CASE), embedder=afresh)
    assert all(a.arrow.equals(b.arrow) for a, b in zip(with_it, without, strict=True))
    assert afresh.n_embedded - again.n_embedded == 3


def test_vectors_of_another_embedder_are_not_used() -> None:
    first = build(case_of(CASE), embedder=WordEmbedder(32))
    other = build(case_of(CASE), before=first)
    assert all(a.arrow.equals(b.arrow) for a, b in zip(other, build(case_of(CASE)), strict=True))


def test_least_similarity_can_be_set() -> None:
    settings = ClaimSettings(min_similarity=1.0)
    assert build(case_of([CLOSED, CLOSED_FR]), settings=settings)[2].n_rows <= 1
    text = Text("harbour bridge closed forever sometimes")
    assert build(case_of([CLOSED, text]), settings=settings)[2].n_rows == 0
    assert build(case_of([CLOSED, text]))[2].n_rows == 1
