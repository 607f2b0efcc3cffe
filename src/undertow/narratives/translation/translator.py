"""What a translator is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from undertow.errors import PluginError, UndertowError


class TranslationError(UndertowError):
    """A translator did not translate; nothing that needs it was made."""


@runtime_checkable
class Translator(Protocol):
    """Turns texts of one language into another by machine.

    Attributes
    ----------
    name : str
        How every product that shows its output calls it: "machine translation by NAME, not
        checked". It says which program and, where known, which model.
    leaves_machine : bool
        Whether texts are sent to another machine.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see the class

    @property
    def leaves_machine(self) -> bool: ...  # noqa: D102

    def can_translate(self, source: str, target: str) -> bool:
        """Whether it has this pair of languages, as far as it knows."""

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """Return a translation of each text.

        Parameters
        ----------
        texts : sequence of str
            Redacted quotes of at most a few hundred characters.
        source, target : str
            ISO 639-1.

        Raises
        ------
        TranslationError
            It cannot; says why.
        """


def assert_conforms(translator: object, source: str = "en", target: str = "fr") -> None:
    """Check that a plug-in is a translator; its makers may run this in their own tests.

    Raises
    ------
    PluginError
        It is not; says what is wrong.
    """
    if not isinstance(translator, Translator):
        raise PluginError(f"translator {translator!r} lacks a member of the protocol Translator")
    if not translator.name.strip() or "\n" in translator.name:
        raise PluginError(f"translator {translator!r} has no name of one line")
    if not translator.can_translate(source, target):
        raise PluginError(f"translator {translator.name} cannot translate {source} to {target}")
    if translator.translate([], source, target) != []:
        raise PluginError(f"translator {translator.name} makes texts out of none")
    texts = ["One sentence.", "Another."]
    translated = translator.translate(texts, source, target)
    if len(translated) != len(texts) or not all(isinstance(t, str) for t in translated):
        raise PluginError(f"translator {translator.name} does not give one text for each")
