"""What holds for X in every format: what is supplied, edits, protected accounts."""

from __future__ import annotations

from collections.abc import Sequence

from undertow.ingest.id_times import post_time
from undertow.ingest.record import AccountStatus

ACCOUNT_FIELDS = frozenset(
    {
        "author_avatar",
        "author_created_at",
        "author_description",
        "author_followers",
        "author_following",
        "author_handle",
        "author_id",
        "author_name",
        "author_posts",
        "author_status",
        "author_verified",
    }
)
"""What every interface of X shows of an account."""

POST_FIELDS = frozenset(
    {
        "client_app",
        "created_at",
        "hashtags",
        "in_reply_to_author_id",
        "in_reply_to_id",
        "lang",
        "like_count",
        "media",
        "mentions",
        "quote_count",
        "quoted_id",
        "reply_count",
        "repost_count",
        "repost_of_author_id",
        "repost_of_id",
        "text",
        "urls",
    }
)
"""What every interface of X shows of a post."""

LATER_FIELDS = frozenset({"bookmark_count", "edited_at", "observed_at", "root_id", "view_count"})
"""What only the interfaces after v1.1 show."""


def edit_time(versions: Sequence[object] | None) -> str | None:
    """Return when the last version of a post was made, as its id tells; None without an edit.

    Parameters
    ----------
    versions : sequence or None
        Ids of all versions, oldest first.
    """
    if versions is None or len(versions) < 2:
        return None
    moment = post_time("x", str(versions[-1]), "post")
    return None if moment is None else moment.isoformat()


def is_unedited(versions: Sequence[object] | None) -> bool:
    """Whether the history of a post shows that it was never edited."""
    return versions is not None and len(versions) == 1


def shown_status(is_protected: bool | None) -> AccountStatus | None:
    """Return the status of an account that is shown, which no suspended or deleted one is."""
    if is_protected is None:
        return None
    return "protected" if is_protected else "active"
