from __future__ import annotations

import tracemalloc
import zipfile
from time import process_time

import pytest
from zips import assembled, entry, zipped

from undertow.ingest import archive as archive_module
from undertow.ingest.archive import Archive, Held, Member
from undertow.ingest.container import ContentError, Limits

LIMITS = Limits()
CONTENT = b"a line of text, and another\n" * 50_000


def opened(content: bytes, limits: Limits = LIMITS) -> Archive:
    return Archive.open(Held(content), limits)


def refusal(content: bytes, limits: Limits = LIMITS) -> str:
    with pytest.raises(ContentError) as caught:
        opened(content, limits)
    return caught.value.reason_code


def problems(*entries: tuple[bytes, bytes]) -> list[tuple[str, str | None]]:
    return [
        (member.name, member.problem and member.problem.reason_code)
        for member in opened(assembled(*entries)).members
    ]


def content_of(archive: Archive, member: Member) -> bytes:
    return b"".join(archive.read(member).blocks())


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_members_in_the_order_of_their_names(method: int) -> None:
    members = {"b/x.json": CONTENT, "a.csv": b"", "é 1.json": b"{}", "b/": b""}
    archive = opened(zipped(members, method))
    assert [member.name for member in archive.members] == sorted(members)
    assert {m.name: content_of(archive, m) for m in archive.members} == members
    assert [member.name for member in archive.members if member.is_folder] == ["b/"]
    assert archive.find("a.csv") is not None
    assert archive.find("c") is None


def test_a_member_is_read_again_from_its_start() -> None:
    archive = opened(zipped({"a": CONTENT}))
    source = archive.read(archive.members[0])
    assert source.read(10) == CONTENT[:10]
    source.seek(0)
    assert b"".join(iter(lambda: source.read(7_001), b"")) == CONTENT
    with pytest.raises(OSError, match="from its start"):
        source.seek(5)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        (b"../a.json", "unsafe_member_name"),
        (b"a/../../b", "unsafe_member_name"),
        (b"a\\..\\b", "unsafe_member_name"),
        (b"/etc/passwd", "unsafe_member_name"),
        (b"\\\\host\\share", "unsafe_member_name"),
        (b"C:/a.json", "unsafe_member_name"),
        (b"a.json\0.jpg", "unsafe_member_name"),
        (b"a\x1b[31m", "unsafe_member_name"),
        ("a\u202egnp.json".encode(), "unsafe_member_name"),
        (b"a" * 2000, "unsafe_member_name"),
        (b"", "unsafe_member_name"),
        (b"a..b/c...json", None),
        ("Capture d\u2019écran\u202f1.json".encode(), None),
    ],
)
def test_names_that_lead_elsewhere(name: bytes, reason: str | None) -> None:
    [(shown, found)] = problems(entry(name, b"{}"))
    assert found == reason
    assert shown.isprintable()
    assert len(shown) < 300


def test_members_that_are_not_read() -> None:
    link = entry(b"link", b"/etc/passwd", mode=0o120777)
    locked = entry(b"locked", b"?", flags=0x801)
    lzma = entry(b"lzma", b"?", method=14)
    twice = entry(b"twice", b"1"), entry(b"twice", b"2")
    assert problems(link, locked, lzma, *twice) == [
        ("link", "member_is_link"),
        ("locked", "encrypted_member"),
        ("lzma", "unsupported_compression"),
        ("twice", "duplicate_member"),
        ("twice", "duplicate_member"),
    ]


def test_a_member_that_its_own_header_denies() -> None:
    local, listed = entry(b"a.json", b"{}")
    for denied in (
        b"XX" + local[2:],
        local.replace(b"a.json", b"b.json"),
        local[:8] + b"\0\0" + local[10:],
    ):
        assert problems((denied, listed)) == [("a.json", "damaged_member")]


def test_damage_is_kept_to_its_member() -> None:
    good = entry(b"b", CONTENT)
    local, listed = entry(b"a", CONTENT)
    flipped = bytearray(local)
    flipped[-9] ^= 4
    other_crc = entry(b"a", CONTENT[::-1])[1]
    for bad in ((bytes(flipped), listed), (local, other_crc), (local[:-20] + bytes(20), listed)):
        archive = opened(assembled(bad, good))
        first, second = archive.members
        with pytest.raises(ContentError, match="member") as caught:
            content_of(archive, first)
        assert caught.value.reason_code == "damaged_member"
        assert content_of(archive, second) == CONTENT


def test_content_longer_than_stated_is_not_given() -> None:
    local, listed = entry(b"a", bytes(30 << 20))
    short = listed[:24] + (5).to_bytes(4, "little") + listed[28:]
    archive = opened(assembled((local, short)))
    with pytest.raises(ContentError):
        content_of(archive, archive.members[0])


def test_archives_that_are_cut_or_damaged() -> None:
    whole = zipped({"a": CONTENT, "b": CONTENT})
    assert refusal(whole[:-30]) == "truncated_zip"
    assert refusal(whole[: len(whole) // 2]) == "truncated_zip"
    directory = whole.index(b"PK\1\2")
    assert refusal(whole[:directory] + b"??" + whole[directory + 2 :]) == "damaged_zip"


def test_members_that_share_bytes() -> None:
    first, second = entry(b"a", bytes(9999)), entry(b"b", b"{}")
    assert refusal(assembled(first, second, offsets=[0, 0])) == "overlapping_members"
    assert refusal(assembled(first, second, offsets=[0, 20])) == "overlapping_members"


def test_too_many_members(monkeypatch: pytest.MonkeyPatch) -> None:
    content = zipped({str(number): b"" for number in range(9)})
    monkeypatch.setattr(archive_module, "MAX_MEMBERS", 8)
    assert refusal(content) == "too_many_members"
    monkeypatch.setattr(archive_module, "_DIRECTORY_BYTES", 400)
    assert refusal(content) == "too_many_members"


def test_a_member_that_is_held_is_bounded() -> None:
    archive = opened(zipped({"a": CONTENT}))
    assert archive.hold(archive.members[0], LIMITS).read() == CONTENT
    with pytest.raises(ContentError) as caught:
        archive.hold(archive.members[0], Limits(document_bytes=99))
    assert caught.value.reason_code == "member_too_long"


def test_bombs_cost_next_to_nothing() -> None:
    kernel_local, kernel = entry(b"0", bytes(200 << 20))
    quoted = assembled(
        (kernel_local, kernel), *((b"", entry(b"%d" % n, b"")[1]) for n in range(1, 20_000)),
        offsets=[0] * 20_000,
    )  # fmt: skip
    flat = zipped({str(n): bytes(64 << 20) for n in range(3)})
    start = process_time()
    tracemalloc.start()
    try:
        assert refusal(quoted) == "overlapping_members"
        assert refusal(flat) == "expands_too_far"
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert process_time() - start < 3  # tracing makes it several times slower
    assert peak < 100 << 20
