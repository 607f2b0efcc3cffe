"""The runner: runs what has to be run, and only that, whatever happened before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from undertow.case import Case
from undertow.engine import DuckDBEngine, Engine, Limits
from undertow.errors import CaseError, EngineError, SchemaError
from undertow.pipeline import Report, Stage, run_stages
from undertow.schema import Engagement, Media, Posts, PostText, Table
from undertow.settings import NoSettings, Settings, TextSettings

calls: list[str] = []


@pytest.fixture(autouse=True)
def forget_calls() -> Iterator[None]:
    calls.clear()
    yield
    calls.clear()


def read_text(posts: Table[Posts], settings: TextSettings, *, rng_seed: int) -> Table[PostText]:
    calls.append("text")
    rows = [
        dict.fromkeys(PostText.arrow_schema().names)
        | {"post_uid": uid, "match_key": str(rng_seed), "n_chars": settings.min_chars}
        for uid in posts.arrow.column("post_uid").to_pylist()
    ]
    return Table.checked(PostText, pa.Table.from_pylist(rows, schema=PostText.arrow_schema()))


def find_media(
    posts: Table[Posts], post_text: Table[PostText], settings: NoSettings, *, rng_seed: int
) -> tuple[Table[Media], Table[Engagement]]:
    calls.append("media")
    return Table.empty(Media), Table.empty(Engagement)


TEXT = Stage("text", (Posts,), (PostText,), read_text, "text")
MEDIA = Stage("media", (Posts, PostText), (Media, Engagement), find_media, None)


@pytest.fixture
def posts(rows_of: Any) -> Table[Posts]:
    return Table.checked(Posts, rows_of(Posts, {"post_uid": "x:1"}, {"post_uid": "x:2"}))


@pytest.fixture
def ready(case: Case, posts: Table[Posts]) -> Case:
    """A case whose stages have run."""
    case.write(posts)
    run_stages(case, [TEXT, MEDIA])
    calls.clear()
    return case


def test_every_stage_runs_in_order_and_is_recorded(case: Case, posts: Table[Posts]) -> None:
    case.write(posts)
    runs = run_stages(case, [TEXT, MEDIA])
    assert calls == ["text", "media"]
    assert [(r.stage, r.ran, r.rows) for r in runs] == [
        ("text", True, {"post_text": 2}),
        ("media", True, {"media": 0, "engagement": 0}),
    ]
    recorded = case.provenance("media")
    assert recorded is not None
    assert recorded["inputs"] == [f"{s.name}={case.table_sha256(s)}" for s in (Posts, PostText)]
    assert recorded["outputs"] == [f"{s.name}={case.table_sha256(s)}" for s in (Media, Engagement)]


def test_nothing_changed_nothing_runs(ready: Case) -> None:
    seen = []
    runs = run_stages(ready, [TEXT, MEDIA], on_start=lambda s, skip: seen.append((s.name, skip)))
    assert calls == []
    assert seen == [("text", True), ("media", True)]
    assert [(r.ran, r.rows) for r in runs] == [
        (False, {"post_text": 2}),
        (False, {"media": 0, "engagement": 0}),
    ]


def test_the_order_of_the_input_is_no_change(ready: Case, posts: Table[Posts]) -> None:
    ready.write(Table.checked(Posts, posts.arrow.take([1, 0])))
    run_stages(ready, [TEXT, MEDIA])
    assert calls == []


def test_new_input_runs_what_reads_it(ready: Case, rows_of: Any) -> None:
    ready.write(Table.checked(Posts, rows_of(Posts, {"post_uid": "x:3"})))
    assert run_stages(ready, [TEXT, MEDIA])[0].rows == {"post_text": 1}
    assert calls == ["text", "media"]


def test_a_setting_runs_what_reads_its_section(ready: Case) -> None:
    waves = Settings.parse({"waves": {"bin_hours": 12}})
    run_stages(replace(ready, settings=waves), [TEXT, MEDIA])
    assert calls == []
    text = Settings.parse({"text": {"min_chars": 3}})
    run_stages(replace(ready, settings=text), [TEXT])
    assert calls == ["text"]
    assert ready.read(PostText).arrow.column("n_chars").to_pylist() == [3, 3]


def test_the_seed_runs_everything(ready: Case) -> None:
    run_stages(replace(ready, settings=Settings(seed=1)), [TEXT, MEDIA])
    assert calls == ["text", "media"]


def test_a_new_version_of_a_stage_runs_it(ready: Case) -> None:
    run_stages(ready, [replace(TEXT, version="2"), MEDIA])
    assert calls == ["text"]


def test_an_unchanged_result_stops_there(ready: Case, rows_of: Any) -> None:
    rows = [{"post_uid": "x:1", "text": "edited"}, {"post_uid": "x:2"}]
    reads_text_only = Stage(
        "after", (PostText,), (Media,), lambda *tables, settings, rng_seed: Table.empty(Media), None
    )
    run_stages(ready, [reads_text_only])
    ready.write(Table.checked(Posts, rows_of(Posts, *rows)))
    runs = run_stages(ready, [TEXT, reads_text_only])
    assert [r.ran for r in runs] == [True, False]


@pytest.mark.parametrize("damage", ["deleted", "changed", "emptied"])
def test_a_damaged_output_is_made_again(ready: Case, damage: str) -> None:
    file = ready.table_dir(PostText) / "part-0.parquet"
    before = file.read_bytes()
    match damage:
        case "deleted":
            file.unlink()
        case "changed":
            file.write_bytes(before[:10] + b"?" + before[11:])
        case "emptied":
            file.write_bytes(b"")
    run_stages(ready, [TEXT, MEDIA])
    assert calls == ["text"]
    assert file.read_bytes() == before


def test_a_damaged_provenance_row_runs_the_stage(ready: Case) -> None:
    (ready.path / "tables" / "provenance" / "text.parquet").write_bytes(b"damaged")
    run_stages(ready, [TEXT, MEDIA])
    assert calls == ["text"]


def test_killed_between_tables_and_provenance(
    ready: Case, rows_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready.write(Table.checked(Posts, rows_of(Posts, {"post_uid": "x:9"})))

    def kill(self: Case, row: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Case, "write_provenance", kill)
        with pytest.raises(KeyboardInterrupt):
            run_stages(ready, [TEXT, MEDIA])
    assert ready.read(PostText).n_rows == 1
    calls.clear()
    run_stages(ready, [TEXT, MEDIA])
    assert calls == ["text", "media"]
    calls.clear()
    run_stages(ready, [TEXT, MEDIA])
    assert calls == []


def test_killed_between_two_tables_of_a_stage(ready: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    write = Case.write

    def write_first_only(self: Case, *tables: Table[Any]) -> dict[str, str]:
        write(self, tables[0])
        raise KeyboardInterrupt

    ready.table_files(Engagement)[0].write_bytes(b"damaged")
    with monkeypatch.context() as patch:
        patch.setattr(Case, "write", write_first_only)
        with pytest.raises(KeyboardInterrupt):
            run_stages(ready, [TEXT, MEDIA])
    run_stages(ready, [TEXT, MEDIA])
    assert ready.read(Engagement).n_rows == 0


def test_a_failing_stage_leaves_the_last_complete_tables(ready: Case, rows_of: Any) -> None:
    before = ready.table_sha256(PostText)
    ready.write(Table.checked(Posts, rows_of(Posts, {"post_uid": "x:9"})))

    def fail(posts: Table[Posts], settings: TextSettings, *, rng_seed: int) -> Table[PostText]:
        raise RuntimeError("no memory")

    with pytest.raises(RuntimeError, match="no memory"):
        run_stages(ready, [replace(TEXT, function=fail)])
    assert ready.table_sha256(PostText) == before
    run_stages(ready, [TEXT])
    assert calls == ["text"]


def test_a_damaged_input_is_an_error_not_an_empty_table(ready: Case) -> None:
    ready.table_files(Posts)[0].write_bytes(b"damaged")
    with pytest.raises(CaseError, match="tables/posts: cannot be read"):
        run_stages(ready, [TEXT, MEDIA])
    assert calls == []


@pytest.mark.parametrize(
    "result",
    [Table.empty(Media), (Table.empty(Engagement), Table.empty(Media)), ()],
    ids=["one missing", "other order", "nothing"],
)
def test_a_stage_that_returns_something_else_is_refused(ready: Case, result: Any) -> None:
    before = ready.table_sha256(Media)
    wrong = replace(MEDIA, function=lambda *a, **k: result, version="2")
    with pytest.raises(SchemaError, match="stage media returned"):
        run_stages(ready, [wrong])
    assert ready.table_sha256(Media) == before
    assert ready.provenance("media")["stage_version"] == "1"  # type: ignore[index]


class Recorder(DuckDBEngine):
    """An engine that tells when it is released and closed."""

    def release(self) -> None:
        calls.append("release")
        super().release()

    def __exit__(self, *error: Any) -> None:
        calls.append("exit")


def count_texts(
    post_text: Table[PostText], settings: NoSettings, *, engine: Engine, rng_seed: int
) -> Table[Media]:
    calls.append(f"{engine.name} {engine.to_arrow(engine.scan(post_text)).num_rows}")
    return Table.empty(Media)


COUNT = Stage("count", (PostText,), (Media,), count_texts, None, is_relational=True)


def test_a_relational_stage_is_given_an_engine(ready: Case) -> None:
    run_stages(ready, [COUNT])
    assert calls == ["duckdb 2"]


def test_an_engine_that_was_given_is_released_after_each_stage_and_left_open(ready: Case) -> None:
    run_stages(ready, [COUNT], engine=Recorder())
    assert calls == ["duckdb 2", "release"]


def test_the_engine_is_no_part_of_the_provenance(ready: Case) -> None:
    run_stages(ready, [COUNT])
    before = ready.provenance("count")
    calls.clear()
    run_stages(ready, [COUNT], engine=Recorder(Limits(10**9)))
    assert calls == []
    assert ready.provenance("count") == before


def test_memory_for_texts_follows_and_changes_no_provenance(ready: Case) -> None:
    given: list[Any] = []

    def look(*tables: Any, settings: Any, rng_seed: int) -> Table[PostText]:
        given.append(settings)
        return Table.empty(PostText)

    stage = replace(TEXT, function=look, version="2")
    run_stages(ready, [stage], engine=DuckDBEngine(Limits(1 << 30)))
    assert given[0].memory_mib == 256
    recorded = ready.provenance("text")
    assert recorded is not None
    assert recorded["settings_sha256"] == ready.settings.text.digest()
    assert not run_stages(ready, [stage], engine=DuckDBEngine(Limits(4 << 30)))[0].ran


def test_what_a_killed_run_spilled_is_removed(ready: Case) -> None:
    left = ready.spill / "engine-0" / "duckdb_temp_storage-0.tmp"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"left")
    run_stages(ready, [TEXT])
    assert not ready.spill.exists()


def test_running_out_of_memory_names_the_stage(ready: Case) -> None:
    def grow(*tables: Any, settings: Any, rng_seed: int) -> Table[PostText]:
        raise MemoryError

    with pytest.raises(EngineError, match=r"stage text: out of memory; give .* --memory"):
        run_stages(ready, [replace(TEXT, function=grow, version="2")])


def test_a_stage_that_reports_is_heard(ready: Case) -> None:
    def work(*tables: Any, settings: Any, report: Report, rng_seed: int) -> Table[PostText]:
        report(1, 4)
        report(4, 4)
        return Table.empty(PostText)

    heard: list[tuple[int, int]] = []
    stage = replace(TEXT, function=work, version="2", is_reporting=True)
    run_stages(ready, [stage], on_progress=lambda *parts: heard.append(parts))
    assert heard == [(1, 4), (4, 4)]


def test_there_is_a_folder_to_spill_to(ready: Case) -> None:
    def look(*tables: Any, settings: Any, rng_seed: int) -> Table[PostText]:
        calls.append(f"spill: {ready.spill.is_dir()}")
        return Table.empty(PostText)

    run_stages(ready, [replace(TEXT, function=look, version="2")])
    assert calls == ["spill: True"]
