"""Format ``minet-facebook``: comments of a Facebook post as ``minet facebook comments`` saves them.

Columns: https://github.com/medialab/minet. Columns of the file that minet was given come first and
are not read. There is no id of an author, only the address of the profile, which is used in its
place; it holds the number of the account or, more often, a name that can change.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs

from undertow.ingest.formats.csv_cells import count_cell, fact_cell, required_cell
from undertow.ingest.formats.found import with_found
from undertow.ingest.formats.signature import column_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.formats.values import split_link
from undertow.ingest.outcomes import Declared, Mapped, Rejection
from undertow.ingest.record import CanonicalRecord, accept
from undertow.ingest.times import epoch_text

_COMMENT_ID = re.compile(rb"comment:(\d+_\d+)")
_NUMBER = re.compile(r"\d{1,20}", re.ASCII)


def map_row(cells: Mapping[str, str]) -> Iterator[Mapped]:
    """Map one row: a comment, or a reply at any depth."""
    native_id = _comment_id(required_cell(cells, "id"), "$.id")
    post_id = native_id.partition("_")[0]
    parent_id = _comment_id(cells["parent_id"], "$.parent_id") if "parent_id" in cells else None
    text = cells.get("text")
    author_id, address = _author(cells)
    record = CanonicalRecord(
        platform="facebook",
        id=native_id,
        created_at=_created(cells),
        author_id=author_id,
        author_name=cells.get("author_name"),
        author_url=address,
        author_verified=fact_cell(cells, "author_is_verified"),
        kind="reply" if parent_id else "comment",
        text=text,
        in_reply_to_id=parent_id or post_id,
        root_id=post_id,
        reaction_count=count_cell(cells, "reactions"),
        reply_count=count_cell(cells, "replies"),
        known_absent=["text"] if text is None else None,
    )
    yield accept(with_found(record))
    if record.reply_count:
        yield Declared("facebook", native_id, record.reply_count)


def _comment_id(opaque: str, path: str) -> str:
    """Return ``{post}_{comment}``, which minet leaves in the base 64 notation of the web page."""
    try:
        match = _COMMENT_ID.fullmatch(b64decode(opaque.strip(), validate=True))
    except ValueError:
        match = None
    if match is None:
        raise Rejection("schema", "bad_value", path, f"{opaque[:60]!r} is not the id of a comment")
    return match[1].decode()


def _created(cells: Mapping[str, str]) -> str:
    seconds = count_cell(cells, "created_time")
    if seconds is None:
        raise Rejection("schema", "missing_field", "$.created_time", "created_time is blank")
    return epoch_text(seconds, "$.created_time")


def _author(cells: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return what stands for the id of an author, and the address of the profile."""
    address = cells.get("author_url", "").strip()
    if not address:
        return None, None
    try:
        parts = split_link(address)
        asked = parse_qs(parts.query, max_num_fields=20)
    except ValueError as error:
        raise Rejection(
            "schema", "bad_value", "$.author_url", f"{address[:60]!r} is no address"
        ) from error
    bare = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
    number = asked.get("id", [""])[0]
    if parts.path.rstrip("/").endswith("/profile.php") and _NUMBER.fullmatch(number):
        return number, address
    return bare, address


def _examples() -> tuple[Example, ...]:
    header = (
        "post_url,id,fbid,depth,parent_id,author_name,author_short_name,author_gender,author_url,"
        "author_is_verified,created_time,text,reactions,replies\n"
    )
    post = "https://www.facebook.com/ana/posts/901"
    top, reply = "Y29tbWVudDo5MDFfMzAwMQ==", "Y29tbWVudDo5MDFfMzAwMg=="
    rows = (
        f"{post},{top},3001,0,,Bo,Bo,NEUTER,https://www.facebook.com/bo.example,false,1693649400,"
        '"Well said\n#garden https://example.org/a",3,1\n'
        f"{post},{reply},3002,1,{top},Cy,Cy,NEUTER,https://www.facebook.com/profile.php?id=5002,"
        "true,1693650000,,0,0\n"
    )
    return (Example("comments.csv", (header + rows).encode(), 2),)


SPEC = FormatSpec(
    format_id="minet-facebook",
    platforms=("facebook",),
    mapper_version="1",
    description="minet: comments of Facebook posts as CSV",
    supplies=frozenset(
        {
            "author_id",
            "author_name",
            "author_url",
            "author_verified",
            "created_at",
            "hashtags",
            "in_reply_to_id",
            "reaction_count",
            "reply_count",
            "root_id",
            "text",
            "urls",
        }
    ),
    never="ids of most authors (their profile addresses are used); ages of accounts; the post",
    times="seconds since 1970",
    ids="of comments numbers; of authors the number or else the address of the profile",
    markup="plain",
    reference="https://github.com/medialab/minet/blob/master/docs/cli.md",
    probe=column_signature(
        ("id", "fbid", "depth", "parent_id", "author_name", "author_url", "created_time", "text")
    ),
    get_examples=_examples,
    map_row=map_row,
)
