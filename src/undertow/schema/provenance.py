"""Table ``provenance``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, TEXTS, Column, TableSpec


class Provenance(TableSpec):
    """The last run of a stage: what went in, under which settings and version, what came out."""

    name: ClassVar = "provenance"
    key: ClassVar = ("stage",)
    columns: ClassVar = (
        Column("stage", TEXT, "Stage."),
        Column("stage_version", TEXT, "Version of the stage, changed when its results may change."),
        Column("code_version", TEXT, "Version of undertow."),
        Column("settings_sha256", TEXT, "Hash of the settings the stage reads."),
        Column("seed", COUNT, "Random seed."),
        Column("inputs", TEXTS, "table=SHA-256 of each input."),
        Column("outputs", TEXTS, "table=SHA-256 of each output."),
    )
