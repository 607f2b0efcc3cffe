"""Where a case keeps its tables: a folder, or an object store."""

from undertow.table_store.base import Move, TableFile, TableStore
from undertow.table_store.digest import file_sha256
from undertow.table_store.folder import FolderTables
from undertow.table_store.objects import ObjectTables
from undertow.table_store.place import make_store, open_store

__all__ = [
    "FolderTables",
    "Move",
    "ObjectTables",
    "TableFile",
    "TableStore",
    "file_sha256",
    "make_store",
    "open_store",
]
