"""Profiles as marks: the shape of a handle, and which texts and pictures are the same.

The only module of this package that reads handles and profile texts, to tell whether two are alike.
What they say is never looked at, and the letters of every script become one sign.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from undertow.schema import Accounts, AccountSnapshots, Table

# A shorter profile text is an emoji, a place or a greeting that very many people write.
_FEWEST_CHARS = 20
# Letters of any script, with the marks that join the parts of a name.
_NAME = r"[\p{L}\p{M}]+(?:[-\x{2010}\x{2011}'\x{2019}][\p{L}\p{M}]+)*"


def profile_marks(
    accounts: Table[Accounts], account_snapshots: Table[AccountSnapshots]
) -> pa.Table:
    """Return the marks of every account.

    Returns
    -------
    pa.Table
        ``account_uid``; ``handle_shape``, null without a handle that holds a digit;
        ``profile_text`` and ``profile_picture``, marks of the newest that was seen, null where
        none was.
    """
    known = accounts.arrow.select(["account_uid", "handle"])
    marks = pa.table(
        {"account_uid": known.column("account_uid"), "handle_shape": _shapes(known.column(1))}
    )
    texts = account_snapshots.columns("account_uid", "observed_at", "description", "avatar")
    for column, name in (("description", "profile_text"), ("avatar", "profile_picture")):
        newest = _newest(texts, column).rename_columns(["account_uid", name])
        marks = marks.join(newest, "account_uid", join_type="left outer")
    text = pc.utf8_trim_whitespace(marks.column("profile_text"))
    is_long = pc.greater_equal(pc.utf8_length(text), _FEWEST_CHARS)
    text = pc.if_else(pc.fill_null(is_long, False), text, pa.scalar(None, pa.string()))
    index = marks.schema.get_field_index("profile_text")
    return marks.set_column(index, "profile_text", text).sort_by("account_uid")


def _shapes(handles: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return the shape of each handle: ``maple_fox1234`` is ``A_A9999``.

    How long the runs of letters are is left out: names of one language are shorter than another's.
    So are hyphens and apostrophes between letters, which names of some languages have:
    ``jean-luc12`` and ``o'neill12`` are ``A99``.
    """
    plain = pc.replace_substring_regex(handles, r"^@", "")
    shape = pc.replace_substring_regex(plain, _NAME, "A")
    shape = pc.replace_substring_regex(shape, r"\p{Nd}", "9")
    has_digit = pc.fill_null(pc.match_substring(shape, "9"), False)
    return pc.if_else(has_digit, shape, pa.scalar(None, pa.string()))


def _newest(snapshots: pa.Table, column: str) -> pa.Table:
    """Return the newest value of each account; of values seen at one time, the last by content."""
    seen = snapshots.select(["account_uid", "observed_at", column])
    seen = seen.filter(pc.is_valid(seen.column(column)))
    seen = seen.sort_by(
        [("account_uid", "ascending"), ("observed_at", "ascending"), (column, "ascending")]
    )
    dated = pc.is_valid(seen.column("observed_at"))
    # Nulls sort last: what was seen at an unknown time goes before what was seen at a known one.
    ordered = pa.concat_tables([seen.filter(pc.invert(dated)), seen.filter(dated)])
    newest = ordered.group_by("account_uid", use_threads=False).aggregate([(column, "last")])
    return newest.select(["account_uid", f"{column}_last"])
