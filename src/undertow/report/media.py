"""What a report tells of media: each group of files that is the same material, as a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from undertow.case import Case
from undertow.report.pictures import read_thumbnail
from undertow.report.reading import read_columns
from undertow.rulings import MEDIA_READ, MediaRulings
from undertow.schema import MediaFacts, MediaFiles, TableSpec
from undertow.wording import Claim
from undertow.wording.media import MediaFinding

READ: tuple[type[TableSpec], ...] = (*MEDIA_READ, MediaFacts)
"""Every table that :func:`read_media` reads."""

# What a file says of what made it. Never of where, by whom or with which device: anybody can have
# written it, and it may lead to a person.
_TRACES: Final = frozenset({"encoder", "software", "format_name", "major_brand", "codec"})
_MOST_TRACES: Final = 3
_MOST_FILES: Final = 12


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file as a report shows it.

    Attributes
    ----------
    media_uid, first_at, platform : str
        Its hash, and its first post in the campaign.
    n_posts : int
        Posts of the campaign that carry it.
    row : dict
        Its row in ``media_files``; empty where it is lost.
    traces : tuple of str
        What its container says of what made it.
    picture : bytes or None
        A small JPEG; None where there is none, or people keep the file by hash.
    is_hidden : bool
        Whether people do.
    """

    media_uid: str
    first_at: str
    platform: str
    n_posts: int
    row: Mapping[str, Any]
    traces: tuple[str, ...]
    picture: bytes | None
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class MediaCard:
    """Files that are the same material.

    Attributes
    ----------
    number : int
        1 for the one that most accounts posted.
    reuse : Claim
        That several accounts posted it.
    copies : Claim or None
        That some files are altered copies of one seen earlier.
    files : tuple of MediaFile
        The first dozen, by their first post.
    original : MediaFile or None
        The file of which others are copies, where it is none of these.
    findings : tuple of MediaFinding
        What people found of them.
    """

    number: int
    reuse: Claim
    copies: Claim | None
    files: tuple[MediaFile, ...]
    original: MediaFile | None
    findings: tuple[MediaFinding, ...]

    @property
    def n_hidden(self) -> int:
        """Files of which no picture may be shown."""
        return sum(own.is_hidden for own in self.files)


def read_media(case: Case, claims: Sequence[Claim]) -> tuple[MediaCard, ...]:
    """Return the cards of a campaign, from its claims; none where it has no media.

    Raises
    ------
    CaseError
        A table is damaged.
    VerificationError
        The decision log was changed.
    """
    reuse = [claim for claim in claims if claim.kind == "media"]
    if not reuse:
        return ()
    reuse.sort(key=lambda claim: (-claim.facts["n_accounts"], claim.subject))
    copies = {claim.subject: claim for claim in claims if claim.kind == "media_copy"}
    shown = _Shown(case, _named(reuse, copies.values()))
    return tuple(
        _card(number, claim, copies.get(claim.subject), shown)
        for number, claim in enumerate(reuse, start=1)
    )


def _card(number: int, reuse: Claim, copies: Claim | None, shown: _Shown) -> MediaCard:
    files = tuple(shown.file(own) for own in reuse.facts["files"][:_MOST_FILES])
    known = [own["sha256"] for own in reuse.facts["files"]]
    original = None
    if copies is not None:
        facts = copies.facts
        known += [facts["original"], *(uid for uid, _ in facts["copies"])]
        if facts["original"] not in {own.media_uid for own in files}:
            first = {"sha256": facts["original"], "first_at": facts["original_at"], "n_posts": 0}
            original = shown.file(first | {"platform": facts["platform"]})
    return MediaCard(number, reuse, copies, files, original, shown.rulings.of_files(known))


def _named(reuse: Sequence[Claim], copies: Any) -> list[str]:
    """Return the files that claims name."""
    named = {own["sha256"] for claim in reuse for own in claim.facts["files"]}
    return sorted(named | {claim.facts["original"] for claim in copies})


class _Shown:
    """What may be shown of files."""

    def __init__(self, case: Case, uids: list[str]) -> None:
        self._case = case
        self.rulings = MediaRulings.of(case)
        wanted = pa.array(uids, pa.string())
        names = [column.name for column in MediaFiles.columns]
        self._rows = {
            row["media_uid"]: row for row in _own(read_columns(case, MediaFiles, names), wanted)
        }
        self._traces: dict[str, dict[str, None]] = {}
        facts = read_columns(case, MediaFacts, ["media_uid", "source", "position", "name", "value"])
        for row in _own(facts, wanted):
            if row["name"].casefold() in _TRACES and row["source"] != "c2pa":
                self._traces.setdefault(row["media_uid"], {})[row["value"]] = None

    def file(self, facts: Mapping[str, Any]) -> MediaFile:
        """Return a file that a claim names."""
        uid = facts["sha256"]
        may_show = self.rulings.may_show(uid)
        return MediaFile(
            uid,
            facts["first_at"],
            facts["platform"],
            facts["n_posts"],
            self._rows.get(uid, {}),
            tuple(self._traces.get(uid, {}))[:_MOST_TRACES],
            read_thumbnail(self._case, uid) if may_show else None,
            not may_show,
        )


def _own(table: pa.Table, wanted: pa.Array) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table.filter(
        pc.is_in(table.column("media_uid"), value_set=wanted)
    ).to_pylist()
    return rows
