"""What a published cell names."""

from __future__ import annotations

import pytest

from undertow.attribution.knowledge.observable import Kind, Observable, read_observables, read_text


def account(value: str, platform: str) -> Observable:
    return Observable(Kind.ACCOUNT, value, platform)


def ident(value: str, platform: str) -> Observable:
    return Observable(Kind.ACCOUNT_ID, value, platform)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("hxxps://twitter[.]com/BoltinMich2800", account("boltinmich2800", "x")),
        ("https[:]//x.com/a_b?s=20", account("a_b", "x")),
        ("https://twitter.com/a/status/17?s=1", Observable(Kind.POST, "17", "x")),
        ("https://medium[.]com/@somebody", account("somebody", "medium")),
        ("somebody.medium.com", account("somebody", "medium")),
        ("https://www[.]youtube[.]com/@Some.Body", account("some.body", "youtube")),
        ("https://m.youtube.com/channel/UCa-B_1", ident("UCa-B_1", "youtube")),
        ("https://youtu.be/FXCzsTm4GHU", Observable(Kind.POST, "FXCzsTm4GHU", "youtube")),
        ("www.youtube[.]com/watch?v=FXC&t=2s", Observable(Kind.POST, "FXC", "youtube")),
        ("https://www.facebook.com/profile.php?id=1234", ident("1234", "facebook")),
        ("facebook.com/people/Some-Body/100012345678", ident("100012345678", "facebook")),
        ("https://fr-fr.facebook.com/some.page/", account("some.page", "facebook")),
        ("https://www[.]reddit[.]com/user/Run-Jazz/", account("run-jazz", "reddit")),
        ("https://t{.}me/s/channel1", account("channel1", "telegram")),
        ("www[.]tiktok[.]com/@who/video/123", Observable(Kind.POST, "123", "tiktok")),
        ("youtube.com/@M%C4%83tu", account("mătu", "youtube")),
        ("https://x.com/i/user/12345", ident("12345", "x")),
        ("https://x.com/i/web/status/77", Observable(Kind.POST, "77", "x")),
        ("https://bsky.app/profile/did:plc:abc", ident("did:plc:abc", "bluesky")),
        ("bücher.example", Observable(Kind.DOMAIN, "xn--bcher-kva.example")),
        ("https://EVIL.example.:8080/", Observable(Kind.DOMAIN, "evil.example")),
        ("evil[.]example", Observable(Kind.DOMAIN, "evil.example")),
        ("https://www.Evil.example/", Observable(Kind.DOMAIN, "evil.example")),
        ("team.com", Observable(Kind.DOMAIN, "team.com")),
        ("evil(dot)example (a copy of a paper)", Observable(Kind.DOMAIN, "evil.example")),
        (
            "http://evil.example/a/B?utm_source=x&id=1#top",
            Observable(Kind.LINK, "evil.example/a/B?id=1"),
        ),
        ("#SomeTag", Observable(Kind.HASHTAG, "sometag")),
        ("A" * 64, Observable(Kind.FILE, "a" * 64)),
    ],
)
def test_a_cell_names_one_thing(cell: str, found: Observable) -> None:
    assert read_observables(cell) == [found]


@pytest.mark.parametrize(
    "cell",
    [
        "7,704 Facebook accounts",
        "info[at]evil[.]example, hosted with Mail.example service",
        "Registering domains with registrar[.]example",
        "The truth about #SomeTag and https://paper.example/a",
        "facebook.com",
        "co[.]uk",
        "gc[.]ca",
        "blogspot.co.uk",
        "t.co",
        "google.ca",
        "wixsite.com",
        "report.pdf",
        "index.php",
        "nter-olympics_21.html",
        "https://x.com/search?q=a",
        "\ud800",
        "https://e.example/" + "/" * 50_000 + "x",
        " " * 50_000,
        "https://twitter.com/hashtag/SomeTag",
        "45[.]141[.]152[.]19",
        "@somebody",
        "v1.2",
        "",
        "http://[::1",
    ],
)
def test_what_names_nothing_or_somebody_else_is_left_out(cell: str) -> None:
    assert read_observables(cell) == []


@pytest.mark.parametrize(
    "cell", ["https://www.facebook.com/groups/123", "https://t.me/joinchat/AAAA"]
)
def test_a_group_is_a_link(cell: str) -> None:
    assert [found.kind for found in read_observables(cell)] == [Kind.LINK]


def test_handles_need_a_platform_and_a_cell_may_hold_several() -> None:
    assert read_observables("@One, @two", "x") == [account("one", "x"), account("two", "x")]
    assert [o.value for o in read_observables("a[.]example; b[.]example\nc[.]example")] == [
        "a.example",
        "b.example",
        "c.example",
    ]


@pytest.mark.parametrize(
    ("cell", "is_text"),
    [
        ("The rising cost of nothing in the town of Nowhere", True),
        ("Reportage", False),
        ("关于无名镇物价上涨的真实情况报告", True),
        ("无名镇", False),
    ],
)
def test_a_text_must_be_long_enough_to_tell(cell: str, is_text: bool) -> None:
    assert bool(read_text(cell)) is is_text


@pytest.mark.parametrize(
    "address",
    [
        "pic.twitter.com/AbCdEf",
        "https://help.x.com/en",
        "https://developers.facebook.com/docs",
        "https://l.facebook.com/l.php?u=1",
        "https://www.facebook.com/sharer.php",
        "https://x.com/messages",
        "https://t.me/c/123/89",
        "https://policy.medium.com/rules",
        "https://vk.com/video",
        "https://weibo.com/login.php",
    ],
)
def test_pages_of_a_platform_are_no_accounts(address: str) -> None:
    kinds = {found.kind for found in read_observables(address)}
    assert not kinds & {Kind.ACCOUNT, Kind.ACCOUNT_ID}
