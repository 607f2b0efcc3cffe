"""Suites on synthetic corpora, whose truth is known."""

from undertow.evaluate.headlines import Headline
from undertow.evaluate.synthetic.attribution import ATTRIBUTION
from undertow.evaluate.synthetic.curves import CURVES
from undertow.evaluate.synthetic.fairness import FAIRNESS
from undertow.evaluate.synthetic.floods import FLOODS
from undertow.evaluate.synthetic.golden import GOLDEN
from undertow.evaluate.synthetic.hijack import HIJACK
from undertow.evaluate.synthetic.journal import Journal, code_sha256
from undertow.evaluate.synthetic.media_alone import MEDIA_ALONE
from undertow.evaluate.synthetic.missing_data import MISSING_DATA
from undertow.evaluate.synthetic.organic import HARD_NEGATIVES, NULLS
from undertow.evaluate.synthetic.pages import suite_page, summary_page
from undertow.evaluate.synthetic.probabilities import RELIABILITY
from undertow.evaluate.synthetic.runs import make_runs
from undertow.evaluate.synthetic.shuffled import SHUFFLED
from undertow.evaluate.synthetic.suite import Report, SyntheticSuite
from undertow.evaluate.synthetic.timeline import TIMELINE

SUITES: dict[str, SyntheticSuite] = {
    suite.name: suite
    for suite in (
        GOLDEN,
        NULLS,
        HARD_NEGATIVES,
        FAIRNESS,
        HIJACK,
        FLOODS,
        MISSING_DATA,
        MEDIA_ALONE,
        SHUFFLED,
        RELIABILITY,
        CURVES,
        ATTRIBUTION,
        TIMELINE,
    )
}
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
