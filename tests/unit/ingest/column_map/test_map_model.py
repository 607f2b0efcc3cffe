"""A map that cannot be right is refused, with the key that is wrong."""

from __future__ import annotations

import pytest

from undertow.errors import InputError
from undertow.ingest.column_map import PRESETS, compile_map, preset, read_map
from undertow.ingest.conformance import assert_conforms
from undertow.ingest.reading import Capture

TOP = 'id = "map-t"\ndescription = "d"\nplatform = "x"\nescaping = "plain"\n'
FIELDS = '[fields]\nid = "Id"\ncreated_at = {column = "At", format = "iso"}\n'


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            'like_count = {column = "L", thousand = ","}',
            "fields.like_count.thousand: this key is un",
        ),
        ('likes = "L"', "fields.likes: this key is unknown"),
        ('created_at = {column = "At"}', "fields.created_at.format: this key is needed"),
        ('created_at = {column = "At", format = "%d/%m/%Y"}', "fields.created_at: zone is needed"),
        (
            'created_at = {column = "A", format = "%d/%m/%Y", zone = "EST"}',
            "created_at.zone: 'EST'",
        ),
        ('created_at = {column = "A", format = "%m/%Y", zone = "UTC"}', "names no year, month and"),
        ('created_at = {column = "A", format = "%d %m %Y %Q", zone = "UTC"}', "%Q is not read"),
        ('created_at = {column = "A", format = "%d %m %Y %I", zone = "UTC"}', "%I needs %p"),
        (
            'created_at = {column = "A", format = "%d %m %Y", zones = {A = "1"}}',
            "no offset from UTC",
        ),
        ('author_id = {column = "U", extract = "(a+)+$"}', "fields.author_id.extract: '(a+)+$' is"),
        ('author_id = {column = "U", extract = "query"}', "choose one of host, last_segment"),
        ("author_id = {}", "fields.author_id: give one of column, constant"),
        ('author_id = {column = "U", constant = "7"}', "fields.author_id: give one of"),
        ('id = {constant = "1"}', "id.constant would give all rows the same id"),
        ('kind = {constant = "photo"}', "kind: 'photo' is unknown; use post, comment"),
        ('kind = {column = "K", values = {P = "Post"}}', "kind: 'Post' is unknown"),
        ('hashtags = "H"', "fields.hashtags: give separator or json = true"),
        ('urls = {from = "title"}', "fields.urls.from: Input should be 'text'"),
        ('like_count = {column = "L", thousands = ".", decimal = "."}', "are the same mark"),
        ('like_count = {column = "L", suffixes = {K = 0}}', "fields.like_count.suffixes.K: "),
        ('like_count = {column = "L", suffixes = {K = "1000"}}', "valid integer"),
        ('text_truncated = {constant = "yes"}', "fields.text_truncated.constant: "),
    ],
)
def test_the_message_names_the_key(map_of, fields: str, told: str) -> None:  # type: ignore[no-untyped-def]
    if fields.startswith("id ="):
        content = f"{TOP}[fields]\n{fields}"
        with pytest.raises(InputError) as caught:
            read_map(content.encode(), "map.toml")
    else:
        with pytest.raises(InputError) as caught:
            map_of(fields)
    assert told in str(caught.value)
    assert str(caught.value).startswith("map.toml: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("top", "told"),
    [
        (
            'id = "Map T"\ndescription = "d"\nplatform = "x"\nescaping = "plain"',
            "id: String should",
        ),
        ('id = "canonical"\ndescription = "d"\nplatform = "x"\nescaping = "plain"', "id: String"),
        ('id = "map-t"\ndescription = "d"\nplatform = "x"', "escaping: this key is needed"),
        ('id = "map-t"\ndescription = "d"\nescaping = "plain"', "give platform or fields.platform"),
        ('id = "map-t"\ndescription = "d"\nplatform = "X"\nescaping = "plain"', "platform: String"),
        (
            'id = "map-t"\ndescription = "d"\nplatform = "x"\nescaping = "plain"\n'
            '[file]\nheader = ["Id", "When"]',
            "fields.created_at: column 'At' is not in file.header",
        ),
        (
            'id = "map-t"\ndescription = "d"\nplatform = "x"\nescaping = "plain"\n'
            '[file]\nheader = ["Id", "At", "At"]',
            "names a column twice",
        ),
        (
            'id = "map-t"\ndescription = "d"\nplatform = "x"\nescaping = "plain"\n'
            '[file]\nencoding = "utf-7"',
            "file.encoding: ",
        ),
        ('id = "map-t"\ndescription = "two\\nlines"', "description: "),
        ("id = ", "this is no TOML file"),
    ],
)
def test_the_top_is_checked_too(top: str, told: str) -> None:
    with pytest.raises(InputError) as caught:
        read_map(f"{top}\n{FIELDS}".encode(), "map.toml")
    assert told in str(caught.value)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a = [" + b"[" * 100_000, b" " * (2 << 20)])
def test_hostile_files_are_refused_in_one_line(content: bytes) -> None:
    with pytest.raises(InputError, match=r"^map\.toml: .*(TOML|short text)"):
        read_map(content, "map.toml")


def test_a_mapper_is_as_old_as_its_map(map_of) -> None:  # type: ignore[no-untyped-def]
    one, same, other = map_of(""), map_of(""), map_of("# a remark")
    versions = [compile_map(file).mapper_version for file in (one, same, other)]
    assert versions[0] == versions[1] != versions[2]
    assert one.sha256 in versions[0]


@pytest.mark.parametrize("name", PRESETS)
def test_presets_say_that_no_file_was_seen(name: str) -> None:
    file = preset(name)
    assert not file.column_map.is_seen
    assert "no file was seen" in file.column_map.description
    assert file.column_map.namespace == "mcl:"
    spec = compile_map(file)
    assert spec.format_id == f"map-{name}"
    assert {"author_id", "created_at", "text"} <= spec.supplies


def test_a_map_with_a_header_conforms(map_of, open_bytes) -> None:  # type: ignore[no-untyped-def]
    file = map_of(
        'created_at = {columns = ["Day", "Clock"], format = "%d.%m.%Y %H:%M", zone = "UTC"}\n'
        'text = {columns = ["Title", "Body"]}\nlike_count = {column = "J\'aime", thousands = " "}\n'
        'author_id = {column = "Link", extract = "segment_after:user"}\nurls = {from = "text"}\n'
        'kind = {column = "Kind", values = {Ad = "ignore", Post = "post"}}\nurl = "Link"',
        more='[file]\nheader = ["Id", "Day", "Clock", "Title", "Body", "J\'aime", "Kind", "Link", '
        '"é"]\nencoding = "windows-1252"\ndelimiter = "|"\nhas_preamble = true\n',
    )
    spec = compile_map(file)
    assert_conforms(spec)
    capture: Capture = open_bytes(spec.get_examples()[0].content)
    assert capture.sample_for(spec).columns == file.column_map.file.header
