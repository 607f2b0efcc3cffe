"""The words of the report, one catalogue a language, with the same keys and values in each."""

from __future__ import annotations

from collections.abc import Mapping

from undertow.report.phrases import en, fr
from undertow.report.phrases.appraisal import en as appraisal_en
from undertow.report.phrases.appraisal import fr as appraisal_fr
from undertow.report.phrases.back_matter import en as back_en
from undertow.report.phrases.back_matter import fr as back_fr
from undertow.report.phrases.media import en as media_en
from undertow.report.phrases.media import fr as media_fr

PHRASES: Mapping[str, Mapping[str, str]] = {
    "en": {**en.PHRASES, **appraisal_en.PHRASES, **back_en.PHRASES, **media_en.PHRASES},
    "fr": {**fr.PHRASES, **appraisal_fr.PHRASES, **back_fr.PHRASES, **media_fr.PHRASES},
}
