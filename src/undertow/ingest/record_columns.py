"""Many records checked and cleaned at once, field by field.

Most values are as they should be, and a column tells that faster than a function called for each.
The others are cleaned, and refused, by the functions of :func:`undertow.ingest.record.accept`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import repeat
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from msgspec.structs import astuple
from numpy.typing import NDArray

from undertow.ingest.fields import (
    distinct_items,
    handle,
    language_tag,
    platform_name,
    short_text,
    time,
    usable_id,
)
from undertow.ingest.outcomes import Rejected, Rejection, rejected
from undertow.ingest.plain_text import clean
from undertow.ingest.record import (
    CanonicalRecord,
    MappedRecord,
    accept,
    author_created,
    created,
    kind_of,
)
from undertow.ingest.times import plain_times
from undertow.schema import Records

Cleaned = Callable[[Any], Any]
_FIELDS = CanonicalRecord.__struct_fields__
# Texts that their functions leave as they are: no blanks around them, nothing to be normalised,
# no mark before them, no number that a spreadsheet rounded.
_PLAIN_ID = r"^[!-*,-~]+$"
_PLAIN_TEXT = r'^[!"$-?A-~](?:[ -~]*[!-~])?$'
_PLAIN_TAG = r"^[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8}){0,3}$"
_TEXTS: dict[str, tuple[str, Cleaned]] = {
    **dict.fromkeys(
        (
            *("id", "author_id", "in_reply_to_id", "in_reply_to_author_id", "root_id", "page_id"),
            *("repost_of_id", "repost_of_author_id", "quoted_id"),
        ),
        (_PLAIN_ID, usable_id),
    ),
    **dict.fromkeys(
        ("author_name", "author_url", "author_avatar", "url", "client_app"),
        (_PLAIN_TEXT, short_text),
    ),
    "author_handle": (_PLAIN_TEXT, handle),
    "author_language": (_PLAIN_TAG, language_tag),
    "lang": (_PLAIN_TAG, language_tag),
}
_MARKS = {"hashtags": "#", "urls": "", "mentions": "@", "media": ""}
_TIMES = ("observed_at", "edited_at", "deleted_at")
_LONG_TEXTS = ("text", "author_description")
_MOMENT = pa.timestamp("us", "UTC")


def accept_columns(
    records: Sequence[CanonicalRecord],
) -> tuple[pa.RecordBatch, dict[int, Rejected]]:
    """Check and clean posts.

    Parameters
    ----------
    records : (n,) sequence of CanonicalRecord

    Returns
    -------
    columns : (n,) pa.RecordBatch
        With the fields of :class:`undertow.ingest.record.MappedRecord`.
    rejected : dict of Rejected by int
        The records that are not accepted, by their place; their rows are of no use.
    """
    return _Batch(records).accepted()


class _Batch:
    """Records on their way into columns."""

    def __init__(self, records: Sequence[CanonicalRecord]) -> None:
        self._records = records
        values = zip(*map(astuple, records), strict=True) if records else repeat(())
        self._given: dict[str, tuple[Any, ...]] = dict(zip(_FIELDS, values, strict=False))
        self._nothing = (None,) * len(records)
        self._suspects: set[int] = set()

    def accepted(self) -> tuple[pa.RecordBatch, dict[int, Rejected]]:
        """Return the columns, and why some rows of them are of no use."""
        columns: dict[str, pa.Array] = {}
        for name, (plain, cleaned) in _TEXTS.items():
            columns[name] = self._texts(name, plain, cleaned)
        self._suspects.update(np.flatnonzero(columns["id"].is_null()).tolist())
        for name in _LONG_TEXTS:
            columns[name] = self._long_texts(name)
        for name, mark in _MARKS.items():
            columns[name] = self._items(name, mark)
        for name in _TIMES:
            columns[name] = self._times(name, self._time_in(name))
        columns["kind"] = self._kinds()
        columns |= self._created(columns["id"], columns["kind"]) | self._author_created()
        columns["known_absent"] = self._known_absent()
        columns["platform"] = self._platforms()
        columns["record_uid"] = pc.binary_join_element_wise(columns["platform"], columns["id"], ":")
        schema = _mapped_schema()
        arrays = [
            columns[name] if name in columns else self._as_given(name) for name in schema.names
        ]
        return pa.RecordBatch.from_arrays(arrays, schema=schema), self._rejected()

    def _as_given(self, name: str) -> pa.Array:
        values, kind = self._given[name], _mapped_schema().field(name).type
        return pa.nulls(len(values), kind) if values == self._nothing else pa.array(values, kind)

    def _texts(self, name: str, plain: str, cleaned: Cleaned) -> pa.Array:
        texts = self._as_given(name)
        if texts.null_count == len(texts):
            return texts
        is_plain = pc.ascii_is_alnum(texts) if plain == _PLAIN_ID else pa.scalar(False)
        if not pc.all(is_plain).as_py():  # told faster, and true of most ids
            is_plain = pc.match_substring_regex(texts, plain)
        is_odd = _mask(pc.invert(is_plain).fill_null(False))
        return self._replaced(texts, is_odd, self._cleaned_in(name, cleaned))

    def _long_texts(self, name: str) -> pa.Array:
        texts = self._given[name]
        if texts == self._nothing:
            return pa.nulls(len(texts), pa.string())
        return pa.array([text if text is None else clean(text) for text in texts], pa.string())

    def _items(self, name: str, mark: str) -> pa.Array:
        lists = self._as_given(name)
        if lists.null_count == len(lists):
            return lists
        # One item cannot be there twice; whether several are is not worth a column.
        is_odd = _mask(pc.greater(pc.list_value_length(lists), 1).fill_null(False))
        is_plain = pc.match_substring_regex(lists.flatten(), _PLAIN_TEXT)
        owners = pc.list_parent_indices(lists)
        is_odd[np.asarray(owners.filter(pc.invert(is_plain)))] = True
        return self._replaced(
            lists, is_odd, self._cleaned_in(name, partial(distinct_items, prefix=mark))
        )

    def _times(self, name: str, read: Callable[[int], Any]) -> pa.Array:
        """Return the times of a field; ``read`` takes those that are not written as most are."""
        texts = self._given[name]
        if texts == self._nothing:
            return pa.nulls(len(texts), _MOMENT)
        moments = plain_times(texts)
        is_odd = _mask(moments.is_null())
        if is_odd.any():
            is_odd &= np.fromiter((text is not None for text in texts), np.bool_, len(texts))
        return self._replaced(moments, is_odd, read)

    def _time_in(self, name: str) -> Callable[[int], Any]:
        return lambda row: time(self._given[name][row], "$")

    def _platforms(self) -> pa.Array:
        platforms = self._as_given("platform")
        for name in platforms.unique():
            try:
                platform_name(name.as_py())
            except Rejection:
                self._suspects.update(np.flatnonzero(pc.equal(platforms, name)).tolist())
        return platforms

    def _kinds(self) -> pa.Array:
        kinds = self._as_given("kind")
        is_untold = _mask(kinds.is_null())
        return self._replaced(kinds, is_untold, lambda row: kind_of(self._records[row]))

    def _created(self, native_id: pa.Array, kind: pa.Array) -> dict[str, pa.Array]:
        """Return when posts were made, how exact that is, and what says so."""
        texts = self._given["created_at"]
        moments = plain_times(texts)
        # One without an id is refused, and nothing is to be told from the id that it has not.
        is_odd = _mask(moments.is_null()) & ~_mask(native_id.is_null())
        precision = self._precision("created_precision")
        source = pa.repeat("field", len(texts))
        if is_odd.any():
            told: dict[int, tuple[Any, Any, Any]] = {}

            def read(row: int) -> Any:
                told[row] = created(self._records[row], native_id[row].as_py(), kind[row].as_py())
                return told[row][0]

            moments = self._replaced(moments, is_odd, read)
            nothing = (None, None, None)
            odd = [told.get(int(row), nothing) for row in np.flatnonzero(is_odd)]
            precision = _with(precision, is_odd, [precision for _, precision, _ in odd])
            source = _with(source, is_odd, [source for _, _, source in odd])
        return {"created_at": moments, "created_precision": precision, "created_source": source}

    def _author_created(self) -> dict[str, pa.Array]:
        told: dict[int, str | None] = {}

        def read(row: int) -> Any:
            moment, told[row] = author_created(self._records[row])
            return moment

        moments = self._times("author_created_at", read)
        precision = pc.if_else(
            moments.is_valid(), self._precision("author_created_precision"), None
        )
        is_odd = np.zeros(len(moments), np.bool_)
        is_odd[list(told)] = True
        precision = _with(precision, is_odd, [told[row] for row in sorted(told)])
        return {"author_created_at": moments, "author_created_precision": precision}

    def _precision(self, name: str) -> pa.Array:
        """Return the precision that is stated, or that of a time that is written as most are."""
        return self._as_given(name).fill_null("second")

    def _known_absent(self) -> pa.Array:
        """Take the records that say what is absent one by one: it is held against them."""
        given = self._given["known_absent"]
        if given == self._nothing:
            return pa.nulls(len(given), pa.list_(pa.string()))
        names: list[list[str] | None] = [None] * len(given)
        for row, stated in enumerate(given):
            if stated:
                names[row] = self._tried(row, self._absent_in)
        return pa.array(names, pa.list_(pa.string()))

    def _absent_in(self, row: int) -> list[str] | None:
        return accept(self._records[row]).record.known_absent

    def _cleaned_in(self, name: str, cleaned: Cleaned) -> Callable[[int], Any]:
        return lambda row: cleaned(self._given[name][row])

    def _replaced(
        self, column: pa.Array, is_odd: NDArray[np.bool_], read: Callable[[int], Any]
    ) -> pa.Array:
        """Return a column with what is read for its odd rows."""
        odd: list[int] = np.flatnonzero(is_odd).tolist()
        return _with(column, is_odd, [self._tried(row, read) for row in odd])

    def _tried(self, row: int, read: Callable[[int], Any]) -> Any:
        try:
            return read(row)
        except Rejection:
            self._suspects.add(row)
            return None

    def _rejected(self) -> dict[int, Rejected]:
        """Return why suspects are rejected, as they are when they come one by one."""
        outcomes = {}
        for row in sorted(self._suspects):
            try:
                accept(self._records[row])
            except Rejection as error:
                outcomes[row] = rejected(error)
        return outcomes


@cache
def _mapped_schema() -> pa.Schema:
    schema = Records.arrow_schema()
    return pa.schema([schema.field(name) for name in MappedRecord.__struct_fields__])


def _mask(is_so: pa.Array) -> NDArray[np.bool_]:
    return np.array(is_so.to_numpy(zero_copy_only=False), np.bool_)


def _with(column: pa.Array, is_odd: NDArray[np.bool_], values: Sequence[Any]) -> pa.Array:
    """Return a column with other values in the odd rows, in their order."""
    if not values:
        return column
    places = np.arange(len(column))
    places[is_odd] = len(column) + np.arange(len(values))
    return pa.concat_arrays([column, pa.array(values, column.type)]).take(pa.array(places))
