"""The journey of a table that no format knows, and what is said of those that are known."""

from __future__ import annotations

import json

import pytest

from undertow.ingest.formats import FORMATS
from undertow.ingest.record import FIELDS

TABLE = "Post ID,Date,Message,URL\n1,13/04/2023 10:00,A & B,https://facebook.com/a/posts/1\n"


def test_the_listing_has_all_facts_and_fits(undertow):
    printed = undertow("formats").stdout
    assert max(map(len, printed.split("\n"))) <= 109  # one line names the maps that come along
    table = [line for line in printed.split("\n") if not line.startswith(("Maps", "All"))]
    assert max(map(len, table)) <= 100
    assert all(any(format_id in line for line in table) for format_id in FORMATS)
    rows = json.loads(undertow("formats", "--json").stdout)
    assert [row["format"] for row in rows] == sorted(FORMATS)
    for row in rows:
        assert sorted(row["supplies"] + row["not_collected"]) == sorted(FIELDS)
        assert all(row[fact] for fact in ("never", "times", "ids", "markup", "reference", "media"))


@pytest.mark.parametrize(
    "format_id", ["canonical", "telegram-export", "meta-content-library-facebook"]
)
def test_one_format_is_shown_field_by_field(undertow, format_id):
    printed = undertow("formats", "show", format_id).stdout
    for name in FIELDS:
        [line] = [line for line in printed.split("\n") if line.split()[:1] == [name]]
        assert line.split()[1] in ("yes", "no")
    assert undertow("formats", "show", "nonsense").returncode == 1


def test_a_table_is_mapped_ingested_and_recognised(undertow, tmp_path):
    case, table, column_map = tmp_path / "case", tmp_path / "a.csv", tmp_path / "map.toml"
    table.write_text(TABLE)
    undertow("init", case, "--purpose", "p")
    refused = undertow("ingest", case, table)
    assert refused.returncode == 1
    assert "--format" in refused.stderr
    proposed = undertow("formats", "new", table, "--out", column_map)
    assert "To be declared" in proposed.stdout
    assert (
        undertow("formats", "new", table, "--out", column_map).returncode == 1
    )  # never overwritten
    early = undertow("ingest", case, table, "--map", column_map)
    assert early.returncode == 1
    assert "fields.created_at: zone is needed" in early.stderr
    column_map.write_text(column_map.read_text().replace('# zone = "UTC"', 'zone = "UTC"'))
    tried = undertow("formats", "try", table, "--map", column_map)
    assert "Of the first 1 rows 1 are accepted" in tried.stdout
    assert "2023-04-13T10:00:00+00:00" in tried.stdout
    assert undertow("ingest", case, table, "--map", column_map).returncode == 0
    table.write_text(TABLE.replace("1,13", "2,14"))
    later = undertow("ingest", case, table)
    assert later.returncode == 0
    assert "map-a fits 100%" in later.stdout
    assert "map-a" in undertow("formats", "--case", case).stdout
    assert undertow("formats", "show", "map-a", "--case", case).returncode == 0
    assert undertow("verify", case).returncode == 0
    both = undertow("ingest", case, table, "--map", column_map, "--format", "map-a")
    assert both.returncode == 2


def test_a_proposal_is_printed_without_what_a_terminal_obeys(undertow, tmp_path):
    (tmp_path / "a.csv").write_text("Post ID,\x1b[31mText\n1,2\n")
    done = undertow("formats", "new", tmp_path / "a.csv")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "[fields.id]" in done.stdout
