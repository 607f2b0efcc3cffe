"""Types of STIX objects that the specification lacks, in the form of OpenCTI."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import Final

from stix2 import properties as p
from stix2.v21 import CustomObject, ExtensionDefinition, MarkingDefinition

from undertow.tlp import Tlp

# Ids of undertow's own objects; observables have the ids that the specification derives for them,
# so that another producer's copy of an account is the same object. OpenCTI derives its own ids for
# all others when it takes them in, from their names, and keeps these beside them. It does so in the
# namespace that the specification keeps for observables, which is therefore not used here.
_NAMESPACE: Final = uuid.UUID("0d66a9b2-72fe-4bfe-a2bb-7def6c93bc28")

UNDATED: Final = datetime(2024, 1, 1, tzinfo=UTC)
"""When objects were made that no data dates."""


def ident(kind: str, *name: str) -> str:
    """Return the same id for the same name in every run."""
    return f"{kind}--{uuid.uuid5(_NAMESPACE, '|'.join((kind, *name)))}"


NARRATIVE_EXTENSION: Final = ident("extension-definition", "narrative")
CHANNEL_EXTENSION: Final = ident("extension-definition", "channel")

_SHARED = [
    ("name", p.StringProperty(required=True)),
    ("description", p.StringProperty()),
    ("aliases", p.ListProperty(p.StringProperty)),
]


@CustomObject(
    "narrative",
    [*_SHARED, ("narrative_types", p.ListProperty(p.StringProperty))],
    NARRATIVE_EXTENSION,
)
class Narrative:
    """What a campaign says about a subject."""


@CustomObject(
    "channel",
    [*_SHARED, ("channel_types", p.ListProperty(p.StringProperty))],
    CHANNEL_EXTENSION,
)
class Channel:
    """A place that a campaign publishes on."""


def extension_definitions(producer: str, marking: str, words: dict[str, str]) -> list[object]:
    """Return the definitions of the types above; ``words`` describe them, by type."""
    return [
        ExtensionDefinition(
            id=ident("extension-definition", kind),
            created_by_ref=producer,
            created=UNDATED,
            modified=UNDATED,
            name=f"undertow {kind}",
            description=words[kind],
            schema="https://docs.opencti.io/latest/reference/data-model/",
            version="1.0.0",
            extension_types=["new-sdo"],
            object_marking_refs=[marking],
        )
        for kind in ("narrative", "channel")
    ]


# Markings of TLP 2.0 as OASIS defines them, in the repository cti-stix-common-objects.
_TLP_EXTENSION: Final = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"
_TLP_MARKINGS: Final = {
    Tlp.clear: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    Tlp.green: "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb",
    Tlp.amber: "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421",
    Tlp.amber_strict: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    Tlp.red: "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1",
}


def marking(tlp: Tlp) -> MarkingDefinition:
    """Return the marking of a level, the object that everybody has."""
    extension = {"extension_type": "property-extension", "tlp_2_0": tlp.value}
    return MarkingDefinition(
        id=_TLP_MARKINGS[tlp],
        created=datetime(2022, 10, 1, tzinfo=UTC),
        name=tlp.label,
        extensions={_TLP_EXTENSION: extension},
    )
