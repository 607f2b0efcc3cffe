"""Files of published indicators."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from undertow.attribution.knowledge.observable import Kind, Observable
from undertow.attribution.knowledge.published import PublishedRow, read_published
from undertow.errors import InputError

DATA = Path(os.environ.get("UNDERTOW_DATA", Path(__file__).parents[4] / "shared" / "data"))
FORMER = "indicator_type,indicator_value,comment,ds\n"
X, SITE = "0.9.4 Acquiring X / Twitter accounts", "0.6.2 Acquiring domains"


def rows(text: str, encoding: str = "utf-8") -> list[PublishedRow]:
    return read_published(text.encode(encoding))


def values(found: list[PublishedRow]) -> list[str]:
    return [observable.value for row in found for observable in row.observables]


@pytest.mark.parametrize(
    "header",
    [
        "Tactic,Technique,Procedure,Indicator",
        "Tactic ,Technique,Procedure,Indicator,Notes",
        "\ufeffTactic,Technique,Procedure,Indicator,Comments",
        "tactic,technique,procedure,indicator,Note",
    ],
)
def test_every_header_of_the_kill_chain_is_read(header: str) -> None:
    line = f"0. Acquiring assets,0.6 Acquiring domains,{SITE},evil[.]example"
    remark = ",a remark" if header.count(",") == 4 else ""
    found = rows(f"{header}\n{line}{remark}\n")
    assert values(found) == ["evil.example"]
    assert found[0].note == remark.removeprefix(",")
    assert (found[0].place, found[0].procedure) == (2, SITE)


def test_what_is_left_out_is_as_above() -> None:
    head = "Tactic,Technique,Procedure,Indicator\n"
    found = rows(f"{head}0. A,0.9 B,{X},@one\n,,,@two\n,,{SITE},@three\n,,,\n")
    assert [row.procedure for row in found] == [X, X, SITE]
    assert found[1].observables == (Observable(Kind.ACCOUNT, "two", "x"),)
    assert found[2].observables == ()


@pytest.mark.parametrize(
    "procedure",
    [
        "1.5.1 Impersonating news website",
        "5.4.1 Copying authentic news articles",
        "7.4.1 Hiring freelance content creators",
        "7.6.1 Posting negative content about named individuals",
        "8.2.1 Defacing websites",
        "2.2.1 Monitoring breaking news",
        "0.1.1 Acquiring proxy IP addresses",
        "0.9.9 Repurposing compromised accounts",
        "1.1.1 Copying profile pictures",
        "1.4.1 Impersonating researcher",
        "5.1.1 Privacy protecting website registrations",
        "6.1.2 Posting copied content",
        "7.8.1 Tagging individuals",
        "Impersonating news website",
    ],
)
def test_victims_are_no_indicators(procedure: str) -> None:
    found = rows(f"Tactic,Technique,Procedure,Indicator\nT,T,{procedure},https://paper.example\n")
    assert found[0].observables == ()
    assert "impersonated" in found[0].reason


def test_a_page_that_was_commented_on_is_no_indicator() -> None:
    cell = "https://paper.example/explainers/a [comment]"
    found = rows(
        "Tactic,Technique,Procedure,Indicator\n"
        f"T,T,0.9.8 Acquiring accounts on online forums,{cell}\n"
    )
    assert found[0].observables == ()
    assert "commented" in found[0].reason


def test_remarks_are_no_headlines() -> None:
    remark = "Posting identical articles to multiple websites run by the operation"
    found = rows(f"Tactic,Technique,Procedure,Indicator\nT,T,6.1.1 Posting on sites,{remark}\n")
    assert found[0].observables == ()


@pytest.mark.parametrize("start", ["\n\n", "\ufeff", ""])
def test_semicolons_and_blank_lines(start: str) -> None:
    text = f"{start}Tactic;Technique;Procedure;Indicator\nT;T;{SITE};evil[.]example\n"
    assert values(rows(text)) == ["evil.example"]
    assert values(rows(text.removeprefix("\ufeff"), "utf-16")) == ["evil.example"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('Tactic,Technique,Procedure,Indicator\nT,T,P,"open\nT,T,P,b\n', "end of data"),
        ("Tactic,Technique,Procedure,Indicator,Indicator\n", "twice"),
        ("Tactic,Technique\r0. A,0.6\r", "none of the known"),
    ],
)
def test_damaged_tables_are_named(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        rows(text)


def test_headlines_are_texts_and_hashtags_of_everybody_are_nothing() -> None:
    headline = "The rising cost of nothing in Nowhere, a report"
    found = rows(
        "Tactic,Technique,Procedure,Indicator\n"
        f'T,T,6.1.3 Posting original content on blogs,"{headline}"\n'
        "T,T,6.3.1 Posting common or generic hashtags,#News\n"
    )
    assert [row.observables for row in found] == [(Observable(Kind.TEXT, headline),), ()]


def test_the_former_header_is_read() -> None:
    found = rows(
        f"{FORMER}domain_name,evil.example,Some net,2022-04-07\n"
        "telegram_url,https://t.me/chan,,2022-04-07\n"
        f"md5,{'a' * 32},malware,2022-04-07\nip_address,1.2.3.4,,2022-04-07\n"
    )
    assert values(found) == ["evil.example", "chan", "a" * 32]
    assert found[3].reason


def test_other_encodings_and_cells_of_several_lines() -> None:
    head = "Tactic,Technique,Procedure,Indicator,Notes\n"
    text = f'{head}T,T,{SITE},"evil[.]example \n",réseau\n'
    found = rows(text, "cp1252")
    assert (values(found), found[0].note) == (["evil.example"], "réseau")


# Named in the files as registrar, mail provider, copied site or labour market, or as a victim.
OTHERS = {"privacyprotect.org", "titan.email", "point.md", "freelancer.com", "namecheap.com"}


def test_what_meta_published() -> None:
    files = sorted((DATA / "indicators" / "meta_threat_research").glob("*.csv"))
    if not files:
        pytest.skip(f"{DATA / 'indicators'} is not here")
    found = [row for file in files for row in read_published(file.read_bytes())]
    kinds = Counter(o.kind for row in found for o in row.observables)
    assert kinds[Kind.DOMAIN] > 6000
    assert kinds[Kind.ACCOUNT] > 600
    assert kinds[Kind.TEXT] > 200
    assert not OTHERS & {*values(found)}
    assert all(bool(row.observables) != bool(row.reason) for row in found)


def bundle(*objects: dict[str, Any]) -> bytes:
    return json.dumps({"type": "bundle", "id": "bundle--1", "objects": objects}).encode()


def test_stix_targets_and_benign_things_are_left_out() -> None:
    found = read_published(
        bundle(
            {"type": "user-account", "id": "a", "account_type": "twitter", "account_login": "mp"},
            {"type": "relationship", "relationship_type": "targets", "target_ref": "a"},
            {
                "type": "indicator",
                "pattern_type": "stix",
                "pattern": "[url:value = 'https://good.example/a']",
                "indicator_types": ["benign"],
            },
        )
    )
    assert [(row.observables, bool(row.reason)) for row in found] == [((), True), ((), True)]


def test_stix_accounts_as_others_write_them() -> None:
    two = (
        "[user-account:account_type = 'twitter' AND user-account:account_login = 'bob'] OR "
        "[user-account:account_type = 'facebook' AND user-account:account_login = 'ann']"
    )
    many = "[domain-name:value IN ('a.example', 'b.example')]"
    account_ = {"type": "user-account"}
    found = read_published(
        bundle(
            {"type": "indicator", "pattern_type": "stix", "pattern": two},
            {"type": "indicator", "pattern_type": "stix", "pattern": many},
            account_ | {"account_type": "twitter-id", "user_id": 77, "account_login": "Bob"},
            account_ | {"account_type": "unix", "account_login": "root"},
            account_ | {"account_type": "twitter", "account_login": "https://twitter.com/Cy"},
            account_ | {"account_type": "twitter", "account_login": "Bob Smith\x1b[31m"},
            {
                "type": "observed-data",
                "objects": {"0": {"type": "url", "value": "https://o.example/a"}},
            },
        )
    )
    assert [[(o.kind.value, o.value, o.platform) for o in row.observables] for row in found] == [
        [("account", "bob", "x"), ("account", "ann", "facebook")],
        [("domain", "a.example", ""), ("domain", "b.example", "")],
        [("account", "bob", "x"), ("account_id", "77", "x")],
        [],
        [("account", "cy", "x")],
        [],
        [("link", "o.example/a", "")],
    ]


def test_stix_objects_and_patterns() -> None:
    pattern = (
        "[url:value = 'https://evil.example/x?utm_source=1'] OR [domain-name:value = 'e.example'] "
        "OR [user-account:account_type = 'twitter' AND user-account:account_login = 'Bob'] "
        "OR [domain-name:value LIKE 'good%']"
    )
    found = read_published(
        bundle(
            {"type": "identity", "name": "somebody"},
            {"type": "indicator", "pattern_type": "stix", "pattern": pattern, "name": "n"},
            {"type": "user-account", "account_type": "facebook", "user_id": "123"},
            {"type": "file", "hashes": {"MD5": "A" * 32}},
            {"type": "domain-name", "value": "old.example", "revoked": True},
            {"type": "indicator", "pattern_type": "stix", "pattern": "[[["},
            {"type": "indicator", "pattern_type": "sigma", "pattern": pattern},
        )
    )
    assert found[0].observables == (
        Observable(Kind.LINK, "evil.example/x"),
        Observable(Kind.DOMAIN, "e.example"),
        Observable(Kind.ACCOUNT, "bob", "x"),
    )
    assert values(found[1:]) == ["123", "a" * 32]
    assert [row.place for row in found] == [2, 3, 4, 5, 6, 7]
    assert [bool(row.reason) for row in found] == [False, False, False, True, True, True]


PDQ = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22"


def test_hashes_of_pictures_are_told_by_what_the_source_calls_them() -> None:
    frames = [f"{PDQ},100,0.000", f"{PDQ},90,1.000", f"{'0' * 64},3,2.000"]
    found = read_published(
        bundle(
            {"type": "file", "hashes": {"PDQ": PDQ.upper(), "SHA-256": "1" * 64}},
            {"type": "file", "hashes": {"x_vpdq": json.dumps(frames)}},
            {"type": "file", "hashes": {"pdq": "short"}},
            {
                "type": "indicator",
                "pattern_type": "stix",
                "pattern": f"[file:hashes.PDQ = '{PDQ}' OR file:hashes.MD5 = '{'2' * 32}']",
            },
        )
    )
    picture = Observable(Kind.PICTURE, PDQ)
    assert found[0].observables == (picture, Observable(Kind.FILE, "1" * 64))
    assert found[1].observables == (picture,)
    assert found[2].reason
    assert set(found[3].observables) == {picture, Observable(Kind.FILE, "2" * 32)}


def test_hashes_of_pictures_in_csv() -> None:
    former = f"indicator_type,indicator_value,comment,ds\nphoto_pdq,{PDQ},c,d\nsha256,{PDQ},c,d\n"
    rows = read_published(former.encode())
    assert [row.observables[0].kind for row in rows] == [Kind.PICTURE, Kind.FILE]
    chain = f"Tactic,Technique,Procedure,Indicator\nT,T,6.1.1 PDQ hashes of memes,{PDQ}\n"
    assert read_published(chain.encode())[0].observables == (Observable(Kind.PICTURE, PDQ),)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a,b\n1,2\n",
        b"{",
        b'{"type": "bundle"}',
        b'{"type": "bundle", "objects": 3}',
        b"[" * 100_000,
        b"\x00\xff" * 50,
    ],
)
def test_other_files_say_what_is_wrong(content: bytes) -> None:
    with pytest.raises(InputError):
        read_published(content)
