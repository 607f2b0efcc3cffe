"""Markup as a tree, under limits: nothing is fetched, no entity of a document type is expanded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from undertow.ingest.outcomes import Rejection

_BLOCKS = frozenset(
    "address article aside blockquote body dd div dl dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table td th tr ul br".split()
)
_UNSEEN = frozenset({"script", "style", "head", "template", "noscript"})
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_LINES = re.compile(r"\s*\n\s*")
_MAX_LINKS = 2_000


def xml_tree(raw: bytes) -> Any:
    """Return the root of an XML document given in UTF-8.

    Raises
    ------
    Rejection
        It is not well-formed, declares a document type (feeds have none, attacks do), or is nested
        or long beyond what is read.
    """
    parser = etree.XMLParser(
        encoding="utf-8",  # whatever the document declares: the bytes were decoded already
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=False,
    )
    try:
        root = etree.fromstring(raw, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Rejection("decode", "invalid_xml", "$", str(error)[:200]) from error
    if root.getroottree().docinfo.doctype:
        raise Rejection(
            "decode",
            "document_type",
            "$",
            "the document declares a document type, which is not read",
        )
    return root


def html_tree(markup: bytes | str) -> Any:
    """Return the root of an HTML document or fragment; of bytes, given in UTF-8.

    Raises
    ------
    Rejection
        It is empty, or nested or long beyond what is read: the rest of it would be lost.
    """
    raw = markup if isinstance(markup, bytes) else markup.encode("utf-8", "replace")
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(raw, parser)
    except (etree.LxmlError, ValueError) as error:
        raise Rejection("decode", "invalid_html", "$", str(error)[:200]) from error
    fatal = [entry.message for entry in parser.error_log if entry.level_name == "FATAL"]
    if root is None or fatal:
        message = fatal[0].strip()[:200] if fatal else "there is no markup"
        raise Rejection("decode", "invalid_html", "$", message)
    return root


def text_of(element: Any) -> str:
    """Return the text of an element as a reader sees it: a line a block, scripts left out.

    Works down the tree without recursion, in time linear in its size.
    """
    parts: list[str] = []
    n_unseen = 0
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        is_tag = isinstance(node.tag, str)
        name = node.tag.lower() if is_tag else ""
        if event == "start":
            n_unseen += name in _UNSEEN
            parts.append("\n" if name in _BLOCKS else "")
            if not n_unseen and node.text:
                parts.append(_BLANKS.sub(" ", node.text))
            continue
        if event == "end":
            n_unseen -= name in _UNSEEN
            parts.append("\n" if name in _BLOCKS else "")
        if node is not element and not n_unseen and node.tail:
            parts.append(_BLANKS.sub(" ", node.tail))
    return _LINES.sub("\n", "".join(parts)).strip()


def first(element: Any, tag: str, css_class: str) -> Any | None:
    """Return the first element with a tag and a class; None when there is none."""
    return next((e for e in element.iter(tag) if css_class in e.get("class", "").split()), None)


def links_in(element: Any, tag: str, attribute: str) -> Iterator[str]:
    """Yield where links or pictures lead, those on the web, at most 2,000."""
    found = (str(e.get(attribute) or "").strip() for e in element.iter(tag))
    web = (link for link in found if link.lower().startswith(("http://", "https://")))
    for _, link in zip(range(_MAX_LINKS), web, strict=False):
        yield link
