"""A surname in a text, and the title beside it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from undertow.targets.gazetteer import Kind
from undertow.targets.surroundings import JOINT, LeftWord, capitals_inform, words_before
from undertow.targets.titles import OFFICES, PERSONAL_TITLES, RIGHT_TITLE

CONTEXTS = (
    "full_name",
    "alias",
    "initials",
    "honorific",
    "riding",
    "party",
    "province",
    "given_name",
    "hashtag",
    "surname",
    "thread",
)
"""What made a name count, from the strongest; ``thread`` counts only in an official's thread."""


_PARTY_STEMS = (
    "liberal",
    "conservat",
    "bloquiste",
    "neo",
    "vert",
    "independ",
    "ndp",
    "npd",
    "green",
)
_PLURAL_OFFICES = frozenset({"mps", "deputes", "deputees", "ministers", "ministres", "members"})


@dataclass(frozen=True, slots=True)
class Found:
    """An official named in a text."""

    official: int
    form: str
    context: str


class Mention:
    """A surname in a text, with what stands around it."""

    def __init__(self, text: str, lower: str, span: tuple[int, int], kind: Kind) -> None:
        self.text, self.lower, self.kind = text, lower, kind
        self.start, self.end = span
        self.left = words_before(text, self.start)
        self.written = text[self.start : self.end]

    @property
    def form(self) -> str:
        """Return the surname as it stands, folded, in lower case."""
        return self.lower[self.start : self.end]

    @cached_property
    def is_capital(self) -> bool:
        """Return whether it has a capital."""
        return any(char.isupper() for char in self.written)

    @cached_property
    def is_shouted(self) -> bool:
        """Return whether it is in capitals only."""
        return self.written.isupper() and len(self.written) > 1

    @cached_property
    def capitals_inform(self) -> bool:
        """Return whether the capitals of the text mean names."""
        return capitals_inform(self.text, self.start, self.end)

    @cached_property
    def is_tag(self) -> bool:
        """Return whether it is a word of a hashtag."""
        return self.text[self.start - 1 : self.start] in ("#", JOINT)

    @cached_property
    def title(self) -> str:
        """Return ``personal``, ``office`` or nothing: what stands directly beside the surname."""
        left = self.left
        if left:
            word = left[0]
            if is_personal(word):
                return "personal"
            if run_of_initials(left) in OFFICES:
                return "office"
            if word.plain in OFFICES and not (self.kind is Kind.WORD and word.plain == "deputy"):
                return "office"
            if len(left) > 1 and left[1].plain in OFFICES and word.plain.startswith(_PARTY_STEMS):
                return "office"
            if word.plain in ("and", "et") and any(w.plain in _PLURAL_OFFICES for w in left[1:]):
                return "office"
        return "office" if RIGHT_TITLE.match(self.text, self.end) else ""


def run_of_initials(left: list[LeftWord]) -> str:
    """Return the initials directly before a surname, as one lower-case string."""
    if left and 1 < len(left[0].plain) <= 3 and left[0].written.isupper():
        return left[0].plain
    run = ""
    for word in left:
        if not word.is_initial:
            break
        run = word.plain + run
    return run


def is_personal(word: LeftWord) -> bool:
    """Return whether a word is a title of a person: ``M.``, ``Ms``, ``Hon.``."""
    if word.plain in ("m", "me"):
        return word.has_dot if word.plain == "m" else word.written == "Me"
    return word.plain in PERSONAL_TITLES
