"""Table ``target_accounts``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import TEXT, Column, TableSpec


class TargetAccounts(TableSpec):
    """An account of an official, as the register and the captures together tell."""

    name: ClassVar = "target_accounts"
    key: ClassVar = (
        "target_id",
        "account_uid",
    )
    columns: ClassVar = (
        Column("target_id", TEXT, "The official."),
        Column("account_uid", TEXT, "The account."),
    )
