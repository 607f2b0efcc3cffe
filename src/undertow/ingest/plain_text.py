"""Text of a post as plain text: cleaned, without markup, and what it links to."""

from __future__ import annotations

import html
import re
from unicodedata import is_normalized, normalize

_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<br\s*/?>|</p\s*>", re.IGNORECASE)
_URL = re.compile(r"https?://[^\s<>\"'\[\]{}|\\^`]+", re.IGNORECASE)
_HASHTAG = re.compile(r"(?<![\w&/])[#＃](\w*[^\W\d_]\w*)")
_TRAILING = ".,;:!?…。，；：！？)）"


def clean(text: str) -> str:
    """Return ``text`` without NUL, in Unicode normal form C."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    text = text.replace("\0", "")
    return text if is_normalized("NFC", text) else normalize("NFC", text)


def unescape_once(text: str) -> str:
    """Decode HTML entities once; ``&amp;lt;`` was typed as ``&lt;`` and stays that."""
    return html.unescape(text) if "&" in text else text


def html_to_text(markup: str) -> str:
    """Return the text of a piece of HTML, line breaks kept, tags dropped, nothing rendered."""
    return unescape_once(_TAG.sub("", _BREAK.sub("\n", markup))).strip("\n")


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
