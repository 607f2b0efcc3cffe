"""Long files read in pieces: the same tables, whoever reads them and however they are cut."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from undertow.case import Case
from undertow.errors import CaseError
from undertow.ingest import importer, pieces
from undertow.ingest.importer import Importer
from undertow.ingest.pieces import PieceCounts, ReadPiece, read_piece, settle_piece
from undertow.schema import Coverage, Observations, Quarantine, Records

TABLES = (Records, Observations, Quarantine, Coverage)


def post(number: int, text: str = "A quiet day") -> bytes:
    at = f"2023-09-02T10:{number % 60:02}:00Z"
    fields = f'"platform":"facebook","id":"{number}","created_at":"{at}","text":"{text}"'
    return f"{{{fields}}}\n".encode()


MIXED = (
    b"".join(post(n) for n in range(40))
    + b"\n\r\n"
    + b"".join(post(n % 30).replace(b"\n", b"\r\n") for n in range(60))
    + b"not JSON\n" * 7
    + post(500, "x" * 3000)
    + b'{"platform":"facebook","id":"1","created_at":"yesterday"}\n'
    + b"".join(post(n) for n in range(600, 640))
    + post(700).rstrip(b"\n")
)


class Here:
    """Does tasks in this process, in an order of its own."""

    def __init__(self, n_processes: int) -> None:
        self.n_tasks = 0

    def run(self, tasks: Iterable[Any]) -> Iterator[PieceCounts]:
        todo = list(tasks)
        self.n_tasks += len(todo)
        answers = {}
        for number, task in reversed(list(enumerate(todo))):
            is_reading = isinstance(task, ReadPiece)
            answers[number] = read_piece(task) if is_reading else settle_piece(task)
        return iter([answers[number] for number in range(len(todo))])

    def close(self) -> None:
        pass


def tables(case: Case) -> dict[str, list[dict[str, Any]]]:
    return {spec.name: case.read(spec).arrow.to_pylist() for spec in TABLES}


def imported(folder: Path, content: bytes, n_processes: int) -> tuple[Case, Any]:
    folder.mkdir()
    file = folder / "long.ndjson"
    file.write_bytes(content)
    case = Case.create(folder / "case", purpose="a test")
    work = Importer(case, "a", "b", "canonical", n_processes=n_processes)
    try:
        return case, work.ingest(file)
    finally:
        work.close()


@pytest.mark.parametrize("piece_bytes", [50, 300, 4000])
@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
def test_pieces_make_the_same_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece_bytes: int, mark: bytes
) -> None:
    alone, whole = imported(tmp_path / "alone", mark + MIXED, 1)
    monkeypatch.setattr(pieces, "PIECE_BYTES", piece_bytes)
    monkeypatch.setattr(importer, "Workers", Here)
    shared, report = imported(tmp_path / "shared", mark + MIXED, 2)
    assert len(shared.table_files(Records)) > 2
    assert tables(shared) == tables(alone)
    assert (report.n_records, report.reasons, report.ignored) == (
        whole.n_records,
        whole.reasons,
        whole.ignored,
    )


def test_real_processes_make_the_same_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone, _ = imported(tmp_path / "alone", MIXED, 1)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 2000)
    shared, _ = imported(tmp_path / "shared", MIXED, 2)
    assert len(shared.table_files(Records)) > 2
    assert tables(shared) == tables(alone)
    assert not list(shared.path.rglob("*.tmp"))


def test_a_process_that_dies_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE_BYTES", 2000)
    start = importer.Workers

    def short_lived(n_processes: int) -> importer.Workers:
        workers = start(n_processes)
        for process in workers._processes:
            process.kill()
        return workers

    monkeypatch.setattr(importer, "Workers", short_lived)
    with pytest.raises(CaseError, match="ingest it again"):
        imported(tmp_path / "shared", MIXED, 2)
    assert list((tmp_path / "shared/case/tables").rglob("*.parquet")) == []
    assert list((tmp_path / "shared/case").rglob("*.tmp")) == []


def test_an_old_reading_in_more_pieces_is_discarded_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pieces, "PIECE_BYTES", 2000)
    monkeypatch.setattr(importer, "Workers", Here)
    case, report = imported(tmp_path / "shared", MIXED, 2)
    coverage = case.table_files(Coverage)
    coverage[0].unlink()
    monkeypatch.setattr(pieces, "PIECE_BYTES", 1 << 20)
    work = Importer(case, "a", "b", "canonical", n_processes=1)
    again = work.ingest(tmp_path / "shared" / "long.ndjson")
    work.close()
    assert again.n_accepted == report.n_accepted
    assert len(case.table_files(Records)) == 1
