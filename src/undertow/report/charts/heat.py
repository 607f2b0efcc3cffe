"""Counts by two properties as a table of shaded cells, each with its number."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from undertow.report.charts import svg
from undertow.wording import Catalogue, Phrase

_NAMES, _LEFT = 138.0, 148.0
_ROW, _GAP = 32.0, 2.0
_WIDEST, _TOTAL = 128.0, 72.0
_TOP_ONE, _LINE, _CHARACTER = 34.0, 15.0, 6.3
# Five shades of one colour, light to dark, and the text that can be read on each (WCAG AA).
_SHADES = (
    ("#eef4f9", svg.INK), ("#c9deed", svg.INK), ("#94c0dd", svg.INK),
    ("#1f6fa3", "#ffffff"), ("#004a75", "#ffffff"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class HeatChart:
    """One cell for each pair of a row and a column: the darker, the more.

    Attributes
    ----------
    title, description : Phrase
        For readers who cannot see it.
    rows, columns : tuple of Phrase
        What is counted by, in order.
    counts : tuple of tuple of int
        One row of counts for each of ``rows``.
    """

    title: Phrase
    description: Phrase
    rows: tuple[Phrase, ...]
    columns: tuple[Phrase, ...]
    counts: tuple[tuple[int, ...], ...]

    def draw(self, words: Catalogue, ident: str) -> Markup:
        """Return the picture."""
        room = svg.WIDTH - _LEFT - _TOTAL
        width = min(_WIDEST, room / max(len(self.columns), 1))
        largest = max((n for row in self.counts for n in row), default=0)
        names = [_lines(words.say(name), int(width / _CHARACTER)) for name in self.columns]
        top = _TOP_ONE + _LINE * (max(map(len, names), default=1) - 1)
        total_at = _LEFT + len(self.columns) * width + _TOTAL - 12
        heads = [
            svg.label(
                _LEFT + (i + 0.5) * width,
                top - 12 - _LINE * (len(lines) - 1 - k),
                line,
                anchor="middle",
                size=12,
            )
            for i, lines in enumerate(names)
            for k, line in enumerate(lines)
        ]
        total = words.text("chart.heat.total")
        heads.append(svg.label(total_at, top - 12, total, anchor="end", size=12, fill=svg.MUTED))
        return svg.picture(
            ident,
            words.say(self.title),
            words.say(self.description),
            top + _ROW * len(self.rows) + 6,
            svg.group(heads),
            *(
                self._row(words, i, top + _ROW * i, width, largest, total_at)
                for i in range(len(self.rows))
            ),
        )

    def _row(
        self, words: Catalogue, i: int, y: float, width: float, largest: int, total_at: float
    ) -> Markup:
        middle = y + _ROW / 2 + 3.5
        parts = [svg.label(_NAMES, middle, _short(words.say(self.rows[i]), 20), anchor="end")]
        for k, n in enumerate(self.counts[i]):
            parts.append(_cell(words, _LEFT + k * width, y, width, n, largest))
        text = words.text("integer", n=sum(self.counts[i]))
        parts.append(svg.label(total_at, middle, text, anchor="end", size=12, fill=svg.MUTED))
        return svg.group(parts)


def _cell(words: Catalogue, x: float, y: float, width: float, n: int, largest: int) -> Markup:
    """Return a cell; an empty one has a frame and no number."""
    side = width - _GAP, _ROW - _GAP
    if not n:
        return svg.box(x, y, *side, "#ffffff", svg.GRID)
    # By the square root, which keeps small counts apart.
    step = min(int((n / largest) ** 0.5 * len(_SHADES)), len(_SHADES) - 1)
    fill, ink = _SHADES[step]
    return svg.group(
        (
            svg.box(x, y, *side, fill),
            svg.label(
                x + side[0] / 2,
                y + side[1] / 2 + 4.5,
                words.text("integer", n=n),
                anchor="middle",
                fill=ink,
            ),
        )
    )


def _lines(text: str, limit: int) -> list[str]:
    """Return a name in one line, or in two where it has a space and is too long."""
    if len(text) <= limit or " " not in text:
        return [_short(text, limit)]
    spaces = [i for i, char in enumerate(text) if char == " "]
    at = min(spaces, key=lambda i: abs(2 * i - len(text)))
    return [_short(text[:at], limit), _short(text[at + 1 :], limit)]


def _short(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
