"""The hints on mouths of a case: kept in a file of their own, in no table and no product.

Of a mouth nothing is kept but ranks: no picture, no curve, nothing by which a person is told.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Final

from undertow.case import write_atomically
from undertow.errors import CaseError
from undertow.media.hints.mouth import MouthHint
from undertow.schema import MediaFiles, MediaGroups, MediaMatches, Table

FILE: Final = Path("hints") / "mouths.json"
"""Where they are kept, in the folder of the case."""

PURPOSE: Final = "media-mouths"
PURGE: Final = "media-mouths-purge"
"""Actions in the custody log."""


def videos_with_sound(media_files: Table[MediaFiles]) -> list[str]:
    """Return the videos that were decoded and have a sound, ascending."""
    columns = ["media_uid", "kind", "state", "has_sound"]
    return sorted(
        row["media_uid"]
        for row in media_files.arrow.select(columns).to_pylist()
        if row["kind"] == "video" and row["state"] in ("decoded", "partial") and row["has_sound"]
    )


def related(
    media_groups: Table[MediaGroups], media_matches: Table[MediaMatches]
) -> Callable[[str, str], bool]:
    """Return whether two files show or play the same, in part or whole, as the case knows.

    A copy has the same sound, and a video with the sound of another is in step with that one's.
    """
    columns = ["media_uid", "media_group"]
    group = {row[columns[0]]: row[columns[1]] for row in _rows(media_groups, columns)}
    matched = {
        frozenset((row["media_a"], row["media_b"]))
        for row in _rows(media_matches, ["media_a", "media_b"])
    }

    def is_related(one: str, other: str) -> bool:
        return group.get(one, one) == group.get(other, other) or frozenset((one, other)) in matched

    return is_related


def write_hints(case: Path, hints: Mapping[str, MouthHint]) -> None:
    """Keep hints in the case, in place of those that were kept before."""
    (case / FILE.parent).mkdir(mode=0o700, exist_ok=True)
    told = {media_uid: asdict(hint) for media_uid, hint in sorted(hints.items())}
    write_atomically(case / FILE, (json.dumps(told, indent=1) + "\n").encode())


def read_hints(case: Path, among: Iterable[str]) -> dict[str, MouthHint]:
    """Return the hints that are kept on some media files.

    Parameters
    ----------
    case : Path
        Folder of the case.
    among : iterable of str
        Files of the case: a hint on one that was deleted since is not told.

    Raises
    ------
    CaseError
        The file is damaged.
    """
    file = case / FILE
    if not file.exists():
        return {}
    try:
        told = json.loads(file.read_bytes())
        wanted = set(among)
        return {uid: MouthHint(**own) for uid, own in told.items() if uid in wanted}
    except (ValueError, TypeError, AttributeError) as error:
        raise CaseError(
            f"{file}: damaged ({error}); run `undertow media mouths {case} --purge`"
        ) from error


def forget_hints(case: Path, media_uids: Collection[str]) -> None:
    """Delete the hints on media files that are deleted; a damaged file goes as a whole."""
    file = case / FILE
    if not file.exists():
        return
    try:
        told = json.loads(file.read_bytes())
        kept = {uid: own for uid, own in told.items() if uid not in media_uids}
    except (ValueError, AttributeError):
        file.unlink()
        return
    write_atomically(file, (json.dumps(kept, indent=1) + "\n").encode())


def purge_hints(case: Path) -> bool:
    """Delete all hints on mouths of a case; return whether there were any."""
    file = case / FILE
    if not file.exists():
        return False
    file.unlink()
    if not any(file.parent.iterdir()):
        file.parent.rmdir()
    return True


def _rows(
    table: Table[MediaGroups] | Table[MediaMatches], columns: list[str]
) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = table.arrow.select(columns).to_pylist()
    return rows
