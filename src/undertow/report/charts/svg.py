"""SVG elements with everything escaped."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

# Okabe and Ito (2008): told apart by readers of every colour vision; patterns tell them in grey.
BLUE = "#0072b2"
VERMILION = "#b84e00"  # darker than theirs, so that white text on it can be read
ORANGE = "#e69f00"
GREEN = "#009e73"
INK = "#1f2933"
MUTED = "#52606d"
GRID = "#dfe4ea"
SHADE = "#eaf1f7"
GREY = "#aab4be"
WIDTH = 760.0


def element(name: str, *children: str, **attributes: str | float | None) -> Markup:
    """Return an element; text and attribute values are escaped, markup is kept.

    Parameters
    ----------
    name : str
        Tag.
    *children : str
        Markup, or text to escape.
    **attributes : str, float or None
        Underscores become hyphens; None leaves the attribute out; numbers are rounded to a
        hundredth, which keeps pictures equal across machines.
    """
    parts = [
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _value(value))
        for key, value in attributes.items()
        if value is not None
    ]
    inside = Markup("").join(escape(child) for child in children)
    return Markup("<{0}{1}>{2}</{0}>").format(name, Markup("").join(parts), inside)


def group(children: Iterable[Markup], **attributes: str | float | None) -> Markup:
    """Return a group."""
    return element("g", *children, **attributes)


def label(
    x: float,
    y: float,
    text: str,
    *,
    anchor: str = "start",
    size: float = 13,
    fill: str = INK,
    weight: str | None = None,
) -> Markup:
    """Return a line of text."""
    return element(
        "text",
        text,
        x=x,
        y=y,
        text_anchor=anchor,
        font_size=size,
        fill=fill,
        font_weight=weight,
    )


def line(
    x1: float, y1: float, x2: float, y2: float, *, stroke: str = INK, width: float = 1
) -> Markup:
    """Return a straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, stroke_width=width)


def box(
    x: float, y: float, width: float, height: float, fill: str, stroke: str | None = None
) -> Markup:
    """Return a rectangle."""
    return element("rect", x=x, y=y, width=width, height=height, fill=fill, stroke=stroke)


def hatch(ident: str, color: str, background: str = "#ffffff", step: float = 6) -> Markup:
    """Return a pattern of slanted lines."""
    return element(
        "pattern",
        box(0, 0, step, step, background),
        line(0, 0, 0, step, stroke=color, width=2),
        id=ident,
        width=step,
        height=step,
        patternUnits="userSpaceOnUse",
        patternTransform="rotate(45)",
    )


def dots(ident: str, color: str, background: str = "#ffffff", step: float = 6) -> Markup:
    """Return a pattern of dots."""
    return element(
        "pattern",
        box(0, 0, step, step, background),
        element("circle", cx=step / 2, cy=step / 2, r=1.2, fill=color),
        id=ident,
        width=step,
        height=step,
        patternUnits="userSpaceOnUse",
    )


def picture(ident: str, title: str, description: str, height: float, *body: Markup) -> Markup:
    """Return a whole picture with its name and its description for those who cannot see it."""
    return element(
        "svg",
        element("title", title, id=f"{ident}-title"),
        element("desc", description, id=f"{ident}-desc"),
        *body,
        viewBox=f"0 0 {WIDTH:g} {height:g}",
        role="img",
        aria_labelledby=f"{ident}-title {ident}-desc",
        focusable="false",
    )


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{round(value, 2) + 0.0:g}"
