"""What a suite promises and what was measured, as a table that the summary finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BEGIN: Final = "<!-- headlines: undertow evaluate summary reads the table below -->"
END: Final = "<!-- end of headlines -->"


@dataclass(frozen=True, slots=True)
class Headline:
    """A promise and what was measured.

    Parameters
    ----------
    measure, target, measured : str
        What, what it should be, what it is with its interval; English for the page.
    is_met : bool or None
        Whether the promise is kept; None where nothing was promised or nothing measured.
    """

    measure: str
    target: str
    measured: str
    is_met: bool | None


def headline_table(headlines: Sequence[Headline]) -> str:
    """Return the promises and what was measured as a table."""
    words = {True: "yes", False: "**no**", None: "–"}
    lines = [
        "| measure | target | measured [95 %] | met |",
        "| --- | --- | --- | --- |",
        *(f"| {h.measure} | {h.target} | {h.measured} | {words[h.is_met]} |" for h in headlines),
    ]
    return "\n".join(lines) + "\n"


def headline_block(table: str) -> str:
    """Return a table of promises, marked so that the summary finds it."""
    return f"{BEGIN}\n\n{table}\n{END}\n"
