"""What posts drew, as their sources declare it: an expression that several stages read."""

from __future__ import annotations

import ibis


def declared_responses(engagement: ibis.Table) -> ibis.Table:
    """Return the replies and reposts that the source declares for each post.

    Parameters
    ----------
    engagement : ibis.Table
        Columns of :class:`undertow.schema.Engagement`.

    Returns
    -------
    ibis.Table
        ``post_uid`` and ``n_responses``: null where either count was not collected; a count that
        the source says it does not keep is zero.
    """
    return engagement.group_by("post_uid").aggregate(
        n_responses=_count(engagement, "reply_count") + _count(engagement, "repost_count")
    )


def _count(engagement: ibis.Table, name: str) -> ibis.Value:
    """Return the largest count of a post, 0 where it is known to be kept nowhere, else null."""
    is_absent = engagement.known_absent.contains(name).fill_null(False).any()
    return ibis.coalesce(engagement[name].max(), ibis.ifelse(is_absent, 0, ibis.null("int64")))
