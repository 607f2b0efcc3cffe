"""The page in a real browser: axe, keyboard, reflow, dark, print, hostile text that stays text."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import product_case
import pytest

from undertow.case import Case
from undertow.report import write_report

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here; install it with `apt-get install chromium`"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync.sync_playwright() as playwright:
        # Where CI runs as root Chromium has no sandbox; it opens nothing but the report.
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(params=["en", "fr"])
def report(request: Any, case: Case, rows_of: Any, tmp_path: Path) -> Path:
    filled = product_case.fill(case, rows_of)
    [path] = write_report(filled, [request.param], tmp_path / "out", tlp="GREEN")
    return path


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light")])
def test_axe_finds_nothing(browser: Any, report: Path, width: int, scheme: str) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.goto(report.as_uri())
    page.eval_on_selector_all("details", "all => all.forEach(own => own.open = true)")
    found = axe.Axe().run(page).response["violations"]
    told = [(own["id"], own["impact"], own["nodes"][0]["html"]) for own in found]
    page.close()
    assert not told


def test_page_reflows_at_400_per_cent(browser: Any, report: Path) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 256})
    page.goto(report.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()


def test_keyboard_alone_reaches_text_links_and_data(browser: Any, report: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("own => own === document.activeElement")
    assert skip.bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "text"
    seen: list[str] = []
    while "BODY" not in seen:  # past the last stop
        page.keyboard.press("Tab")
        at = "document.activeElement"
        seen.append(page.evaluate(f"{at}.tagName + {at}.className"))
        outline = page.evaluate(f"getComputedStyle({at}).outlineStyle")
        assert outline != "none" or seen[-1] == "BODY", seen[-1]
        assert len(seen) < 500
    assert {"Aclaim", "SUMMARY", "DIVscroll"} <= set(seen)
    page.locator("summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details table").first.is_visible()
    page.close()


def test_page_asks_for_nothing_and_runs_nothing(browser: Any, report: Path) -> None:
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.append(message.text))
    page.goto(report.as_uri())
    assert "alert(1)" in page.inner_text("main")
    assert asked == [report.as_uri()]
    assert said == []
    page.close()


def test_print_shows_pictures_and_leaves_out_what_must_be_clicked(
    browser: Any, report: Path
) -> None:
    page = browser.new_page(color_scheme="dark")
    page.goto(report.as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    assert page.locator("svg").first.is_visible()
    assert not page.locator("details").first.is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.close()
