"""Table ``known_observables``."""

from __future__ import annotations

from typing import ClassVar

from undertow.schema.table import COUNT, TEXT, Column, TableSpec


class KnownObservables(TableSpec):
    """Something that a source published as belonging to a known operation."""

    name: ClassVar = "known_observables"
    key: ClassVar = (
        "operation_id",
        "kind",
        "platform",
        "value",
        "file_sha256",
        "place",
    )
    columns: ClassVar = (
        Column("operation_id", TEXT, "The operation, as the knowledge base calls it."),
        Column(
            "kind",
            TEXT,
            "account (by handle), account_id, post, link, domain, hashtag, text, file or "
            "picture (by PDQ).",
        ),
        Column(
            "platform", TEXT, "Platform of an account, post or hashtag; empty where it is on none."
        ),
        Column(
            "value",
            TEXT,
            "In the form that is compared: handle or native id, native id of a post, link without "
            "scheme and tracking, host name, tag, matching key of a text, hash of a file, PDQ in "
            "hexadecimal.",
        ),
        Column("published_as", TEXT, "As the source has it."),
        Column("procedure", TEXT, "What the source says it was used for; empty where it does not."),
        Column("note", TEXT, "What else the source says of it."),
        Column("file_name", TEXT, "File that was imported."),
        Column("file_sha256", TEXT, "SHA-256 of its exact bytes."),
        Column("place", COUNT, "1-based row or object in it."),
    )
