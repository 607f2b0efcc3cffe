"""A hypothesis, and how consistent with it is what can be found."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from undertow.attribution.knowledge import Words

Rating = Literal["CC", "C", "N", "I", "II"]
"""From very consistent to very inconsistent (Heuer 1999, chapter 8)."""

NEITHER: Final[Rating] = "N"


_Several = Annotated[tuple[Words, ...], Field(strict=False, min_length=1)]


class Hypothesis(BaseModel):
    """Who a campaign could be.

    Attributes
    ----------
    id : str
    name, summary : Words
        In both official languages.
    assumptions : tuple of Words
        What must be true for it to hold.
    gaps : tuple of Words
        What captures cannot say, and a person has to find out.
    changes : tuple of Words
        What would change our mind, for or against it.
    shown, not_shown : dict of str to Rating
        Of an item where the campaign shows it, and where it was measured and is not shown; what is
        not listed is neither consistent nor inconsistent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: str
    name: Words
    summary: Words
    assumptions: _Several
    gaps: _Several
    changes: _Several
    shown: dict[str, Rating] = {}
    not_shown: dict[str, Rating] = {}

    def bears(self, item: str) -> bool:
        """Whether it makes a difference to the hypothesis that an item is shown, or is not."""
        return {self.shown.get(item, NEITHER), self.not_shown.get(item, NEITHER)} != {NEITHER}

    def rating(self, item: str, *, is_shown: bool) -> Rating:
        """Return how consistent a finding is with the hypothesis."""
        return (self.shown if is_shown else self.not_shown).get(item, NEITHER)


@cache
def shipped_hypotheses() -> tuple[Hypothesis, ...]:
    """Return the hypotheses that every campaign is held against, by id."""
    folder = resources.files(__package__).joinpath("entries")
    files = [file for file in folder.iterdir() if file.name.endswith(".toml")]
    found = [Hypothesis.model_validate(tomllib.loads(file.read_text("utf-8"))) for file in files]
    return tuple(sorted(found, key=lambda hypothesis: hypothesis.id))
