"""A file system that a test can stop after any operation, and watch in between."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import fs


class Killed(BaseException):
    """The process ended here; nothing catches it, so that nothing is cleaned up."""


class DyingFiles(fs.FileSystemHandler):
    """Local files, until a number of operations was done.

    A write that is cut short leaves half of its bytes, as a mounted folder would; object stores are
    kinder. After its death every operation fails.

    Parameters
    ----------
    n_operations : int or None
        Operations that succeed; None for all.
    before : callable
        Called before each operation with its name; not from within itself.
    """

    def __init__(
        self,
        n_operations: int | None = None,
        before: Callable[[str], None] = lambda operation: None,
    ) -> None:
        self.files = fs.LocalFileSystem()
        self.n_left = n_operations
        self.n_done = 0
        self._before = before
        self._is_watched = False
        self._lock = threading.RLock()

    def at(self, root: Path) -> Callable[[], tuple[fs.FileSystem, str]]:
        """Return what connects to a folder through this file system."""
        return lambda: (fs.PyFileSystem(self), str(root))

    def step(self, operation: str) -> None:
        """Do one operation, or die."""
        with self._lock:
            if not self._is_watched:
                self._is_watched = True
                self._before(operation)
                self._is_watched = False
            if self.n_left is not None:
                if self.n_left <= 0:
                    raise Killed(operation)
                self.n_left -= 1
            self.n_done += 1

    def get_type_name(self) -> str:
        return "dying"

    def get_file_info(self, paths: list[str]) -> list[fs.FileInfo]:
        self.step("info")
        found: list[fs.FileInfo] = self.files.get_file_info(paths)
        return found

    def get_file_info_selector(self, selector: fs.FileSelector) -> list[fs.FileInfo]:
        self.step("list")
        found: list[fs.FileInfo] = self.files.get_file_info(selector)
        return found

    def delete_file(self, path: str) -> None:
        self.step("delete")
        self.files.delete_file(path)

    def open_input_stream(self, path: str) -> Any:
        self.step("read")
        return self.files.open_input_stream(path)

    def open_input_file(self, path: str) -> Any:
        self.step("open")
        return self.files.open_input_file(path)

    def open_output_stream(self, path: str, metadata: Any) -> Any:
        self.step("create")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        return pa.PythonFile(_Target(Path(path), self), mode="w")

    def _not_used(self, *_: Any) -> Any:
        raise NotImplementedError

    create_dir = delete_dir = delete_dir_contents = delete_root_dir_contents = _not_used
    move = copy_file = open_append_stream = _not_used

    def normalize_path(self, path: str) -> str:
        return path

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    __hash__ = object.__hash__


class _Target:
    """A file being written, which dies with its file system."""

    def __init__(self, path: Path, files: DyingFiles) -> None:
        self._file = path.open("wb")
        self._files = files
        self.closed = False

    def write(self, content: bytes) -> int:
        content = bytes(content)
        half = len(content) // 2
        self._file.write(content[:half])
        self._file.flush()
        self._files.step("write")
        self._file.write(content[half:])
        self._file.flush()
        return len(content)

    def flush(self) -> None:
        self._file.flush()

    def close(self) -> None:
        self.closed = True
        self._file.close()

    def writable(self) -> bool:
        return True
