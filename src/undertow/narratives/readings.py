"""Whom the texts of a campaign make speak, and what officials are said to have done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pyarrow as pa

from undertow.narratives.frames import VOICES, Frame, FrameReader
from undertow.narratives.posts import Group, Text
from undertow.schema.targets import PERSON

Row = dict[str, Any]

VOICE: Final = "voice"
ACT: Final = "act"
# What one account alone says is no reading of a campaign.
_ACCOUNTS: Final = 2


@dataclass(slots=True)
class _Reading:
    """What was read of one subject."""

    names: Counter[str] = field(default_factory=Counter)
    texts: set[tuple[str, str]] = field(default_factory=set)
    languages: set[str] = field(default_factory=set)
    posts: set[str] = field(default_factory=set)

    def add(self, name: str, text: Text) -> None:
        self.names[name] += len(text.post_uids)
        self.texts.add((text.language, text.text_id))
        self.languages.add(text.language)
        self.posts.update(text.post_uids)


class ReadingReader:
    """Reads the texts of campaigns.

    Parameters
    ----------
    register : pa.Table
        Columns target_id, kind, name and aliases of ``targets``.
    accounts : mapping
        Post -> account that published it.
    """

    def __init__(self, register: pa.Table, accounts: Mapping[str, str]) -> None:
        rows = register.select(["target_id", "kind", "name", "aliases"]).to_pylist()
        officials = {r["target_id"]: r["aliases"] for r in rows if r["kind"] != PERSON}
        self._persons = {r["target_id"]: r["name"] for r in rows if r["kind"] == PERSON}
        self._acts = FrameReader(officials)
        self._voices = FrameReader({r["target_id"]: r["aliases"] for r in rows}, VOICES)
        self._accounts = accounts

    def read(self, campaign_id: str, groups: Iterable[Group]) -> list[Row]:
        """Return the rows of ``campaign_readings`` of a campaign.

        Notes
        -----
        A name that is written otherwise in another language or script is another subject, unless
        the register says that both are of one person.
        """
        found: defaultdict[tuple[str, str], _Reading] = defaultdict(_Reading)
        for group in groups:
            for text in group.texts:
                for reading, key, name in self._subjects(text):
                    found[reading, key].add(name, text)
        ordered = sorted(found.items(), key=lambda item: item[0])
        rows = (self._row(campaign_id, reading, key, own) for (reading, key), own in ordered)
        return [row for row in rows if row["n_accounts"] >= _ACCOUNTS]

    def _subjects(self, text: Text) -> Iterator[tuple[str, str, str]]:
        """Yield reading, key and name of whatever a text says of somebody, each once."""
        once: dict[tuple[str, str], str] = {}
        for frame in self._voices.read(text.text, text.language):
            ident = frame.actor.target_id
            if ident is None or ident in self._persons:
                name = self._persons.get(ident or "", " ".join(frame.actor.name.split()))
                once.setdefault((VOICE, frame.actor.key), name)
        for frame in self._acts.read(text.text, text.language):
            if _is_against_official(frame):
                once.setdefault((ACT, frame.kind), frame.kind)
        for (reading, key), name in once.items():
            yield reading, key, name

    def _row(self, campaign_id: str, reading: str, key: str, own: _Reading) -> Row:
        ident = key.removeprefix("id:")
        name = min(own.names, key=lambda name: (-own.names[name], name))
        return {
            "campaign_id": campaign_id,
            "reading": reading,
            "subject": name,
            "subject_id": ident if reading == VOICE and ident in self._persons else None,
            "n_posts": len(own.posts),
            "n_accounts": len({self._accounts[uid] for uid in own.posts}),
            "n_texts": len(own.texts),
            "languages": sorted(own.languages),
            "post_uids": sorted(own.posts),
        }


def _is_against_official(frame: Frame) -> bool:
    """Whether an official is said to have done something, or is accused of it."""
    if frame.is_negated:
        return False
    accused = frame.target if frame.kind == "accuse" else frame.actor
    return accused is not None and accused.target_id is not None
