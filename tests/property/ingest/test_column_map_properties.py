"""Laws of column maps: any map fits its own example, and no row or header breaks one."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from undertow.case import toml_text
from undertow.errors import InputError
from undertow.ingest.column_map import compile_map, read_map
from undertow.ingest.column_map.local_times import time_reader
from undertow.ingest.column_map.proposal import TableLook, propose, write_proposal
from undertow.ingest.column_map.whole_numbers import number_reader
from undertow.ingest.conformance import assert_conforms
from undertow.ingest.mapping import mapped
from undertow.ingest.outcomes import Accepted, Ignored, Rejected, Rejection

ZONES = ("Europe/Paris", "America/St_Johns", "Asia/Shanghai", "Australia/Lord_Howe", "UTC")
names = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(
    lambda name: f"x{name}".strip()
)


@st.composite
def column_maps(draw: st.DrawFn) -> str:
    """Draw a map over columns of any names."""
    columns = draw(st.lists(names, min_size=7, max_size=7, unique=True))
    quoted = [toml_text(name) for name in columns]
    ident, at, text, likes, tags, kind, link = quoted
    time = draw(
        st.sampled_from(
            [
                'format = "iso"',
                'format = "epoch_s"',
                'format = "epoch_ms"',
                'format = "%d/%m/%Y %H:%M:%S", zone = "Europe/Paris"',
                'format = "%m-%d-%y", zone = "-03:30"',
                'format = "%Y-%m-%d %H:%M", zones = { EDT = "-04:00" }',
            ]
        )
    )
    count = draw(
        st.sampled_from(
            ["", ', thousands = "."', ', decimal = ",", thousands = " "', ', decimal = "."']
        )
    )
    items = draw(st.sampled_from(['separator = "|"', 'separator = ", "', "json = true"]))
    delimiter = draw(st.sampled_from([",", ";", "\\t", "|"]))
    escaping = draw(st.sampled_from(["plain", "entities", "html", "markdown"]))
    preamble = draw(st.sampled_from(["true", "false"]))
    return f"""
id = "map-drawn"
description = "drawn"
platform = "facebook"
escaping = "{escaping}"
namespace = "{draw(st.sampled_from(["", "mcl:"]))}"
[file]
header = [{", ".join(quoted)}]
delimiter = "{delimiter}"
has_preamble = {preamble}
[fields]
id = {ident}
created_at = {{ column = {at}, {time} }}
text = {text}
like_count = {{ column = {likes}{count} }}
hashtags = {{ column = {tags}, {items} }}
kind = {{ column = {kind}, values = {{ A = "comment", B = "ignore" }} }}
author_id = {{ column = {link}, extract = "segment_after:user" }}
url = {link}
"""


@given(column_maps())
@settings(max_examples=60, deadline=None)
def test_every_map_fits_its_own_example(toml: str) -> None:
    assert_conforms(compile_map(read_map(toml.encode(), "m")))


DRAWN = compile_map(
    read_map(
        b'id = "map-t"\ndescription = "d"\nplatform = "x"\nescaping = "html"\nmissing = ["-"]\n'
        b"[fields]\n"
        b'id = {column = "a", extract = "last_segment"}\ntext = "b"\nurls = {from = "text"}\n'
        b'created_at = {column = "c", format = "%d/%m/%Y %H:%M", zone = "Europe/Paris"}\n'
        b'like_count = {column = "d", thousands = ",", decimal = ".", suffixes = {K = 1000}}\n'
        b'hashtags = {column = "e", json = true}\nis_ad = "f"\n'
        b'kind = {column = "g", values = {P = "post", I = "ignore"}}\n',
        "m",
    )
)
cells = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["P", "I", "-", "1,234", "02/09/2023 10:00", "https://a.example/1", '["a"]']),
)
values = st.one_of(
    cells,
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.datetimes(timezones=st.none() | st.just(UTC)),
    st.dates(),
    st.lists(st.text(max_size=5), max_size=3),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)


def _ends(mapper: Any, row: dict[str, Any]) -> None:
    outcomes = list(mapped(mapper, row))
    assert len(outcomes) == 1
    assert isinstance(outcomes[0], Accepted | Ignored | Rejected)
    assert not (isinstance(outcomes[0], Rejected) and outcomes[0].reason_code == "mapper_failed")


@given(st.dictionaries(st.sampled_from("abcdefgh"), cells))
@settings(max_examples=150, deadline=None)
def test_every_row_ends_as_one_thing_for_a_foreseen_reason(row: dict[str, str]) -> None:
    _ends(DRAWN.map_row, {name: cell for name, cell in row.items() if cell})


@given(st.dictionaries(st.sampled_from("abcdefgh"), values))
@settings(max_examples=150, deadline=None)
def test_so_does_every_parquet_row(row: dict[str, Any]) -> None:
    _ends(DRAWN.map_object, row)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)), st.sampled_from(ZONES))
@settings(max_examples=150, deadline=None)
def test_local_times_are_those_of_the_clock_or_refused(moment: datetime, zone: str) -> None:
    """Found independently: all UTC moments within a day whose local clock shows the time."""
    moment = moment.replace(second=0, microsecond=0)
    home = ZoneInfo(zone)
    around = (moment - timedelta(hours=20)).replace(tzinfo=UTC)
    steps = (around + timedelta(minutes=15 * n + moment.minute % 15) for n in range(170))
    shown = [at for at in steps if at.astimezone(home).replace(tzinfo=None) == moment]
    shown += [
        at
        for n in range(-60 * 15, 60 * 15 + 1)
        if (at := (moment + timedelta(minutes=n)).replace(tzinfo=UTC)) not in shown
        and at.astimezone(home).replace(tzinfo=None) == moment
    ]
    read = time_reader("%Y-%m-%d %H:%M", zone_name=zone)
    text = moment.strftime("%Y-%m-%d %H:%M")
    if len(set(shown)) == 1:
        assert datetime.fromisoformat(read(text, "$")[0]) == shown[0]
    else:
        with pytest.raises(Rejection) as caught:
            read(text, "$")
        assert caught.value.reason_code == ("time_ambiguous" if shown else "time_skipped")


@given(st.integers(0, 10**15), st.sampled_from([",", ".", " ", "'"]))
def test_numbers_with_groups_are_read_back(number: int, mark: str) -> None:
    written = f"{number:,}".replace(",", mark)
    assert number_reader(mark)(written, "$") == number
    assert number_reader(mark)(str(number), "$") == number


rows = st.lists(st.lists(cells, min_size=4, max_size=4), max_size=6)
headers = st.lists(
    st.one_of(
        st.text(min_size=1, max_size=20), st.sampled_from(["id", "Date", "Text", "Likes", "URL"])
    ),
    min_size=4,
    max_size=4,
    unique=True,
)


@given(headers, rows, st.binary(max_size=30))
@settings(max_examples=120, deadline=None)
def test_a_proposal_is_always_toml_and_ready_when_nothing_is_asked(
    header: list[str], cells_drawn: list[list[str]], head: bytes
) -> None:
    kept = tuple(
        {name: cell for name, cell in zip(header, row, strict=True) if cell} for row in cells_drawn
    )
    proposal = propose(TableLook("a.csv", "csv", tuple(header), kept, ",", 0, head))
    text = write_proposal(proposal)
    tomllib.loads(text)
    if not proposal.questions:
        read_map(text.encode(), "m")
    else:
        with pytest.raises(InputError):
            read_map(text.encode(), "m")
