"""What media a case holds, as tables that people read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pyarrow as pa

from undertow.engine import connect, register
from undertow.schema import (
    MediaFiles,
    MediaGroups,
    MediaPlaces,
    MediaSightings,
    Posts,
    Table,
    TableSpec,
)

Read = Callable[[type[TableSpec]], Table[TableSpec]]

_FILES_SQL: Final = """
SELECT
    f.media_uid,
    coalesce(nullif(p.path, ''), p.source_url, '') AS path,
    f.kind,
    f.mime,
    f.n_bytes,
    CASE WHEN f.width_px IS NULL THEN '' ELSE f.width_px || ' x ' || f.height_px END
        || CASE WHEN f.duration_s IS NULL THEN '' ELSE printf(' %.1f s', f.duration_s) END AS size,
    f.state,
    f.reason,
    f.detail,
    f.c2pa_state,
    coalesce(n.n_posts, 0) AS n_posts,
    g.media_group
FROM media_files f
LEFT JOIN (
    SELECT media_uid, min(path) AS path, min(source_url) AS source_url
    FROM media_places GROUP BY media_uid
) p USING (media_uid)
LEFT JOIN (
    SELECT media_uid, count(DISTINCT post_uid) AS n_posts FROM media_sightings GROUP BY media_uid
) n USING (media_uid)
LEFT JOIN media_groups g USING (media_uid)
ORDER BY n_posts DESC, path, f.media_uid
"""
_GROUPS_SQL: Final = """
SELECT
    g.media_group,
    count(DISTINCT g.media_uid) AS n_files,
    count(DISTINCT s.post_uid) AS n_posts,
    count(DISTINCT p.account_uid) AS n_accounts,
    list_sort(list_distinct(list(p.platform) FILTER (p.platform IS NOT NULL))) AS platforms,
    min(p.created_at) AS first_at,
    max(p.created_at) AS last_at
FROM media_groups g
LEFT JOIN media_sightings s USING (media_uid)
LEFT JOIN posts p USING (post_uid)
GROUP BY g.media_group
ORDER BY n_accounts DESC, n_posts DESC, g.media_group
"""


def list_files(read: Read) -> pa.Table:
    """Return every media file with its path, state, posts and group, those in most posts first.

    Parameters
    ----------
    read : callable
        Gives a table of the case.
    """
    return _run(_FILES_SQL, read)


def list_groups(read: Read) -> pa.Table:
    """Return every group of files that show the same, with who carried it where and when.

    Parameters
    ----------
    read : callable
        Gives a table of the case.
    """
    return _run(_GROUPS_SQL, read)


def _run(sql: str, read: Read) -> pa.Table:
    with connect() as connection:
        for spec in (MediaFiles, MediaPlaces, MediaSightings, MediaGroups, Posts):
            register(connection, spec.name, read(spec))
        return connection.sql(sql).to_arrow_table()
