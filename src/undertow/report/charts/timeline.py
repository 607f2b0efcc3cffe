"""Texts in time: from the first to the last post that carries each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from undertow.report.charts import svg
from undertow.report.charts.axes import TimeScale, short_day
from undertow.wording import Catalogue, Phrase

_LEFT, _RIGHT = 96.0, 616.0
_TOP, _ROW = 16.0, 26.0


@dataclass(frozen=True, slots=True)
class Span:
    """A text: when it was seen first and last, and in how many posts."""

    name: Phrase
    first: datetime
    last: datetime
    n_posts: int


@dataclass(frozen=True, slots=True)
class TimelineChart:
    """One line a text; thicker lines stand for more posts."""

    title: Phrase
    description: Phrase
    spans: tuple[Span, ...]

    def draw(self, words: Catalogue, ident: str) -> Markup:
        """Return the picture."""
        start = min(span.first for span in self.spans)
        end = max(max(span.last for span in self.spans), start + timedelta(days=1))
        scale = TimeScale(start, end, _LEFT, _RIGHT)
        bottom = _TOP + _ROW * len(self.spans)
        largest = max(span.n_posts for span in self.spans)
        rows = [
            _row(words, span, scale, _TOP + _ROW * i + _ROW / 2, largest)
            for i, span in enumerate(self.spans)
        ]
        return svg.picture(
            ident,
            words.say(self.title),
            words.say(self.description),
            bottom + 30,
            _grid(words, scale, bottom),
            svg.group(rows),
        )


def _row(words: Catalogue, span: Span, scale: TimeScale, y: float, largest: int) -> Markup:
    first, last = scale(span.first), scale(span.last)
    count = words.text("chart.timeline.posts", n=span.n_posts)
    return svg.group(
        (
            svg.label(_LEFT - 12, y + 4, words.say(span.name), anchor="end"),
            svg.line(first, y, last, y, stroke=svg.BLUE, width=1.5 + 6 * span.n_posts / largest),
            *(svg.element("circle", cx=x, cy=y, r=4.5, fill=svg.BLUE) for x in (first, last)),
            svg.label(_RIGHT + 16, y + 4, count, size=12, fill=svg.MUTED),
        )
    )


def _grid(words: Catalogue, scale: TimeScale, bottom: float) -> Markup:
    parts = [svg.line(_LEFT, bottom, _RIGHT, bottom, stroke=svg.GREY)]
    for tick in scale.ticks(6):
        x = scale(tick)
        parts.append(svg.line(x, _TOP, x, bottom, stroke=svg.GRID))
        text = short_day(words, tick)
        parts.append(svg.label(x, bottom + 18, text, anchor="middle", size=12, fill=svg.MUTED))
    return svg.group(parts)
