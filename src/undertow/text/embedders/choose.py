"""From the setting to the embedder."""

from __future__ import annotations

from pathlib import Path

from undertow.settings import ClaimSettings
from undertow.text.embedders.seam import Embedder


def open_embedder(settings: ClaimSettings) -> Embedder:
    """Return the embedder that the settings name.

    Raises
    ------
    SettingsError
        The folder holds no model that can be used, or does not say which languages it covers.
    """
    if settings.embedder == "bundled":
        from undertow.text.embedders.bundled import BundledEmbedder

        return BundledEmbedder()
    from undertow.text.embedders.folder import open_folder

    return open_folder(Path(settings.embedder), frozenset(settings.embedder_languages))
