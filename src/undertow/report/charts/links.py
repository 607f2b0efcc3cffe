"""The accounts of a campaign and the validated links between them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from undertow.report.charts import svg
from undertow.report.charts.layout import place
from undertow.wording import Catalogue, Phrase

_TOP = 40.0
# Height of the box by the number of accounts.
_HEIGHTS = ((8, 150.0), (24, 260.0))
_TALLEST = 380.0
_MARGIN = 24.0
_LEAST, _MOST, _ROOM = 4.0, 9.0, 3.0
_MANY, _LARGER, _WIDER = 100, 1.8, 20.0


def _disc(x: float, y: float, r: float, fill: str) -> Markup:
    return svg.element("circle", cx=x, cy=y, r=r, fill=fill, stroke="#ffffff", stroke_width=0.8)


def _polygon(*corners: tuple[float, float]) -> Callable[[float, float, float, str], Markup]:
    def draw(x: float, y: float, r: float, fill: str) -> Markup:
        points = " ".join(f"{x + r * a:.1f},{y + r * b:.1f}" for a, b in corners)
        return svg.element("polygon", points=points, fill=fill, stroke="#ffffff", stroke_width=0.8)

    return draw


# A shape and a colour (Okabe and Ito) for each of the platforms with the most accounts, so that
# they are told apart in grey too; the last stands for all others.
_SYMBOLS = (
    (_disc, svg.BLUE),
    (_polygon((-1, -1), (1, -1), (1, 1), (-1, 1)), svg.VERMILION),
    (_polygon((0, -1.2), (1.1, 0.8), (-1.1, 0.8)), svg.GREEN),
    (_polygon((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)), "#8a5a00"),
    (_polygon((-1.1, -0.8), (1.1, -0.8), (0, 1.2)), svg.MUTED),
)
N_SYMBOLS = len(_SYMBOLS)


@dataclass(frozen=True, slots=True)
class LinksChart:
    """Accounts as symbols by platform, and a line for each linked pair.

    Attributes
    ----------
    title, description : Phrase
        For readers who cannot see it.
    platforms : tuple of Phrase
        At most :data:`N_SYMBOLS`; the last of so many stands for all others.
    accounts : tuple of int
        Place in ``platforms`` of each account.
    pairs : tuple of (int, int)
        Places in ``accounts``.
    """

    title: Phrase
    description: Phrase
    platforms: tuple[Phrase, ...]
    accounts: tuple[int, ...]
    pairs: tuple[tuple[int, int], ...]

    def draw(self, words: Catalogue, ident: str) -> Markup:
        """Return the picture."""
        n = len(self.accounts)
        height = next((h for most, h in _HEIGHTS if n <= most), _TALLEST)
        weights = np.zeros((n, n))
        for a, b in self.pairs:
            weights[a, b] = weights[b, a] = 1.0
        # The more of the others an account is linked to, the larger.
        share = np.sqrt(weights.sum(axis=1) / max(float(weights.sum(axis=1).max(initial=0)), 1.0))
        # Few accounts are drawn larger than many.
        scale = min(max((_MANY / max(n, 1)) ** 0.5, 1.0), _LARGER)
        radii = scale * (_LEAST + (_MOST - _LEAST) * share)
        at = place(
            radii, weights, svg.WIDTH - 2 * _MARGIN, height, scale * _ROOM + (scale - 1) * _WIDER
        )
        at += np.array([_MARGIN, _TOP])
        lines = [
            svg.line(*at[a], *at[b], stroke=svg.GREY, width=0.7 * scale) for a, b in self.pairs
        ]
        symbols = []
        for platform, (x, y), r in zip(self.accounts, at, radii, strict=True):
            shape, fill = _SYMBOLS[platform]
            symbols.append(shape(float(x), float(y), float(r), fill))
        return svg.picture(
            ident,
            words.say(self.title),
            words.say(self.description),
            _TOP + height + 8,
            self._legend(words),
            svg.group(lines),
            svg.group(symbols),
        )

    def _legend(self, words: Catalogue) -> Markup:
        parts, x = [], _MARGIN
        for name, (shape, fill) in zip(self.platforms, _SYMBOLS, strict=False):
            text = words.say(name)[:24]
            parts.append(shape(x + 7, 14, 6.5, fill))
            parts.append(svg.label(x + 20, 18, text, size=12))
            x += 46 + 6.8 * len(text)
        return svg.group(parts)
