from __future__ import annotations

import time
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undertow.ingest.plain_text import clean, html_links, html_to_text

LINK = (
    '<a href="https://example.org/a/long/path?x=1&amp;y=2" rel="nofollow noopener" '
    'target="_blank"><span class="invisible">https://</span><span class="ellipsis">'
    'example.org/a/lo</span><span class="invisible">ng/path?x=1&amp;y=2</span></a>'
)
MENTION = (
    '<span class="h-card"><a href="https://m.example/@bo" class="u-url mention">@<span>bo</span>'
    "</a></span>"
)
TAG = '<a href="https://m.example/tags/tea" class="mention hashtag" rel="tag">#<span>tea</span></a>'


def test_a_post_as_mastodon_writes_it() -> None:
    markup = f"<p>One &amp;amp; two</p><p>See {LINK}<br>by {MENTION} {TAG}</p>"
    assert html_to_text(markup) == (
        "One &amp; two\nSee https://example.org/a/long/path?x=1&y=2\nby @bo #tea"
    )
    assert html_links(markup) == ["https://example.org/a/long/path?x=1&y=2"]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("I <3 you </3", "I <3 you </3"),
        ("a<b title='x>y' data=\"<i>\">c</b>", "ac"),
        ("a <!-- b > c --> d<!-- e", "a  d"),
        ("<!DOCTYPE html><?php x ?>y", "y"),
        ("<P>A</P>\n<DIV>B<DIV>C<BR/>D</DIV>", "A\n\nB\nC\nD"),
        ("<ul><li>x<li>y</ul>z", "x\ny\nz"),
        ("a<script>if (1<b && '\"</b>') x</script>b<STYLE>p{}</style >c", "abc"),
        ("a<script>never closed <p>b</p>", "a"),
        ("a <b never closed", "a <b never closed"),
        ('a <b title="never closed> c', 'a <b title="never closed> c'),
        ("&lt;b&gt;&#39;<b>&amp;</b>lt;", "<b>'&lt;"),
        ("<b><i><b><i>deep</b>", "deep"),
        ("", ""),
    ],
)
def test_what_a_reader_sees(markup: str, text: str) -> None:
    assert html_to_text(markup) == text


def test_links_that_lead_elsewhere() -> None:
    markup = (
        "<A HREF=https://a.example/x>1</A><a href='http://b.example' href='http://no.example'>2</a>"
        '<a href="javascript:alert(1)">3</a><a>4</a><a href="/in">5</a>'
        "<script>'<a href=\"https://no.example\">'</script><!-- <a href=https://no.example> -->"
        '<a title="<a href=https://no.example>" href = "https://c.example">6</a>'
        '<a href="https://no.example'
    )
    assert html_links(markup) == ["https://a.example/x", "http://b.example", "https://c.example"]


@pytest.mark.parametrize(
    "part",
    [
        "<",
        "<a ",
        '<a b="',
        "<a b=\" '<",
        "<!--",
        "<script>",
        '<a href="x"',
        "<p>",
        "<a =",
        "</",
        "=",
    ],
)
def test_hostile_markup_costs_no_more_than_its_length(part: str) -> None:
    markup = part * (200_000 // len(part))
    assert len(html_to_text(markup)) <= len(markup)
    assert html_links(markup) == []


MARKS = "\u0301\u0323\u0328\u0344\u0f73\u05b0\u0c4d\u3099\u20d0"


@given(st.text(st.sampled_from(MARKS + "ae\u1112\u1161\u11ab한\u00e9\u0958か")))
def test_a_text_in_order_is_the_same_text(text: str) -> None:
    # Long enough to be put in order first, which must not change what normal form C is.
    long = f"{'x' * 1_000}{text}"
    assert clean(long) == normalize("NFC", long)


@pytest.mark.parametrize("marks", ["\u0323\u0301", "\u0301\u0323", "\u0f73"])
def test_a_text_made_of_marks_costs_no_more_than_its_length(marks: str) -> None:
    begun = time.process_time()
    cleaned = clean("e" + marks * 150_000 + "\0")
    assert time.process_time() - begun < 5  # by moving mark past mark it is over a minute
    assert cleaned[0] in "eẹé"
