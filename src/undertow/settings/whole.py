"""All sections together."""

from __future__ import annotations

from typing import Any

from pydantic import Field, ValidationError

from undertow.errors import SettingsError
from undertow.settings.coordination import CoordinationSettings, GroupSettings, ReferenceSettings
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
from undertow.settings.section import Section, sha256_of
from undertow.settings.texts import ClaimSettings, TextSettings


class Settings(Section):
    """All sections."""

    seed: int = Field(20230807, ge=0, lt=2**63, description="Seed of everything random.")
    media: MediaSettings = MediaSettings()
    text: TextSettings = TextSettings()
    claims: ClaimSettings = ClaimSettings()
    coordination: CoordinationSettings = CoordinationSettings()
    groups: GroupSettings = GroupSettings()
    reference: ReferenceSettings = ReferenceSettings()
    accounts: AccountSettings = AccountSettings()
    waves: WaveSettings = WaveSettings()
    campaigns: CampaignSettings = CampaignSettings()
    narratives: NarrativeSettings = NarrativeSettings()
    translation: TranslationSettings = TranslationSettings()
    collect: CollectSettings = CollectSettings()
    export: ExportSettings = ExportSettings()
    spark: SparkSettings = SparkSettings()

    def digest(self) -> str:
        """Return the SHA-256 of what tables depend on: not on fetching, exports or engines.

        A reference case is known by its rates, which are a table, not by where it lies.
        """
        left_out = {"collect", "export", "reference", "spark", "translation"}
        return sha256_of(self.model_dump(mode="json", exclude=left_out))

    @classmethod
    def parse(cls, values: dict[str, Any]) -> Settings:
        """Read settings from plain values.

        Raises
        ------
        SettingsError
            A key is unknown or a value out of range; names the key.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(str(part) for part in first["loc"])
            raise SettingsError(f"setting {place}: {first['msg']}") from error
