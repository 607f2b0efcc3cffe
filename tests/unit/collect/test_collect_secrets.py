"""Credentials stay out of texts in every form in which they may come back."""

from __future__ import annotations

import base64
import html
import json
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from fake_platforms import SECRET
from hypothesis import given
from hypothesis import strategies as st

from undertow.collect import Reddit, YouTube
from undertow.collect.secrets import Secrets, credential
from undertow.errors import InputError

VALUES = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=8, max_size=40)


@given(VALUES, st.text(max_size=20), st.text(max_size=20))
def test_found_and_removed_in_every_form(value: str, before: str, after: str) -> None:
    secrets = Secrets([value])
    for form in (value, quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]):
        text = before + form + after
        assert secrets.is_in(text)
        assert secrets.is_in(text.encode("utf-8", "replace"))
        assert value not in secrets.removed_from(form)


@given(VALUES, st.binary(max_size=20), st.binary(max_size=20))
def test_found_inside_base64(value: str, before: bytes, after: bytes) -> None:
    assert Secrets([value]).is_in(base64.b64encode(before + value.encode() + after))


CODED = {
    "hex": lambda text: text.encode().hex(),
    "HEX": lambda text: text.encode().hex().upper(),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "url-safe base64": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 in lines": lambda text: base64.encodebytes(text.encode() * 4).decode(),
}
ESCAPED = {
    "named entities": lambda text: html.escape(text).replace("/", "&sol;"),
    "decimal entities": lambda text: "".join(f"&#{ord(char)};" for char in text),
    "hex entities": lambda text: "".join(f"&#x{ord(char):X};" for char in text),
    "percent": lambda text: "".join(f"%{ord(char):02x}" for char in text),
    "JSON": lambda text: "".join(f"\\u{ord(char):04x}" for char in text),
    "JSON solidus": lambda text: text.replace("/", "\\/"),
    "script": lambda text: "".join(f"\\x{ord(char):02x}" for char in text),
}


@pytest.mark.parametrize("outer", [None, *ESCAPED.values()], ids=["", *ESCAPED])
@pytest.mark.parametrize(
    "inner", [None, *CODED.values(), *ESCAPED.values()], ids=["", *CODED, *ESCAPED]
)
@pytest.mark.parametrize("value", [SECRET, "back\\u0041&amp;%41<slash>", "+/+/+/+/?>?>"])
def test_found_in_a_coding_within_another(value: str, inner: Any, outer: Any) -> None:
    text = inner(value) if inner else value
    text = outer(text) if outer else text
    assert Secrets([value]).is_in(f"you sent: {text}.".encode())
    assert Secrets([value]).is_in(f"you sent: {text}.")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("text", [SECRET, json.dumps(SECRET), html.escape(SECRET)])
def test_found_in_wide_characters(encoding: str, text: str) -> None:
    assert Secrets([SECRET]).is_in(f"<p>é {text}".encode(encoding))


def test_other_texts_are_left_alone() -> None:
    secrets = Secrets([SECRET])
    assert not secrets.is_in(b'{"items": []}')
    assert secrets.removed_from("commentsDisabled") == "commentsDisabled"


def test_nothing_shows_a_secret() -> None:
    environ = {name: SECRET for name in ("YOUTUBE_API_KEY", "REDDIT_CLIENT_ID")}
    environ["REDDIT_CLIENT_SECRET"] = SECRET
    for source in (YouTube(("a" * 11,)), Reddit(("abc",))):
        assert SECRET not in repr(source.access(environ))
        assert SECRET not in repr(source)


@pytest.mark.parametrize("value", ["short", "with\nline feed", "é" * 20])
def test_what_is_no_credential_is_refused_without_showing_it(value: str) -> None:
    with pytest.raises(InputError, match="YOUTUBE_API_KEY: this is no credential") as caught:
        credential({"YOUTUBE_API_KEY": value}, "YOUTUBE_API_KEY")
    assert value not in str(caught.value)


def test_missing_credential_says_which() -> None:
    with pytest.raises(InputError, match="YOUTUBE_API_KEY is not set"):
        YouTube(("a" * 11,)).access({})
