"""Format ``crowdtangle-instagram``: the CSV that CrowdTangle gave of Instagram accounts.

CrowdTangle closed in August 2024. The files name accounts by their handle only, which can change
hands; posts by their address, which holds their number in another notation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from undertow.ingest.formats.crowdtangle import created, links, published, whole
from undertow.ingest.formats.csv_cells import required_cell
from undertow.ingest.formats.instagram_ids import code_in, media_id
from undertow.ingest.formats.signature import column_signature
from undertow.ingest.formats.spec import Example, FormatSpec
from undertow.ingest.outcomes import Declared, Mapped, Rejection
from undertow.ingest.plain_text import find_hashtags
from undertow.ingest.record import CanonicalRecord, accept


def map_row(cells: Mapping[str, str]) -> Iterator[Mapped]:
    """Map one row: a post."""
    native_id = _post_id(required_cell(cells, "URL"))
    is_video = cells.get("Type") in ("Video", "IGTV", "Reel")
    record = CanonicalRecord(
        platform="instagram",
        id=native_id,
        created_at=created(cells),
        author_id=required_cell(cells, "User Name"),
        author_handle=cells["User Name"],
        author_name=cells.get("Account"),
        author_followers=whole(cells, "Followers at Posting"),
        kind="post",
        url=cells["URL"],
        media=links(cells, "Photo") or None,
        like_count=whole(cells, "Likes"),
        reply_count=whole(cells, "Comments"),
        # Posts that are no videos have 0 there, which says nothing.
        view_count=whole(cells, "Views") if is_video else None,
        is_ad=True if cells.get("Sponsor Id") else None,
    )
    if "Description" in cells:
        record.text, record.urls = published(cells["Description"])
        record.hashtags = find_hashtags(record.text)
    else:
        record.known_absent = ["text"]
    yield accept(record)
    if record.reply_count:
        yield Declared("instagram", native_id, record.reply_count)


def _post_id(address: str) -> str:
    code = code_in(address)
    number = None if code is None else media_id(code)
    if number is None:
        raise Rejection(
            "schema", "bad_value", "$.URL", f"{address[:80]!r} is not the address of a post"
        )
    return number


def _examples() -> tuple[Example, ...]:
    content = (
        "Account,User Name,Followers at Posting,Post Created,Post Created Date,Post Created Time,"
        "Type,Total Interactions,Likes,Comments,Views,URL,Link,Photo,Title,Description,Image Text,"
        "Sponsor Id,Sponsor Name,Overperforming Score\n"
        'Ana\'s garden,ana.garden,"12,001",2023-09-02 06:00:00 EDT,2023-09-02,06:00:00,Video,'
        '"1,204","1,200",4,"30,000",https://www.instagram.com/p/Cwr29iTgAAF/,'
        "https://www.instagram.com/p/Cwr29iTgAAF/,https://pic.example/1.jpg,,"
        '"Opening\non #saturday https://example.org/a",,77,Seeds,"1.4"\n'
        "Ana's garden,ana.garden,12001,2023-09-02 07:00:00 EDT,2023-09-02,07:00:00,Photo,3,3,0,0,"
        "https://www.instagram.com/p/Cwr90_TgAAF/,,,,,,,,1.0\n"
        "Ana's garden,ana.garden,12001,2023-09-02 07:00:00 IST,2023-09-02,07:00:00,Photo,3,3,0,0,"
        "https://www.instagram.com/p/CwrwGFTgAAF/,,,,,,,,1.0\n"
    )
    return (Example("instagram.csv", content.encode(), 2),)


SPEC = FormatSpec(
    format_id="crowdtangle-instagram",
    platforms=("instagram",),
    mapper_version="1",
    description="CrowdTangle: posts of Instagram accounts as CSV (closed in 2024)",
    supplies=frozenset(
        {
            "author_followers",
            "author_handle",
            "author_id",
            "author_name",
            "created_at",
            "hashtags",
            "is_ad",
            "like_count",
            "media",
            "reply_count",
            "text",
            "url",
            "urls",
            "view_count",
        }
    ),
    never="comments and who wrote them; ids and ages of accounts",
    times="local, with a zone abbreviation; rows whose abbreviation is ambiguous are quarantined",
    ids="of posts numbers, from their addresses; of accounts handles, as the files have no ids",
    markup="plain",
    reference="https://help.crowdtangle.com/en/articles/3213537-crowdtangle-codebook",
    probe=column_signature(("Account", "User Name", "Post Created", "URL", "Photo", "Description")),
    get_examples=_examples,
    map_row=map_row,
)
