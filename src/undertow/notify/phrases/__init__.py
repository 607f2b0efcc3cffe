"""The words of the notification, one catalogue a language, with the same keys in each."""

from __future__ import annotations

from collections.abc import Mapping

from undertow.notify.phrases import en, fr

PHRASES: Mapping[str, Mapping[str, str]] = {"en": en.PHRASES, "fr": fr.PHRASES}
