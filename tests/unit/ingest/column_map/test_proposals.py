"""A proposal decides nothing that the file does not show, and gives a reason for every line."""

from __future__ import annotations

import tomllib
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from undertow.errors import InputError
from undertow.ingest.column_map import read_map
from undertow.ingest.column_map.proposal import look_at, propose, try_map, write_proposal
from undertow.ingest.column_map.proposal.headers import _NAMES, field_of, normalised
from undertow.ingest.column_map.proposal.looks import (
    look_at_counts,
    look_at_escaping,
    look_at_lists,
    look_at_times,
)


@pytest.mark.parametrize(
    ("values", "keys", "choices", "question"),
    [
        (["2023-09-02T10:00:00Z"], {"format": '"iso"'}, (), ""),
        (["2023-09-02 10:00", "2023-09-02T10:00Z"], {"format": '"iso"'}, ("zone",), "time zone"),
        (["1693648800", "1693648801.5"], {"format": '"epoch_s"'}, (), ""),
        (["1693648800500"], {"format": '"epoch_ms"'}, (), ""),
        (["03/04/2023", "13/04/2023"], {"format": '"%d/%m/%Y"'}, ("zone",), "time zone"),
        (
            ["03/04/2023 5:06 PM", "03/14/2023 5:06 AM"],
            {"format": '"%m/%d/%Y %I:%M %p"'}, ("zone",), "zone",
        ),
        (["03/04/2023", "12/04/2023"], {}, ("%d/%m/%Y", "%m/%d/%Y", "zone"), "day or month"),
        (["03/04/05"], {}, ("%d/%m/%y", "%m/%d/%y", "%y/%m/%d"), "day or month"),
        (["13/14/2023"], {}, ("format", "zone"), "how times are written"),
        (["2023年9月2日 10:00"], {"format": '"%Y年%m月%d日 %H:%M"'}, ("zone",), "zone"),
        (["Sat, 02 Sep 2023 10:00:00 +0200"], {"format": '"%a, %d %b %Y %H:%M:%S %z"'}, (), ""),
        (
            ["Sat, 02 Sep 2023 10:00:00 GMT"],
            {"format": '"%a, %d %b %Y %H:%M:%S"', "zones": '{ GMT = "+00:00" }'}, (), "",
        ),
        (["2021/07/05 18:02 BRT"], {"format": '"%Y/%m/%d %H:%M"'}, ("zones",), "offsets of BRT"),
        (["18h", "yesterday"], {}, ("format", "zone"), "how times are written"),
        ([], {}, ("format",), "how times are written"),
    ],
)  # fmt: skip
def test_times(values, keys, choices, question) -> None:  # type: ignore[no-untyped-def]
    look = look_at_times(values)
    assert dict(look.keys) == keys
    assert all(any(choice in line for line in look.choices) for choice in choices)
    assert bool(look.question) == bool(question)
    assert question in look.question


@pytest.mark.parametrize(
    ("values", "keys", "question"),
    [
        (["1", "23"], {}, ""),
        (["1,234", "5"], {}, "whether , groups thousands or begins decimals"),
        (["1,234,567", "5"], {"thousands": '","'}, ""),
        (["1\u202f234"], {"thousands": '" "'}, ""),
        (["12.0", "3"], {"decimal": '"."'}, ""),
        (["1.2K", "5"], {}, "suffixes"),
        (["1.2万"], {}, "suffixes"),
        (["many"], {}, "how these numbers are written"),
    ],
)
def test_counts(values, keys, question) -> None:  # type: ignore[no-untyped-def]
    look = look_at_counts(values)
    assert dict(look.keys) == keys
    assert question in look.question
    assert bool(question) == bool(look.question)


def test_lists_and_escaping() -> None:
    assert look_at_lists(['["a"]', "[]"]).keys == (("json", "true"),)
    assert look_at_lists(["a, b", "c"]).keys == (("separator", '","'),)
    assert "separator" in look_at_lists(["a"]).question
    assert "separator" in look_at_lists(["a, b", "a;b"]).question
    assert look_at_escaping(["a &amp; b"]).keys == (("escaping", '"entities"'),)
    assert look_at_escaping(["a<br>b"]).keys == (("escaping", '"html"'),)
    assert look_at_escaping(["a & b"]).keys == (("escaping", '"plain"'),)
    assert "escaping" in look_at_escaping(["a b"]).question


