"""Making STIX objects: what all have in common, and their words in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from stix2 import LanguageContent, Relationship

from undertow.export.stix.types import ident
from undertow.export.words import Phrases, say

CONFIDENCE: Final[Mapping[str, int]] = {"low": 15, "moderate": 50, "high": 85}
"""STIX 2.1, appendix A, scale "None / Low / Med / High"."""

_ENGLISH: Final = "en"
_OTHERS: Final = ("fr",)

Stix = Any
"""A STIX object; the library has no types."""


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes the objects of one producer about one thing, at one time and level.

    Attributes
    ----------
    producer, marking : str
        Ids of who made them, and of the level that all are marked with.
    about : str
        Part of every id: a campaign.
    at : datetime
        ``created`` and ``modified``: a time of what is told, never that of writing.
    """

    producer: str
    marking: str
    about: str
    at: datetime

    def common(self, kind: str, *name: str) -> dict[str, Any]:
        """Return the properties that every object has."""
        return {
            "id": ident(kind, self.producer, self.about, *name),
            "created_by_ref": self.producer,
            "created": self.at,
            "modified": self.at,
            "object_marking_refs": [self.marking],
        }

    def told(
        self,
        make: Callable[..., Stix],
        kind: str,
        *name: str,
        texts: Mapping[str, Phrases],
        **more: Any,
    ) -> tuple[Stix, Stix]:
        """Return an object in English, and the same words in French.

        Parameters
        ----------
        make : callable
            Class of the object.
        kind, name : str
            Its type, and what tells it from others of the campaign.
        texts : mapping
            Property -> phrases.
        **more
            Other properties.
        """
        english = {key: say(phrases, _ENGLISH) for key, phrases in texts.items()}
        made = make(**(self.common(kind, *name) | more), **english, lang=_ENGLISH)
        return made, self.translated(made, texts)

    def translated(self, made: Stix, texts: Mapping[str, Phrases]) -> Stix:
        """Return the words of an object in the other language."""
        contents = {
            language: {key: say(phrases, language) for key, phrases in texts.items()}
            for language in _OTHERS
        }
        return LanguageContent(
            **self.common("language-content", made["id"]),
            object_ref=made["id"],
            object_modified=made["modified"],
            contents=contents,
        )

    def related(self, kind: str, source: Stix, target: Stix, **more: Any) -> Stix:
        """Return a relationship."""
        return Relationship(
            **self.common("relationship", kind, source["id"], target["id"]),
            relationship_type=kind,
            source_ref=source["id"],
            target_ref=target["id"],
            **more,
        )


def refs(objects: list[Stix]) -> list[str]:
    """Return the ids of objects, each once, in order."""
    return sorted({each["id"] for each in objects})


def reference(ident_of_ours: str) -> dict[str, str]:
    """Return an external reference to something in the case."""
    return {"source_name": "undertow", "external_id": ident_of_ours}
