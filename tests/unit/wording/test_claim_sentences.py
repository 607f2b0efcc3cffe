"""Claims put into words, alike in both languages."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import product_case
import pytest

from undertow.errors import SchemaError
from undertow.schema import Claims, Table
from undertow.wording import Claim, catalogue, read_claims, sentences
from undertow.wording.claims import SENTENCES
from undertow.wording.places import province

REUSE = {
    "kind": "video", "n_posts": 4, "n_accounts": 3, "n_files": 3, "n_exact": 2, "files": [],
    "by_platform": [["x", 3, 2], ["evil.example", 1, 1]], "first_at": "2023-08-07T09:00:00Z",
    "last_at": "2023-08-08T09:00:00Z",
    "before": {"at": "2023-08-01T09:00:00Z", "platform": "tiktok"},
}  # fmt: skip
COPIES = {
    "n_copies": 2, "original": "4" * 64, "original_at": "2023-08-01T09:00:00Z", "platform": "x",
    "changes": [["mirror", 2], ["bars", 1]], "copies": [],
}  # fmt: skip
MEDIA = [("media", "m-1", REUSE), ("media_copy", "m-1", COPIES)]
CLAIMS = [
    Claim(f"k-{i}", "c", kind, subject, facts, None, None, 1)
    for i, (kind, subject, facts) in enumerate(
        [*product_case.facts(), *MEDIA, ("person", "p-1", product_case.target("A Critic", 12))]
    )
]


def numbers(claim: Claim, language: str) -> Counter[float]:
    """Return the numbers said, without what the language sets between digits."""
    group, point = {"en": (",", "."), "fr": ("\u202f", ",")}[language]
    bare = re.sub(rf"(?<=\d){group}(?=\d{{3}})", "", said(claim, language)).replace("1er", "1")
    found = re.findall(rf"\d+(?:{re.escape(point)}\d+)?", bare.replace(":", " "))
    return Counter(float(n.replace(",", ".")) for n in found)


def said(claim: Claim, language: str) -> str:
    return " ".join(map(catalogue(language).say, sentences(claim)))


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: f"{claim.kind}-{claim.subject}")
def test_languages_say_the_same_numbers(claim: Claim) -> None:
    assert numbers(claim, "en") == numbers(claim, "fr")


def test_every_kind_is_told() -> None:
    assert {claim.kind for claim in CLAIMS} == set(SENTENCES)


def rival(margin: float, *, holds: bool = False) -> dict[str, Any]:
    row = {"explanation": "syndication", "reading": "innocent", "margin": margin, "holds": holds}
    return {"considered": [row, row | {"margin": 9.0}], "margin_required": 1.0}


VARIANTS: list[tuple[str, dict[str, Any], str]] = [
    ("targets", {"n_targets": 0, "n_register": 0}, "no register"),
    ("targets", {"n_targets": 0, "n_register": 9}, "None of the 9"),
    (
        "strength",
        {"q_value": None, "n_by_account_test": 3, "n_by_group_test": 0},
        "validated one by one",
    ),
    (
        "strength",
        {"q_value": None, "n_by_account_test": 0, "n_by_group_test": 4},
        "who was merely present is not counted",
    ),
    ("media", REUSE | {"kind": "image", "n_files": 1}, "one file, byte for byte"),
    ("media", REUSE | {"kind": "audio", "n_exact": 3}, "agree throughout in what"),
    ("media", REUSE | {"kind": "mixed", "before": None}, "The same material, as pictures, video"),
    ("media", REUSE, "by an account that is not of this campaign"),
    ("media", REUSE, "Of these, 2 agree with another throughout"),
    ("media", REUSE | {"n_exact": 0}, "carry 3 files, which agree in part"),
    ("media_copy", COPIES, "the earliest of the files that are held"),
    ("alternatives", {"considered": [], "margin_required": 1.0}, "could be measured"),
    ("alternatives", rival(margin=-2.0, holds=True), "does fit"),
    ("alternatives", rival(margin=2.5), "ahead of the closest other reading, news syndication"),
    ("alternatives", rival(margin=0.5), "No account is called inauthentic"),
]


@pytest.mark.parametrize(("kind", "facts", "expected"), VARIANTS)
def test_variants(kind: str, facts: dict[str, Any], expected: str) -> None:
    claim = Claim("k", "c", kind, "", facts, None, None, 1)
    assert expected in said(claim, "en").replace("\u00a0", " ")
    assert said(claim, "fr")


def test_counts_are_minimums() -> None:
    for claim in CLAIMS:
        if claim.kind in ("activity", "targets", "target", "narrative"):
            assert "t least" in said(claim, "en")
            assert "u moins" in said(claim, "fr")


def test_facts_of_another_shape_name_the_claim() -> None:
    with pytest.raises(SchemaError, match=r"claim k-7 \(accounts\)"):
        sentences(Claim("k-7", "c", "accounts", "", {"by_verdict": 3}, None, None, 1))


@pytest.mark.parametrize(
    "row", [{"facts": "no"}, {"facts": "[]"}, {"kind": "rumour"}, {"facts": "{}"}, {"scope": "no"}]
)
def test_unreadable_claims_are_named(rows_of: Any, row: dict[str, str]) -> None:
    full = {"claim_id": "k-8", "kind": "activity", "facts": "{}", "scope": "{}"} | row
    with pytest.raises(SchemaError, match="claim k-8"):
        read_claims(Table.checked(Claims, rows_of(Claims, full)))


@pytest.mark.parametrize("name", ["QC", "quebec", " Québec "])
def test_provinces_have_one_name_a_language(name: str) -> None:
    assert catalogue("en").say(province(name)) == "Quebec"
    assert catalogue("fr").say(province(name)) == "Québec"
    assert catalogue("en").say(province("Atlantis")) == "Atlantis"
    assert catalogue("en").say(province(" ")) == "not given in the register"


@pytest.mark.parametrize("kind", ["target", "person"])
def test_a_name_that_stands_in_media_alone_is_told(kind: str) -> None:
    facts = product_case.target("A Critic", 12)
    plain, in_media = (
        Claim("k", "c", kind, "p", facts | more, None, None, 1) for more in ({}, {"n_in_media": 5})
    )
    assert "subtitles" not in said(plain, "en")
    assert "In 5 posts of these" in said(in_media, "en").replace("\u00a0", " ")
    assert "sous-titres" in said(in_media, "fr")
    assert numbers(in_media, "en") == numbers(in_media, "fr")
