"""What is known of operations, and what of it is in a case."""

from undertow.attribution.knowledge.library import (
    Imported,
    add_operation,
    framework_of,
    import_published,
    read_known_indicators,
    read_known_observables,
    read_operations,
    remove_knowledge,
    shipped_operations,
)
from undertow.attribution.knowledge.matching import match_knowledge
from undertow.attribution.knowledge.operation import PUBLISHED_BY, Indicator, Operation, Words

__all__ = [
    "PUBLISHED_BY",
    "Imported",
    "Indicator",
    "Operation",
    "Words",
    "add_operation",
    "framework_of",
    "import_published",
    "match_knowledge",
    "read_known_indicators",
    "read_known_observables",
    "read_operations",
    "remove_knowledge",
    "shipped_operations",
]