def test_no_name_of_a_column_means_two_fields() -> None:
    names = [normalised(n.partition("=")[0]) for names in _NAMES.values() for n in names.split(";")]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("PostId", "id"), ("Full Text", "text"), ("post_owner.username", "author_handle"),
        ("Date de publication", "created_at"), ("J'aime", "like_count"), ("评论数", "reply_count"),
        ("Mentions J’aime", "like_count"), ("發布時間", "created_at"), ("zzz", None),
    ],
)  # fmt: skip
def test_headers_in_three_languages(header: str, field: str | None) -> None:
    known = field_of(header)
    assert (known[0] if known else None) == field


@pytest.fixture
def proposed(tmp_path: Path):  # type: ignore[no-untyped-def]
    def run(content: str, name: str = "Export 2023.csv"):  # type: ignore[no-untyped-def]
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        proposal = propose(look_at(path))
        return proposal, write_proposal(proposal), path

    return run


SURE = (
    "Tweet Id,created_at,text,Screen Name,Hashtags,URL\n"
    '900000000000000001,2023-09-02T10:00:00Z,"Bread & ""roses""",ana,"a, b",'
    "https://x.com/ana/status/900000000000000001\n"
    "900000000000000002,2023-09-02,Late,bo,,https://x.com/bo/status/900000000000000002\n"
)


def test_what_the_file_shows_is_ready_for_use(proposed) -> None:  # type: ignore[no-untyped-def]
    proposal, text, path = proposed(SURE.replace("2023-09-02,L", "2023-09-02T10:00:01Z,L"))
    assert proposal.questions == []
    file = read_map(text.encode(), "map.toml")
    assert (file.column_map.id, file.column_map.platform) == ("map-export-2023", "x")
    trial = try_map(file, path)
    assert (trial.n_accepted, trial.reasons) == (2, {})
    assert trial.records[0].text == 'Bread & "roses"'
    reasons = [line for line in text.split("\n") if line.startswith("[fields.")]
    lines = text.split("\n")
    assert all(lines[lines.index(line) - 1].startswith("# ") for line in reasons)


def test_what_it_does_not_show_is_asked_and_not_decided(proposed) -> None:  # type: ignore[no-untyped-def]
    proposal, text, _ = proposed('Post ID,Date,Message,Likes\n1,03/04/2023 10:00,Hello,"1,234"\n')
    asked = "; ".join(proposal.questions)
    for word in ("created_at: which comes first, day or month", "zone", "platform", "escaping"):
        assert word in asked
    assert "like_count" not in asked  # it is left out whole until it is uncommented
    assert "# [fields.like_count]" in text
    values = tomllib.loads(text)
    assert "format" not in values["fields"]["created_at"]
    with pytest.raises(InputError, match=r"platform|escaping|format"):
        read_map(text.encode(), "map.toml")
    for line in ('# platform = "facebook"', '# format = "%d/%m/%Y %H:%M"', '# escaping = "plain"'):
        assert line in text
        text = text.replace(line, line[2:], 1)
    text = text.replace('# zone = "UTC"', 'zone = "UTC"', 1)
    assert read_map(text.encode(), "map.toml").column_map.platform == "facebook"


def test_a_preamble_a_vendor_and_marks_of_nothing(proposed) -> None:  # type: ignore[no-untyped-def]
    proposal, text, path = proposed(
        "Report;Mentions of the town\nFrom;2023-09-01\n\n"
        "Date;Resource Id;Page Type;Full Text;Snippet;Likes\n"
        "2023-09-02T10:00:00Z;r1;twitter;A & B;A;N/A\n"
        "2023-09-02T10:00:00Z;r2;blog;C;C;3\n"
    )
    assert proposal.questions == []
    column_map = read_map(text.encode(), "m").column_map
    assert column_map.file.has_preamble
    assert column_map.missing == ("N/A",)
    assert column_map.fields.id.prefix == "brandwatch:"
    assert '"blog"' in text
    assert 'Would fit too: "Snippet"' in text
    trial = try_map(read_map(text.encode(), "m"), path)
    assert (trial.n_accepted, dict(trial.ignored)) == (1, {"preamble": 3})
    [(line, problem)] = trial.rejected
    assert (line, problem.json_path) == (6, "$.Page Type")


