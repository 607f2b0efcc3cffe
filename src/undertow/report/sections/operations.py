"""Which known operations a campaign resembles, and the hypotheses that compete."""

from __future__ import annotations

from undertow.report.document import Block, Column, Row, Table, paragraph
from undertow.report.material import CampaignMaterial
from undertow.report.sections.columns import columns
from undertow.report.sections.summary import key_judgement
from undertow.wording import Claim, Phrase, phrase, sentences, word
from undertow.wording.phrase import decimal, given, integer


def operations(campaign: CampaignMaterial) -> list[Block]:
    """Return each link to a known operation with its indicators, the likeliest first."""
    claims = campaign.of_kind("operation")
    claims.sort(key=lambda claim: (-claim.facts["n_shown"], claim.subject))
    blocks: list[Block] = []
    for claim in claims:
        judgement = key_judgement(claim)
        if judgement is not None:
            blocks.append(judgement)
        blocks += [paragraph(*sentences(claim), claim_id=claim.claim_id), _indicators(claim)]
    return blocks


def hypotheses(campaign: CampaignMaterial) -> list[Block]:
    """Return the ranks of the hypotheses, and the matrix of evidence that they come of."""
    claim = campaign.the("hypotheses")
    if claim is None:
        return []
    told = paragraph(*sentences(claim), claim_id=claim.claim_id)
    key = paragraph(phrase("hypotheses.key"), claim_id=claim.claim_id)
    return [told, _ranks(claim), _matrix(claim), key]


def _indicators(claim: Claim) -> Table:
    rows = tuple(
        Row(
            (
                given(**row["name"]),
                phrase(f"operations.state.{row['state']}"),
                integer(row["n"]),
                _worth(row),
                word("likelihood", row["likelihood_without"]),
            ),
            claim.claim_id,
        )
        for row in sorted(claim.facts["indicators"], key=_order)
    )
    titles = columns("operations", "indicator", "state", "#n", "worth", "without")
    name = given(**claim.facts["name"])
    return Table(phrase("operations.caption", name=name), titles, rows)


def _order(row: dict[str, object]) -> tuple[int, str]:
    states = ("shown", "not_shown", "not_measured")
    return states.index(str(row["state"])), str(row["indicator_id"])


def _worth(row: dict[str, object]) -> Phrase:
    if row["is_context"]:
        return phrase("operations.worth.context")
    if row["is_found_by"]:
        return phrase("operations.worth.found_by")
    return phrase(f"operations.worth.{row['diagnosticity']}")


def _ranks(claim: Claim) -> Table:
    rows = tuple(
        Row(
            (
                word("hypothesis", row["hypothesis"]),
                integer(row["rank"]),
                decimal(row["inconsistency"]),
                integer(row["n_against"]),
                integer(row["n_items"]),
            ),
            claim.claim_id,
        )
        for row in claim.facts["ranked"]
    )
    titles = columns("hypotheses", "name", "#rank", "#sum", "#against", "#items")
    return Table(phrase("hypotheses.caption"), titles, rows)


def _matrix(claim: Claim) -> Table:
    """Return one row an item, the most diagnostic first, and one column a hypothesis."""
    names = [row["hypothesis"] for row in claim.facts["ranked"]]
    cells = claim.facts["matrix"]
    rating = {(cell["item"], cell["hypothesis"]): cell["rating"] for cell in cells}
    items = {cell["item"]: cell for cell in cells}
    rows = tuple(
        Row(
            (
                word("item", item),
                phrase("hypotheses.shown" if items[item]["is_shown"] else "hypotheses.not_shown"),
                decimal(items[item]["weight"]),
                *(phrase("plain", text=rating[item, name]) for name in names),
            ),
            claim.claim_id,
        )
        for item in sorted(items, key=lambda item: (-items[item]["weight"], item))
    )
    titles = (
        *columns("hypotheses.matrix", "item", "shown", "#weight"),
        *(Column(word("hypothesis.short", name)) for name in names),
    )
    return Table(phrase("hypotheses.matrix.caption"), titles, rows)
