from .agreement import Agreement, agreements
from .media import (
    MEDIA_READ,
    HashOnly,
    MediaRulings,
    drop_hidden_pictures,
    keep_hash_only,
    lift_hash_only,
    record_media_finding,
    resolve_media,
    withdraw_media_finding,
)
from .open_items import OpenItem, open_items
from .overlay import Overlay
from .record import record_rulings, resolve
from .ruling import DECISIONS, KINDS, Decision, Item, Kind, Ruling, items, read_rulings
from .unmasking import Unmasked, unmask

__all__ = [
    "DECISIONS",
    "KINDS",
    "MEDIA_READ",
    "Agreement",
    "Decision",
    "HashOnly",
    "Item",
    "Kind",
    "MediaRulings",
    "OpenItem",
    "Overlay",
    "Ruling",
    "Unmasked",
    "agreements",
    "drop_hidden_pictures",
    "items",
    "keep_hash_only",
    "lift_hash_only",
    "open_items",
    "read_rulings",
    "record_media_finding",
    "record_rulings",
    "resolve",
    "resolve_media",
    "unmask",
    "withdraw_media_finding",
]
