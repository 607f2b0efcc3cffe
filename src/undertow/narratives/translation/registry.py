"""The translators there are: those of this package, and those of plug-ins."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import entry_points

from undertow.errors import PluginError, SettingsError
from undertow.narratives.translation.folder import FolderTranslator
from undertow.narratives.translation.service import chat_translator, libre_translator
from undertow.narratives.translation.translator import Translator
from undertow.settings import TranslationSettings

ENTRY_POINTS = "undertow.translators"
"""Group of entry points; each names a function ``(TranslationSettings) -> Translator``."""

Factory = Callable[[TranslationSettings], Translator]

_OWN: dict[str, Factory] = {
    "folder": FolderTranslator.from_settings,
    "http": chat_translator,
    "libretranslate": libre_translator,
}


def find_translator(settings: TranslationSettings) -> Translator:
    """Return the translator that the settings name.

    Raises
    ------
    SettingsError
        They name none, or one that does not exist, or lack what it needs.
    PluginError
        A plug-in cannot be loaded, or two have the same name.
    """
    wanted = settings.translator
    plugged = [entry for entry in entry_points(group=ENTRY_POINTS) if entry.name == wanted]
    if len(plugged) + (wanted in _OWN) > 1:
        raise PluginError(f"translator {wanted} is registered twice; uninstall one of the plug-ins")
    if plugged:
        try:
            factory: Factory = plugged[0].load()
        except Exception as error:
            raise PluginError(
                f"translator plug-in {wanted} ({plugged[0].value}) cannot be loaded: {error}; "
                "update or uninstall it"
            ) from error
        return factory(settings)
    if wanted not in _OWN:
        named = f"{wanted!r} does not exist" if wanted else "is empty: no translator is used"
        raise SettingsError(
            f"setting translation.translator: {named}; choose one of {sorted(_OWN)} or that of an "
            "installed plug-in"
        )
    return _OWN[wanted](settings)
