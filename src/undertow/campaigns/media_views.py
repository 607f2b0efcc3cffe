"""Which posts carry which media, for the campaigns that posted them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar, Final

import pyarrow as pa
import pyarrow.compute as pc

from undertow import schema as s
from undertow.campaigns.statements.media_group import MediaGroup, Sighting

Row = dict[str, Any]

# How long the stretch is in which a post may have been made; of an estimate it is not known.
_DAY: Final = timedelta(days=1)
_WITHIN: Final = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": _DAY,
}


class MediaHeld:
    """Media files that are held, with the posts that carry them; read once for all campaigns.

    Parameters
    ----------
    sightings, groups, files, matches, posts : pa.Table
        Tables of the case, in the order of :attr:`READ`.
    """

    READ: ClassVar = (s.MediaSightings, s.MediaGroups, s.MediaFiles, s.MediaMatches, s.Posts)

    def __init__(
        self,
        sightings: pa.Table,
        groups: pa.Table,
        files: pa.Table,
        matches: pa.Table,
        posts: pa.Table,
    ) -> None:
        self._group_of: dict[str, str] = {}
        self._exact: set[str] = set()
        self._seen: dict[str, list[Row]] = defaultdict(list)
        self._matches: dict[str, list[Row]] = defaultdict(list)
        self._kinds: dict[str, str] = {}
        self._lengths_s: dict[str, float] = {}
        if sightings.num_rows == 0:
            return
        for row in groups.to_pylist():
            self._group_of[row["media_uid"]] = row["media_group"]
            if row["is_exact"]:
                self._exact.add(row["media_uid"])
        for row in files.select(["media_uid", "kind", "duration_s"]).to_pylist():
            self._kinds[row["media_uid"]] = row["kind"]
            if row["duration_s"] is not None:
                self._lengths_s[row["media_uid"]] = row["duration_s"]
        for row in matches.to_pylist():
            self._matches[self._group(row["media_a"])].append(row)
        known = _posts(posts, sightings.column("post_uid"))
        for row in sightings.to_pylist():
            post = known.get(row["post_uid"])
            if post is not None:
                self._seen[self._group(row["media_uid"])].append(row | post)

    def of(self, own_posts: Iterable[Row]) -> tuple[MediaGroup, ...]:
        """Return the groups of files that a campaign posted, by name.

        Parameters
        ----------
        own_posts : iterable of dict
            Rows of ``campaign_posts``.
        """
        own = {row["post_uid"]: row for row in own_posts}
        found = []
        for name in sorted(self._seen):
            seen = self._seen[name]
            if not any(row["post_uid"] in own for row in seen):
                continue
            sightings = [_sighting(row, own.get(row["post_uid"])) for row in seen]
            dated = sorted(sighting for sighting in sightings if sighting is not None)
            uids = {sighting.media_uid for sighting in dated}
            found.append(
                MediaGroup(
                    name,
                    {uid: self._kinds.get(uid, "") for uid in uids},
                    frozenset(uids & self._exact),
                    tuple(dated),
                    tuple(self._matches.get(name, ())),
                    {uid: self._lengths_s[uid] for uid in uids if uid in self._lengths_s},
                )
            )
        return tuple(found)

    def _group(self, media_uid: str) -> str:
        """Return the group of a file; a file that was compared with none is one by itself."""
        return self._group_of.get(media_uid, media_uid)


def _sighting(row: Row, own: Row | None) -> Sighting | None:
    """Return a sighting; None where nobody knows when it was posted."""
    post = row if own is None else own
    if post["at"] is None:
        return None
    return Sighting(
        post["at"],
        post["at"] + _WITHIN.get(row["precision"], _DAY),
        row["media_uid"],
        row["post_uid"],
        post["account_uid"] or "",
        post["platform"],
        own is not None,
    )


def _posts(posts: pa.Table, wanted: pa.ChunkedArray) -> dict[str, Row]:
    """Return time, its precision, account and platform of some posts."""
    names = ["post_uid", "created_at", "created_precision", "account_uid", "platform"]
    own = posts.select(names).filter(pc.is_in(posts.column("post_uid"), value_set=wanted))
    return {
        row["post_uid"]: {"at": row["created_at"], "precision": row["created_precision"]}
        | {name: row[name] for name in ("account_uid", "platform")}
        for row in own.to_pylist()
    }
