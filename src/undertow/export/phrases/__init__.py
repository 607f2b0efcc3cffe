"""What exports say of themselves, in each language."""

from __future__ import annotations

from collections.abc import Mapping

from undertow.export.phrases import en, fr, indicators_en, indicators_fr

PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {**en.PHRASES, **indicators_en.PHRASES},
    "fr": {**fr.PHRASES, **indicators_fr.PHRASES},
}
