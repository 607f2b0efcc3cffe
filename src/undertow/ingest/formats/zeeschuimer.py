"""The envelope of Zeeschuimer, a browser extension that keeps what platforms send to their pages.

Each line is one item: ``data`` is the platform's object and the rest says where and when it was
met. 4CAT writes the object itself, with the rest under ``__import_meta``. Formats of a platform
open the envelope here and map what is inside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw, Struct, field

from undertow.ingest.formats.spec import Example, Score
from undertow.ingest.outcomes import Rejection
from undertow.ingest.record import Item as Address
from undertow.ingest.record import Name
from undertow.ingest.sample import Sample
from undertow.ingest.times import epoch_text

_ABSENT = Raw()


class Captured(Struct):
    """Where and when an item was met."""

    source_platform: Name | None = None
    source_platform_url: Address | None = None
    timestamp_collected: float | None = None
    last_updated: float | None = None


class Envelope(Captured):
    """A line: what was captured in ``data``, or beside ``__import_meta``."""

    data: Raw = _ABSENT
    import_meta: Captured | None = field(default=None, name="__import_meta")


class Item(NamedTuple):
    """The platform's object, out of its envelope.

    Parameters
    ----------
    data : bytes or Raw
        The object as JSON.
    path : str
        Its JSON path in the line: ``$.data``, or ``$`` where 4CAT wrote the line.
    source_platform : str
        Module that captured it: ``tiktok.com``, ``tiktok-comments``; empty when not said.
    page_url : str or None
        Page on which it was met.
    observed_at : str or None
        When the object was last renewed, else first met; ISO 8601, UTC.
    """

    data: bytes | Raw
    path: str
    source_platform: str
    page_url: str | None
    observed_at: str | None


_decode = msgspec.json.Decoder(Envelope).decode


def open_item(raw: bytes) -> Item:
    """Take an item out of its envelope.

    Parameters
    ----------
    raw : bytes
        A line; NUL bytes, which captured pages may hold, are dropped.

    Raises
    ------
    Rejection
        There is no item in it, or its time is no time.
    msgspec.ValidationError, msgspec.DecodeError
        The line is no envelope, or no JSON.

    Notes
    -----
    ``timestamp_collected`` is the first time an item was met, while its data may have been replaced
    since: counts in it belong to ``last_updated``.
    """
    if b"\0" in raw:
        raw = raw.replace(b"\0", b"")
    envelope = _decode(raw)
    if envelope.import_meta is not None:
        return _item(raw, "$", envelope.import_meta)
    if not bytes(envelope.data):
        raise Rejection("schema", "missing_field", "$.data", "there is no captured item")
    return _item(envelope.data, "$.data", envelope)


def _item(data: bytes | Raw, path: str, captured: Captured) -> Item:
    observed_ms = captured.last_updated or captured.timestamp_collected
    return Item(
        data,
        path,
        captured.source_platform or "",
        captured.source_platform_url,
        None if observed_ms is None else epoch_text(observed_ms / 1000, "$.timestamp_collected"),
    )


def item_signature(*source_platforms: str) -> Callable[[Sample], Score]:
    """Return a probe for the captures of one platform, in either shape of the envelope.

    Parameters
    ----------
    *source_platforms : str
        Names under which the extension has captured the platform.
    """
    wanted = frozenset(source_platforms)

    def probe(sample: Sample) -> Score:
        if sample.layout not in ("lines", "document"):
            return Score(0.0, "it is not JSON")
        n_fit = sum(captured_platform(value) in wanted for value in sample.objects)
        return Score(
            n_fit / max(1, len(sample.objects)),
            f"{n_fit} of {len(sample.objects)} sampled records are browser captures (Zeeschuimer) "
            f"of {' or '.join(source_platforms)}",
        )

    return probe


def captured_platform(value: Mapping[str, Any]) -> str | None:
    """Return the ``source_platform`` of a decoded line, or None when it is no capture."""
    meta = value.get("__import_meta")
    if not isinstance(meta, dict):
        meta = value if "data" in value and "timestamp_collected" in value else {}
    platform = meta.get("source_platform")
    return platform if isinstance(platform, str) else None


def examples(
    source_platform: str, items: Iterable[Mapping[str, Any]], n_accepted: int
) -> tuple[Example, Example]:
    """Return invented items as a file of Zeeschuimer, and as 4CAT writes them.

    Parameters
    ----------
    source_platform : str
        Module that captured them.
    items : iterable of mapping
        Objects of the platform.
    n_accepted : int
        Records in each of the two files that are accepted.
    """
    captured, imported = b"", b""
    for number, item in enumerate(items):
        rest = {
            "nav_index": f"1:2:{number}",
            "item_id": str(number),
            "timestamp_collected": 1_693_700_000_000 + number,
            "last_updated": 1_693_710_000_000 + number,
            "source_platform": source_platform,
            "source_platform_url": f"https://{source_platform}/example",
            "source_url": f"https://{source_platform}/api/example",
            "user_agent": "Mozilla/5.0 (example)",
        }
        captured += msgspec.json.encode(rest | {"data": item}) + b"\n"
        imported += msgspec.json.encode({**item, "__import_meta": rest}) + b"\n"
    return (
        Example("zeeschuimer.ndjson", captured, n_accepted),
        Example("4cat.ndjson", imported, n_accepted),
    )
