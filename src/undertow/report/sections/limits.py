"""What was read, what was not, and what the findings cannot say."""

from __future__ import annotations

from undertow.report.document import Block, Bullets, Code, Row, Section, Table, paragraph, said
from undertow.report.material import Material
from undertow.report.sections.columns import columns
from undertow.wording import Phrase, phrase
from undertow.wording.claims import platform
from undertow.wording.phrase import day, integer

_LIMITS = ("captures", "recall", "effect", "language", "targets", "deleted")


def limits(material: Material) -> Section:
    """Return the section on coverage and limits."""
    coverage = material.coverage
    blocks: list[Block] = [
        paragraph(phrase("coverage.sum", n_files=coverage.n_files, **coverage.totals))
    ]
    if coverage.n_missing:
        blocks.append(paragraph(phrase("coverage.missing", n=coverage.n_missing)))
    if coverage.platforms:
        blocks.append(_platforms(material))
    blocks += _reasons("ignored", coverage.ignored)
    blocks += _reasons("quarantined", coverage.quarantined)
    blocks.append(Bullets(said(*(phrase(f"limits.{name}") for name in _LIMITS))))
    return Section("coverage", phrase("section.coverage"), tuple(blocks))


def _platforms(material: Material) -> Table:
    blank: Phrase = phrase("none")
    rows = tuple(
        Row(
            (
                platform(row.platform),
                integer(row.n_accepted),
                blank if row.first_at is None else day(row.first_at),
                blank if row.last_at is None else day(row.last_at),
            )
        )
        for row in material.coverage.platforms
    )
    titles = columns("coverage.platforms", "platform", "#records", "first", "last")
    return Table(phrase("coverage.platforms.caption"), titles, rows)


def _reasons(what: str, counts: tuple[tuple[str, int], ...]) -> list[Block]:
    """Return a table of rules or reasons; their codes are those of the tables."""
    if not counts:
        return []
    rows = tuple(Row((Code((code,)), integer(n))) for code, n in counts)
    titles = columns(f"coverage.{what}", "code", "#n")
    return [Table(phrase(f"coverage.{what}.caption"), titles, rows)]
