"""Stage ``knowledge_matches``: what in a case was published as belonging to a known operation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from ahocorasick_rs import AhoCorasick

from undertow.attribution.knowledge.hosts import sites_of
from undertow.attribution.knowledge.observable import Kind, split_link, writes_without_spaces
from undertow.attribution.knowledge.platforms import account_or_post
from undertow.engine import connect, register
from undertow.media.exchange.entry import HashEntry, Signal
from undertow.media.exchange.matching import match_pictures
from undertow.schema import (
    Accounts,
    DirectActions,
    KnowledgeMatches,
    KnownObservables,
    Media,
    MediaFacts,
    MediaHashes,
    MediaSightings,
    Posts,
    PostText,
    Table,
)
from undertow.settings import MediaSettings

# The layers say what a link and a hashtag are. Some captures have no handle but a name for an id.
MATCHES_SQL: Final = """
WITH known AS (
    SELECT DISTINCT operation_id, kind, platform, value FROM known_observables
), link AS (
    SELECT DISTINCT substr(object_uid, 5) AS link, post_uid, account_uid
    FROM direct_actions WHERE layer = 'url'
), used AS (
    SELECT 'account_id' AS kind, platform, native_id AS value, account_uid, '' AS post_uid
    FROM accounts
    UNION
    SELECT 'account', platform, lower(ltrim(coalesce(handle, native_id), '@')), account_uid, ''
    FROM accounts
    UNION
    SELECT 'post', platform, native_id, coalesce(account_uid, ''), post_uid FROM posts
    UNION
    SELECT 'link', '', link, account_uid, post_uid FROM link
    UNION
    SELECT kind, platform, value, account_uid, post_uid FROM link JOIN link_names USING (link)
    UNION
    SELECT 'hashtag', '', lower(substr(object_uid, 2)), account_uid, post_uid
    FROM direct_actions WHERE layer = 'hashtag'
    UNION
    SELECT 'file', '', lower(media_ref), coalesce(account_uid, ''), post_uid
    FROM media JOIN posts USING (post_uid)
    UNION
    SELECT 'file', '', media_uid, coalesce(account_uid, ''), post_uid
    FROM media_sightings JOIN posts USING (post_uid)
    UNION
    SELECT 'file', '', f.value, coalesce(account_uid, ''), post_uid
    FROM media_facts f JOIN media_sightings USING (media_uid) JOIN posts USING (post_uid)
    WHERE f.source = 'file' AND f.name = 'md5'
    UNION
    SELECT 'picture', '', m.value, coalesce(account_uid, ''), post_uid
    FROM picture_matches m JOIN media_sightings USING (media_uid) JOIN posts USING (post_uid)
    UNION
    SELECT 'text', '', value, coalesce(account_uid, ''), post_uid
    FROM text_matches JOIN posts USING (post_uid)
)
SELECT operation_id, kind, platform, value, account_uid, post_uid
FROM known JOIN used USING (kind, platform, value)
"""

_LINK_NAMES = pa.schema([(name, pa.string()) for name in ("link", "kind", "platform", "value")])
_PICTURE_MATCHES = pa.schema([("value", pa.string()), ("media_uid", pa.string())])
_TEXT_MATCHES = pa.schema([("value", pa.string()), ("post_uid", pa.string())])


def match_knowledge(
    known_observables: Table[KnownObservables],
    accounts: Table[Accounts],
    posts: Table[Posts],
    post_text: Table[PostText],
    direct_actions: Table[DirectActions],
    media: Table[Media],
    media_sightings: Table[MediaSightings],
    media_facts: Table[MediaFacts],
    media_hashes: Table[MediaHashes],
    settings: MediaSettings,
    *,
    rng_seed: int,
) -> Table[KnowledgeMatches]:
    """Find in a case what was published of known operations.

    Parameters
    ----------
    known_observables : Table[KnownObservables]
        What to look for.
    accounts, posts, post_text, direct_actions, media, media_sightings, media_facts, media_hashes
        The case.
    settings : MediaSettings
        ``max_distance`` and ``min_quality`` of pictures that look the same.
    rng_seed : int
        Not used: nothing here is random.

    Returns
    -------
    Table[KnowledgeMatches]
        Exact matches but for pictures: handles but for case, native ids, links without what tracks
        a reader, the sites of links and the sites these are part of, accounts and posts that links
        lead to, hashtags, hashes of files (as captures name them, and SHA-256 and MD5 of media that
        are held), pictures and frames whose PDQ at full size differs in few bits, and texts that
        hold a published text whole, in the form in which texts are compared. Links and hashtags of
        reposts count with the post that is reposted. O(n) in posts.

    Notes
    -----
    No detector and no verdict reads them.
    """
    if known_observables.n_rows == 0:
        return Table.empty(KnowledgeMatches)
    tables = (
        *(known_observables, accounts, posts, direct_actions),
        *(media, media_sightings, media_facts),
    )
    with connect() as connection:
        for table in tables:
            register(connection, table.spec.name, table)
        texts = pa.Table.from_pylist(
            [
                {"value": value, "post_uid": uid}
                for value, uid in _texts(known_observables.arrow, post_text.arrow)
            ],
            schema=_TEXT_MATCHES,
        )
        connection.register("text_matches", texts)
        pictures = [
            {"value": value, "media_uid": uid}
            for value, uid in _pictures(known_observables.arrow, media_hashes, settings)
        ]
        connection.register("picture_matches", pa.Table.from_pylist(pictures, _PICTURE_MATCHES))
        links = pa.Table.from_pylist(list(_named_by(direct_actions.arrow)), schema=_LINK_NAMES)
        connection.register("link_names", links)
        return Table.checked(KnowledgeMatches, connection.sql(MATCHES_SQL).to_arrow_table())


def _named_by(direct_actions: pa.Table) -> Iterator[dict[str, str]]:
    """Yield the sites that each link lies on, and the account or post that it leads to."""
    urls = direct_actions.filter(pc.equal(direct_actions.column("layer"), "url"))
    for uid in urls.column("object_uid").unique().to_pylist():
        link = uid.removeprefix("url:")
        parts = split_link(link)
        if parts is None:
            continue
        for site in sites_of(parts[0]):
            yield {"link": link, "kind": Kind.DOMAIN.value, "platform": "", "value": site}
        if known := account_or_post(*parts):
            at = {"kind": known.kind, "platform": known.platform, "value": known.value}
            yield {"link": link} | at


def _pictures(
    known: pa.Table, media_hashes: Table[MediaHashes], settings: MediaSettings
) -> Iterator[tuple[str, str]]:
    """Yield each published picture hash, and each media file that looks like it in a frame."""
    is_picture = pc.equal(known.column("kind"), Kind.PICTURE.value)
    wanted = [
        HashEntry(Signal.PDQ, value)
        for value in known.filter(is_picture).column("value").unique().to_pylist()
    ]
    if wanted:
        for match in match_pictures(wanted, media_hashes, settings):
            yield match.entry.value, match.media_uid


def _texts(known: pa.Table, post_text: pa.Table) -> Iterator[tuple[str, str]]:
    """Yield each published text and each post that holds it; one pass over distinct texts."""
    wanted = known.filter(pc.equal(known.column("kind"), Kind.TEXT.value)).column("value").unique()
    patterns = [value for value in wanted.to_pylist() if value]
    if not patterns:
        return
    search = AhoCorasick(patterns)
    texts = post_text.column("match_key").combine_chunks().dictionary_encode()
    held: dict[int, set[str]] = {}
    for i, text in enumerate(texts.dictionary.to_pylist()):
        found = search.find_matches_as_indexes(text, overlapping=True)
        whole = {patterns[p] for p, begin, end in found if _is_whole(text, begin, end)}
        if whole:
            held[i] = whole
    uids = post_text.column("post_uid")
    for row, text in enumerate(texts.indices.to_pylist()):
        for value in held.get(text, ()):
            yield value, uids[row].as_py()


def _is_whole(text: str, begin: int, end: int) -> bool:
    """Tell whether a place in a text does not cut a word; scripts without spaces have none."""
    return not (_is_cut(text, begin) or _is_cut(text, end))


def _is_cut(text: str, place: int) -> bool:
    """Tell whether a word goes on over a place in a text."""
    sides = text[max(place - 1, 0) : place + 1]
    return 0 < place < len(text) and all(
        letter.isalnum() and not writes_without_spaces(letter) for letter in sides
    )
