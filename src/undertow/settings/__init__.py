"""Every setting, with its default, its unit and its reason.

Settings live in ``case.toml`` under ``[settings.<stage>]``; what is not there has the default
below. A stage reads only its own section, so changing one setting re-runs only what depends on it.
"""

from undertow.settings.coordination import (
    CoordinationSettings,
    GroupSettings,
    ReferenceSettings,
)
from undertow.settings.findings import (
    AccountSettings,
    CampaignSettings,
    NarrativeSettings,
    WaveSettings,
)
from undertow.settings.media import MediaSettings
from undertow.settings.outside import (
    CollectSettings,
    ExportSettings,
    SparkSettings,
    TranslationSettings,
)
from undertow.settings.section import NoSettings, Section
from undertow.settings.texts import ClaimSettings, TextSettings
from undertow.settings.whole import Settings

__all__ = [
    "AccountSettings",
    "CampaignSettings",
    "ClaimSettings",
    "CollectSettings",
    "CoordinationSettings",
    "ExportSettings",
    "GroupSettings",
    "MediaSettings",
    "NarrativeSettings",
    "NoSettings",
    "ReferenceSettings",
    "Section",
    "Settings",
    "SparkSettings",
    "TextSettings",
    "TranslationSettings",
    "WaveSettings",
]