def test_ids_are_proposed_out_of_links_of_one_shape(proposed) -> None:  # type: ignore[no-untyped-def]
    content = "When,Link\n2023-09-02T10:00:00Z,https://www.youtube.com/watch?v=abc{}\n"
    _, text, _ = proposed(
        content.format("&t=1") + "2023-09-02T10:00:01Z,https://youtube.com/watch?v=b\n"
    )
    text = text.replace("# [fields.created_at]", "[fields.created_at]")
    values = tomllib.loads(text)
    assert values["fields"]["id"] == {"column": "Link", "extract": "query:v"}
    proposal, _, _ = proposed(content.format("") + "2023-09-02T10:00:01Z,https://a.example/1\n")
    assert any("id: which column holds" in question for question in proposal.questions)


def test_dates_and_clocks_in_two_columns(proposed) -> None:  # type: ignore[no-untyped-def]
    _, text, _ = proposed("Document ID,Date,Time,Text\na,13-Sep-2023,10:00 PM,A & B\n")
    rule = tomllib.loads(text)["fields"]["created_at"]
    assert rule["columns"] == ["Date", "Time"]
    assert rule["format"] == "%d-%b-%Y %I:%M %p"


def test_another_encoding_is_asked_for_with_how_it_would_read(proposed) -> None:  # type: ignore[no-untyped-def]
    proposal, text, _ = proposed("id,texte\n1,Été à la mairie\n".encode("cp1252"))
    assert any("file.encoding" in question for question in proposal.questions)
    assert '# encoding = "windows-1252"  # ' in text
    assert "Été" in text


@pytest.mark.parametrize(
    "header", ['Id,"Te\nxt"', 'Id,"a ""b"" # c"', "Id,\x1b[31mText", "Id,]]]", "Id,'''"]
)
def test_hostile_headers_stay_inside_their_quotes(proposed, header: str) -> None:  # type: ignore[no-untyped-def]
    _, text, _ = proposed(f"{header}\n1,2\n")
    assert "\x1b" not in text
    assert set(tomllib.loads(text)) <= {
        "id",
        "description",
        "platform",
        "escaping",
        "file",
        "fields",
    }


@pytest.mark.parametrize(
    "content", ["", "just words\n", '{"id": 1}\n{"id": 2}\n', "<html></html>", "a,a\n1,2\n"]
)
def test_what_is_no_table_is_refused(proposed, content: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(InputError):
        proposed(content)


def test_workbooks_and_parquet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Report", "posts of the town"])
    sheet = book.create_sheet("Posts")
    for row in (["Export"], [], ["Post ID", "Published at", "Message", "Likes"]):
        sheet.append(row)
    sheet.append(["1001", "2023-09-02T10:00:00Z", "A & B", 12])
    book.save(tmp_path / "a.xlsx")
    table = look_at(tmp_path / "a.xlsx")
    assert (table.columns[0], len(table.rows)) == ("Post ID", 1)
    text = write_proposal(propose(table)).replace(
        '# platform = "facebook"', 'platform = "facebook"'
    )
    assert try_map(read_map(text.encode(), "m"), tmp_path / "a.xlsx").n_accepted == 1

    at = pa.array([1693648800], pa.timestamp("s", tz="UTC"))
    rows = pa.table({"id": ["1"], "created_at": at, "hashtags": [["a"]], "text": ["A & B"]})
    pq.write_table(rows, tmp_path / "a.parquet")
    text = write_proposal(propose(look_at(tmp_path / "a.parquet")))
    text = text.replace('# platform = "facebook"', 'platform = "facebook"')
    trial = try_map(read_map(text.encode(), "m"), tmp_path / "a.parquet")
    assert trial.records[0].hashtags == ["a"]
    assert trial.records[0].created_at.isoformat() == "2023-09-02T10:00:00+00:00"
