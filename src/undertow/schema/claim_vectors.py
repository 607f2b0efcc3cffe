"""Table ``claim_vectors``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, VECTOR, Column, TableSpec


class ClaimVectors(TableSpec):
    """Vectors of the units that were embedded, so that the next run embeds only new ones."""

    name: ClassVar = "claim_vectors"
    key: ClassVar = ("unit",)
    columns: ClassVar = (
        Column("unit", TEXT, "Near group or text group."),
        Column("embedder", TEXT, "Fingerprint of the embedder: vectors of two never meet."),
        Column("view_sha256", TEXT, "Hash of the text as it was embedded."),
        Column("vector", VECTOR, "The vector, unit length, little-endian 16-bit floats."),
    )
