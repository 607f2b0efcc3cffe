"""What the pair test found in permuted copies, and which kinds of link were refused for it."""

from __future__ import annotations

from undertow.report.document import Block, Row, Table, paragraph
from undertow.report.material import Material
from undertow.report.sections.columns import columns
from undertow.wording import Phrase, phrase, word
from undertow.wording.phrase import decimal, integer, words


def calibration(material: Material) -> list[Block]:
    """Return the outcome for each kind of link, worst first, and the table behind it."""
    layers: dict[str, list[str]] = {}
    for layer, outcome in {row["layer"]: row["calibration"] for row in material.tests}.items():
        layers.setdefault(outcome, []).append(layer)
    said: list[Phrase] = [_refused(material, layer) for layer in layers.get("refused", ())]
    for outcome in ("not_calibrated", "passed", "nothing_found"):
        if named := layers.get(outcome):
            means = [gate.mean for gate in material.calibrations if gate.layer in named]
            values = {"layers": words("layer", named), "mean": max(means, default=0.0)}
            said.append(Phrase(f"calibration.{outcome}", values))
    blocks: list[Block] = [paragraph(told) for told in said]
    return [*blocks, _table(material)] if material.calibrations else blocks


def _refused(material: Material, layer: str) -> Phrase:
    """Return why a kind of link is not used, by the copies that speak most against it."""
    own = [gate for gate in material.calibrations if gate.layer == layer]
    worst = max(own, key=lambda gate: gate.mean)
    return phrase(
        "calibration.refused",
        layer=word("layer", layer),
        n_real=worst.n_real,
        shuffle=phrase(f"calibration.within.{worst.shuffle}"),
        mean=worst.mean,
    )


def _table(material: Material) -> Table:
    rows = tuple(
        Row(
            (
                word("layer", gate.layer),
                phrase(f"calibration.within.{gate.shuffle}"),
                integer(gate.n_real),
                integer(gate.n_copies),
                decimal(gate.mean),
                integer(gate.most),
            )
        )
        for gate in material.calibrations
    )
    titles = columns("calibration", "layer", "shuffle", "#real", "#copies", "#mean", "#most")
    return Table(phrase("calibration.caption"), titles, rows)
