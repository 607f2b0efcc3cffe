"""How the findings were made, in plain words, with the sizes of everything tested."""

from __future__ import annotations

from undertow.coordination import SUPPORT_ONLY
from undertow.report.document import Block, Bullets, Row, Section, Table, paragraph, said
from undertow.report.material import Material
from undertow.report.sections.calibration import calibration
from undertow.report.sections.columns import columns
from undertow.wording import Phrase, phrase, word
from undertow.wording.phrase import integer
from undertow.wording.redaction import redact

_STEPS = (
    "pairs", "chance", "multiplicity", "copies", "accounts", "groups", "signs", "rivals", "waves",
)  # fmt: skip
_UNITS = ((86400, "window.days"), (3600, "window.hours"), (60, "window.minutes"))


def method(material: Material) -> Section:
    """Return the section on method."""
    blocks: list[Block] = [
        paragraph(phrase("method.intro")),
        Bullets(said(*(_step(step, material) for step in _STEPS))),
        paragraph(phrase("method.never"), phrase("method.person")),
    ]
    if material.tests:
        # The family of tests is a layer's possible pairs; windows of a layer are combined first.
        family = {
            row["layer"]: row["n_tests"]
            for row in material.tests
            if row["layer"] not in SUPPORT_ONLY and row["calibration"] != "refused"
        }
        blocks.append(paragraph(phrase("method.family", n=sum(family.values()))))
        blocks.append(_tests(material))
        blocks += calibration(material)
    sources = ("calibrations", "coordination_tests", "named_reference")
    return Section("method", phrase("section.method"), tuple(blocks), sources=sources)


def _step(step: str, material: Material) -> Phrase:
    """Return what is said about a step; whose rates copying was compared with is part of it."""
    if step == "accounts" and material.reference is not None:
        case, sha256 = material.reference
        return phrase("method.accounts.reference", case=redact(case), sha256=sha256)
    return phrase(f"method.{step}")


def _tests(material: Material) -> Table:
    numbers = (
        "n_actions", "n_actions_kept", "n_accounts", "n_tests", "n_candidates", "n_validated",
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                word("layer", row["layer"]),
                _window(row["window_s"]),
                *(integer(row[name]) for name in numbers),
            )
        )
        for row in material.tests
    )
    titles = columns(
        "method.tests", "layer", "#window", "#actions", "#kept", "#accounts", "#pairs",
        "#candidates", "#validated",
    )  # fmt: skip
    return Table(phrase("method.tests.caption"), titles, rows)


def _window(seconds: int) -> Phrase:
    """Return a window in its largest whole unit."""
    for size, key in _UNITS:
        if seconds % size == 0:
            return phrase(key, n=seconds // size)
    return phrase("window.seconds", n=seconds)
