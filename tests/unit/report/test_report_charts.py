"""Pictures: escaped, named, and placed without overlap."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest

from undertow.report.charts import svg
from undertow.report.charts.axes import TimeScale, count_ticks
from undertow.report.charts.heat import HeatChart
from undertow.report.charts.layout import place
from undertow.report.charts.links import LinksChart
from undertow.report.charts.network import Group, NetworkChart
from undertow.report.charts.spread import SpreadBar, SpreadChart
from undertow.report.charts.timeline import Span, TimelineChart
from undertow.report.charts.volume import VolumeChart, WaveMark
from undertow.report.document import Picture
from undertow.report.phrases import PHRASES
from undertow.wording import catalogue, plain

AT = datetime(2023, 8, 7, tzinfo=UTC)
DAY = timedelta(days=1)
BAD = plain("</title><script>\"&'x")
WAVE = WaveMark(1, AT + DAY, AT, AT + 2 * DAY, AT + 2 * DAY, AT + 3 * DAY, *[AT + 4 * DAY] * 3)
PICTURES: list[Picture] = [
    HeatChart(BAD, BAD, (BAD, plain("b" * 99)), (BAD, plain("a b" * 30)), ((0, 9), (1, 10**6))),
    HeatChart(BAD, BAD, (), (), ()),
    LinksChart(BAD, BAD, (BAD,) * 5, (0, 1, 2, 3, 4), ((0, 1), (1, 4))),
    LinksChart(BAD, BAD, (BAD,), (0,) * 120, tuple((0, i) for i in range(1, 120))),
    VolumeChart(BAD, BAD, AT, DAY, (0, 5, 9, 2, 1, 0), (7, 7, 0, 0, 1, 2), BAD, (WAVE,)),
    VolumeChart(BAD, BAD, AT, DAY, (0,), (0,), BAD, ()),
    SpreadChart(BAD, BAD, (SpreadBar(BAD, 3, 9), SpreadBar(plain("b" * 99), 0, 0))),
    SpreadChart(BAD, BAD, ()),
    TimelineChart(BAD, BAD, (Span(BAD, AT, AT + 9 * DAY, 7), Span(BAD, AT, AT, 1))),
    NetworkChart(
        BAD,
        BAD,
        tuple(
            Group(BAD, n, verdict)
            for n, verdict in (
                (900, "coordinated_inauthentic"),
                (30, "coordinated"),
                (3, "coordinated_explained"),
            )
        ),
        ((0, 1, 4), (1, 2, 1)),
    ),
]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("picture", PICTURES, ids=lambda p: type(p).__name__)
def test_picture_is_well_formed_and_named(picture: Picture, language: str) -> None:
    text = picture.draw(catalogue(language, PHRASES), "pic")
    root = ET.fromstring(text)
    assert root.get("role") == "img"
    assert [child.tag for child in root[:2]] == ["title", "desc"]
    assert root[0].text == "</title><script>\"&'x"
    assert root.get("aria-labelledby") == f"{root[0].get('id')} {root[1].get('id')}"
    assert {element.tag for element in root.iter()}.isdisjoint({"script", "style", "image", "a"})
    assert picture.draw(catalogue(language, PHRASES), "pic") == text


def test_verdicts_differ_in_shape_not_only_in_colour() -> None:
    root = ET.fromstring(PICTURES[-1].draw(catalogue("en", PHRASES), "pic"))
    symbols = [next(e.tag for e in group if e.tag != "title") for group in root[-1]]
    assert symbols == ["circle", "polygon", "rect"]


def test_platforms_differ_in_shape_not_only_in_colour() -> None:
    root = ET.fromstring(PICTURES[2].draw(catalogue("en", PHRASES), "pic"))
    drawn = [(symbol.tag, len(symbol.get("points", "").split())) for symbol in root[-1]]
    assert drawn[0][0] == "circle"
    corners = [symbol.get("points", "") for symbol in root[-1][1:]]
    assert [n for _, n in drawn[1:]] == [4, 3, 4, 3]
    assert len(set(corners)) == 4


def test_every_count_of_a_heat_table_is_written_in_its_cell() -> None:
    text = PICTURES[0].draw(catalogue("en", PHRASES), "pic")
    for count in (">9<", ">1<", ">1,000,000<", ">1,000,001<"):
        assert count in text
    assert ">0<" not in text


def test_numbers_are_rounded_and_text_is_escaped() -> None:
    assert svg.element("g", "<&>", x=1 / 3, class_='a"b', y=None) == (
        '<g x="0.33" class="a&#34;b">&lt;&amp;&gt;</g>'
    )


@pytest.mark.parametrize("largest", [0, 1, 2, 3, 7, 10, 99, 1498, 10**7])
def test_count_ticks_are_few_whole_and_cover(largest: int) -> None:
    ticks = count_ticks(largest)
    assert ticks[0] == 0
    assert ticks[-1] >= largest
    assert 2 <= len(ticks) <= 5
    assert len({b - a for a, b in pairwise(ticks)}) == 1


@pytest.mark.parametrize("n_days", [1, 5, 36, 200, 2000])
def test_time_ticks_are_midnights_inside(n_days: int) -> None:
    scale = TimeScale(AT + timedelta(hours=5), AT + n_days * DAY, 0.0, 100.0)
    ticks = scale.ticks()
    assert all(tick.hour == 0 and 0 <= scale(tick) <= 100 for tick in ticks)
    assert len(ticks) <= 9
    assert scale(AT) == 0.0


@pytest.mark.parametrize("n", [1, 2, 9, 60])
def test_circles_lie_in_the_box_and_apart(n: int) -> None:
    rng = np.random.default_rng(7)
    radii = rng.uniform(7, 30, n)
    radii *= min(1.0, np.sqrt(0.3 * 700 * 360 / (np.pi * (radii**2).sum())))
    weights = np.triu(rng.random((n, n)) < 0.1, 1).astype(float)
    weights += weights.T
    at = place(radii, weights, 700.0, 360.0, 8.0)
    assert (at - radii[:, None] >= -1e-6).all()
    assert (at + radii[:, None] <= [700 + 1e-6, 360 + 1e-6]).all()
    distance = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    np.fill_diagonal(distance, np.inf)
    assert (distance - radii[:, None] - radii[None] > -1.0).all()
    assert np.array_equal(at, place(radii, weights, 700.0, 360.0, 8.0))
