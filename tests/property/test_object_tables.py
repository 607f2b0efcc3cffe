"""Tables in an object store: killed anywhere, read at any moment, they are the old or the new."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import TypeAlias

import pytest
from dying_files import DyingFiles, Killed
from hypothesis import given, settings
from hypothesis import strategies as st

from undertow.table_store import Move, ObjectTables, TableFile

Content: TypeAlias = dict[TableFile, bytes]
Step: TypeAlias = dict[TableFile, bytes | None]
"""What a step puts in place of files; None removes."""

FILES = [
    TableFile(table, name) for table in ("posts", "edges") for name in ("a.parquet", "b.parquet")
]
steps = st.dictionaries(st.sampled_from(FILES), st.none() | st.binary(max_size=9), min_size=1)


class Place:
    """A store in a folder, the drafts beside it, and what should be in it."""

    def __init__(self, folder: Path) -> None:
        self.root, self.work = folder / "bucket" / "p", folder / "work"
        self.opened(DyingFiles()).make()

    def opened(self, files: DyingFiles) -> ObjectTables:
        return ObjectTables("mem://bucket/p", self.work, files.at(self.root))

    def do(self, store: ObjectTables, step: Step) -> None:
        moves = []
        for number, (file, content) in enumerate(step.items()):
            if content is not None:
                draft = self.work / file.table / f".{number}.tmp"
                draft.parent.mkdir(parents=True, exist_ok=True)
                draft.write_bytes(content)
                moves.append(Move(draft, file))
        store.replace(moves, [file for file, content in step.items() if content is None])

    def content(self) -> Content:
        return content_of(self.opened(DyingFiles()))

    def keys(self) -> set[str]:
        return {p.relative_to(self.root).as_posix() for p in self.root.rglob("*") if p.is_file()}


def content_of(store: ObjectTables) -> Content:
    return {
        TableFile(table, name): path.read_bytes()
        for table in ("posts", "edges")
        for name, path in zip(store.names(table), store.files(table), strict=True)
    }


def after(content: Content, step: Step) -> Content:
    both = content | step
    return {file: value for file, value in both.items() if value is not None}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Yield new folders."""
    return (tmp_path_factory.mktemp("place") for _ in count())


@settings(max_examples=15)
@given(first=steps, second=steps)
def test_killed_between_any_two_operations(
    folders: Iterator[Path], first: Step, second: Step
) -> None:
    old = after({}, first)
    new = after(old, second)
    for n_operations in count():
        place = Place(next(folders))
        place.do(place.opened(DyingFiles()), first)
        try:
            dying = place.opened(DyingFiles(n_operations))
            dying.begin()
            place.do(dying, second)
        except Killed:
            is_killed = True
        else:
            is_killed = False
        found = place.content()
        assert found == new or (is_killed and found == old)
        again = place.opened(DyingFiles())
        again.begin()
        place.do(again, second)
        assert place.content() == new
        place.opened(DyingFiles()).begin()
        assert len(place.keys()) == len(new) + 1  # no draft, no old object, one manifest
        shutil.rmtree(place.root.parents[1])
        if not is_killed:
            assert n_operations > 2
            return


@settings(max_examples=10)
@given(first=steps, second=steps)
def test_a_run_that_is_killed_is_undone_and_so_may_be_the_undoing(
    folders: Iterator[Path], first: Step, second: Step
) -> None:
    old = after({}, first)
    new = after(old, second)
    for n_operations in count():
        place = Place(next(folders))
        place.do(place.opened(DyingFiles()), first)
        is_killed, is_ending = True, False
        with suppress(Killed):
            dying = place.opened(DyingFiles(n_operations))
            dying.begin()
            dying.keep(("posts", "edges"))
            place.do(dying, second)
            is_ending = True
            dying.forget()
            is_killed = False
        with suppress(Killed):
            undoing = place.opened(DyingFiles(n_operations % 9))
            undoing.begin()
            undoing.restore()
        again = place.opened(DyingFiles())
        again.begin()
        again.restore()
        found = place.content()
        assert found == old or (is_ending and found == new)
        assert is_killed or found == new
        place.opened(DyingFiles()).begin()
        assert len(place.keys()) == len(found) + 1  # no mark, no draft, no old object
        shutil.rmtree(place.root.parents[1])
        if not is_killed:
            return


@settings(max_examples=15)
@given(script=st.lists(steps, min_size=1, max_size=4))
def test_a_reader_sees_one_moment_whatever_the_writer_does(
    folders: Iterator[Path], script: list[Step]
) -> None:
    place = Place(next(folders))
    old: Content = {}
    long_reader = place.opened(DyingFiles())
    long_reader.names("posts")
    for step in script:
        new = after(old, step)
        seen: list[Content] = []
        writer = place.opened(DyingFiles(before=lambda _, seen=seen: seen.append(place.content())))
        place.do(writer, step)
        switched = seen.index(new) if new in seen else len(seen)
        assert all(content == old for content in seen[:switched])
        assert all(content == new for content in seen[switched:])
        old = new
        assert content_of(long_reader).keys() <= set(FILES)
    long_reader.begin()
    assert content_of(long_reader) == old


@settings(max_examples=15)
@given(
    contents=st.lists(st.binary(min_size=1, max_size=3), min_size=2, max_size=4, unique=True),
    at=st.integers(0, 12),
)
def test_tables_replaced_while_they_are_read_are_all_of_one_moment(
    folders: Iterator[Path], contents: list[bytes], at: int
) -> None:
    place = Place(next(folders))
    writer = place.opened(DyingFiles())
    left = list(contents)

    def put() -> None:
        if left:
            value = left.pop(0)
            place.do(writer, {TableFile("posts", f"{n}.parquet"): value for n in range(3)})

    put()
    n_seen = 0

    def before(operation: str) -> None:
        nonlocal n_seen
        n_seen += 1
        if n_seen >= at:
            put()

    reader = place.opened(DyingFiles(before=before))
    found = {path.read_bytes() for path in reader.files("posts")}
    assert len(found) == 1
    assert found <= set(contents)
