"""Format ``crowdtangle-facebook``: the CSV that CrowdTangle gave of Facebook Pages and groups.

CrowdTangle closed in August 2024; these files are kept by those who exported them. Columns and
quirks: its help pages, and files published by researchers. In a file of groups the account that
posted is not named: ``Facebook Id`` is the group.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qs

from undertow.ingest.formats.crowdtangle import created, created_day, links, published, whole
from undertow.ingest.formats.csv_cells import required_cell
from undertow.ingest.formats.signature import column_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.formats.values import split_link
from undertow.ingest.outcomes import Declared, Mapped, Rejection
from undertow.ingest.plain_text import find_hashtags
from undertow.ingest.record import CanonicalRecord, accept

_POST_ID = re.compile(r"\d{3,20}|pfbid\w{10,120}", re.ASCII)
_REACTIONS = ("Likes", "Love", "Wow", "Haha", "Sad", "Angry", "Care")
_COLUMNS = (
    "User Name", "Facebook Id", "Page Category", "Page Admin Top Country", "Page Description",
    "Page Created", "Likes at Posting", "Followers at Posting", "Post Created",
    "Post Created Date", "Post Created Time", "Type", "Total Interactions", "Likes", "Comments",
    "Shares", "Love", "Wow", "Haha", "Sad", "Angry", "Care", "Video Share Status",
    "Is Video Owner?", "Post Views", "Total Views", "Total Views For All Crossposts",
    "Video Length", "URL", "Message", "Link", "Final Link", "Image Text", "Link Text",
    "Description", "Sponsor Id", "Sponsor Name", "Sponsor Category",
    "Total Interactions (weighted  —  Likes 1x Shares 1x Comments 1x )", "Overperforming Score",
)  # fmt: skip


def map_row(cells: Mapping[str, str]) -> Iterator[Mapped]:
    """Map one row: a post of a Page, or in a group."""
    native_id = _post_id(required_cell(cells, "URL"))
    record = CanonicalRecord(
        platform="facebook",
        id=native_id,
        created_at=created(cells),
        kind="post",
        url=cells["URL"],
        page_id=cells.get("Facebook Id"),
        like_count=whole(cells, "Likes"),
        reaction_count=_reactions(cells),
        reply_count=whole(cells, "Comments"),
        repost_count=whole(cells, "Shares"),
        # Posts that are no videos have 0 there, which says nothing.
        view_count=whole(cells, "Post Views") if "Video" in cells.get("Type", "") else None,
        is_ad=True if cells.get("Sponsor Id") else None,
    )
    _add_text(record, cells)
    if "Page Name" in cells:  # else it is a group, which posts nothing itself
        _add_author(record, cells)
    yield accept(record)
    if record.reply_count:
        yield Declared("facebook", native_id, record.reply_count)


def _add_text(record: CanonicalRecord, cells: Mapping[str, str]) -> None:
    linked = links(cells, "Final Link", "Link")
    if "Message" in cells:
        record.text, record.urls = published(cells["Message"])
        record.hashtags = find_hashtags(record.text)
    else:
        record.known_absent = ["text"]
    record.urls = [*(record.urls or []), *linked]


def _add_author(record: CanonicalRecord, cells: Mapping[str, str]) -> None:
    record.author_id = cells.get("Facebook Id")
    record.author_handle = cells.get("User Name")
    record.author_name = cells.get("Page Name")
    record.author_description = cells.get("Page Description")
    record.author_created_at = created_day(cells, "Page Created")
    record.author_created_precision = "day" if record.author_created_at else None
    record.author_followers = whole(cells, "Followers at Posting")


def _reactions(cells: Mapping[str, str]) -> int | None:
    """Add up the reactions, where all of them are given."""
    counts = [whole(cells, column) for column in _REACTIONS]
    given = [count for count in counts if count is not None]
    return sum(given) if len(given) == len(counts) else None


def _post_id(address: str) -> str:
    """Return the id of a post: the last part of its address, or what is asked for there."""
    try:
        parts = split_link(address.strip())
        asked = parse_qs(parts.query, max_num_fields=20)
    except ValueError as error:
        raise Rejection(
            "schema", "bad_value", "$.URL", f"{address[:40]!r} is no address"
        ) from error
    native_id = asked.get("story_fbid", [parts.path.rstrip("/").rpartition("/")[2]])[0]
    if not _POST_ID.fullmatch(native_id):
        raise Rejection(
            "schema", "bad_value", "$.URL", f"{address[:80]!r} does not end with the id of a post"
        )
    return native_id


def _examples() -> tuple[Example, ...]:
    page = {
        "Page Name": "Jardim da Ana",
        "User Name": "jardimdaana",
        "Facebook Id": "100044000000001",
        "Page Description": "Horta comunitária",
        "Page Created": "2012-03-04 05:06:07",
        "Likes at Posting": "407.137",
        "Followers at Posting": "410.009",
        "Post Created": "2021-07-05 18:02:45 BRT",
        "Post Created Date": "2021-07-05",
        "Post Created Time": "18:02:45",
        "Type": "Native Video",
        "Total Interactions": "1.290",
        "Likes": "1.200",
        "Comments": "40",
        "Shares": "9",
        **dict.fromkeys(("Love", "Wow", "Haha", "Sad", "Angry", "Care"), "10"),
        "Post Views": "20.001",
        "URL": "https://www.facebook.com/100044000000001/posts/4001",
        "Message": "Abrimos no sábado\n#horta exemplo.org/a:=:https://example.org/a",
        "Link": "https://example.org/s:=:https://example.org/t",
        "Sponsor Id": "55",
        "Overperforming Score": "1,4",
    }
    photo = page | {
        "Post Created": "2021-07-05 18:05:00 EDT",
        "Type": "Photo",
        "Message": "",
        "Post Views": "0",
        "URL": "https://www.facebook.com/100044000000001/posts/4002/",
        "Link": "",
        "Sponsor Id": "",
    }
    unclear = photo | {"Post Created": "2021-07-05 18:06:00 CST"}
    group = {name: value for name, value in photo.items() if not name.startswith("Page ")}
    group |= {"Group Name": "Vizinhos", "URL": "https://www.facebook.com/groups/9/permalink/4003"}
    return (
        Example("pages.csv", _csv("Page Name", page, photo, unclear), 2),
        Example("groups.csv", _csv("Group Name", group), 1),
    )


def _csv(first_column: str, *rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, (first_column, *_COLUMNS), restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


SPEC = FormatSpec(
    format_id="crowdtangle-facebook",
    platforms=("facebook",),
    mapper_version="1",
    description="CrowdTangle: posts of Facebook Pages or groups as CSV (closed in 2024)",
    supplies=frozenset(
        {
            "author_created_at",
            "author_description",
            "author_followers",
            "author_handle",
            "author_id",
            "author_name",
            "created_at",
            "hashtags",
            "is_ad",
            "like_count",
            "page_id",
            "reaction_count",
            "reply_count",
            "repost_count",
            "text",
            "url",
            "urls",
            "view_count",
        }
    ),
    never="comments and who wrote them; who posted in a group; profiles of people",
    times="local, with a zone abbreviation; rows whose abbreviation is ambiguous are quarantined",
    ids="numbers: of a post the end of its address, of a Page or group its Facebook Id",
    markup="plain",
    reference="https://help.crowdtangle.com/en/articles/3213537-crowdtangle-codebook",
    probe=column_signature(
        ("Page Name", "Facebook Id", "Post Created", "URL", "Message", "Final Link"),
        ("Group Name", "Facebook Id", "Post Created", "URL", "Message", "Final Link"),
    ),
    get_examples=_examples,
    map_row=map_row,
)
