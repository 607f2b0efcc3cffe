"""The groups of accounts and the links between them, as a quotient graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from markupsafe import Markup

from undertow.report.charts import svg
from undertow.report.charts.layout import Floats, place
from undertow.wording import Catalogue, Phrase

_TOP = 44.0
_MARGIN = 24.0
# The corners of a square of the same area as a disc reach this far beyond its edge.
_ROOM, _GAP = 1.25, 8.0
_SMALLEST, _LARGEST = 7.0, 84.0
# Share of the box that symbols may fill: more, and they no longer fit side by side.
_FILL = 0.3
# Height of the box by the number of groups: few in a large one would be lost in it.
_HEIGHTS = ((3, 150.0), (8, 230.0), (20, 300.0))
_TALLEST = 360.0
_VERDICTS = ("coordinated_inauthentic", "coordinated", "coordinated_explained")


@dataclass(frozen=True, slots=True)
class Group:
    """A community: what it is called, how many accounts, what was found."""

    name: Phrase
    n_accounts: int
    verdict: str


@dataclass(frozen=True, slots=True)
class NetworkChart:
    """Groups as symbols whose area stands for accounts; lines are validated links between them.

    Attributes
    ----------
    groups : tuple of Group
        Largest first.
    links : tuple of (int, int, int)
        Two places in ``groups`` and the number of linked pairs of accounts.
    """

    title: Phrase
    description: Phrase
    groups: tuple[Group, ...]
    links: tuple[tuple[int, int, int], ...]

    def draw(self, words: Catalogue, ident: str) -> Markup:
        """Return the picture."""
        height = next((h for most, h in _HEIGHTS if len(self.groups) <= most), _TALLEST)
        radii = _radii(np.array([g.n_accounts for g in self.groups], dtype=np.float64), height)
        weights = np.zeros((len(radii), len(radii)))
        for a, b, n in self.links:
            weights[a, b] = weights[b, a] = np.log1p(n)
        at = place(_ROOM * radii, weights, svg.WIDTH - 2 * _MARGIN, height, _GAP)
        at += np.array([_MARGIN, _TOP])
        largest = max((n for *_, n in self.links), default=1)
        lines = [
            svg.line(*at[a], *at[b], stroke=svg.GREY, width=1 + 5 * n / largest)
            for a, b, n in self.links
        ]
        symbols = [
            _symbol(words, group, float(x), float(y), float(r), ident)
            for group, (x, y), r in zip(self.groups, at, radii, strict=True)
        ]
        return svg.picture(
            ident,
            words.say(self.title),
            words.say(self.description),
            _TOP + height + 12,
            svg.element(
                "defs",
                svg.hatch(f"{ident}-coordinated", svg.ORANGE, "#fff7e6"),
                svg.dots(f"{ident}-coordinated_explained", svg.GREEN, "#eef8f4"),
            ),
            _legend(words, ident),
            svg.group(lines),
            svg.group(symbols),
        )


def _radii(n_accounts: Floats, height: float) -> Floats:
    """Return radii whose squares stand for the accounts, as far as symbols stay visible."""
    area = _FILL * height * (svg.WIDTH - 2 * _MARGIN)
    largest = min(_LARGEST, 0.3 * height)
    scale = min(np.sqrt(area / (np.pi * n_accounts.sum())), largest / np.sqrt(n_accounts.max()))
    radii: Floats = np.maximum(scale * np.sqrt(n_accounts), _SMALLEST)
    return radii


def _shape(verdict: str, x: float, y: float, r: float, ident: str) -> Markup:
    """Return the symbol of a verdict: disc, hatched diamond or dotted square."""
    if verdict == "coordinated_inauthentic":
        return svg.element("circle", cx=x, cy=y, r=r, fill=svg.VERMILION, stroke=svg.INK)
    fill = f"url(#{ident}-{verdict})"
    if verdict == "coordinated":
        points = f"{x:.1f},{y - r:.1f} {x + r:.1f},{y:.1f} {x:.1f},{y + r:.1f} {x - r:.1f},{y:.1f}"
        return svg.element("polygon", points=points, fill=fill, stroke="#8a5a00", stroke_width=1.5)
    side = 1.7 * r
    return svg.element(
        "rect",
        x=x - side / 2,
        y=y - side / 2,
        width=side,
        height=side,
        fill=fill,
        stroke="#00664b",
        stroke_width=1.5,
    )


def _symbol(words: Catalogue, group: Group, x: float, y: float, r: float, ident: str) -> Markup:
    name, count = words.say(group.name), words.text("integer", n=group.n_accounts)
    parts = [_shape(group.verdict, x, y, r, ident)]
    if r >= 36:
        is_dark = group.verdict == "coordinated_inauthentic"
        halo = None if is_dark else "#ffffff"
        fill = "#ffffff" if is_dark else svg.INK
        for text, dy, weight in ((name, -3.0, "600"), (count, 13.0, "400")):
            parts.append(
                svg.element(
                    "text",
                    text,
                    x=x,
                    y=y + dy,
                    text_anchor="middle",
                    font_size=13,
                    font_weight=weight,
                    fill=fill,
                    stroke=halo,
                    stroke_width=3 if halo else None,
                    paint_order="stroke" if halo else None,
                )
            )
    tip = words.text("chart.network.tip", name=group.name, n=group.n_accounts)
    return svg.group((svg.element("title", tip), *parts))


def _legend(words: Catalogue, ident: str) -> Markup:
    parts, x = [], _MARGIN
    for verdict in _VERDICTS:
        text = words.text(f"verdict.{verdict}")
        parts.append(_shape(verdict, x + 8, 14, 8, ident))
        parts.append(svg.label(x + 24, 18, text, size=12))
        x += 46 + 6.1 * len(text)
    return svg.group(parts)
