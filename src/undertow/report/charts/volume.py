"""Volume over time: campaign posts above, all other traffic below, waves marked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from undertow.report.charts import svg
from undertow.report.charts.axes import TimeScale, count_ticks, short_day
from undertow.wording import Catalogue, Phrase

_LEFT, _RIGHT = 62.0, 748.0
_LANE_TOP, _LANE = 40.0, 18.0
_UPPER_TOP, _UPPER = 66.0, 150.0
_LOWER_TOP, _LOWER = 252.0, 90.0
_HEIGHT = 372.0


@dataclass(frozen=True, slots=True)
class WaveMark:
    """A wave with its surge and the intervals of its ends."""

    number: int
    start: datetime
    start_low: datetime
    start_high: datetime
    surge_start: datetime
    surge_end: datetime
    end: datetime
    end_low: datetime
    end_high: datetime


@dataclass(frozen=True, slots=True)
class VolumeChart:
    """Posts per bin.

    Attributes
    ----------
    title, description : Phrase
        For readers who cannot see it.
    start : datetime
        Begin of the first bin.
    bin_width : timedelta
        Width of a bin.
    campaign, other : tuple of int
        Posts in each bin, of the campaign and of all other traffic.
    other_label : Phrase
        What the other traffic is.
    waves : tuple of WaveMark
        In order.
    """

    title: Phrase
    description: Phrase
    start: datetime
    bin_width: timedelta
    campaign: tuple[int, ...]
    other: tuple[int, ...]
    other_label: Phrase
    waves: tuple[WaveMark, ...]

    def draw(self, words: Catalogue, ident: str) -> Markup:
        """Return the picture."""
        end = self.start + len(self.campaign) * self.bin_width
        scale = TimeScale(self.start, end, _LEFT, _RIGHT)
        surge = f"{ident}-surge"
        upper = _panel(words, self.campaign, scale, self.bin_width, _UPPER_TOP, _UPPER, svg.BLUE)
        lower = _panel(words, self.other, scale, self.bin_width, _LOWER_TOP, _LOWER, svg.GREY)
        return svg.picture(
            ident,
            words.say(self.title),
            words.say(self.description),
            _HEIGHT,
            svg.element("defs", svg.hatch(surge, "#a9c6dd", svg.SHADE)),
            svg.group(_shade(wave, scale, f"url(#{surge})") for wave in self.waves),
            upper,
            lower,
            svg.group(_whiskers(words, wave, scale) for wave in self.waves),
            self._legend(words, surge),
            svg.label(_LEFT, _LOWER_TOP - 10, words.say(self.other_label), size=12, fill=svg.MUTED),
            _time_axis(words, scale),
        )

    def _legend(self, words: Catalogue, surge: str) -> Markup:
        items: list[tuple[str, str | None, str]] = [(svg.BLUE, None, "chart.volume.campaign")]
        if self.waves:
            items += [
                (svg.SHADE, svg.GREY, "chart.volume.wave"),
                (f"url(#{surge})", svg.GREY, "chart.volume.surge"),
            ]
        parts, x = [], _LEFT
        for fill, stroke, key in items:
            text = words.text(key)
            parts.append(svg.box(x, 6, 14, 12, fill, stroke))
            parts.append(svg.label(x + 20, 16, text, size=12))
            x += 44 + 6.6 * len(text)
        return svg.group(parts)


def _panel(
    words: Catalogue,
    counts: tuple[int, ...],
    scale: TimeScale,
    bin_width: timedelta,
    top: float,
    height: float,
    fill: str,
) -> Markup:
    """Return bars with their own count axis."""
    ticks = count_ticks(max(counts, default=0))
    bottom, largest = top + height, ticks[-1]
    parts = []
    for tick in ticks:
        y = bottom - height * tick / largest
        parts.append(svg.line(_LEFT, y, _RIGHT, y, stroke=svg.GREY if tick == 0 else svg.GRID))
        text = words.text("integer", n=tick)
        parts.append(svg.label(_LEFT - 8, y + 4, text, anchor="end", size=12, fill=svg.MUTED))
    width = scale(scale.start + bin_width) - scale.left
    gap = min(1.5, width / 5)
    for i, n in enumerate(counts):
        if n:
            y = height * n / largest
            parts.append(
                svg.box(scale.left + i * width + gap / 2, bottom - y, width - gap, y, fill)
            )
    return svg.group(parts)


def _shade(wave: WaveMark, scale: TimeScale, surge: str) -> Markup:
    """Return the background of a wave and of its surge."""
    top, height = _LANE_TOP - 4, _LOWER_TOP + _LOWER - _LANE_TOP + 4
    left, right = scale(wave.start), scale(wave.end)
    dense_left, dense_right = scale(wave.surge_start), scale(wave.surge_end)
    return svg.group(
        (
            svg.box(left, top, right - left, height, svg.SHADE),
            svg.box(dense_left, _UPPER_TOP - 6, dense_right - dense_left, _UPPER + 6, surge),
        )
    )


def _whiskers(words: Catalogue, wave: WaveMark, scale: TimeScale) -> Markup:
    """Return the name of a wave and the intervals of its onset and its end."""
    y = _LANE_TOP + _LANE
    parts = []
    for at, low, high in (
        (wave.start, wave.start_low, wave.start_high),
        (wave.end, wave.end_low, wave.end_high),
    ):
        left, right = scale(low), scale(high)
        parts.append(svg.line(left, y, right, y, width=1.5))
        parts += [svg.line(x, y - 4, x, y + 4, width=1.5) for x in (left, right)]
        parts.append(svg.element("circle", cx=scale(at), cy=y, r=3.2, fill=svg.INK))
    middle = (scale(wave.start) + scale(wave.end)) / 2
    text = words.text("chart.volume.wave_number", number=wave.number)
    parts.append(svg.label(middle, _LANE_TOP + 9, text, anchor="middle", size=12, weight="600"))
    return svg.group(parts)


def _time_axis(words: Catalogue, scale: TimeScale) -> Markup:
    parts = []
    bottom = _LOWER_TOP + _LOWER
    for tick in scale.ticks():
        x = scale(tick)
        parts.append(svg.line(x, bottom, x, bottom + 5, stroke=svg.MUTED))
        anchor = "end" if x > _RIGHT - 24 else "middle"
        text = short_day(words, tick)
        parts.append(svg.label(x, bottom + 20, text, anchor=anchor, size=12, fill=svg.MUTED))
    return svg.group(parts)
