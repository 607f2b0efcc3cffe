"""What a text refers to, where its source does not list it."""

from __future__ import annotations

from undertow.ingest.plain_text import find_hashtags, find_urls
from undertow.ingest.record import CanonicalRecord


def with_found(record: CanonicalRecord) -> CanonicalRecord:
    """Put on a record the hashtags and links of its text; without a text there are none known."""
    if record.text is not None:
        record.hashtags = find_hashtags(record.text)
        record.urls = find_urls(record.text)
    return record
