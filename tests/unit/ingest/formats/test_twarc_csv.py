"""Tweets and users as CSV by twarc."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from sorted_outcomes import Outcomes

ID = "1697921000000000100"


def tweets(read: Any, **cells: str) -> Outcomes:
    names = ("id", "author_id", "text", "conversation_id", "public_metrics.retweet_count", *cells)
    row = dict.fromkeys(names, "") | {"id": ID, "author_id": "7", "text": "a"} | cells
    out = io.StringIO()
    writer = csv.DictWriter(out, list(row))
    writer.writeheader()
    writer.writerow(row)
    return Outcomes(read("twarc-csv", out.getvalue().encode()))


def test_texts_and_lists(read: Any) -> None:
    found = tweets(
        read,
        text="one &amp; two\\nthree",
        **{
            "entities.hashtags": '["#One", "#Two"]',
            "entities.mentions": '[{"username": "bo", "id": "8"}]',
            "entities.urls": '[{"expanded_url": "https://example.org/a", "unwound_url": '
            '"https://example.org/b"}, {"media_key": "3_1", "expanded_url": "https://x.example"}, '
            '"pic.x.example/1", "https://example.org/c"]',
            "attachments.media": '[{"media_key": "3_1"}, 5]',
        },
    ).records[f"x:{ID}"]
    assert found.text == "one & two\nthree"
    assert (found.hashtags, found.mentions) == (["One", "Two"], ["bo"])
    assert found.urls == ["https://example.org/b", "https://example.org/c"]
    assert found.media == ["3_1"]


def test_an_empty_cell_is_not_collected(read: Any) -> None:
    row = tweets(read).records[f"x:{ID}"]
    assert (row.urls, row.like_count, row.author_status, row.known_absent) == (None,) * 4
    assert row.created_source == "id_derived"


def test_reposts_carry_counts_that_are_not_theirs(read: Any) -> None:
    of = {"referenced_tweets.retweeted.id": "5", "retweeted_user_id": "9"}
    metrics = {"public_metrics.like_count": "3.0"}
    row = tweets(read, **of, **metrics).records[f"x:{ID}"]
    assert (row.kind, row.repost_of_id, row.repost_of_author_id) == ("repost", "5", "9")
    assert row.like_count is None
    assert tweets(read, **metrics).records[f"x:{ID}"].like_count == 3


def test_edits(read: Any) -> None:
    row = tweets(read, edit_history_tweet_ids=f'["5", "{ID}"]').records[f"x:{ID}"]
    assert row.edited_at == datetime(2023, 9, 2, 10, 34, 46, 903000, tzinfo=UTC)
    alone = tweets(read, edit_history_tweet_ids=f'["{ID}"]').records[f"x:{ID}"]
    assert alone.known_absent == ["edited_at"]


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("id", "1.697921e+18", "id_destroyed"),
        ("conversation_id", "1697921000000000100.0", "id_destroyed"),
        ("id", "", "missing_field"),
        ("public_metrics.like_count", "12K", "wrong_type"),
        ("author.verified", "yes", "wrong_type"),
        ("entities.urls", "[https://example.org]", "bad_value"),
        ("created_at", "2023-09-02 10:00:00", "no_time_zone"),
    ],
)
def test_damaged_cells_are_refused(read: Any, column: str, cell: str, reason: str) -> None:
    assert tweets(read, **{column: cell}).rejected == [(reason, f"$.{column}")]


def test_users(read: Any) -> None:
    rows = (
        "id,username,protected,pinned_tweet_id,public_metrics.followers_count,created_at\n"
        "7,ana,True,,12,2020-01-01T00:00:00.000Z\n"
    )
    row = Outcomes(read("twarc-csv", rows.encode())).records["x:7"]
    assert (row.kind, row.author_status, row.author_followers) == ("account", "protected", 12)
