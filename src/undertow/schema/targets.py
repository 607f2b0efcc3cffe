"""Table ``targets``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, TEXTS, Column, TableSpec

PERSON = "person"
"""Kind of somebody in the register who is no official."""


class Targets(TableSpec):
    """An official in the register, or another person whom a campaign may concern."""

    name: ClassVar = "targets"
    key: ClassVar = ("target_id",)
    columns: ClassVar = (
        Column("target_id", TEXT, "Identifier in the register."),
        Column(
            "kind", TEXT, "official; or person: somebody else, who is counted among no officials."
        ),
        Column("name", TEXT, "Name."),
        Column("surname", TEXT, "Surname, where the register gives it.", nullable=True),
        Column("party", TEXT, "Party.", nullable=True),
        Column("province", TEXT, "Province or territory.", nullable=True),
        Column("riding", TEXT, "Riding.", nullable=True),
        Column("riding_fr", TEXT, "French name of the riding.", nullable=True),
        Column(
            "language",
            TEXT,
            "Language to write to them in: en, fr; null when unknown.",
            nullable=True,
        ),
        Column("email", TEXT, "Address for the notification.", nullable=True),
        Column(
            "certificate",
            TEXT,
            "X.509 certificate to which it is encrypted, DER in base64.",
            nullable=True,
        ),
        Column("handles", TEXTS, "platform:handle, lower case."),
        Column("aliases", TEXTS, "Names to look for in text, any script."),
    )
