"""What of a post and of a profile is removed from the tables: words, names and addresses.

Ids and times stay, so that every count that was made can be made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from undertow.case import Case
from undertow.ingest.partitions import writer_for
from undertow.retention.listing import Listing
from undertow.schema import (
    Accounts,
    AccountSnapshots,
    Actions,
    ClaimVectors,
    DirectActions,
    Media,
    MediaFacts,
    MediaHashes,
    MediaPlaces,
    MediaScores,
    MediaSightings,
    MediaSounds,
    MediaTexts,
    PostKeys,
    Posts,
    PostText,
    ProfileChanges,
    Provenance,
    Records,
    Table,
    TableSpec,
    Templates,
    TemplateSlots,
    TemplateUses,
)
from undertow.table_store import Move, TableFile

Change = Callable[[pa.Table], pa.Table]

_OF_POSTS: Final[Mapping[type[TableSpec], tuple[str, ...]]] = {
    Posts: ("text", "url", "urls", "hashtags", "mentions", "client_app"),
    PostKeys: ("match_key",),
    PostText: ("match_key",),
    TemplateUses: ("values",),
}
_OF_ACCOUNTS: Final[Mapping[type[TableSpec], tuple[str, ...]]] = {
    Accounts: ("handle", "display_name"),
    AccountSnapshots: ("handle", "display_name", "description", "url", "avatar"),
    ProfileChanges: ("old_value", "new_value"),
}
_OF_RECORDS: Final = (
    "text", "url", "urls", "hashtags", "mentions", "media", "client_app", "author_handle",
    "author_name", "author_description", "author_url", "author_avatar",
)  # fmt: skip
_DROPPED: Final[tuple[type[TableSpec], ...]] = (Media, MediaSightings, Actions, DirectActions)
_OF_MEDIA: Final[tuple[type[TableSpec], ...]] = (
    MediaPlaces,
    MediaFacts,
    MediaHashes,
    MediaSounds,
    MediaTexts,
    MediaScores,
)

CHANGED: Final[tuple[type[TableSpec], ...]] = (
    Records,
    *_OF_POSTS,
    *_OF_ACCOUNTS,
    *_DROPPED,
    Templates,
    TemplateSlots,
    ClaimVectors,
    *_OF_MEDIA,
)
"""Tables in which something is removed."""


def changes(case: Case, listing: Listing) -> Iterator[tuple[type[TableSpec], Change]]:
    """Yield for each table what is to be done to its rows; done twice, it changes nothing more.

    Parameters
    ----------
    case : Case
        Held for writing by the caller.
    listing : Listing
        What is deleted.
    """
    posts, accounts = _array(listing.posts), _array(listing.accounts)
    both = _array((*listing.posts, *listing.accounts))
    yield Records, _blanking("record_uid", both, _OF_RECORDS)
    for spec, columns in _OF_POSTS.items():
        yield spec, _blanking("post_uid", posts, columns)
    for spec, columns in _OF_ACCOUNTS.items():
        yield spec, _blanking("account_uid", accounts, columns)
    for spec in _DROPPED:
        yield spec, _dropping("post_uid", posts)
    for spec in _OF_MEDIA:
        yield spec, _dropping("media_uid", _array(listing.media))
    used, lost = _templates(case, posts)
    yield TemplateSlots, _blanking("template", used, ("values",))
    yield Templates, _blanking("template", lost, ("pattern",))
    # A vector can be turned back into words, and only an analysis reads it.
    yield ClaimVectors, lambda rows: rows.slice(0, 0)


def rewrite(case: Case, spec: type[TableSpec], change: Change) -> None:
    """Change every file of a table, all at once for readers.

    Raises
    ------
    OSError
        It cannot be written; the old files stand.
    """
    names = case.store.names(spec.name)
    files = case.table_files(spec)
    moves = []
    for name, file in zip(names, files, strict=True):
        draft = case.table_dir(spec) / f".{name}.tmp"
        _write(spec, file, draft, change)
        moves.append(Move(draft, TableFile(spec.name, name)))
    if moves:
        case.store.replace(moves)


def vouch_again(case: Case) -> None:
    """Let the provenance rows name the tables as they are left.

    Which rows there were and which tables were changed is on record in the list of what was
    deleted and in the entries of the custody log before and after.
    """
    now = {spec.name: case.table_sha256(spec) for spec in CHANGED if case.has_table(spec)}
    for stage in case.recorded_stages():
        row: dict[str, Any] | None = case.provenance(stage)
        if row is None:
            continue
        changed = row | {name: _named(row[name], now) for name in ("inputs", "outputs")}
        if changed != row:
            rows = pa.Table.from_pylist([changed], schema=Provenance.arrow_schema())
            case.write_provenance(Table.checked(Provenance, rows))


def _named(entries: list[str], now: Mapping[str, str]) -> list[str]:
    names = [entry.partition("=")[0] for entry in entries]
    return [
        f"{name}={now[name]}" if name in now else entry
        for name, entry in zip(names, entries, strict=True)
    ]


def _write(spec: type[TableSpec], file: Path, draft: Path, change: Change) -> None:
    schema = spec.arrow_schema()
    with pq.ParquetFile(file) as source, writer_for(schema, draft) as target:
        for index in range(source.num_row_groups):
            rows = change(source.read_row_group(index).select(schema.names).cast(schema))
            target.write_table(rows)


def _blanking(key: str, gone: pa.Array, columns: tuple[str, ...]) -> Change:
    def change(rows: pa.Table) -> pa.Table:
        is_gone = pc.is_in(rows.column(key), value_set=gone)
        for name in columns:
            field = rows.schema.field(name)
            empty = pa.scalar(None if field.nullable else _EMPTY[field.type], field.type)
            left = pc.if_else(is_gone, empty, rows.column(name))
            rows = rows.set_column(rows.schema.get_field_index(name), field, left)
        return rows

    return change


def _dropping(key: str, gone: pa.Array) -> Change:
    return lambda rows: rows.filter(pc.invert(pc.is_in(rows.column(key), value_set=gone)))


def _templates(case: Case, posts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return the templates that posts which go use, and those that no other post uses."""
    uses = case.read(TemplateUses).arrow.select(["post_uid", "template"])
    is_gone = pc.is_in(uses.column("post_uid"), value_set=posts)
    used = uses.filter(is_gone).column("template").unique()
    kept = uses.filter(pc.invert(is_gone)).column("template").unique()
    return used, used.filter(pc.invert(pc.is_in(used, value_set=kept)))


def _array(values: tuple[str, ...]) -> pa.Array:
    return pa.array(values, pa.string())


_EMPTY: Final[Mapping[pa.DataType, Any]] = {pa.string(): "", pa.list_(pa.string()): []}
