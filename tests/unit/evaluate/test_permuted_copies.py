"""What a permuted copy keeps, what it destroys, and that nothing is found in it."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from account_scene import Row, table

from undertow.case import Case
from undertow.errors import InputError
from undertow.evaluate import nulls_markdown, permuted_copies
from undertow.evaluate.nulls import NullCopy
from undertow.pipeline import run_stages
from undertow.schema import Accounts, Edges, Posts, Table
from undertow.stages import STAGES

WEEK_S = 7 * 86400
START = datetime(2023, 8, 3, tzinfo=UTC)  # a Thursday: the first second of a week


def network(n_weeks: int = 2) -> tuple[Table[Accounts], Table[Posts]]:
    """Ten accounts that publish the same texts at once, among two hundred that do not."""
    rng = np.random.default_rng(1)
    rows: list[Row] = []

    def post(account: str, at: float, text: str) -> None:
        uid = f"x:{len(rows)}"
        when = START + timedelta(seconds=float(at))
        rows.append({"post_uid": uid, "account_uid": account, "created_at": when, "text": text})

    for i in range(200):
        for at in rng.uniform(0, n_weeks * WEEK_S, 5):
            # Some texts are everybody's: quotations spread among ordinary accounts too.
            text = f"a quotation everybody knows {rng.integers(30)}"
            post(
                f"x:o{i:03}", at, text if rng.random() < 0.4 else f"my own words number {len(rows)}"
            )
    for burst in range(3 * n_weeks):
        at = rng.uniform(0, n_weeks * WEEK_S)
        for i in range(10):
            post(f"x:n{i}", at + rng.uniform(0, 30), f"the same message for all, number {burst}")
    rows.append({"post_uid": "x:unknown", "created_at": START, "text": "nobody knows who"})
    plain: Row = {"platform": "x", "native_id": "", "kind": "post", "created_precision": "second"}
    plain |= {"created_source": "field", "urls": [], "hashtags": [], "mentions": []}
    names = {row["account_uid"] for row in rows if "account_uid" in row}
    accounts = table(
        Accounts,
        [{"account_uid": name} for name in names],
        platform="x",
        native_id="",
        n_posts=5,
        raw_sha256="",
    )
    return accounts, table(Posts, rows, raw_sha256="", **plain)


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Case:
    case = Case.create(tmp_path_factory.mktemp("nulls") / "case", purpose="a test")
    case.write(*network())
    run_stages(case, STAGES[1:])
    return case


def activity(posts: pa.Table, *, by_week: bool) -> Counter[tuple[str | None, int]]:
    weeks = posts.column("created_at").cast(pa.int64()).to_numpy() // (WEEK_S * 1_000_000)
    return Counter(
        zip(posts.column("account_uid").to_pylist(), weeks if by_week else 0 * weeks, strict=True)
    )


@pytest.mark.parametrize("within_week", [True, False])
def test_permuting_keeps_activity_and_destroys_the_network(
    analysed: Case, tmp_path: Path, within_week: bool
) -> None:
    found = list(permuted_copies(analysed, tmp_path, 1, within_week=within_week))
    assert analysed.n_rows(Edges) > 0
    assert [(copy.n_edges, copy.n_campaigns) for copy in found] == [(0, 0)]
    original, permuted = (
        case.read(Posts).arrow for case in (analysed, Case.open(tmp_path / "copy-0"))
    )
    assert activity(permuted, by_week=within_week) == activity(original, by_week=within_week)
    assert (activity(permuted, by_week=True) == activity(original, by_week=True)) == within_week
    assert permuted.drop_columns(["account_uid"]) == original.drop_columns(["account_uid"])
    assert permuted != original


def test_copies_differ_and_are_the_same_every_time(analysed: Case, tmp_path: Path) -> None:
    found, posts = [], []
    for name, n_copies in (("first", 1), ("second", 2)):
        (tmp_path / name).mkdir()
        found += list(permuted_copies(analysed, tmp_path / name, n_copies, within_week=True))
        copies = sorted((tmp_path / name).iterdir())
        posts += [Case.open(copy).table_sha256(Posts) for copy in copies]
    assert found[0] == found[1]
    assert posts[0] == posts[1] != posts[2]


def test_copies_of_nothing_are_refused(case: Case, tmp_path: Path) -> None:
    """A case that was never analysed must not read as zero false findings."""
    with pytest.raises(InputError, match="no posts to permute"):
        list(permuted_copies(case, tmp_path, 1, within_week=True))


def test_table_says_what_was_found() -> None:
    copies = [NullCopy(0, 0, frozenset("abc"), 1, 0, 0), NullCopy(1, 1, frozenset("abcd"), 2, 0, 1)]
    labels = {"a": 1, "b": 1, "c": 1, "d": 0, "e": 0}
    text = nulls_markdown("a set", copies, labels, within_week=True)
    assert "authors permuted within each week" in text
    assert "| 2 | 0.50 | 1 | 3.5 | 0.50 | 1.5 | 1 |" in text
