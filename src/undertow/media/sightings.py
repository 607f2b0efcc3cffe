"""Stage ``media_sightings``: which post carries which media file.

A capture names its media by address, by path or by hash; a downloader leaves files under names of
its own. Only what names one file and no other links the two: a link that could be another is none.
"""

from __future__ import annotations

from typing import Final

from undertow.engine import connect, register
from undertow.schema import Media, MediaPlaces, MediaSightings, Posts, Table
from undertow.settings import NoSettings

# Ways from the surest to the least sure; a post and a file that several link are told once.
_VIA: Final = ("hash", "list", "url", "path", "name", "post_id")

_SIGHTINGS_SQL: Final = r"""
CREATE TEMP TABLE place AS
SELECT DISTINCT
    media_uid,
    path,
    replace(path, '\', '/') AS slashed,
    regexp_extract(replace(path, '\', '/'), '([^/]*)$', 1) AS name,
    rtrim(regexp_replace(regexp_replace(source_url, '^[a-z]+:/*', ''), '#.*$', ''), '/') AS url,
    listed_posts
FROM media_places;

CREATE TEMP TABLE ref AS
SELECT
    post_uid,
    media_ref,
    regexp_matches(media_ref, '^[a-zA-Z]+://') AS is_url,
    rtrim(regexp_replace(regexp_replace(media_ref, '^[a-z]+:/*', ''), '#.*$', ''), '/') AS url,
    ltrim(replace(media_ref, '\', '/'), './') AS slashed,
    regexp_extract(regexp_replace(replace(media_ref, '\', '/'), '[?#].*$', ''), '([^/]*)$', 1)
        AS name
FROM media;

-- The last two parts of a path are what a capture and the folder beside it have in common.
CREATE TEMP TABLE tail AS
SELECT DISTINCT media_uid, slashed AS tail FROM place
UNION
SELECT DISTINCT media_uid, regexp_extract(slashed, '([^/]+/[^/]+)$', 1) FROM place
UNION
SELECT DISTINCT media_uid, regexp_extract(slashed, '([^/]+/[^/]+/[^/]+)$', 1) FROM place
UNION
SELECT DISTINCT media_uid, name FROM place;

CREATE TEMP TABLE key AS
SELECT 'url' AS via, url AS value, media_uid FROM place WHERE url <> ''
UNION
SELECT 'url', split_part(url, '?', 1), media_uid FROM place WHERE url LIKE '%?%'
UNION
SELECT 'path', tail, media_uid FROM tail WHERE tail <> ''
UNION
SELECT 'name', name, media_uid FROM place WHERE length(name) >= 8 AND name LIKE '%_.__%'
UNION
SELECT 'post_id', stem, media_uid FROM (
    SELECT media_uid, unnest([
        regexp_extract(name, '^([A-Za-z0-9]{6,})(?:[._-]|$)', 1),
        regexp_extract(name, '\[([A-Za-z0-9_-]{6,})\]\.[A-Za-z0-9]+$', 1),
        regexp_extract(name, '^([A-Za-z0-9_-]{6,})\.[A-Za-z0-9]+$', 1)
    ]) AS stem
    FROM place
) WHERE stem <> '';

-- One name for several files says nothing of either, but a post may carry several files.
CREATE TEMP TABLE sure AS
SELECT via, value, any_value(media_uid) AS media_uid
FROM key WHERE via <> 'post_id' GROUP BY via, value HAVING count(DISTINCT media_uid) = 1
UNION ALL
SELECT DISTINCT via, value, media_uid FROM key WHERE via = 'post_id';

CREATE TEMP TABLE post_named AS
SELECT native_id, any_value(post_uid) AS post_uid
FROM posts GROUP BY native_id HAVING count(*) = 1;

CREATE TEMP TABLE link AS
SELECT post_uid, media_uid, media_ref, 'hash' AS via
FROM ref JOIN (SELECT DISTINCT media_uid FROM place) ON lower(media_ref) = media_uid
UNION ALL
SELECT post_uid, media_uid, path, 'list'
FROM (SELECT media_uid, path, unnest(listed_posts) AS native_id FROM place)
JOIN post_named USING (native_id)
UNION ALL
SELECT post_uid, media_uid, media_ref, via FROM ref JOIN sure
    ON via = 'url' AND is_url AND (value = url OR value = split_part(url, '?', 1))
UNION ALL
SELECT post_uid, media_uid, media_ref, via FROM ref JOIN sure
    ON via = 'path' AND NOT is_url AND value = slashed
UNION ALL
SELECT post_uid, media_uid, media_ref, via FROM ref JOIN sure
    ON via = 'name' AND is_url AND value = name
UNION ALL
SELECT post_uid, media_uid, path, via
FROM sure JOIN post_named ON via = 'post_id' AND native_id = value JOIN place USING (media_uid)
WHERE contains(name, value);
"""


def find_sightings(
    media: Table[Media],
    media_places: Table[MediaPlaces],
    posts: Table[Posts],
    settings: NoSettings,
    *,
    rng_seed: int,
) -> Table[MediaSightings]:
    """Link posts with the media files that are held of them.

    Parameters
    ----------
    media : Table[Media]
        What captures call the media of their posts.
    media_places : Table[MediaPlaces]
        The files, with path and address.
    posts : Table[Posts]
        For files that are named after a post.
    settings : NoSettings
        Nothing to set.
    rng_seed : int
        Not used.

    Returns
    -------
    Table[MediaSightings]
        One row a post and file. A path counts from its end: ``media/a.jpg`` is the file that lies
        so, wherever the folder was. An address counts with and without what follows ``?``. O(n) in
        posts and files.
    """
    if media_places.n_rows == 0:
        return Table.empty(MediaSightings)
    with connect() as connection:
        for table in (media, media_places, posts):
            register(connection, table.spec.name, table)
        connection.execute(_SIGHTINGS_SQL)
        order = " ".join(f"WHEN '{via}' THEN {rank}" for rank, via in enumerate(_VIA))
        found = connection.sql(
            f"""
            SELECT post_uid, media_uid, media_ref, via FROM link
            QUALIFY row_number() OVER (
                PARTITION BY post_uid, media_uid ORDER BY CASE via {order} END, media_ref
            ) = 1
            """  # noqa: S608 (our own words)
        ).to_arrow_table()
    return Table.checked(MediaSightings, found)
