"""How much an analysis may use: amounts as people write them, and shares that follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from undertow.engine import Limits, connect, limits_in_force, parse_memory, usual_memory_bytes
from undertow.errors import InputError
from undertow.settings import NoSettings, TextSettings


@pytest.mark.parametrize(
    ("text", "n_bytes"),
    [
        ("4GB", 4_000_000_000),
        ("4 gb", 4_000_000_000),
        ("4G", 4_000_000_000),
        ("4GiB", 4 << 30),
        ("1000MB", 1_000_000_000),
        ("1.5 GB", 1_500_000_000),
        (" 1TB ", 10**12),
        ("1600000 KB", 1_600_000_000),
    ],
)
def test_amounts_that_people_write(text: str, n_bytes: int) -> None:
    assert parse_memory(text) == n_bytes


@pytest.mark.parametrize("text", ["4", "GB", "4XB", "-4GB", "4GB!", "4,5GB", "", "4 GB RAM"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="give a number and a unit, such as 4GB"):
        parse_memory(text)


def test_too_little_is_refused() -> None:
    with pytest.raises(InputError, match="at least 1GB"):
        parse_memory("999MB")


def test_an_engine_gets_half_and_the_signatures_of_texts_a_quarter() -> None:
    assert Limits(memory_bytes=4 << 30).engine_bytes == 2 << 30
    assert TextSettings().within(4 << 30).memory_mib == 1024
    assert TextSettings().within(512_000_000).memory_mib == 122
    assert NoSettings().within(1) == NoSettings()


def test_what_the_user_set_stands() -> None:
    assert TextSettings(memory_mib=7).within(4 << 30).memory_mib == 7


def test_connections_keep_to_the_limits_in_force(tmp_path: Path) -> None:
    limits = Limits(600_000_000, threads=1, spill=tmp_path)
    with limits.in_force():
        assert limits_in_force() == limits
        with connect() as one, connect() as other:
            told = [
                c.execute(
                    "SELECT current_setting('memory_limit'), current_setting('threads'),"
                    " current_setting('temp_directory')"
                ).fetchall()[0]
                for c in (one, other)
            ]
    assert limits_in_force() == Limits()
    assert [row[:2] for row in told] == [("286.1 MiB", 1)] * 2
    assert told[0][2] != told[1][2]
    assert {Path(row[2]).parent for row in told} == {tmp_path}


def test_a_connection_may_ask_for_less() -> None:
    with Limits(600_000_000).in_force(), connect(memory_limit="100MiB") as connection:
        shown = connection.execute("SELECT current_setting('memory_limit')").fetchall()
    assert shown == [("100.0 MiB",)]


def test_the_usual_memory_is_a_share_of_the_machine() -> None:
    n_bytes = int(Path("/proc/meminfo").read_text().split()[1]) * 1024
    assert 512_000_000 <= usual_memory_bytes() <= max(0.76 * n_bytes, 512_000_000)
