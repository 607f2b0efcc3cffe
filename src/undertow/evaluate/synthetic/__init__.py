"""Suites on synthetic corpora, whose truth is known."""

from undertow.evaluate.synthetic.golden import GOLDEN
from undertow.evaluate.synthetic.journal import Journal, code_sha256
from undertow.evaluate.synthetic.organic import HARD_NEGATIVES, NULLS
from undertow.evaluate.synthetic.pages import suite_page, summary_page
from undertow.evaluate.synthetic.runs import make_runs
from undertow.evaluate.synthetic.suite import Headline, Report, SyntheticSuite

SUITES: dict[str, SyntheticSuite] = {suite.name: suite for suite in (GOLDEN, NULLS, HARD_NEGATIVES)}
"""Suites by name."""

__all__ = [
    "SUITES",
    "Headline",
    "Journal",
    "Report",
    "SyntheticSuite",
    "code_sha256",
    "make_runs",
    "suite_page",
    "summary_page",
]
