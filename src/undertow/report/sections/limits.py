"""What was read, what was not, and what the findings cannot say."""

from __future__ import annotations

from undertow.report.document import Block, Bullets, Code, Row, Section, Table, paragraph, said
from undertow.report.material import Material
from undertow.report.sections.columns import columns
from undertow.wording import Phrase, phrase
from undertow.wording.claims import platform
from undertow.wording.phrase import day, integer, minute

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
    if any(row.never_collected for row in coverage.platforms):
        blocks.append(_never_collected(material))
    if coverage.n_targets_missing:
        values = {"n": coverage.n_target_answers_missing, "n_targets": coverage.n_targets_missing}
        blocks.append(paragraph(Phrase("coverage.gaps", values)))
    if coverage.n_contradictions:
        blocks += _contradictions(material)
    blocks += _reasons("ignored", coverage.ignored)
    blocks += _reasons("quarantined", coverage.quarantined)
    blocks.append(Bullets(said(*(phrase(f"limits.{name}") for name in _LIMITS))))
    sources = ("coverage", "coverage_ledger", "coverage_warnings", "quarantine", "records")
    return Section("coverage", phrase("section.coverage"), tuple(blocks), sources=sources)


def _platforms(material: Material) -> Table:
    unknown: Phrase = phrase("coverage.platforms.unknown")
    rows = tuple(
        Row(
            (
                platform(row.platform),
                integer(row.n_seen),
                unknown if row.n_missing is None else integer(row.n_missing),
                integer(row.n_deleted),
                day(row.first_at),
                day(row.last_at),
            )
        )
        for row in material.coverage.platforms
    )
    names = ("platform", "#posts", "#missing", "#deleted", "first", "last")
    titles = columns("coverage.platforms", *names)
    return Table(phrase("coverage.platforms.caption"), titles, rows)


def _never_collected(material: Material) -> Table:
    """Return what no source of a platform gave; the fields have the names of the tables."""
    rows = tuple(
        Row((platform(row.platform), Code((", ".join(row.never_collected),))))
        for row in material.coverage.platforms
        if row.never_collected
    )
    titles = columns("coverage.never", "platform", "fields")
    return Table(phrase("coverage.never.caption"), titles, rows)


def _contradictions(material: Material) -> list[Block]:
    coverage = material.coverage
    rows = tuple(
        Row(
            (
                platform(row.platform),
                Code((row.raw_sha256,)),
                minute(row.claimed_at),
                minute(row.id_at),
            )
        )
        for row in coverage.contradictions
    )
    titles = columns("coverage.contradictions", "platform", "record", "claimed", "told")
    return [
        paragraph(phrase("coverage.contradictions", n=coverage.n_contradictions)),
        Table(phrase("coverage.contradictions.caption"), titles, rows),
    ]


def _reasons(what: str, counts: tuple[tuple[str, int], ...]) -> list[Block]:
    """Return a table of rules or reasons; their codes are those of the tables."""
    if not counts:
        return []
    rows = tuple(Row((Code((code,)), integer(n))) for code, n in counts)
    titles = columns(f"coverage.{what}", "code", "#n")
    return [Table(phrase(f"coverage.{what}.caption"), titles, rows)]
