"""Pages of the suites, and the one table that sums them all up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from undertow.errors import InputError
from undertow.evaluate.headlines import BEGIN, END, headline_block, headline_table
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite

_BLOCK: Final = re.compile(re.escape(BEGIN) + r"\n(.*?)" + re.escape(END), re.DOTALL)
_MEASURED: Final = re.compile(r"^Measured on .*$", re.MULTILINE)

SUMMARY_INTRODUCTION: Final = """\
# Evaluation

Written by `undertow evaluate summary`, which puts together what the pages of the suites say. Every
suite runs at the default settings; each page names the command that wrote it, the version and the
commit. Synthetic corpora show that the machinery works and whom it spares, not how accurate it is
in the world: see [the scenarios](scenarios.md). The labelled real data are in the suite `ira`.
"""


def suite_page(suite: SyntheticSuite, report: Report, measured: str, command: str) -> str:
    """Return the page of a suite.

    Parameters
    ----------
    suite : SyntheticSuite
        Which.
    report : Report
        What it found.
    measured : str
        Line that says when, with what version and commit.
    command : str
        Command that gives the same numbers.
    """
    parts = [
        f"# {suite.title}\n",
        f"Written by `{command}`; run it again to get the same numbers.\n",
        suite.introduction,
        f"{measured}\n",
        headline_block(headline_table(report.headlines)),
        report.body,
    ]
    return "\n".join(parts)


def summary_page(folder: Path) -> str:
    """Return one table over the pages ``evaluation-*.md`` of a folder.

    Raises
    ------
    InputError
        No page there holds what a suite promised and measured.
    """
    rows = [row for page in sorted(folder.glob("evaluation-*.md")) for row in _rows(page)]
    if not rows:
        raise InputError(
            f"{folder}: holds no page of a suite; write one with "
            f"`undertow evaluate nulls --out {folder / 'evaluation-nulls.md'}`"
        )
    header = [
        "| suite | measure | target | measured [95 %] | met |",
        "| --- | --- | --- | --- | --- |",
    ]
    said = [f"- {line}" for page in sorted(folder.glob("evaluation-*.md")) for line in _said(page)]
    return "\n".join([SUMMARY_INTRODUCTION, *header, *rows, "", "## Measured\n", *said, ""])


def _rows(page: Path) -> Iterator[str]:
    for block in _BLOCK.finditer(page.read_text("utf-8")):
        for line in block.group(1).strip().splitlines()[2:]:
            yield f"| [{_name(page)}]({page.name}) {line}"


def _said(page: Path) -> Iterator[str]:
    text = page.read_text("utf-8")
    line = _MEASURED.search(text)
    if line is not None and _BLOCK.search(text):
        yield f"[{_name(page)}]({page.name}): {line.group(0)}"


def _name(page: Path) -> str:
    return page.stem.removeprefix("evaluation-")
