"""The words that carry a defined meaning."""

from __future__ import annotations

from undertow.estimative import CONFIDENCE, LIKELIHOOD
from undertow.report.document import Row, Section, Table, paragraph
from undertow.report.sections.columns import columns
from undertow.wording import phrase, word
from undertow.wording.estimative import percentages

_TERMS = (
    "coordinated", "inauthentic", "explained", "commercial", "attributed", "campaign", "group",
    "wave", "surge", "q_value", "interval", "evidence",
)  # fmt: skip


def terms() -> Section:
    """Return the tables of terms."""
    likelihood = tuple(Row((word("likelihood", name), percentages(name))) for name in LIKELIHOOD)
    confidence = tuple(
        Row((word("confidence", name), phrase(f"terms.confidence.{name}"))) for name in CONFIDENCE
    )
    glossary = tuple(
        Row((phrase(f"terms.{name}"), phrase(f"terms.{name}.meaning"))) for name in _TERMS
    )
    return Section(
        "terms",
        phrase("section.terms"),
        (
            paragraph(phrase("terms.note"), phrase("terms.title_note")),
            Table(
                phrase("terms.likelihood.caption"),
                columns("terms.likelihood", "term", "range"),
                likelihood,
            ),
            Table(
                phrase("terms.confidence.caption"),
                columns("terms.confidence", "term", "meaning"),
                confidence,
            ),
            Table(
                phrase("terms.glossary.caption"),
                columns("terms.glossary", "term", "meaning"),
                glossary,
            ),
        ),
    )
