"""From the full name of an official to the parts that people write."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow as pa

from undertow.targets.folding import fold
from undertow.targets.name_words import NICKNAMES

_PARTICLES = frozenset(
    """van von der den de da das dos di del della du la le el al st ste saint sainte bin ibn ter
    ten""".split()
)
_TITLES = re.compile(
    r"^(?:(?:the|right|rt|hon|honourable|l'hon|l'honorable|dr|mr|mrs|ms)\.? )+", re.I
)
_SUFFIX = re.compile(r",? (?:jr|sr|ii|iii|iv|phd|kc|qc|c\.?p\.?|p\.?c\.?)\.?$", re.I)
_LATIN_NAME = re.compile(r"[A-Za-z][A-Za-z' .-]*")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name in Latin letters, in parts; all folded, lower case but for ``surname``.

    Attributes
    ----------
    given : tuple of str
        Words of the given name, hyphens parted: ``("jean", "yves")``.
    is_hyphenated : bool
        Whether the given name has to stand whole (``Jean-Yves`` is no ``Jean``).
    surname : str
        Surname in its case.
    """

    given: tuple[str, ...]
    is_hyphenated: bool
    surname: str

    @property
    def initials(self) -> frozenset[str]:
        """Return the initials that stand for the given name, without dots."""
        whole = "".join(word[0] for word in self.given)
        return frozenset({whole, whole[:1]})

    @property
    def short_forms(self) -> frozenset[str]:
        """Return the usual short forms of the given name."""
        return NICKNAMES.get(self.given[0], frozenset()) if self.given else frozenset()


def part_names(names: Sequence[tuple[str, str | None]]) -> list[PersonName | None]:
    """Part full names into given names and surnames.

    Parameters
    ----------
    names : sequence of (str, str or None)
        Full name as in the register; the surname, where the register gives it, else it is the
        last word with its particles.

    Returns
    -------
    list of PersonName or None
        None where a name is one word, or not in Latin letters.
    """
    full = fold(pa.array([name for name, _ in names], pa.string())).to_pylist()
    given = fold(pa.array([surname or "" for _, surname in names], pa.string())).to_pylist()
    return [_part_name(*pair) for pair in zip(full, given, strict=True)]


def _part_name(full: str, given_surname: str) -> PersonName | None:
    full = _SUFFIX.sub("", _TITLES.sub("", full))
    if not _LATIN_NAME.fullmatch(full):
        return None
    if given_surname and full.lower().endswith(given_surname.lower()):
        start = len(full) - len(given_surname)
    else:
        start = _surname_start(full)
    given, family = full[:start].strip(), full[start:].strip()
    if not given or not family:
        return None
    words = tuple(re.split(r"[ .-]+", given.lower().replace("'", "").strip(".- ")))
    return PersonName(words, "-" in given, family)


def _surname_start(full: str) -> int:
    words = full.split(" ")
    n_family = 1
    while n_family < len(words) - 1 and words[-n_family - 1].lower().strip(".") in _PARTICLES:
        n_family += 1
    return len(" ".join(words[:-n_family]))


def surname_variants(surname: str) -> list[str]:
    """Return the ways a surname is spelt, folded, lower case: hyphen or space, apostrophe or none.

    ``St-Onge`` is also ``st onge``, ``st. onge`` and ``saint-onge``.
    """
    parts = re.split(r"[ -]", surname.lower())
    choices = [_part_variants(part, is_last=i == len(parts) - 1) for i, part in enumerate(parts)]
    joints = ("-", " ") if len(parts) > 1 else ("",)
    spelt = {joint.join(chosen) for chosen in itertools.product(*choices) for joint in joints}
    if parts[0] in ("st", "ste", "van", "de"):
        spelt.add("".join(parts))
    return sorted(form.replace(". -", ". ").replace(".-", ". ") for form in spelt)


def _part_variants(part: str, *, is_last: bool) -> tuple[str, ...]:
    if not is_last and part in ("st", "st."):
        return ("st", "st.", "saint")
    if not is_last and part in ("ste", "ste."):
        return ("ste", "ste.", "sainte")
    if "'" in part:
        return (part, part.replace("'", ""), part.replace("'", " "))
    return (part,)


def joined_forms(name: PersonName) -> list[str]:
    """Return the full name as one word, as hashtags have it: lower case, and with capitals."""
    first = {name.given} | (set() if name.is_hyphenated else {name.given[:1]})
    camel = {
        re.sub(r"[^A-Za-z]", "", "".join(word.capitalize() for word in given) + name.surname)
        for given in first
    }
    return sorted(camel | {form.lower() for form in camel})


def written_cases(form: str, surname: str) -> Iterable[str]:
    """Return a lower-case form as texts may write it with capitals."""
    titled = re.sub(r"(?:^|(?<=[ '-]))[a-z]", lambda m: m[0].upper(), form)
    own = surname if form == surname.lower() else titled
    first, space, rest = titled.partition(" ")
    bare = surname.replace("'", "").lower() == form
    own = surname.replace("'", "") if bare else own
    return {titled, form.capitalize(), form.upper(), own, f"{first.lower()}{space}{rest}"} - {form}


def all_given(names: Sequence[PersonName | None]) -> frozenset[str]:
    """Return every word of the given names of a register."""
    return frozenset(word for name in names if name for word in name.given if len(word) > 1)
