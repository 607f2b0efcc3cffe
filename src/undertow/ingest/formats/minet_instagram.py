"""Format ``minet-instagram``: comments as ``minet instagram comments`` saves them.

Columns: https://github.com/medialab/minet. minet repeats the columns of the file it was given; one
that holds the address of an Instagram post says which post was commented on, nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from undertow.ingest.formats.csv_cells import count_cell, fact_cell, required_cell
from undertow.ingest.formats.instagram_ids import code_in, media_id
from undertow.ingest.formats.signature import column_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.outcomes import Declared, Mapped, Rejection
from undertow.ingest.plain_text import find_urls
from undertow.ingest.record import CanonicalRecord, accept
from undertow.ingest.times import epoch_text

_OWN = frozenset({"text", "user_profile_pic_url", "user_full_name", "username"})


def map_row(cells: Mapping[str, str]) -> Iterator[Mapped]:
    """Map one row: a comment or a reply to one."""
    native_id = required_cell(cells, "id")
    parent_id = cells.get("parent_id")
    post_id = _post_id(cells)
    text = cells.get("text")
    record = CanonicalRecord(
        platform="instagram",
        id=native_id,
        created_at=_created(cells),
        author_id=cells.get("user_id"),
        author_handle=cells.get("username"),
        author_name=cells.get("user_full_name"),
        author_avatar=cells.get("user_profile_pic_url"),
        author_verified=fact_cell(cells, "user_is_verified"),
        author_status="protected" if fact_cell(cells, "user_is_private") else None,
        kind="reply" if parent_id else "comment",
        text=text,
        in_reply_to_id=parent_id or post_id,
        root_id=post_id,
        hashtags=_list(cells, "hashtags"),
        urls=None if text is None else find_urls(text),
        mentions=_list(cells, "mentioned_names"),
        like_count=count_cell(cells, "comment_like_count"),
        reply_count=count_cell(cells, "child_comment_count"),
    )
    yield accept(record)
    if record.reply_count:
        yield Declared("instagram", native_id, record.reply_count)


def _created(cells: Mapping[str, str]) -> str:
    seconds = count_cell(cells, "created_at_utc")
    if seconds is None:
        raise Rejection("schema", "missing_field", "$.created_at_utc", "created_at_utc is blank")
    return epoch_text(seconds, "$.created_at_utc")


def _post_id(cells: Mapping[str, str]) -> str | None:
    """Return the one post that the columns minet was given lead to, or None."""
    codes = {code_in(cell) for name, cell in cells.items() if name not in _OWN} - {None}
    if len(codes) != 1:
        return None
    return media_id(codes.pop() or "")


def _list(cells: Mapping[str, str], column: str) -> list[str] | None:
    """Return values joined by a bar, with or without their mark; minet finds them in the text."""
    if "text" not in cells:
        return None
    return [item for item in cells.get(column, "").split("|") if item]


def _examples() -> tuple[Example, ...]:
    header = (
        "url,id,index,parent_id,child_index,text,hashtags,mentioned_names,has_translation,"
        "comment_like_count,is_liked_by_media_owner,child_comment_count,created_at_utc,utc_time,"
        "username,user_id,user_full_name,user_is_private,user_is_mentionable,user_is_verified,"
        "user_profile_pic_id,user_profile_pic_url,user_fbid_v2\n"
    )
    post = "https://www.instagram.com/p/Cwr29iTgAAF/"
    rows = (
        f'{post},18000000000000001,0,,,"Lovely #garden @ana\nhttps://example.org/a",garden,ana,'
        "false,2,true,1,1693649400,2023-09-02T10:10:00,bo,5001,Bo Example,false,true,false,9,"
        "https://pic.example/bo.jpg,17841400000000002\n"
        f"{post},18000000000000002,,18000000000000001,0,Indeed,,,false,0,false,,1693650000,"
        "2023-09-02T10:20:00,cy,5002,,true,true,true,,,\n"
    )
    return (Example("comments.csv", (header + rows).encode(), 2),)


SPEC = FormatSpec(
    format_id="minet-instagram",
    platforms=("instagram",),
    mapper_version="1",
    description="minet: comments of Instagram posts as CSV",
    supplies=frozenset(
        {
            "author_avatar",
            "author_handle",
            "author_id",
            "author_name",
            "author_status",
            "author_verified",
            "created_at",
            "hashtags",
            "in_reply_to_id",
            "like_count",
            "mentions",
            "reply_count",
            "root_id",
            "text",
            "urls",
        }
    ),
    never="when an account was made; the post itself, unless its address is a column of the file",
    times="seconds since 1970",
    ids="numbers",
    markup="plain",
    reference="https://github.com/medialab/minet/blob/master/docs/cli.md",
    probe=column_signature(
        ("id", "parent_id", "text", "comment_like_count", "created_at_utc", "username", "user_id")
    ),
    get_examples=_examples,
    map_row=map_row,
)
