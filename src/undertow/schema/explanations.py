"""Tables ``explanations`` and ``member_explanations``."""

from __future__ import annotations

from typing import ClassVar

import pyarrow as pa

from undertow.schema.table import REAL, TEXT, Column, TableSpec


class Explanations(TableSpec):
    """Another reading of a community, how well it fits, and how far inauthenticity is ahead."""

    name: ClassVar = "explanations"
    key: ClassVar = (
        "community_id",
        "explanation",
    )
    columns: ClassVar = (
        Column("community_id", TEXT, "Community."),
        Column(
            "explanation",
            TEXT,
            "brand_customers, commercial_spam, declared_activism, fandom_raid, live_event, "
            "petition_template, quoted_text, shared_interest, sign_up_drive or syndication.",
        ),
        Column("reading", TEXT, "innocent, or commercial: coordinated, but for money."),
        Column("fit", REAL, "How well it covers what the community shares, 0..1."),
        Column(
            "support",
            REAL,
            "Log-odds that it accounts for a member: what is shared fits, and the member shows no "
            "sign beyond what it expects.",
        ),
        Column(
            "inauthentic_support",
            REAL,
            "Log-odds that a member is inauthentic, by the clearest sign beyond what it expects.",
        ),
        Column(
            "margin",
            REAL,
            "inauthentic_support less support: by how much the inauthentic reading is ahead.",
        ),
        Column(
            "holds",
            pa.bool_(),
            "Whether it explains the community at least as well as inauthenticity.",
        ),
        Column(
            "is_undecided",
            pa.bool_(),
            "Whether it rests on links that were not collected, and with them might stand in the "
            "way of a verdict.",
        ),
        Column("facts", TEXT, "JSON object with the measurements behind it."),
    )


class MemberExplanations(TableSpec):
    """A member that another reading accounts for, where it does not account for the community.

    Only commercial spam is weighed by member: whoever shares nothing but adverts is in the
    community for them, whatever the others do.
    """

    name: ClassVar = "member_explanations"
    key: ClassVar = (
        "community_id",
        "account_uid",
        "explanation",
    )
    columns: ClassVar = (
        Column("community_id", TEXT, "Community."),
        Column("account_uid", TEXT, "Member."),
        Column("explanation", TEXT, "commercial_spam."),
        Column("reading", TEXT, "commercial: coordinated, but for money."),
        Column(
            "is_undecided",
            pa.bool_(),
            "Whether it rests on links that were not collected; otherwise it holds.",
        ),
        Column("facts", TEXT, "JSON object with the measurements behind it."),
    )
