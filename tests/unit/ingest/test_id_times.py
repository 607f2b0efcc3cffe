"""Times in ids: they fill gaps, and they speak against what was altered."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
import pytest

from undertow.case import Case
from undertow.ingest import ingest, merge_records
from undertow.ingest.id_times import account_times, id_lag_s, post_time
from undertow.schema import Accounts, CoverageWarnings, Posts, Records
from undertow.settings import NoSettings


@pytest.mark.parametrize(
    ("platform", "native_id", "moment"),
    [
        # The first is of a tweet known to everybody; the others invert the formula by hand.
        ("x", "1212092628029698048", "2019-12-31T19:26:16.771+00:00"),
        ("tiktok", str(1_693_650_000 << 32 | 12345), "2023-09-02T10:20:00+00:00"),
        ("linkedin", str(1_693_650_000_250 << 22 | 77), "2023-09-02T10:20:00.250+00:00"),
        (
            "instagram",
            f"{(1_693_650_000_000 - 1_314_220_021_721) << 23}_99",
            "2023-09-02T10:20:00+00:00",
        ),
    ],
)
def test_the_time_in_an_id(platform: str, native_id: str, moment: str) -> None:
    told = post_time(platform, native_id, "post")
    assert told is not None
    assert abs(told - datetime.fromisoformat(moment)) < timedelta(milliseconds=2)
    later = told + timedelta(hours=1)
    assert id_lag_s(platform, native_id, "post", later) == pytest.approx(3600, abs=0.002)


@pytest.mark.parametrize(
    ("platform", "native_id", "kind"),
    [
        ("x", "29999999999", "post"),  # before ids held times
        ("x", "not a number", "post"),
        ("x", "１２３４５６７８９０１２３４５６７８９", "post"),
        ("x", str(1 << 64), "post"),
        ("facebook", "1212092628029698048", "post"),
        ("instagram", "17900000000000001", "comment"),  # comments have ids of another kind
        ("linkedin", "1212092628029698048", "post"),
        ("tiktok", "123456789012", "comment"),
    ],
)
def test_ids_that_tell_no_time(platform: str, native_id: str, kind: str) -> None:
    assert post_time(platform, native_id, kind) is None
    assert id_lag_s(platform, native_id, kind, datetime(2023, 9, 2, tzinfo=UTC)) is None


def test_ages_of_accounts_come_from_their_ids() -> None:
    platforms = pa.array(["x", "x", "facebook", "tiktok"])
    ids = pa.array(["1212092628029698048", "12345", "1", str(1_600_000_000 << 32)])
    times = account_times(platforms, ids).to_pylist()
    assert times[1] is times[2] is None
    assert times[0].year == 2019
    assert times[3] == datetime(2020, 9, 13, 12, 26, 40, tzinfo=UTC)


X_POST = {"platform": "x", "id": "1212092628029698048", "author_id": "1212092628029698048"}


def merged(case: Case, tmp_path: Path, *records: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    file = tmp_path / "records.ndjson"
    file.write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in records))
    (report,) = ingest(case, [file], who="a", command="b", format_id="canonical")
    assert report.n_quarantined == 0
    tables = merge_records(case.read(Records), NoSettings(), rng_seed=0)
    return {table.spec.name: table.arrow.to_pylist() for table in tables}


def test_a_missing_time_is_that_of_the_id_and_says_so(case: Case, tmp_path: Path) -> None:
    (post,) = merged(case, tmp_path, X_POST)[Posts.name]
    assert post["created_at"].isoformat() == "2019-12-31T19:26:16.771000+00:00"
    assert (post["created_source"], post["created_precision"]) == ("id_derived", "second")


def test_an_account_without_an_age_has_that_of_its_id(case: Case, tmp_path: Path) -> None:
    (account,) = merged(case, tmp_path, X_POST)[Accounts.name]
    assert (account["created_source"], account["created_at"].year) == ("id_derived", 2019)


def test_a_time_near_that_of_the_id_is_no_contradiction(case: Case, tmp_path: Path) -> None:
    sound = X_POST | {"created_at": "2019-12-31T19:26:10Z"}
    coarse = X_POST | {"created_at": "2019-12-31T19:00:00Z", "created_precision": "hour"}
    assert merged(case, tmp_path, sound, coarse)[CoverageWarnings.name] == []


def test_a_wrong_time_zone_is_a_warning_with_the_record(case: Case, tmp_path: Path) -> None:
    shifted = X_POST | {
        "created_at": "2019-12-31T15:26:16Z",
        "author_created_at": "2012-01-01T00:00:00Z",
    }
    account, post = merged(case, tmp_path, shifted)[CoverageWarnings.name]
    assert account["warning"] == "account_time_contradicts_id"
    assert post["warning"] == "post_time_contradicts_id"
    assert post["record_uid"] == account["record_uid"] == "x:1212092628029698048"
    assert post["claimed_at"].isoformat() == "2019-12-31T15:26:16+00:00"
    assert post["id_at"].isoformat() == "2019-12-31T19:26:16.771000+00:00"
    assert (account["claimed_at"].year, account["id_at"].year) == (2012, 2019)
