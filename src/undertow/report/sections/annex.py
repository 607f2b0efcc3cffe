"""The evidence annex: every claim, how much it rests on, and where that begins."""

from __future__ import annotations

from undertow.report.document import (
    Block,
    Code,
    Command,
    Row,
    Section,
    Table,
    paragraph,
)
from undertow.report.material import Material, RecordedTable
from undertow.report.sections.columns import columns
from undertow.wording import Phrase, phrase
from undertow.wording.claims import SENTENCES
from undertow.wording.phrase import integer


def _stamp(material: Material) -> Phrase:
    """Say when an authority stamped the custody log, or that none did."""
    if material.stamped_at is None:
        return phrase("annex.stamp.none")
    return phrase("annex.stamp.some", at=material.stamped_at)


def annex(material: Material) -> Section:
    """Return the annex."""
    blocks: list[Block] = [
        paragraph(phrase("annex.chain"), phrase("annex.verify")),
        Command("undertow verify CASE"),
        paragraph(phrase("annex.flipped")),
        paragraph(_stamp(material)),
    ]
    for campaign in material.campaigns:
        kinds = list(SENTENCES)
        claims = sorted(
            campaign.claims, key=lambda claim: (kinds.index(claim.kind), claim.claim_id)
        )
        rows = tuple(
            Row(
                (
                    Code((claim.claim_id,)),
                    phrase(f"kind.{claim.kind}"),
                    integer(claim.n_evidence),
                    Code(
                        tuple(
                            f"{evidence_id} {raw_sha256}"
                            for evidence_id, raw_sha256 in material.samples.get(claim.claim_id, [])
                        )
                    ),
                ),
                anchor=claim.claim_id,
            )
            for claim in claims
        )
        titles = columns("annex", "claim", "kind", "#records", "samples")
        blocks.append(Table(phrase("annex.caption", number=campaign.number), titles, rows))
    if not material.campaigns:
        blocks.append(paragraph(phrase("annex.none")))
    blocks.append(_tables(material))
    return Section("annex", phrase("section.annex"), tuple(blocks), sources=("custody",))


def _vouched_for(own: RecordedTable) -> Phrase | Code:
    return phrase("annex.tables.of_files") if own.sha256 is None else Code((own.sha256,))


def _tables(material: Material) -> Table:
    """Return every table that the report was made from, as its stage recorded it."""
    rows = tuple(
        Row((Code((own.name,)), integer(own.n_rows), _vouched_for(own))) for own in material.tables
    )
    titles = columns("annex.tables", "name", "#rows", "sha256")
    return Table(phrase("annex.tables.caption"), titles, rows)
