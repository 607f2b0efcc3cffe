from .agreement import Agreement, agreements
from .open_items import OpenItem, open_items
from .overlay import Overlay
from .record import record_rulings, resolve
from .ruling import DECISIONS, KINDS, Decision, Item, Kind, Ruling, items, read_rulings
from .unmasking import Unmasked, unmask

__all__ = [
    "DECISIONS",
    "KINDS",
    "Agreement",
    "Decision",
    "Item",
    "Kind",
    "OpenItem",
    "Overlay",
    "Ruling",
    "Unmasked",
    "agreements",
    "items",
    "open_items",
    "read_rulings",
    "record_rulings",
    "resolve",
    "unmask",
]
