"""A curve of recall against a knob, as a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from undertow.report.charts import svg

_LEFT: Final = 64.0
_RIGHT: Final = 736.0
_TOP: Final = 44.0
_BOTTOM: Final = 274.0
_HEIGHT: Final = 330.0


@dataclass(frozen=True, slots=True)
class Curve:
    """Recall at levels of a knob.

    Parameters
    ----------
    name, axis : str
        Name, and what the axis says.
    levels : sequence of float
        Levels, drawn at even steps.
    recalls : sequence of sequence of float
        For each level, the recall of each seed, 0..1.
    """

    name: str
    axis: str
    levels: Sequence[float]
    recalls: Sequence[Sequence[float]]


def draw_curve(curve: Curve) -> str:
    """Return the picture as a file of its own: means joined by lines, a bar from least to most."""
    means = [sum(own) / len(own) for own in curve.recalls]
    places = _places(len(curve.levels))
    told = "; ".join(
        f"{level:g}: {mean:.2f}" for level, mean in zip(curve.levels, means, strict=True)
    )
    drawing = svg.picture(
        f"curve-{curve.name}",
        f"Recall at precision .95 against {curve.axis}",
        f"Mean recall over seeds by {curve.axis}: {told}.",
        _HEIGHT,
        svg.box(0, 0, svg.WIDTH, _HEIGHT, "#ffffff"),
        svg.label(_LEFT - 34, 20, "Recall at precision .95", size=13),
        svg.label(
            _RIGHT,
            20,
            "mean of the seeds; bar: least to most",
            anchor="end",
            size=12,
            fill=svg.MUTED,
        ),
        _grid(),
        svg.group(
            svg.label(x, _BOTTOM + 20, f"{level:g}", anchor="middle", size=12, fill=svg.MUTED)
            for x, level in zip(places, curve.levels, strict=True)
        ),
        svg.label((_LEFT + _RIGHT) / 2, _BOTTOM + 44, curve.axis, anchor="middle"),
        svg.element(
            "polyline",
            points=" ".join(f"{x:.1f},{_y(m):.1f}" for x, m in zip(places, means, strict=True)),
            fill="none",
            stroke=svg.BLUE,
            stroke_width=2,
        ),
        svg.group(
            svg.line(x, _y(min(own)), x, _y(max(own)), stroke=svg.BLUE, width=6)
            for x, own in zip(places, curve.recalls, strict=True)
        ),
        svg.group(
            svg.element("circle", cx=x, cy=_y(mean), r=4.5, fill=svg.BLUE, stroke="#ffffff")
            for x, mean in zip(places, means, strict=True)
        ),
    )
    named = str(drawing).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)
    return named.replace('role="img"', 'role="img" font-family="sans-serif"', 1) + "\n"


def _places(n: int) -> list[float]:
    step = (_RIGHT - _LEFT - 60) / max(n - 1, 1)
    return [_LEFT + 30 + i * step for i in range(n)]


def _y(recall: float) -> float:
    return _BOTTOM - recall * (_BOTTOM - _TOP)


def _grid() -> Markup:
    ticks = (0.0, 0.25, 0.5, 0.75, 1.0)
    return svg.group(
        part
        for tick in ticks
        for part in (
            svg.line(_LEFT, _y(tick), _RIGHT, _y(tick), stroke=svg.GRID),
            svg.label(_LEFT - 8, _y(tick) + 4, f"{tick:g}", anchor="end", size=12, fill=svg.MUTED),
        )
    )
