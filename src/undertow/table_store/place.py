"""What may be given as the place of the tables, and the store that it stands for."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit, urlunsplit

from pyarrow import fs

from undertow.errors import CaseError, InputError
from undertow.table_store.base import TableStore
from undertow.table_store.folder import FolderTables
from undertow.table_store.objects import ObjectTables

OBJECT_STORES = ("s3", "gs", "gcs", "abfs", "abfss", "hdfs")
_SECRETS = ("key", "secret", "token", "password", "sas", "signature")
# Without it, the folder of a disk that is not mounted looks like a case without any table.
_MARK = ".undertow-tables"


def make_store(case: Path, place: str) -> str:
    """Make an empty place for the tables of a new case.

    Parameters
    ----------
    case : Path
        Folder of the case.
    place : str
        A folder, ``file://`` or the URL of an object store.

    Returns
    -------
    str
        The place as ``case.toml`` keeps it: a folder by its absolute path.

    Raises
    ------
    InputError
        It cannot be a place for tables.
    CaseError
        It is not empty, or cannot be written.
    """
    folder = _folder(place)
    if folder is None:
        _objects(case, place).make()
        return place
    folder = folder.absolute()
    if folder.resolve().is_relative_to(case.resolve()):
        raise InputError(f"{folder}: lies in the case itself; leave --tables out, or go elsewhere")
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise CaseError(f"{folder}: exists and is not an empty folder; choose another one")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _MARK).touch()
    except OSError as error:
        raise CaseError(f"{folder}: cannot be created: {error.strerror or error}") from error
    return str(folder)


def open_store(case: Path, place: str) -> TableStore:
    """Return the store at a place; ``""`` is the folder ``tables`` of the case.

    Raises
    ------
    InputError
        It cannot be a place for tables.
    CaseError
        The folder is not there, because its disk is not mounted, say. An object store is not
        reached before something is read from it.
    """
    if not place:
        return FolderTables(case / "tables")
    folder = _folder(place)
    if folder is None:
        return _objects(case, place)
    if not (folder / _MARK).exists():
        raise CaseError(
            f"{folder}: the tables of {case} are not here; mount the disk they are on, or correct "
            "`tables` in case.toml"
        )
    return FolderTables(folder)


def _folder(place: str) -> Path | None:
    """Return the folder that a place is; None for an object store."""
    if "://" not in place:
        return Path(place)
    url = _parsed(place)
    if url.scheme == "file":
        if url.netloc not in ("", "localhost") or not url.path.strip("/"):
            raise InputError(f"{place}: give a folder of this machine as file:///folder")
        return Path(unquote(url.path))
    if url.scheme not in OBJECT_STORES:
        known = ", ".join(f"{name}://" for name in ("file", *OBJECT_STORES))
        raise InputError(f"{place}: tables can be in a folder, or at {known}")
    if not url.hostname or "\n" in place:
        raise InputError(f"{place}: names no bucket; give it as {url.scheme}://BUCKET/PREFIX")
    given = (name.lower() for name, _ in parse_qsl(url.query))
    if url.password or any(word in name for name in given for word in _SECRETS):
        raise InputError(
            f"{url.scheme}://{url.hostname}{url.path}: a URL with a secret in it would be kept in "
            "case.toml; give credentials in the environment"
        )
    return None


def _parsed(place: str) -> SplitResult:
    try:
        return urlsplit(place)
    except ValueError as error:
        raise InputError(f"{place}: is no URL ({error}); give it as s3://BUCKET/PREFIX") from error


def _objects(case: Path, place: str) -> ObjectTables:
    url = _parsed(place)
    bare = urlunsplit((url.scheme, url.netloc, url.path.rstrip("/"), "", ""))

    def connect() -> tuple[fs.FileSystem, str]:
        found: tuple[fs.FileSystem, str] = fs.FileSystem.from_uri(_with_patience(url))
        return found

    return ObjectTables(bare, case / "tables", connect)


def _with_patience(url: SplitResult) -> str:
    """Return a URL for Arrow; Google's client would retry for a quarter of an hour."""
    query = url.query
    if url.scheme in ("gs", "gcs") and "retry_limit_seconds" not in query:
        query = f"{query}&retry_limit_seconds=30".lstrip("&")
    scheme = "gs" if url.scheme == "gcs" else url.scheme
    return urlunsplit((scheme, url.netloc, url.path, query, ""))
