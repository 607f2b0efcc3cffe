"""Tables in an object store: what is written, shared, lost and damaged."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from dying_files import DyingFiles

from undertow.errors import CaseError
from undertow.table_store import Move, ObjectTables, TableFile, file_sha256
from undertow.table_store.manifest import encode
from undertow.table_store.remote import Remote

FILE = TableFile("posts", "part-0.parquet")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "bucket" / "p"


@pytest.fixture
def store(root: Path, tmp_path: Path) -> ObjectTables:
    made = opened(root, tmp_path)
    made.make()
    return made


def opened(root: Path, tmp_path: Path, files: DyingFiles | None = None) -> ObjectTables:
    return ObjectTables("mem://bucket/p", tmp_path / "work", (files or DyingFiles()).at(root))


def put(store: ObjectTables, content: bytes, *, remove: tuple[TableFile, ...] = ()) -> None:
    draft = store.folder("posts") / ".draft"
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.write_bytes(content)
    store.replace([Move(draft, FILE)], remove)
    assert not draft.exists()


def content(root: Path, tmp_path: Path) -> list[bytes]:
    """Return what another process reads."""
    store = opened(root, tmp_path)
    return [path.read_bytes() for path in store.files("posts")]


def object_of(store: ObjectTables, root: Path) -> Path:
    return root / store.url(FILE).removeprefix("mem://bucket/p/")


def test_what_is_written_is_read_by_another_process(
    store: ObjectTables, root: Path, tmp_path: Path
) -> None:
    put(store, b"rows")
    other = opened(root, tmp_path)
    assert other.names("posts") == other.names("posts", "part-") == ["part-0.parquet"]
    assert other.names("posts", "q") == other.names("edges") == []
    assert other.exists(FILE)
    [path] = other.files("posts")
    assert path.read_bytes() == b"rows"
    assert other.sha256(FILE) == file_sha256(path) == other.hashes("posts")[0]
    assert object_of(other, root).read_bytes() == b"rows"
    assert other.where("posts") == "mem://bucket/p/posts"


def test_a_place_that_holds_something_is_refused(
    store: ObjectTables, root: Path, tmp_path: Path
) -> None:
    with pytest.raises(CaseError, match="holds something already"):
        opened(root, tmp_path).make()


def test_a_place_without_manifest_is_no_case(root: Path, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"mem://bucket/p: no tables of a case here.*case\.toml"):
        opened(root, tmp_path).names("posts")


def test_the_same_bytes_are_not_written_twice(root: Path, tmp_path: Path) -> None:
    files = DyingFiles()
    store = opened(root, tmp_path, files)
    store.make()
    put(store, b"rows")
    before = files.n_done
    put(store, b"rows")
    assert files.n_done == before


def test_damage_is_healed_by_writing_again(store: ObjectTables, root: Path, tmp_path: Path) -> None:
    put(store, b"rows")
    object_of(store, root).write_bytes(b"rowz")
    other = opened(root, tmp_path)
    assert other.sha256(FILE) != store.sha256(FILE)
    put(other, b"rows")
    assert content(root, tmp_path) == [b"rows"]


def test_an_object_deleted_by_hand_is_a_file_that_is_not_there(
    store: ObjectTables, root: Path, tmp_path: Path
) -> None:
    put(store, b"rows")
    object_of(store, root).unlink()
    other = opened(root, tmp_path)
    assert other.files("posts") == []
    assert not other.exists(FILE)
    with pytest.raises(FileNotFoundError, match=r"posts/part-0\.parquet: is not there"):
        other.paths([FILE])
    with pytest.raises(FileNotFoundError, match="is not there"):
        other.sha256(FILE)


def test_a_manifest_replaced_while_it_is_read_is_not_taken_for_damage(
    store: ObjectTables, root: Path, tmp_path: Path
) -> None:
    """Where a manifest is seen before all of it is there, the one before is read in its place."""
    put(store, b"old")
    writer = opened(root, tmp_path)
    put(writer, b"new")
    [manifest] = (root / "manifests").iterdir()
    whole = manifest.read_bytes()
    manifest.write_bytes(whole[:20])  # the writer is at it
    before = root / "manifests" / "000000000001-01234567.json"
    before.write_bytes(encode({FILE: "posts/part-0.000000000001-01234567.parquet"}))

    def finish(operation: str) -> None:
        if operation == "info":  # the reader looks for what the older one names: it is gone
            manifest.write_bytes(whole)

    reader = opened(root, tmp_path, DyingFiles(before=finish))
    assert [path.read_bytes() for path in reader.files("posts")] == [b"new"]


def test_copies_go_with_the_store(store: ObjectTables, root: Path, tmp_path: Path) -> None:
    put(store, b"rows")
    other = opened(root, tmp_path)
    [copy] = other.files("posts")
    store.begin()  # does not take copies that are in use
    assert copy.read_bytes() == b"rows"
    del other
    gc.collect()
    assert not copy.exists()


def test_copies_of_a_killed_process_are_removed(store: ObjectTables, tmp_path: Path) -> None:
    left = tmp_path / "work" / ".copies-killed"
    left.mkdir(parents=True)
    (left / "lock").touch()
    (left / "posts-part-0.parquet").write_bytes(b"x" * 100)
    store.begin()
    assert not left.exists()


def test_two_writers_are_noticed(store: ObjectTables, root: Path, tmp_path: Path) -> None:
    put(store, b"one")
    first, second = opened(root, tmp_path), opened(root, tmp_path)
    assert first.names("posts") == second.names("posts")
    put(first, b"two")
    with pytest.raises(CaseError, match="another process writes to these tables"):
        put(second, b"three")
    assert content(root, tmp_path) == [b"two"]


@pytest.mark.parametrize("damage", [b"", b"{}", b"{}\nabc\n", b"\xff\xfe\n\n"])
def test_a_damaged_manifest_is_told(
    store: ObjectTables, root: Path, tmp_path: Path, damage: bytes
) -> None:
    put(store, b"rows")
    [manifest] = (root / "manifests").iterdir()
    manifest.write_bytes(damage)
    with pytest.raises(CaseError, match="manifests: the list of the tables is damaged"):
        opened(root, tmp_path).files("posts")


def test_what_no_case_writes_is_foreign(store: ObjectTables, root: Path) -> None:
    put(store, b"rows")
    (root / "posts" / "readme.txt").write_text("x")
    (root / "notes.txt").write_text("x")
    (root / "posts" / "old.000000000001-0123abcd.parquet").write_text("left by a killed process")
    assert list(store.foreign({"posts"})) == ["notes.txt", "posts/readme.txt"]
    assert "posts/part-0" in " ".join(store.foreign({"edges"}))


def test_what_is_kept_comes_back_and_the_bytes_are_not_sent_again(
    root: Path, tmp_path: Path
) -> None:
    files = DyingFiles()
    store = opened(root, tmp_path, files)
    store.make()
    put(store, b"old")
    store.keep({"posts"})
    put(store, b"new")
    put(store, b"newer")
    assert content(root, tmp_path) == [b"newer"]
    assert len(list((root / "posts").iterdir())) == 2
    store.restore()
    assert content(root, tmp_path) == [b"old"]
    assert len(list((root / "posts").iterdir())) == 1
    assert not list((root / "kept").iterdir())
    before = files.n_done
    store.restore()
    assert files.n_done == before


def test_what_an_interrupted_change_uploaded_is_undone_with_it(
    store: ObjectTables, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, b"old")
    store.keep({"posts"})

    def interrupted(remote: Remote, key: str, content: bytes) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Remote, "write", interrupted)  # the manifest, after the objects
        with pytest.raises(KeyboardInterrupt):
            put(store, b"new")
    assert len(list((root / "posts").iterdir())) == 2
    store.restore()
    assert content(root, tmp_path) == [b"old"]
    assert len(list((root / "posts").iterdir())) == 1


def test_what_is_forgotten_is_deleted(store: ObjectTables, root: Path, tmp_path: Path) -> None:
    put(store, b"old")
    store.keep({"posts"})
    put(store, b"new")
    store.forget()
    assert content(root, tmp_path) == [b"new"]
    store.restore()
    assert content(root, tmp_path) == [b"new"]
    assert len(list((root / "posts").iterdir())) == len(list((root / "manifests").iterdir())) == 1


def test_an_object_store_that_fails_says_where_and_what_to_do(
    store: ObjectTables, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, b"rows")

    def refuse(files: DyingFiles, path: str, metadata: object) -> None:
        raise OSError("AWS Error ACCESS_DENIED during PutObject operation")

    monkeypatch.setattr(DyingFiles, "open_output_stream", refuse)
    with pytest.raises(CaseError, match=r"mem://bucket/p.*ACCESS_DENIED.*credentials"):
        put_failing(opened(root, tmp_path))
    assert content(root, tmp_path) == [b"rows"]


def put_failing(store: ObjectTables) -> None:
    draft = store.folder("posts") / ".draft"
    draft.write_bytes(b"new")
    store.replace([Move(draft, FILE)])
