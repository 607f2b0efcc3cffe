"""What the report counts, and what its title may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import product_case
import pyarrow as pa
import pytest

from undertow.case import Case
from undertow.errors import CaseError
from undertow.report import gather
from undertow.report.document import Table as Outcomes
from undertow.report.phrases import PHRASES
from undertow.report.sections.groups import groups_section
from undertow.report.sections.summary import title
from undertow.schema import AccountFindings, Explanations, Posts, Table, TargetHits
from undertow.wording import catalogue


def test_volume_counts_campaign_and_other_posts_apart(analysed: Case) -> None:
    [campaign] = gather(analysed).campaigns
    volume = campaign.volume
    assert volume.bin_width == timedelta(hours=6)
    assert sum(volume.campaign) == 60
    # 120 posts address officials: the 60 of the campaign and 60 others.
    assert sum(volume.other) == 60
    assert volume.start < product_case.START


def test_without_hits_all_other_posts_are_shown(analysed: Case) -> None:
    analysed.write(Table.empty(TargetHits))
    assert sum(gather(analysed).campaigns[0].volume.other) == 90


def test_coverage_adds_up(analysed: Case) -> None:
    coverage = gather(analysed).coverage
    totals = dict(coverage.totals)
    assert totals.pop("n_records") == sum(totals.values()) == 1010
    assert coverage.n_missing == 17
    assert (coverage.n_targets_missing, coverage.n_target_answers_missing) == (1, 17)
    assert coverage.n_contradictions == len(coverage.contradictions) == 1
    x = next(row for row in coverage.platforms if row.platform == "x")
    assert (x.n_seen, x.n_missing, x.n_deleted) == (980, 17, 6)
    assert (x.first_at, x.last_at) == (product_case.START, product_case.END)
    assert coverage.ignored == (("withheld", 5),)
    assert coverage.quarantined == (("truncated", 3),)


def test_groups_and_links(analysed: Case) -> None:
    groups = gather(analysed).groups
    assert [(g.community_id, g.n_accounts, g.verdict) for g in groups.groups] == [
        ("g-1", 12, "coordinated_inauthentic"),
        ("g-2", 6, "coordinated_explained"),
        ("g-3", 4, "coordinated"),
    ]
    # A pair linked in two layers is one pair.
    assert groups.n_pairs == {
        ("g-1", "g-1"): 3,
        ("g-1", "g-2"): 1,
        ("g-2", "g-2"): 2,
        ("g-3", "g-3"): 1,
    }


def test_commercial_group_is_told_as_such(analysed: Case) -> None:
    rows = analysed.read(Explanations).arrow.to_pylist()
    spam = {"explanation": "commercial_spam", "reading": "commercial", "holds": True}
    rows.append(next(row for row in rows if row["community_id"] == "g-3") | spam)
    schema = Explanations.arrow_schema()
    analysed.write(Table.checked(Explanations, pa.Table.from_pylist(rows, schema=schema)))
    material = gather(analysed)
    group = material.groups.groups[2]
    assert (group.verdict, group.is_commercial, group.explanations) == ("coordinated", True, ())
    outcomes = [block for block in groups_section(material).blocks if isinstance(block, Outcomes)]
    assert [row.cells[0].key for row in outcomes[0].rows] == [
        "explanation.syndication",
        "groups.commercial",
    ]


def test_samples_are_the_first_of_each_claim(analysed: Case) -> None:
    samples = gather(analysed).samples
    assert len(samples) == len(product_case.facts())
    assert samples["k-03"] == [(f"e-3{k}", f"{k:064x}") for k in range(3)]


def test_fingerprint_follows_the_claims(analysed: Case, rows_of: Any) -> None:
    before = gather(analysed).fingerprint
    analysed.write(Table.empty(AccountFindings))
    assert gather(analysed).fingerprint == before


@pytest.mark.parametrize(
    ("verdict", "likelihood", "expected"),
    [
        ("coordinated_inauthentic", "likely", "Probable coordinated inauthentic activity"),
        (
            "coordinated_inauthentic",
            "very_likely",
            "Highly probable coordinated inauthentic activity",
        ),
        (
            "coordinated_inauthentic",
            "roughly_even",
            "Coordinated activity of undetermined authenticity",
        ),
        ("coordinated_inauthentic", None, "Coordinated activity of undetermined authenticity"),
        ("coordinated", "very_likely", "Coordinated activity of undetermined authenticity"),
    ],
)
def test_title_is_no_stronger_than_the_judgement(
    analysed: Case, verdict: str, likelihood: str | None, expected: str
) -> None:
    material = gather(analysed)
    [campaign] = material.campaigns
    claims = tuple(
        replace(claim, likelihood=likelihood if claim.kind == "accounts" else None)
        for claim in campaign.claims
    )
    changed = replace(campaign, row=campaign.row | {"verdict": verdict}, claims=claims)
    words = catalogue("en", PHRASES)
    assert words.say(title(replace(material, campaigns=(changed,)))) == expected


def test_damaged_table_is_named(analysed: Case) -> None:
    [file] = analysed.table_files(Posts)
    file.write_bytes(b"PAR1 no")
    with pytest.raises(CaseError, match=r"posts: cannot be read .*undertow verify"):
        gather(analysed)
