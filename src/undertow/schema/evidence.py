"""Table ``evidence``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, Column, TableSpec


class Evidence(TableSpec):
    """A record a claim rests on, down to the hash of its raw bytes."""

    name: ClassVar = "evidence"
    key: ClassVar = (
        "claim_id",
        "evidence_id",
    )
    columns: ClassVar = (
        Column("claim_id", TEXT, "Claim."),
        Column("evidence_id", TEXT, "Identifier: the same record has the same id in every claim."),
        Column("record_uid", TEXT, "Post, account, or media file (by the hash of its bytes)."),
        Column("raw_sha256", TEXT, "SHA-256 of the physical record, or of the media file."),
    )
