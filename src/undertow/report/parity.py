"""Whether two editions of a report say the same: claims, numbers, levels, sections.

The check reads the finished pages, so it also finds what a translator, a template or a hand that
edited a file has changed. An edition that differs, or is missing, is not fit for release.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

import lxml.html

from undertow.errors import VerificationError
from undertow.wording import LANGUAGES
from undertow.wording.graded import months, numbers, terms

_BLOCKS: Final = frozenset(
    "p li dt dd h1 h2 h3 th td caption figcaption blockquote code svg summary title".split()
)
_MOST_NAMED: Final = 5


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that one edition says otherwise than another.

    Attributes
    ----------
    where : str
        Claim or section.
    what : str
        ``language``, ``section``, ``claim``, ``number`` or ``level``.
    detail : str
    """

    where: str
    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Block:
    where: str
    shape: str
    claims: tuple[str, ...]
    text: str
    is_quoted: bool
    is_explaining: bool
    is_picture: bool


def differences(pages: Mapping[str, str]) -> Iterator[Difference]:
    """Yield what the editions of a report say otherwise.

    Parameters
    ----------
    pages : mapping
        Language -> page.
    """
    missing = [language for language in LANGUAGES if language not in pages]
    for language in missing:
        yield Difference("report", "language", f"there is no edition in {language}")
    if missing:
        return
    first, *others = LANGUAGES
    own = _blocks(pages[first])
    for language in others:
        for left, right in zip_longest(own, _blocks(pages[language])):
            if left is None or right is None or left.shape != right.shape:
                found = left or right
                if found is not None:
                    yield Difference(found.where, "section", f"is not in both {first}, {language}")
                return  # what follows no longer stands side by side
            yield from _between(left, right, first, language)


def require_parity(pages: Mapping[str, str]) -> None:
    """Raise unless the editions of a report say the same.

    Parameters
    ----------
    pages : mapping
        Language -> page.

    Raises
    ------
    VerificationError
        They do not, or one is missing; names the first few places.
    """
    found = list(differences(pages))
    if found:
        named = "; ".join(f"{d.where}: {d.what} ({d.detail})" for d in found[:_MOST_NAMED])
        raise VerificationError(
            f"the editions differ in {len(found)} places: {named}. Run `undertow report --lang "
            "both` again, and do not edit one edition by hand"
        )


def _between(left: _Block, right: _Block, first: str, second: str) -> Iterator[Difference]:
    if left.claims != right.claims:
        yield Difference(left.where, "claim", f"{left.claims} and {right.claims}")
    if left.is_quoted:
        if left.text != right.text:
            yield Difference(left.where, "section", "a quotation is not the same")
        return
    said = numbers(left.text, first), numbers(right.text, second)
    if said[0] != said[1]:
        ours, theirs = (", ".join(own) for own in said)
        yield Difference(left.where, "number", f"{ours} and {theirs}")
    if not left.is_picture and months(left.text, first) != months(right.text, second):
        yield Difference(left.where, "number", "months")
    graded = terms(left.text, first), terms(right.text, second)
    if left.is_explaining:  # each language has its own synonyms to explain
        graded = sorted({*graded[0]}), sorted({*graded[1]})
    if graded[0] != graded[1]:
        yield Difference(left.where, "level", f"{graded[0]} and {graded[1]}")


def _blocks(page: str) -> list[_Block]:
    """Return the smallest parts of a page that hold text, in order."""
    root = lxml.html.document_fromstring(page)
    found: list[_Block] = []
    section = "head"
    for element in root.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag == "section":
            section = element.get("id", section)
        if element.tag not in _BLOCKS or _is_inside(element, "svg"):
            continue
        if element.tag != "svg" and any(
            child.tag in _BLOCKS for child in element.iterdescendants()
        ):
            continue
        claims = tuple(
            href.removeprefix("#evidence-")
            for href in element.xpath(".//a/@href")
            if href.startswith("#evidence-")
        )
        found.append(
            _Block(
                claims[0] if claims else section,
                f"{section}/{element.tag}",
                claims,
                _text_of(element),
                element.tag in ("blockquote", "code"),
                section == "terms",
                element.tag == "svg",
            )
        )
    return found


def _text_of(element: lxml.html.HtmlElement) -> str:
    """Return the text of a block without the number of its section."""
    numbered = element.xpath("string(./span[@class='no'])")
    return str(element.text_content()).removeprefix(numbered)


def _is_inside(element: lxml.html.HtmlElement, tag: str) -> bool:
    return any(parent.tag == tag for parent in element.iterancestors())
