"""Reading frames from a text: sentences, names, rules, and every reason not to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from undertow.narratives.frames.chinese import CHINESE, TO_SIMPLIFIED
from undertow.narratives.frames.english import ENGLISH
from undertow.narratives.frames.frame import FIRST_NAME, NAME, Frame, Language, Party, Rule
from undertow.narratives.frames.french import FRENCH
from undertow.narratives.frames.names import Masked, Names

ACTS: Mapping[str, Language] = {"en": ENGLISH, "fr": FRENCH, "zh": CHINESE}
"""Language -> rules for who is said to have done what."""

_ABBREVIATION = (
    r"(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bDr)(?<!\bSt)(?<!\bM)(?<!\bSen)(?<!\bHon)(?<!\b[A-Z])"
)
_SENTENCE = re.compile(rf"(?:{_ABBREVIATION}\.(?=\s|$)|[!。！;；\n…]|[?？])")
_IS_NAME = re.compile(NAME)
_NOISE = re.compile(r"(?:https?://|www\.)[!-~]*")
MAX_CHARS = 2000
"""Only the beginning of a longer text is read."""


class FrameReader:
    """Reads who is said to have done what.

    Parameters
    ----------
    aliases : mapping
        Target id -> names of the official.
    languages : mapping, optional
        Rules of each language; those for acts without it.
    """

    def __init__(
        self,
        aliases: Mapping[str, Iterable[str]],
        languages: Mapping[str, Language] = ACTS,
    ) -> None:
        self._names = Names(aliases)
        self._languages = languages

    def read(self, text: str, language: str) -> list[Frame]:
        """Return the frames of a text, in a fixed order, each once.

        Parameters
        ----------
        text : str
            As published.
        language : str
            ``en``, ``fr`` or ``zh``; in any other nothing is read.

        Returns
        -------
        list of Frame
            Read to be right rather than complete: a sentence that asks, denies, doubts or supposes
            gives none, nor does one with a negation that no rule accounts for.
        """
        rules = self._languages.get(language)
        if rules is None:
            return []
        found = dict.fromkeys(
            frame
            for sentence in _sentences(_NOISE.sub(" ", text[:MAX_CHARS]))
            for frame in self._of_sentence(sentence, rules)
        )
        with_target = {_act(frame) for frame in found if frame.target}
        return [frame for frame in found if frame.target or _act(frame) not in with_target]

    def _of_sentence(self, sentence: str, language: Language) -> Iterator[Frame]:
        if _IS_NAME.search(sentence):  # private-use characters stand for names here
            return
        masked = self._names.mask(sentence)
        view = masked.text.translate(TO_SIMPLIFIED)
        if language.doubt.search(view):
            return
        for rule in language.rules:
            for match in rule.pattern.finditer(view):
                frame = _frame(match, rule, masked, language)
                if frame is not None:
                    yield frame


def _act(frame: Frame) -> tuple[str, str, bool]:
    return frame.actor.key, frame.kind, frame.is_negated


def _sentences(text: str) -> Iterator[str]:
    """Yield sentences; each keeps the mark that ends it, which may make it a question."""
    at = 0
    for match in _SENTENCE.finditer(text):
        yield text[at : match.end()].strip()
        at = match.end()
    yield text[at:].strip()


def _frame(match: re.Match[str], rule: Rule, masked: Masked, language: Language) -> Frame | None:
    """Return the frame of a match, unless what stands around it says otherwise."""
    groups = match.groupdict()
    if not language.before.search(match.string[: match.start()]):
        return None
    slots = [match.span(name) for name in groups if name.startswith("neg") and groups[name]]
    for negation in language.negation.finditer(match.string):
        if not any(start <= negation.start() < end for start, end in slots):
            return None
    actor = _party(match, "a", masked)
    target = _party(match, "t", masked) if groups.get("t") else None
    if target is not None and target.key == actor.key:
        return None
    predicate = _original(match.start("p"), match.end("p"), masked).strip(" ,")
    return Frame(actor, rule.kind, predicate, target, bool(slots))


def _party(match: re.Match[str], group: str, masked: Masked) -> Party:
    char = match[group]
    if _IS_NAME.fullmatch(char):
        return masked.parties[ord(char) - FIRST_NAME]
    return Party(_original(*match.span(group), masked))


def _original(start: int, end: int, masked: Masked) -> str:
    """Return what stands in the original between two places of the masked text."""
    return masked.original[masked.starts[start] : masked.starts[end]]
