"""Known operations: what is published of them, and what of it is in a case."""

from undertow.attribution.knowledge import (
    Imported,
    Operation,
    add_operation,
    import_published,
    match_knowledge,
    read_known_observables,
    read_operations,
)

__all__ = [
    "Imported",
    "Operation",
    "add_operation",
    "import_published",
    "match_knowledge",
    "read_known_observables",
    "read_operations",
]
