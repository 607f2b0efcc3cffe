"""Spread of the officials addressed, against their share of the register."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from undertow.report.charts import svg
from undertow.wording import Catalogue, Phrase

_NAMES, _LEFT, _RIGHT = 196.0, 208.0, 610.0
_TOP, _ROW, _BAR = 36.0, 38.0, 12.0
_NAME_LIMIT = 30


@dataclass(frozen=True, slots=True)
class SpreadBar:
    """A party or province: officials addressed and officials in the register."""

    name: Phrase
    n_addressed: int
    n_register: int


@dataclass(frozen=True, slots=True)
class SpreadChart:
    """Two bars a group: its share of those addressed, and its share of the register."""

    title: Phrase
    description: Phrase
    bars: tuple[SpreadBar, ...]

    def draw(self, words: Catalogue, ident: str) -> Markup:
        """Return the picture."""
        n_addressed = max(sum(bar.n_addressed for bar in self.bars), 1)
        n_register = max(sum(bar.n_register for bar in self.bars), 1)
        shares = [(b.n_addressed / n_addressed, b.n_register / n_register) for b in self.bars]
        largest = max((max(pair) for pair in shares), default=1.0) or 1.0
        pattern = f"{ident}-register"
        rows = [
            self._row(words, i, (_RIGHT - _LEFT) / largest, f"url(#{pattern})", shares[i])
            for i in range(len(self.bars))
        ]
        return svg.picture(
            ident,
            words.say(self.title),
            words.say(self.description),
            _TOP + _ROW * len(self.bars) + 4,
            svg.element("defs", svg.hatch(pattern, svg.GREY)),
            _legend(words, f"url(#{pattern})"),
            svg.group(rows),
        )

    def _row(
        self, words: Catalogue, i: int, scale: float, register: str, shares: tuple[float, float]
    ) -> Markup:
        bar, y = self.bars[i], _TOP + _ROW * i
        name = words.say(bar.name)
        name = name if len(name) <= _NAME_LIMIT else name[: _NAME_LIMIT - 1].rstrip() + "…"
        addressed, expected = shares
        values = words.text(
            "chart.spread.values",
            n_addressed=bar.n_addressed,
            n_register=bar.n_register,
        )
        return svg.group(
            (
                svg.label(_NAMES, y + 17, name, anchor="end"),
                svg.box(_LEFT, y, addressed * scale, _BAR, svg.BLUE),
                svg.box(_LEFT, y + _BAR + 2, expected * scale, _BAR - 4, register, svg.GREY),
                svg.label(
                    _LEFT + max(shares) * scale + 10, y + 16, values, size=12, fill=svg.MUTED
                ),
            )
        )


def _legend(words: Catalogue, register: str) -> Markup:
    first = words.text("chart.spread.addressed")
    second_at = _LEFT + 50 + 6.6 * len(first)
    return svg.group(
        (
            svg.box(_LEFT, 6, 14, 12, svg.BLUE),
            svg.label(_LEFT + 20, 16, first, size=12),
            svg.box(second_at, 6, 14, 12, register, svg.GREY),
            svg.label(second_at + 20, 16, words.text("chart.spread.register"), size=12),
        )
    )
