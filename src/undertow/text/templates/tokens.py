"""Texts as what a template keeps or fills in: words, handles, links, tags, numbers."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from undertow.text.canonical import visible
from undertow.text.chinese import to_simplified
from undertow.text.confusables import fold_confusables

# A link ends where Han text goes on, and before the punctuation of its sentence; a Han character is
# a token of its own.
_HAN = "\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"(?:https?://|www\.)[^\s{_HAN}\u3000-\u303f]*[^\s{_HAN}\u3000-\u303f.,;:!?'’\")\]]"
    r"|@[\w.\-]*\w"
    r"|#\w+"
    rf"|[{_HAN}]"
    rf"|[^\W{_HAN}]+(?:['’.\-][^\W{_HAN}]+)*"
)


def tokens_of(texts: pa.Array) -> list[tuple[str, ...]]:
    """Return the tokens of each text.

    Parameters
    ----------
    texts : Arrow string array
        Texts as published.

    Returns
    -------
    list of tuple of str
        Lower case, simplified characters, look-alike letters folded; punctuation and emoji left
        out. Links, handles and tags are whole.
    """
    plain = to_simplified(pc.utf8_lower(fold_confusables(visible(texts))))
    return [tuple(_TOKEN.findall(text)) for text in plain.to_pylist()]


def kind_of(token: str) -> str:
    """Return ``url``, ``handle``, ``hashtag``, ``number`` or ``word``."""
    if token.startswith("@"):
        return "handle"
    if token.startswith("#"):
        return "hashtag"
    if token.startswith(("http://", "https://", "www.")):
        return "url"
    return "number" if token.replace(".", "").isdigit() else "word"


def joined(tokens: tuple[str, ...] | list[str]) -> str:
    """Return tokens as text: no space between Han characters."""
    return re.sub(rf"(?<=[{_HAN}]) (?=[{_HAN}])", "", " ".join(tokens))
