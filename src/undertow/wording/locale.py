"""Numbers, dates and lists as each language sets them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

NBSP = "\u00a0"
NNBSP = "\u202f"
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
# Below this a double cannot tell a probability from zero.
_SMALLEST_EXPONENT = -300


@dataclass(frozen=True, slots=True)
class Locale:
    """How a language writes what is not words.

    Attributes
    ----------
    group, point, percent : str
        Between thousands, before decimals, after a percentage.
    months, months_short : tuple of str
        January first.
    first : str
        The first day of a month.
    clock : str
        Format of the time of day, with ``h`` and ``m``.
    conjunction : str
        Before the last item of a list.
    is_plural : callable
        Whether a count takes the plural.
    """

    group: str
    point: str
    percent: str
    months: tuple[str, ...]
    months_short: tuple[str, ...]
    first: str
    clock: str
    conjunction: str
    is_plural: Callable[[float], bool]

    def number(self, x: float, decimals: int = 0) -> str:
        """Return a number with its thousands grouped; a dash when it is not a number."""
        if not math.isfinite(x):
            return "–"
        text = f"{x:,.{decimals}f}"
        return text.translate({ord(","): self.group, ord("."): self.point})

    def share(self, x: float) -> str:
        """Return a share as per cent, with a decimal where that is all there is."""
        if not math.isfinite(x):
            return "–"
        return self.number(x * 100, 1 if 0 < x < 0.1 else 0) + self.percent

    def probability(self, p: float) -> str:
        """Return a p or q value: two significant digits, powers of ten below 0.001."""
        if p <= 10.0**_SMALLEST_EXPONENT:
            return f"<{NBSP}10" + str(_SMALLEST_EXPONENT).translate(_SUPERSCRIPTS)
        if p >= 0.001:
            return f"{p:.2g}".replace(".", self.point)
        digits, exponent = f"{p:.1e}".split("e")
        power = str(int(exponent)).translate(_SUPERSCRIPTS)
        return f"{digits.replace('.', self.point)}{NBSP}×{NBSP}10{power}"

    def equals(self, p: float) -> str:
        """Return a p or q value with its sign of relation: ``= 0.012``, ``< 10⁻³⁰⁰``."""
        text = self.probability(p)
        return text if text.startswith("<") else f"={NBSP}{text}"

    def at_most(self, p: float) -> str:
        """Return a p or q value as an upper bound: ``≤ 0.012``."""
        return "≤" + NBSP + self.probability(p).removeprefix(f"<{NBSP}")

    def day(self, at: datetime | str) -> str:
        """Return a date in full."""
        moment = _moment(at)
        first = self.first if moment.day == 1 else str(moment.day)
        return NBSP.join((first, self.months[moment.month - 1], str(moment.year)))

    def day_short(self, at: datetime | str) -> str:
        """Return day and month, for an axis."""
        moment = _moment(at)
        return f"{moment.day}{NBSP}{self.months_short[moment.month - 1]}"

    def clock_time(self, at: datetime | str) -> str:
        """Return the time of day."""
        moment = _moment(at)
        return self.clock.format(h=moment.hour, m=moment.minute)

    def minute(self, at: datetime | str) -> str:
        """Return date and time of day in UTC; the date alone where that is all that is known."""
        if isinstance(at, str) and len(at) == len("2000-01-01"):
            return self.day(at)
        return f"{self.day(at)}, {self.clock_time(at)}{NBSP}UTC"

    def enumeration(self, items: Sequence[str]) -> str:
        """Return a list in words."""
        if len(items) < 2:
            return "".join(items)
        return f"{', '.join(items[:-1])} {self.conjunction} {items[-1]}"


def _moment(at: datetime | str) -> datetime:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


ENGLISH = Locale(
    group=",",
    point=".",
    percent="%",
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September",
        "October", "November", "December",
    ),
    months_short=(
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ),
    first="1",
    clock="{h:02d}:{m:02d}",
    conjunction="and",
    is_plural=lambda n: n != 1,
)  # fmt: skip

FRENCH = Locale(
    group=NNBSP,
    point=",",
    percent=f"{NNBSP}%",
    months=(
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
        "octobre", "novembre", "décembre",
    ),
    months_short=(
        "janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.",
        "nov.", "déc.",
    ),
    first="1er",
    clock=f"{{h}}{NBSP}h{NBSP}{{m:02d}}",
    conjunction="et",
    is_plural=lambda n: abs(n) >= 2,
)  # fmt: skip
