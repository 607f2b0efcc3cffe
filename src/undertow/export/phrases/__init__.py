"""What an evidence bundle says of itself, in each language."""

from __future__ import annotations

from collections.abc import Mapping

from undertow.export.phrases import en, fr

PHRASES: Mapping[str, Mapping[str, str]] = {"en": en.PHRASES, "fr": fr.PHRASES}
