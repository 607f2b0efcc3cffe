"""Text of a post as plain text: cleaned, without markup, and what it links to."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import groupby
from unicodedata import combining, is_normalized, normalize

# Every alternative can always be finished and possessive quantifiers never go back, so that markup
# made to be hard to read costs no more than its length.
_MARKUP = re.compile(
    r"<!--(?P<comment>.*?)(?:-->|\Z)"
    r"|<[!?][^>]*+(?:>|\Z)"
    r"|<(?P<close>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"(?P<attributes>(?:[^>=]|=\s*+(?:\"[^\"]*+\"?|'[^']*+'?)?+)*+)(?P<end>>?)",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(
    r"([^\s/>=]++)\s*+=\s*+(?:\"([^\"]*+)\"?|'([^']*+)'?|([^\s>]++))", re.DOTALL
)
_LONG_CHARS = 1_000
_UNSEEN = frozenset({"script", "style", "template", "title", "noscript", "iframe"})
_BLOCKS = frozenset(
    {
        *("p", "div", "li", "ul", "ol", "blockquote", "pre", "hr", "tr", "table", "section"),
        *("article", "figure", "figcaption", "header", "footer"),
        *("h1", "h2", "h3", "h4", "h5", "h6"),
    }
)
_INNER_LINKS = frozenset({"mention", "hashtag", "tag"})
_URL = re.compile(r"https?://[^\s<>\"'\[\]{}|\\^`]+", re.IGNORECASE)
_HASHTAG = re.compile(r"(?<![\w&/])[#＃](\w*[^\W\d_]\w*)")
_TRAILING = ".,;:!?…。，；：！？)）"


def clean(text: str) -> str:
    """Return ``text`` without NUL, in Unicode normal form C."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    text = text.replace("\0", "")
    if is_normalized("NFC", text):
        return text
    return normalize("NFC", text if len(text) <= _LONG_CHARS else _in_order(text))


def _in_order(text: str) -> str:
    """Return an equivalent text, decomposed, whose combining marks are in canonical order.

    ``normalize`` sorts marks by moving each past those before it, which takes minutes for a text
    made of them.
    """
    decomposed = "".join(normalize("NFD", character) for character in text)
    runs = groupby(decomposed, key=lambda character: combining(character) > 0)
    return "".join(
        "".join(sorted(run, key=combining) if is_marks else run) for is_marks, run in runs
    )


def unescape_once(text: str) -> str:
    """Decode HTML entities once; ``&amp;lt;`` was typed as ``&lt;`` and stays that."""
    return html.unescape(text) if "&" in text else text


def html_to_text(markup: str) -> str:
    """Return the text of a piece of HTML: what a reader sees, with line breaks and without tags.

    Parameters
    ----------
    markup : str
        Markup of any origin; it is read, never rendered.

    Returns
    -------
    str
        Entities are decoded once. A line ends at ``<br>`` and where a paragraph, list item or
        other block begins or ends. Comments, scripts and styles are left out. A ``<`` that opens
        no tag, and all from a tag that is never closed, is text.

    Notes
    -----
    Linear in the length of the markup.
    """
    text: list[str] = []
    for piece, match in _cut(markup):
        if piece:
            text.append(unescape_once(piece))
        tag = match["name"].lower() if match and match["name"] else None
        if tag == "br" or (tag in _BLOCKS and text and not text[-1].endswith("\n")):
            text.append("\n")
    return "".join(text).strip("\n")


def html_links(markup: str) -> list[str]:
    """Return where the links in a piece of HTML lead, in order, however their text is shortened.

    Links of a mention or hashtag lead inside the platform and are left out (classes ``mention``
    and ``hashtag``, relation ``tag``), and so are addresses that are not ``http`` or ``https``.
    """
    links = []
    for _, match in _cut(markup):
        if match and match["name"] and match["name"].lower() == "a" and not match["close"]:
            attributes = _attributes(match["attributes"])
            marks = f"{attributes.get('class', '')} {attributes.get('rel', '')}".lower().split()
            href = attributes.get("href", "").strip()
            is_web = href.lower().startswith(("http://", "https://"))
            if is_web and _INNER_LINKS.isdisjoint(marks):
                links.append(href)
    return links


def _cut(markup: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    """Yield the text before each tag or comment, with what was found; at last what follows."""
    position = 0
    while match := _MARKUP.search(markup, position):
        if match["name"] and not match["end"]:
            break
        yield markup[position : match.start()], match
        position = match.end()
        name = (match["name"] or "").lower()
        if name in _UNSEEN and not match["close"]:
            # Inside a script nothing is markup but its own end.
            closing = re.compile(f"</{name}", re.IGNORECASE).search(markup, position)
            position = closing.start() if closing else len(markup)
    yield markup[position:], None


def _attributes(source: str) -> dict[str, str]:
    """Return the attributes of a tag; of one that is given twice the first counts."""
    attributes: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(source):
        attributes.setdefault(name.lower(), unescape_once(double or single or bare))
    return attributes


def find_urls(text: str) -> list[str]:
    """Return the links in a plain text, in order, without the punctuation that follows them."""
    if "://" not in text:
        return []
    urls = []
    for url in _URL.findall(text):
        bare = url.rstrip(_TRAILING)
        # A bracket belongs to the link when the link opened it: .../Coup_(film)
        is_balanced = "(" in bare and url[len(bare) : len(bare) + 1] == ")"
        urls.append(f"{bare})" if is_balanced else bare)
    return urls


def find_hashtags(text: str) -> list[str]:
    """Return the hashtags in a plain text, in order, without their mark."""
    return _HASHTAG.findall(text) if "#" in text or "＃" in text else []
