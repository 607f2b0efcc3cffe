"""Objects under a URL: listed, read, written and deleted, with errors that say what to do."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
from pyarrow import fs

from undertow.errors import CaseError

T = TypeVar("T")
R = TypeVar("R")

_BLOCK_BYTES = 4 << 20
_N_AT_ONCE = 8
# Where a file needs a folder. In object stores a folder is one more object, and making it may need
# rights that writing objects does not.
_WITH_FOLDERS = frozenset({"local", "hdfs"})
_ADVICE: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("libjvm", "libhdfs"),
        "install Java and Hadoop's libhdfs and set JAVA_HOME, HADOOP_HOME and CLASSPATH",
    ),
    (
        (
            *("ACCESS_DENIED", "FORBIDDEN", "INVALID_ACCESS_KEY_ID", "SIGNATURE", "status 403"),
            *("redential", "access token", "get token"),
        ),
        "give credentials that may list, read, write and delete there, in the environment "
        "(AWS_ACCESS_KEY_ID and so on) or the profile of this machine",
    ),
    (
        ("NO_SUCH_BUCKET", "NoSuchBucket", "does not exist", "ContainerNotFound"),
        "make the bucket, or correct `tables` in case.toml",
    ),
    (
        ("NETWORK_CONNECTION", "curl", "resolve", "imeout", "timed out", "onnect"),
        "check the network and the address",
    ),
)


class Remote:
    """The objects under a URL.

    Parameters
    ----------
    url : str
        For messages and for Spark; without options.
    connect : callable
        Returns the file system and the path of the URL in it; called when first needed.
    """

    def __init__(self, url: str, connect: Callable[[], tuple[fs.FileSystem, str]]) -> None:
        self.url = url
        self._connect = connect
        self._connected: tuple[fs.FileSystem, str] | None = None

    def keys(self, under: str = "") -> set[str]:
        """Return the keys of all objects, or of those in a folder."""
        files, root = self._reach()
        base = f"{root}/{under}" if under else root
        with self._told("listed"):
            found = files.get_file_info(fs.FileSelector(base, recursive=True, allow_not_found=True))
        return {
            info.path[len(root) :].lstrip("/") for info in found if info.type == fs.FileType.File
        }

    def existing(self, keys: Sequence[str]) -> set[str]:
        """Return those of some keys that are there."""
        files, root = self._reach()
        with self._told("looked up"):
            infos = files.get_file_info([f"{root}/{key}" for key in keys])
        return {key for key, info in zip(keys, infos, strict=True) if info.type == fs.FileType.File}

    def read(self, key: str) -> bytes:
        """Return a small object; ``FileNotFoundError`` when there is none."""
        files, root = self._reach()
        with self._told("read"), files.open_input_stream(f"{root}/{key}") as source:
            content: bytes = source.read()
        return content

    def open(self, key: str) -> Any:
        """Open an object to read parts of it; ``FileNotFoundError`` when there is none."""
        files, root = self._reach()
        with self._told("read"):
            return files.open_input_file(f"{root}/{key}")

    def download(self, key: str, target: Path) -> None:
        """Copy an object to a file; ``FileNotFoundError`` when there is none."""
        files, root = self._reach()
        with (
            self._told("read"),
            files.open_input_stream(f"{root}/{key}") as source,
            target.open("wb") as copy,
        ):
            shutil.copyfileobj(source, copy, _BLOCK_BYTES)

    def write(self, key: str, content: bytes) -> None:
        """Write a small object in one go."""
        with self._told("written", is_writing=True), self._target(key) as target:
            target.write(content)

    def upload(self, source: Path, key: str) -> None:
        """Copy a file to an object."""
        with (
            self._told("written", is_writing=True),
            source.open("rb") as content,
            self._target(key) as target,
        ):
            shutil.copyfileobj(content, target, _BLOCK_BYTES)

    def delete(self, key: str) -> None:
        """Delete an object that may be gone already."""
        files, root = self._reach()
        with self._told("deleted"):
            try:
                files.delete_file(f"{root}/{key}")
            except FileNotFoundError:
                return

    def for_each(self, function: Callable[[T], R], items: Iterable[T]) -> list[R]:
        """Call a function with each item, some at once; the first error ends it."""
        held = list(items)
        if len(held) < 2:
            return [function(item) for item in held]
        with ThreadPoolExecutor(min(_N_AT_ONCE, len(held))) as pool:
            try:
                return list(pool.map(function, held))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise

    def _target(self, key: str) -> Any:
        files, root = self._reach()
        path = f"{root}/{key}"
        if files.type_name in _WITH_FOLDERS:
            files.create_dir(os.path.dirname(path), recursive=True)
        return files.open_output_stream(path)

    def _reach(self) -> tuple[fs.FileSystem, str]:
        if self._connected is None:
            with self._told("reached", is_writing=True):
                files, root = self._connect()
            self._connected = (files, root.rstrip("/"))
        return self._connected

    @contextmanager
    def _told(self, what: str, *, is_writing: bool = False) -> Iterator[None]:
        """Turn an error of the file system into one that says what to do."""
        try:
            yield
        except FileNotFoundError as error:
            if not is_writing:
                raise  # the object is not there, which only the caller can explain
            raise self._failed(what, error) from error
        except (OSError, pa.ArrowException) as error:
            raise self._failed(what, error) from error

    def _failed(self, what: str, error: Exception) -> CaseError:
        reason = str(error).partition("\n")[0].strip().rstrip(".")
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
            advice = "make room on the disk of the case"
        else:
            advice = next(
                (advice for signs, advice in _ADVICE if any(sign in reason for sign in signs)),
                "check the URL, the network and the credentials",
            )
        return CaseError(
            f"{self.url}: the tables cannot be {what} ({reason}); {advice}, then run the command "
            "again: nothing is left half-written"
        )
