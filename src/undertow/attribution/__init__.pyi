from .knowledge import (
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
