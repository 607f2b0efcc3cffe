"""English words of the report for operations, hypotheses, objectives and impact."""

from __future__ import annotations

from collections.abc import Mapping

PHRASES: Mapping[str, str] = {
    "section.harmed": "Who else is harmed",
    "section.objectives": "Objectives",
    "section.impact": "How far it got, and what that does not show",
    "section.operations": "Known operations it resembles",
    "section.hypotheses": "Competing hypotheses",
    "objectives.note": (
        "Each objective is a judgement of its own. What people who act together in their own name "
        "want is not judged here."
    ),
    "objectives.none": "No objective is stated: the posts do not speak for one clearly enough.",
    "operations.caption": "Indicators of {name}, and the link without each",
    "operations.indicator": "Indicator",
    "operations.state": "State",
    "operations.n": "Records",
    "operations.worth": "Worth",
    "operations.without": "Link without it",
    "operations.state.shown": "shown",
    "operations.state.not_shown": "measured, not shown",
    "operations.state.not_measured": "not measured",
    "operations.worth.strong": "strong",
    "operations.worth.moderate": "moderate",
    "operations.worth.weak": "weak",
    "operations.worth.context": "nothing by itself",
    "operations.worth.found_by": "found by it: not counted",
    "harmed.note": (
        "Nobody who is no official is named here. Names that are written otherwise, in another "
        "language or script, may stand for one person; the register of the case says which do."
    ),
    "hypotheses.caption": "Competing hypotheses, by what stands against them",
    "hypotheses.name": "Hypothesis",
    "hypotheses.rank": "Rank",
    "hypotheses.sum": "Inconsistency",
    "hypotheses.against": "Findings against",
    "hypotheses.items": "Findings",
    "hypotheses.matrix.caption": "Findings held against each hypothesis",
    "hypotheses.matrix.item": "Finding",
    "hypotheses.matrix.shown": "Shown",
    "hypotheses.matrix.weight": "Diagnosticity",
    "hypotheses.shown": "yes",
    "hypotheses.not_shown": "no",
    "hypotheses.key": (
        "CC very consistent, C consistent, N neither, I inconsistent, II very inconsistent. "
        "Diagnosticity, from 0 to 1, is how far a finding tells hypotheses apart."
    ),
    "hypothesis.short.commercial-spam": "Spam",
    "hypothesis.short.domestic-partisans": "Partisans",
    "hypothesis.short.grassroots": "Genuine people",
    "hypothesis.short.imitation": "Imitation",
    "hypothesis.short.known-operation": "Known operation",
    "hypothesis.short.other-state": "Another state",
    "hypothesis.short.researcher-or-prank": "Test or prank",
    "impact.entered": (
        "Beyond what captures show, {by} entered category {category:int} of the Breakout Scale, by "
        "this source: {source}."
    ),
    "impact.entered.words": "What happened ({at:day}): {words}",
    "page.sources": "Numbers that no claim states here come from: {items:list}.",
    "source.decisions": "the log of decisions",
    "source.custody": "the custody log",
    "annex.tables.caption": (
        "What the report was made from: tables of the case, each as the stage that made it "
        "recorded it"
    ),
    "annex.tables.of_files": "of the files as they came: see the custody log",
    "annex.tables.name": "Table",
    "annex.tables.rows": "Rows",
    "annex.tables.sha256": "SHA-256",
}
