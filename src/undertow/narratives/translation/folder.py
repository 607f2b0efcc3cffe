"""Translation on this machine, by models in a folder: unpacked Argos packages.

Needs ctranslate2 and sentencepiece. An Argos package is a folder with ``metadata.json``
(``from_code``, ``to_code``), ``sentencepiece.model`` and a CTranslate2 model in ``model/``.
Nothing is downloaded.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from undertow.errors import SettingsError
from undertow.narratives.translation.translator import TranslationError
from undertow.settings import TranslationSettings

Pair = tuple[str, str]

_PIVOT = "en"
_MAX_TOKENS = 256


@dataclass(frozen=True, slots=True)
class FolderTranslator:
    """Models of a folder.

    Attributes
    ----------
    packages : dict
        (source, target) -> folder of the package.
    """

    packages: dict[Pair, Path]
    _loaded: dict[Pair, tuple[Any, Any]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def name(self) -> str:
        """Program and packages, which is all that is known of the models."""
        pairs = ", ".join(sorted(path.name for path in self.packages.values()))
        return f"CTranslate2 ({pairs})"

    @property
    def leaves_machine(self) -> bool:
        """Never."""
        return False

    @classmethod
    def from_settings(cls, settings: TranslationSettings) -> FolderTranslator:
        """Find the packages of a folder.

        Raises
        ------
        SettingsError
            It holds none.
        """
        found: dict[Pair, Path] = {}
        folder = Path(settings.folder)
        files = sorted(folder.glob("*/metadata.json")) if settings.folder else []
        for file in files:
            try:
                about = json.loads(file.read_text("utf-8"))
                pair = str(about["from_code"]), str(about["to_code"])
            except (OSError, ValueError, LookupError, TypeError) as error:
                raise SettingsError(f"{file}: is not that of an Argos package: {error}") from error
            found.setdefault(pair, file.parent)
        if not found:
            raise SettingsError(
                f"setting translation.folder: {settings.folder!r} holds no unpacked Argos package "
                "(a folder with metadata.json); unpack one a language pair"
            )
        return cls(found)

    def can_translate(self, source: str, target: str) -> bool:
        """Whether there is a package for the pair, or two that meet in English."""
        return self._steps(source, target) is not None

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        """Return a translation of each text; see :class:`Translator`."""
        steps = self._steps(source, target)
        if steps is None:
            raise TranslationError(f"{self.name}: no package translates {source} to {target}")
        translated = list(texts)
        for pair in steps if texts else ():
            translated = self._step(translated, pair)
        return translated

    def _steps(self, source: str, target: str) -> list[Pair] | None:
        for steps in ([(source, target)], [(source, _PIVOT), (_PIVOT, target)]):
            if all(pair in self.packages for pair in steps):
                return steps
        return None

    def _step(self, texts: list[str], pair: Pair) -> list[str]:
        translator, pieces = self._load(pair)
        tokens = [pieces.encode(text, out_type=str) for text in texts]
        results = translator.translate_batch(
            tokens, max_decoding_length=_MAX_TOKENS, replace_unknowns=True
        )
        return [pieces.decode(result.hypotheses[0]) for result in results]

    def _load(self, pair: Pair) -> tuple[Any, Any]:
        if pair not in self._loaded:
            try:
                import ctranslate2
                import sentencepiece
            except ImportError as error:
                raise TranslationError(
                    "translation by models in a folder needs ctranslate2 and sentencepiece; "
                    "install undertow[translate]"
                ) from error
            folder = self.packages[pair]
            try:
                model = ctranslate2.Translator(str(folder / "model"), device="cpu")
                pieces = sentencepiece.SentencePieceProcessor(
                    model_file=str(folder / "sentencepiece.model")
                )
            except (RuntimeError, OSError, ValueError) as error:
                raise TranslationError(f"{folder}: cannot be loaded: {error}") from error
            self._loaded[pair] = model, pieces
        return self._loaded[pair]
