"""The assessment: the blocks of a report, in order."""

from __future__ import annotations

from undertow.report.document import Document
from undertow.report.material import Material
from undertow.report.sections.annex import annex
from undertow.report.sections.campaign import campaign_section
from undertow.report.sections.groups import groups_section
from undertow.report.sections.limits import limits
from undertow.report.sections.method import method
from undertow.report.sections.summary import facts, subtitle, summary, title
from undertow.report.sections.terms import terms


def build_document(material: Material) -> Document:
    """Return the report as blocks, in no language.

    Parameters
    ----------
    material : Material
        What the tables of a case say.

    Returns
    -------
    Document
        Every claim of every campaign appears in it at least twice: where it is told and in the
        evidence annex. No account is named, no official, and no state.
    """
    return Document(
        title=title(material),
        subtitle=subtitle(material),
        facts=facts(material),
        sections=(
            summary(material),
            *(campaign_section(campaign, material) for campaign in material.campaigns),
            groups_section(material),
            method(material),
            limits(material),
            terms(),
            annex(material),
        ),
    )
